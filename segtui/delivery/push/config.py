"""One `[[push]]` of a plan: to which list of which platform, which segments, and who may be reached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from segtui.declare import OneOrMore
from segtui.delivery.export.care import CareKeys, Region, Which
from segtui.delivery.export.target import Target
from segtui.delivery.push.platform import Platform, find_platform, platforms
from segtui.language.sentences import say

if TYPE_CHECKING:
    KnownPlatform = str
else:
    KnownPlatform = Literal[tuple(platforms())]

_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Push(CareKeys):
    """People of segments kept up on a list of a platform, by `segtui push`. Only what the platform's columns need and
    what is named here is sent."""

    called: ClassVar[str] = "a push"

    to: KnownPlatform
    """The platform."""
    name: _Name | None = None
    """What `--only` calls it; default: the platform's name."""
    connection: _Name
    """The connection of connections.toml with the platform's key."""
    list: _Name | None = None
    """The list or audience, by its id at the platform."""
    segments: Which | None = None
    """The segments to push, by name or number, separated by commas or in a list; default: all except noise."""
    mode: Literal["mirror", "add"] = "mirror"
    """Mirror removes from the list whom a push put there and who has left the segments; add removes nobody but those
    who may no longer be reached."""
    empty: Literal["keep", "clear"] = "keep"
    """What becomes of the list where the segments have nobody left: it is kept as it is, or cleared."""
    audience: _Name | None = None
    """What the segments are called at the platform; default: their own names; Segment 1 where those are blocked."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Platform field = data column, such as { email = "mail" }; "" leaves one empty, others are detected."""
    attributes: OneOrMore = ()
    """Additional columns of the data to send."""
    region: Region | None = None
    """The country of phone numbers without a country code, such as DE; default: the row's own country."""
    most_removed: Annotated[float, Field(ge=0, le=1)] = 0.2
    """The share of the list that a push may remove without --yes."""

    @model_validator(mode="after")
    def _names_a_list(self) -> Self:
        platform = self.platform()
        if platform.list_is and self.list is None:
            raise ValueError(say("{title} needs list: {list_is}", title=platform.title, list_is=say(platform.list_is)))
        if self.list is not None and not re.fullmatch(platform.list_form, self.list):
            raise ValueError(
                say(
                    '"{list}" is not a list of {title}: give {list_is}',
                    list=self.list,
                    title=platform.title,
                    list_is=say(platform.list_is),
                )
            )
        return self

    @property
    def title(self) -> str:
        """What it is called where several are told of."""
        return self.name or self.to

    def platform(self) -> type[Platform]:
        """The declared platform."""
        return find_platform(self.to)

    def target(self) -> Target:
        """The columns that the platform takes."""
        return self.platform().target
