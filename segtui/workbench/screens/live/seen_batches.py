"""What the Live view knows of a run that follows a stream: its last batches, and their sums."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from segtui.engine.transport.messages.payloads import BatchFacts

_MOST = 5_000
"""Batches that are kept, of which the rate is drawn and moves are summed."""
Move = tuple[str | None, str | None]


@dataclass
class Moved:
    """How many went from one segment to another: in the last batch that had any, in all of them, and when last."""

    last: int = 0
    all: int = 0
    at: str = ""


@dataclass
class SeenBatches:
    """The batches that were seen, oldest first, and their sums; `cut` says that there were others before.

    `said` is the last line of all, which may say that nothing comes or that the follower has ended; `names` are those
    of segments by number.
    """

    batches: deque[BatchFacts] = field(default_factory=lambda: deque(maxlen=_MOST))
    sums: Counter[str] = field(default_factory=Counter)
    moved: dict[Move, Moved] = field(default_factory=dict)
    triggered: Counter[str] = field(default_factory=Counter)
    sinks: Counter[str] = field(default_factory=Counter)
    cut: bool = False
    said: BatchFacts | None = None
    names: dict[str, str] = field(default_factory=dict)

    def add(self, batches: Iterable[BatchFacts]) -> None:
        """Take in batches that are newer than all that are known."""
        for batch in batches:
            self.said = batch
            if not batch["batch"]:
                continue
            self.batches.append(batch)
            self.sums.update(events=batch["events"], rejected=batch["rejected"], late=batch["late"])
            for move in batch["moved"]:
                known = self.moved.setdefault((self.called(move["start"]), self.called(move["end"])), Moved())
                known.last, known.all, known.at = move["count"], known.all + move["count"], batch["at"]
            self.triggered.update(batch["triggered"])
            self.sinks.update(batch["sinks"])

    @property
    def last(self) -> BatchFacts | None:
        """The last batch."""
        return self.batches[-1] if self.batches else None

    def called(self, segment: str | None) -> str | None:
        """The name of a segment; -1 is none of them."""
        return segment if segment is None else self.names.get(segment, segment)

    def moves(self) -> list[tuple[Move, Moved]]:
        """The moves between segments, the latest first, of those of one batch the largest."""
        return sorted(self.moved.items(), key=lambda found: (found[1].at, found[1].last), reverse=True)


def seconds_since(at: str, now: datetime) -> float | None:
    """Seconds from a time in ISO 8601, which is UTC where it has no zone, until now; None for other text."""
    try:
        then = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds()
