"""The loop: batches from the stream into the state, and from there to every place that wants them."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import polars as pl

from segtui.data.streams.stream import MOST_BYTES, Stream, StreamMessage
from segtui.errors import DataError, SegtuiError, UnreachableError
from segtui.language.sentences import say
from segtui.pipeline.follow.followed_batch import BatchOrder, BatchResult, BatchWork
from segtui.pipeline.follow.growing_lines import GrowingLines
from segtui.pipeline.follow.refresh_followed import is_due, refreshed
from segtui.pipeline.follow.sink import LiveNow, Sink
from segtui.pipeline.follow.stream_clock import StreamClock
from segtui.pipeline.follow.triggered import TRIGGERS, TriggerSink
from segtui.pipeline.progress import Listener

T = TypeVar("T")
PATIENCE = 1800.0
"""Seconds for which a side that is away is waited for."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
_GLANCE = 0.25
"""Seconds between two looks at whether to end."""
FEWEST, MOST_REJECTED = 100, 0.01
"""From this many messages on a follower stops where more than that share of them is rejected."""
_SHOWN = 20_000
"""Characters of a message that are kept of a rejected one."""


@dataclass
class FollowTotals:
    """What a follower has done since it started."""

    batches: int = 0
    messages: int = 0
    events: int = 0
    rejected: int = 0
    late: int = 0
    doubles: int = 0
    moved: int = 0
    triggered: int = 0
    sinks: Counter[str] = field(default_factory=Counter)
    state: str = "running"


@dataclass(frozen=True)
class FollowLimits:
    """When a follower ends: `once` all that is there was taken, at the moment `until` (seconds of `time.monotonic`), or
    when `asked` says so."""

    once: bool = False
    until: float | None = None
    asked: Callable[[], bool] = lambda: False

    @property
    def over(self) -> bool:
        """Whether to end after the batch at work."""
        return self.asked() or (self.until is not None and time.monotonic() >= self.until)


