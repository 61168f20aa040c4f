"""What a platform is: its address and limits, how it knows a person, and how people come onto its lists and off them.

Each is declared in a file of `platforms/`, by one subclass. None of them ever subscribes anybody: a platform keeps who
unsubscribed there, and a push leaves that as it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self

from segtui.declare import modules
from segtui.delivery.export.target import Part, Target
from segtui.delivery.http.answer import HttpAnswer
from segtui.delivery.http.pace import Limit
from segtui.delivery.push.member import CallOutcome, Member
from segtui.delivery.push.side import PlatformSide
from segtui.errors import UsageError, nearest
from segtui.language.sentences import say


@dataclass(frozen=True)
class Audience:
    """What people are pushed to: the `list` by its id at the platform, and what the `audience` is called there."""

    list: str = ""
    audience: str = ""


class Platform(ABC):
    """A platform while people are pushed to one of its lists; calls go by `side`.

    Every call is one that changes nothing when it is made again, for an answer may be lost. `add` and `remove` get at
    most `chunk` members and return once the platform has said what became of each. They raise UnreachableError where
    it is away or refuses.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    address: ClassVar[str] = ""
    """Where its interface is; the url of a connection goes before it. Empty where each customer has another."""
    target: ClassVar[Target]
    """The columns that it is sent, as fields by their headers, with the forms that it wants them in."""
    identity: ClassVar[tuple[Part, ...]] = ("email",)
    """What it knows a person by: the first of these parts that is there; nothing for the id of the data."""
    limits: ClassVar[tuple[Limit, ...]] = ()
    chunk: ClassVar[int] = 1_000
    """How many people go in a call of `add`."""
    chunk_removed: ClassVar[int | None] = None
    """How many go in a call of `remove`, where that is another number."""
    most_bytes: ClassVar[int | None] = None
    """How large a call may be."""
    list_is: ClassVar[str] = "the id of the list"
    """What `list` names there, for people; empty where there are no lists."""
    list_form: ClassVar[str] = ".+"
    """How `list` is written, as a regular expression."""
    consent_field: ClassVar[str] = ""
    """The field that is filled for people who agreed to personalized ads where Europe's rule is kept."""
    forgets: ClassVar[str] = ""
    """What it does with a person who is to be forgotten, after its name: "deletes the contact"; empty for nothing."""
    neutral_names: ClassVar[bool] = False
    """Whether it blocks audiences whose names tell of money, so that a segment's own name is not sent."""
    traps: ClassVar[str] = ""
    """What its users should know, in a sentence for the guide."""

    def __init__(self, side: PlatformSide | None, audience: Audience) -> None:
        self._side, self.audience = side, audience

    @classmethod
    def shown(cls, audience: Audience) -> Self:
        """One that only shows what it would send."""
        return cls(None, audience)

    @property
    def side(self) -> PlatformSide:
        """Where its calls go."""
        if self._side is None:
            raise AssertionError("what only shows makes no calls")
        return self._side

    @classmethod
    @abstractmethod
    def authorization(cls, key: str) -> Mapping[str, str]:
        """The headers by which a call shows the key of the connection."""

    @classmethod
    def throttled(cls, answer: HttpAnswer) -> bool:
        """Whether an answer other than 429 and 503 asks to call later."""
        return False

    @abstractmethod
    def payload(self, people: Sequence[Member]) -> Any:
        """What a call that adds these people would send, in JSON types: for `add`, and for people to see before."""

    @abstractmethod
    def add(self, people: Sequence[Member]) -> CallOutcome:
        """Put people on the list, or bring up to date what is known of them."""

    @abstractmethod
    def remove(self, people: Sequence[Member]) -> CallOutcome:
        """Take people off the list; who is not on it is done."""

    def check(self) -> None:  # noqa: B027 - not every platform can be asked
        """Raise, before anything is sent, if the key or the list is wrong."""

    def members(self) -> Iterator[Member] | None:
        """Everybody on the list, to find those whom the data no longer has; None where the platform does not tell."""
        return None

    def forget(self, person: Member) -> bool:
        """Ask for a person's data to be deleted at the platform; False where that can only be done by hand there."""
        return False

    def finish(self) -> None:  # noqa: B027 - only some platforms want to be told
        """Say that everything was sent."""


@cache
def platforms() -> dict[str, type[Platform]]:
    """The declared platforms by name, in alphabetical order of their files."""
    found = [
        value
        for module in modules("segtui.delivery.push.platforms")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Platform) and value.__module__ == module.__name__
    ]
    return {platform.name: platform for platform in found if not platform.__name__.startswith("_")}


def find_platform(name: str) -> type[Platform]:
    """The platform of that name; raises UsageError with the nearest name."""
    if name not in platforms():
        what = say('there is no platform "{name}"', name=name)
        raise UsageError(what, where="push", fix=nearest(name, platforms()))
    return platforms()[name]
