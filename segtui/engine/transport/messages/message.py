"""What every message is: a few fields, and one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Message:
    """Base of all; `ticket` ties an answer to its question.

    An answer that is `partial` is followed by others to the same ticket. Of several that wait, those of a kind that is
    `replaceable` may be dropped for the last. The latest of each value of the field `keyed_by` counts, else the latest
    of all.
    """

    ticket: int

    partial: ClassVar[bool] = False
    replaceable: ClassVar[bool] = False
    keyed_by: ClassVar[str | None] = None
    KINDS: ClassVar[dict[str, type[Message]]] = {}
    """Every kind of message by its name, except the abstract ones."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if not abstract:
            Message.KINDS[cls.__name__] = cls

    def line(self) -> str:
        """The message as one line of JSON."""
        return json.dumps({"say": type(self).__name__, **asdict(self)}, allow_nan=False)