@dataclass
class Follower:
    """Follows an open stream. `sinks` are by name with whether they want `all` or `changed`.

    Everything that a batch changes is one transaction of the state, together with the stream's position and the rows
    for each sink; these are delivered before the next batch begins. `heard` gets the facts of each batch.
    """

    work: BatchWork
    stream: Stream
    sinks: Mapping[str, tuple[str, Sink]]
    rejected: GrowingLines
    health: GrowingLines
    clock: StreamClock
    limits: FollowLimits
    listener: Listener
    heard: Callable[[Mapping[str, Any]], None] = lambda _: None
    totals: FollowTotals = field(default_factory=FollowTotals)

    def follow(self) -> FollowTotals:
        """Until the limits say so; raises SegtuiError, with nothing lost of what the stream still has."""
        self._settle()
        self._deliver()
        while True:
            messages = self._gather()
            if messages or self.work.waiting(self.clock):
                self._batch(messages)
            elif self._is_done():
                break
            self._refresh()
            if self.limits.over:
                break
            self._settle()
        made = self._settle(last=True)
        self.totals.state = "ended"
        self._tell({"at": _stamp(), "state": "ended"} | ({"sinks": made} if made else {}))
        return self.totals

    def _is_done(self) -> bool:
        return self.limits.over or ((self.limits.once or self.stream.ends) and self.stream.ended())

    def _gather(self) -> list[StreamMessage]:
        """A batch: complete, or what there is when it has been waited for long enough."""
        follow, found, size = self.work.followed.follow, list[StreamMessage](), 0
        end = time.monotonic() + follow.seconds
        while len(found) < follow.events and size < MOST_BYTES and not self.limits.over:
            left = end - time.monotonic()
            if left <= 0:
                break
            most = follow.events - len(found)
            some = self._waited(partial(self.stream.poll, most, min(left, _GLANCE)))
            found += some
            size += sum(len(message.body) for message in some)
            if not some:
                if self.stream.full() or (not found and self.work.waiting(self.clock)):
                    break
                if (self.limits.once or self.stream.ends) and self.stream.ended():
                    break
        for note in self.stream.notes():
            self.listener.note(note)
        return found

    def _refresh(self) -> None:
        """Move the centroids where it is time; a run that can't take it stays as it is until the next time."""
        work, now = self.work, time.time()
        if is_due(work.followed, work.state, now):
            try:
                followed = refreshed(work.followed, work.state, self.clock, self.listener, now)
            except DataError as error:
                self.listener.note(say("centroids did not move: {why}", why=error.what))
            else:
                self.work = BatchWork(followed, work.state, work.reader)

    def _batch(self, messages: list[StreamMessage]) -> None:
        began, state = time.monotonic(), self.work.state
        number = int(state.fact("batch", 0)) + 1
        now = time.time_ns() // 1_000
        takers = {name: only for name, (only, sink) in self.sinks.items() if sink.takes_rows}
        order = BatchOrder(number, self.stream.position(), now, takers)
        with state.transaction():
            result = self.work.take(messages, order, self.clock)
            self._reject(messages, result, order)
        assert result.clock is not None
        self.clock = result.clock
        self.stream.acknowledge()
        made = self._settle()  # first: who said no is to be gone however long a place is away
        sent = self._deliver()
        self._count(messages, result, sent)
        facts = self._facts(order, messages, result, sent | made, time.monotonic() - began)
        self._tell(facts)
        self.heard(facts)
        self._refuse_poison()

    def _reject(self, messages: list[StreamMessage], result: BatchResult, order: BatchOrder) -> None:
        """Put rejected messages on the disk, with where the file ends in the same transaction."""
        lines = []
        for place, why in sorted(result.rejected.items()):
            text = messages[place].body.decode("utf-8", "replace")
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            line = {"at": _stamp(), "batch": order.number, "place": place, "reason": why, "message": shown}
            lines.append({**line, "key": messages[place].key, "position": order.position})
        self.rejected.add(lines, safe=True)
        self.work.state.keep("rejected_bytes", self.rejected.size)

    def _deliver(self) -> dict[str, int]:
        """Bring what is in the outbox to its places; how many rows each got."""
        sent = dict.fromkeys(self.sinks, 0)
        for name, batch, rows in self.work.state.rows("select sink, batch, rows from outbox order by rowid"):
            if name in self.sinks:
                sink = self.sinks[name][1]
                frame = pl.read_ipc_stream(io.BytesIO(rows))
                self._waited(partial(sink.deliver, batch, frame), sink, name)
                sent[name] = frame.height
            self.work.state.run("delete from outbox where sink = ?", (name,))
        return sent

    def _settle(self, *, last: bool = False) -> dict[str, int]:
        """Let places that are made of everybody come up to date; how many rows those have that were made."""
        made, now = dict[str, int](), LiveNow(self.work.followed, self.work.state, self.clock.day, self.listener)
        for name, (_, sink) in self.sinks.items():
            rows = self._waited(partial(sink.settle, now, last=last), sink, name)
            if rows is not None:
                made[name] = self.totals.sinks[name] = rows
        return made

    def _waited(self, call: Callable[[], T], sink: Sink | None = None, name: str = "") -> T:
        """What the call answers, once the other side is there; raises UnreachableError where it stays away."""
        pause, since, shown = FIRST_PAUSE, time.monotonic(), name or self.work.followed.follow.stream
        is_again = False
        while True:
            try:
                if sink is not None and is_again:
                    sink.close()
                    sink.open()
                answer = call()
            except UnreachableError as error:
                if time.monotonic() - since > PATIENCE or self.limits.over:
                    raise
                if self.totals.state == "running":
                    self.listener.note(say("waiting for {place}: {why}", place=shown, why=error.what))
                self.totals.state = f"waiting for {shown}"
                self._tell({"at": _stamp(), "state": self.totals.state})
                self._sleep(pause)
                pause, is_again = min(2 * pause, LONGEST_PAUSE), True
            else:
                self.totals.state = "running"
                return answer

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.limits.over:
            time.sleep(min(_GLANCE, max(0.0, end - time.monotonic())))

    def _count(self, messages: list[StreamMessage], result: BatchResult, sent: Mapping[str, int]) -> None:
        totals = self.totals
        totals.batches += 1
        totals.messages += len(messages)
        totals.events += result.events
        totals.rejected += len(result.rejected)
        totals.late += result.late
        totals.doubles += result.doubles
        totals.moved += result.moved.height
        totals.triggered += self._triggered(sent)
        totals.sinks.update({name: rows for name, rows in sent.items() if name != TRIGGERS})

    def _facts(
        self, order: BatchOrder, messages: list[StreamMessage], result: BatchResult, sent: dict[str, int], took: float
    ) -> dict[str, Any]:
        """The line of a batch in follow.health.ndjson."""
        return {
            "at": _stamp(),
            "state": "running",
            "batch": order.number,
            "messages": len(messages),
            "events": result.events,
            "rejected": len(result.rejected),
            "late": result.late,
            "doubles": result.doubles,
            "lag": self._lag(),
            "oldest_event": None if result.oldest is None else _stamp(result.oldest),
            "day": str(self.clock.day),
            "seconds": round(took, 3),
            "rate": round(len(messages) / took, 1) if took else 0.0,
            "customers": result.rows.height,
            "moved": result.movements(),
            "left_alone": result.left_alone,
            "triggered": self._triggered(sent),
            "sinks": {name: rows for name, rows in sent.items() if name != TRIGGERS},
        }

    def _triggered(self, sent: Mapping[str, int]) -> int:
        """How many people triggers told of this batch."""
        sink = self.sinks.get(TRIGGERS)
        return sink[1].sent if sent.get(TRIGGERS) and sink and isinstance(sink[1], TriggerSink) else 0

    def _lag(self) -> int | None:
        try:
            return self.stream.lag()
        except SegtuiError:
            return None

    def _tell(self, facts: dict[str, Any]) -> None:
        self.health.add([facts])
        self.health.shorten()

    def _refuse_poison(self) -> None:
        rejected, messages = self.totals.rejected, self.totals.messages
        if messages >= FEWEST and rejected > MOST_REJECTED * messages:
            what = say(
                "{rejected:,} of {messages:,} messages can't be read as events of this run",
                rejected=rejected,
                messages=messages,
            )
            fix = say("see why in that file; started again, it goes on after them")
            self._settle(last=True)
            raise DataError(what, where=str(self.rejected.place), fix=fix)


def _stamp(moment: int | None = None) -> str:
    """A moment (microseconds, UTC), or now, as text."""
    at = dt.datetime.now(dt.UTC) if moment is None else dt.datetime.fromtimestamp(moment / 1e6, dt.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
