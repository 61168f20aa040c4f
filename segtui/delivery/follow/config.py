"""The `[follow]` of a plan: which stream, how it is cut into batches, and where the segments go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from segtui.data.addresses import names_files
from segtui.data.connections.secrets import without_password
from segtui.declare import Declared, as_tuple
from segtui.features.log.durations import Duration, read_duration
from segtui.language.sentences import say

MOST_EVENTS, LONGEST = 50_000, dt.timedelta(hours=1)
"""The most events that are worked through at once, so that memory stays bounded, and the longest wait for them."""
_COUNT = Annotated[int, Field(ge=1, le=10_000_000)]


def _as_text(value: Any) -> Any:
    """0 for "0"."""
    return "0" if value == 0 and not isinstance(value, bool) else value


def _lasting(text: str) -> str:
    if text != "0":
        read_duration(text)
    return text


Lasting = Annotated[
    str,
    BeforeValidator(_as_text, json_schema_input_type=str | int),
    AfterValidator(_lasting),
    Field(json_schema_extra={"pattern": "^(0|[1-9][0-9]{0,5}[smhdw])$"}),
]
"""A length of time, or 0."""

Batch = Annotated[
    tuple[Annotated[Duration | _COUNT, Field(union_mode="left_to_right")], ...],
    BeforeValidator(as_tuple, json_schema_input_type=tuple[str | int, ...] | str | int),
    Field(min_length=1, max_length=2),
]
"""A length of time, a number of events, or both."""
Which = Annotated[
    tuple[Annotated[str | int, Field(union_mode="left_to_right")], ...],
    BeforeValidator(as_tuple, json_schema_input_type=tuple[str | int, ...] | str | int),
    Field(min_length=1),
]
"""Derives by kind or number."""
Name = Annotated[str, Field(min_length=1)]


class FollowTo(Declared):
    """One place that the segments of a stream's customers go to, batch by batch."""

    write: Name | None = None
    """The table or path of a [[write]] of the plan: its rows are brought up to date in the same table."""
    export: Name | None = None
    """The path, the file or the platform of an [[export]] of the plan: follow/FILE in the run's folder is made again of
    everybody as they are now, whatever `only` says."""
    topic: Annotated[str, Field(min_length=1), AfterValidator(without_password)] | None = None
    """A topic or queue, such as kafka://broker:9092/segments or amqp://host/queue: a message for each customer."""
    webhook: Annotated[str, Field(min_length=1), AfterValidator(without_password)] | None = None
    """An https address that gets the customers of each batch as JSON."""
    only: Literal["all", "changed"] = "all"
    """Which customers of a batch: all that were touched, or those whose segment changed."""
    sign: Name | None = None
    """The environment's variable with the secret by which a webhook's requests are signed (HMAC-SHA-256)."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if len(self.places()) != 1:
            raise ValueError(say("name one of write, export, topic and webhook"))
        if self.sign is not None and self.webhook is None:
            raise ValueError(say("sign is for a webhook only"))
        return self

    def places(self) -> dict[str, str]:
        """What is named, by its key: one thing."""
        named = {"write": self.write, "export": self.export, "topic": self.topic, "webhook": self.webhook}
        return {key: value for key, value in named.items() if value is not None}

    @property
    def place(self) -> str:
        """Where it goes."""
        return next(iter(self.places().values()))


_FROM = """The stream: kafka://broker:9092/topic, amqp://host/queue, http://127.0.0.1:8080/path for webhooks, a folder
of files of JSON lines, or - for standard input."""
_Address = Annotated[str, Field(min_length=1), AfterValidator(without_password)]


class Follow(Declared):
    """A stream of events that `segtui follow` keeps the segments up with."""

    __annotations__["from"] = _Address  # a word of Python's own

    id: Name
    """The column of an event that holds the customer's id."""
    scheme: Literal["segtui", "shopify", "stripe", "segment"] = "segtui"
    """How webhooks that come in are signed."""
    secret: Name | None = None
    """The environment's variable with the secret that they are signed with."""
    batch: Batch = ("30s", 10_000)
    """When a batch is complete: after a time such as "30s", a number of events such as 10_000, or whichever comes
    first of both in a list."""
    late: Duration = "1h"
    """How far an event may be behind the newest one; older ones are counted and left out."""
    features: Which | None = None
    """The [[derive]] that events are for, by kind or number from 1; others stay as their tables are at the start.
    Default: every one that reads a table."""
    refresh: Lasting = "0"
    """How often the centroids of K-means are moved, as `segtui refresh` does, such as "1d"; 0: never."""
    to: tuple[FollowTo, ...] = ()
    """Where the segments go."""

    @model_validator(mode="after")
    def _batches_are_bounded(self) -> Self:
        times = [part for part in self.batch if isinstance(part, str)]
        if len(self.batch) == 2 and len(times) != 1:
            raise ValueError(say('batch: give one time and one number of events, such as ["30s", 10_000]'))
        if times and read_duration(times[0]) > LONGEST:
            raise ValueError(say("batch: wait for an hour at most"))
        return self

    @property
    def events(self) -> int:
        """The most events of a batch."""
        counts = [part for part in self.batch if isinstance(part, int)]
        return min(MOST_EVENTS, *counts) if counts else MOST_EVENTS

    @property
    def seconds(self) -> float:
        """How long events are waited for until a batch is complete."""
        times = [part for part in self.batch if isinstance(part, str)]
        return (read_duration(times[0]) if times else LONGEST).total_seconds()

    @property
    def lateness(self) -> int:
        """How far an event may be behind, in microseconds."""
        return round(read_duration(self.late).total_seconds() * 1_000_000)

    @property
    def refreshed_every(self) -> dt.timedelta | None:
        """How often centroids are moved; None for never."""
        return None if self.refresh == "0" else read_duration(self.refresh)

    @classmethod
    def helps(cls) -> dict[str, str]:
        """The line of help of each field."""
        return {"from": " ".join(_FROM.split()), **super().helps()}

    @property
    def stream(self) -> str:
        """The address of the stream, or the path of a folder: the key `from`."""
        return str(getattr(self, "from"))

    def with_paths(self, change: Callable[[str], str]) -> Self:
        """The same with the path of a folder put through a function."""
        return self.model_copy(update={"from": change(self.stream)}) if names_files(self.stream) else self
