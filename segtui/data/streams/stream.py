"""What a source of events gives: messages, and positions from which it goes on without a loss and without doubles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from segtui.language.sentences import Sentence

Position = dict[str, Any]
"""Where a stream has got to, in JSON types."""

MOST_BYTES = 64 << 20
"""About what one `poll` gives at most, however large the messages are."""
LONGEST = 16 << 20
"""Bytes of the longest message: a longer one comes cut, so that it can't be read as an event."""
CUT = 1000
"""Bytes that are left of a message that is too long."""


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """One message as it came: its bytes, most of the time a JSON object.

    `key` is the delivery's own id, by which the same message is known when it comes twice; it is empty where the
    position alone says that. `at` is when the source took it, in UTC; None where it does not say.
    """

    body: bytes
    key: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """What a plan says of its source beside the address.

    `folder` is where a source keeps what it has taken and must not lose; `scheme` is how webhooks are signed, and
    `secret` the variable of the environment with what they are signed by.
    """

    folder: Path = Path()
    scheme: str = "segtui"
    secret: str = ""


class Stream(ABC):
    """Messages in batches. The caller keeps `position()` in the same transaction as what it made of a batch.

    The order of calls: `open`; then for each batch `poll` until it is full, `position`, the transaction, `acknowledge`.
    A follower that dies anywhere in between opens the stream with the position of the last transaction, and gets each
    later message once. The position after `open` is worth keeping too: a stream that was told to begin at its end
    begins there.

    Where the other side is away, `open` and `poll` raise UnreachableError. After that `poll` may be called again: it
    connects again, and what it gave before stays valid. No source shares its partitions with other followers, so
    nothing that was polled is ever taken away again.
    """

    ends: ClassVar[bool] = False
    """Whether nothing can come after `ended`, as with standard input; the others end only for `--once`."""

    @abstractmethod
    def open(self, position: Position | None, *, from_start: bool) -> None:
        """Connect, and go to a position; None: nothing was kept yet.

        Files and queues then give what is there, a log such as Kafka's what comes from now on. `from_start` gives
        everything that the source still has, whatever the position says.

        Raises UnreachableError, UsageError for what is wrong with the address or the connection.
        """

    @abstractmethod
    def poll(self, most: int, seconds: float) -> list[StreamMessage]:
        """What there is, up to `most` messages; waits for up to `seconds` only where there is nothing.

        Raises UnreachableError, and DataError for a file that can't be read.
        """

    @abstractmethod
    def position(self) -> Position:
        """Behind the last message that was polled."""

    def acknowledge(self) -> None:  # noqa: B027 (most sources need nothing)
        """Everything polled up to now is on the disk; the source need not keep it.

        Never fails for a side that is away: what it could not be told is left out when it comes again.
        """

    def full(self) -> bool:
        """Whether nothing more comes before what was polled is acknowledged: a batch need not wait for more."""
        return False

    def lag(self) -> int | None:
        """How many messages wait, or about how many; None where the source can't say."""
        return None

    @abstractmethod
    def ended(self) -> bool:
        """Whether all has been polled that was there when the stream was opened, or that will ever come."""

    def notes(self) -> list[Sentence]:
        """What a person should know since the last call, such as messages that the source had deleted already."""
        return []

    def close(self) -> None:  # noqa: B027 (some have nothing to close)
        """Give back what is open; what was not acknowledged will come again."""
