"""One batch: messages into the state, and who is in which segment then, in one transaction."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from segtui.data.streams.stream import StreamMessage
from segtui.errors import DataError
from segtui.features.log.times import day_number
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.pipeline.follow.answers_of_stream import note_answers
from segtui.pipeline.follow.events.read_events import EventReader, EventRows
from segtui.pipeline.follow.followed_run import RETURNS, FollowedRun
from segtui.pipeline.follow.place_customers import KEY, placed
from segtui.pipeline.follow.seed_state import keep_clock
from segtui.pipeline.follow.state.kept_log import returns_in
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.follow.stream_clock import AHEAD, AHEAD_OF_ZONES, StreamClock

STALE = 20_000
"""The most customers that come up again in one batch because a day has begun."""
CHANGED = "changed"
"""A fact of the state: the last batch in which anybody was looked at."""
_KEPT_KEYS = 7 * 86_400
"""Seconds for which the key of a message is remembered: no source sends one again after so long."""


@dataclass(frozen=True)
class BatchOrder:
    """What to make of a batch beside its messages: whose rows `sinks` get by name, all or those who moved; the number
    of the batch, the stream's position behind it, and this machine's clock (microseconds, UTC)."""

    number: int
    position: Mapping[str, Any]
    now: int
    sinks: Mapping[str, str] = field(default_factory=dict)


@dataclass
class BatchResult:
    """What became of a batch: how many of its messages were events or profiles, late, doubles, and `rejected` ones by
    place with the reason; `rows` of all customers that were placed (see Sink.deliver), and the day counted to."""

    events: int = 0
    late: int = 0
    doubles: int = 0
    rejected: dict[int, str] = field(default_factory=dict)
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    oldest: int | None = None
    clock: StreamClock | None = None
    left_alone: int = 0

    @property
    def moved(self) -> pl.DataFrame:
        """Those whose segment has changed."""
        return self.rows.filter(_has_moved) if self.rows.height else self.rows

    def movements(self) -> list[dict[str, Any]]:
        """How many moved from which segment to which."""
        if not self.rows.height:
            return []
        counts = self.moved.group_by("was", "segment").len().sort("was", "segment")
        return [{"from": was, "to": now, "count": n} for was, now, n in counts.iter_rows()]


_has_moved = pl.col("was").ne_missing(pl.col("segment"))


@dataclass(frozen=True)
class BatchWork:
    """Carries batches into the state of a run."""

    followed: FollowedRun
    state: StateFile
    reader: EventReader

    def take(self, messages: Sequence[StreamMessage], order: BatchOrder, clock: StreamClock) -> BatchResult:
        """Take messages in, within the transaction that is open."""
        result, clock = BatchResult(), clock.at(order.now)
        events = self.reader.read([message.body for message in messages])
        events = events.without(self._doubles(messages, order.now, result))
        ahead = min([AHEAD if log.of_utc else AHEAD_OF_ZONES for log in self.followed.logs], default=AHEAD)
        shown = min([log.shows(order.now) for log in self.followed.logs], default=order.now)
        late, early = clock.late_and_early(_checked(events), self.followed.follow.lateness, ahead, shown)
        for place in early:
            events.why[place] = say("is dated after this machine's clock")
        events = events.without([*late, *early])
        result.late, result.rejected = len(late), events.why
        times = pl.concat([rows["at"] for rows in events.logs.values()] or [pl.Series([], dtype=pl.Int64)])
        result.oldest = oldest if isinstance(oldest := times.min(), int) else None
        zone = next((log.zone for log in self.followed.logs), None)
        clock = clock.after(times, order.now, zone, shown)
        result.clock = clock
        result.events = len({*events.profile["place"], *(p for rows in events.logs.values() for p in rows["place"])})
        self._keep(events)
        people = pl.concat([rows["id"] for rows in (*events.logs.values(), events.profile)]).unique().to_list()
        people = list(dict.fromkeys([*people, *self._stale(clock, STALE)]))  # halves of them share nobody
        self.state.touch(people)
        self._change_profiles(events)
        if people:
            self.state.keep(CHANGED, order.number)
        note_answers(self.followed, self.state, events.profile, order.now)
        result.rows = self._placed(people, clock, result)
        self._note(result.rows, clock)
        self._send(result, order)
        self.state.keep("position", dict(order.position))
        self.state.keep("batch", order.number)
        keep_clock(self.state, clock)
        return result

    def waiting(self, clock: StreamClock) -> int:
        """How many customers are still as of another day."""
        day = day_number(clock.day)
        return int(self.state.rows("select count(*) from placed where day < ? or day > ?", (day, day))[0][0])

    def _doubles(self, messages: Sequence[StreamMessage], now: int, result: BatchResult) -> list[int]:
        """The places of messages that came before, by their keys; those of this batch are remembered."""
        keyed: dict[str, int] = {}
        again = []
        for place, message in enumerate(messages):
            if message.key:
                again += [place] if message.key in keyed else []
                keyed.setdefault(message.key, place)
        if keyed:
            seconds = now // 1_000_000
            self.state.run("delete from seen where at < ?", (seconds - _KEPT_KEYS,))
            for key, place in keyed.items():
                if not self.state.run("insert or ignore into seen values (?, ?)", (key, seconds)):
                    again.append(place)
        result.doubles = len(again)
        return again

    def _keep(self, events: EventRows) -> None:
        for number, rows in events.logs.items():
            if rows.height:
                self.state.touch(rows["id"].unique())
                self.followed.kept[number].add(self.state, rows["id"], rows)
                before = self.state.fact(f"{RETURNS}_{number}", [0, 0])
                counts = [a + b for a, b in zip(before, returns_in(rows), strict=True)]
                self.state.keep(f"{RETURNS}_{number}", counts)

    def _change_profiles(self, events: EventRows) -> None:
        """The last cell of each column that is not empty counts; whose first event this is gets a row."""
        profiles = self.followed.profiles
        if profiles is None:
            return
        rows = profiles.fetch(self.state)
        if events.profile.height:
            named = {f"c{i}": name for i, name in enumerate(profiles.schema)}
            last = [col(short).drop_nulls().last().cast(profiles.schema[name]) for short, name in named.items()]
            changes = events.profile.sort("place").group_by("id").agg(last)
            joined = rows.select(col(profiles.id).alias("id")).join(changes, on="id", how="left", maintain_order="left")
            new = [joined[short].fill_null(rows[name]).alias(name) for short, name in named.items()]
            rows = rows.select(col(profiles.id)).hstack(new)
            people = set(events.profile["id"])
            profiles.put(self.state, rows.filter(col(profiles.id).is_in(list(people))))

    def _stale(self, clock: StreamClock, most: int) -> list[int | str]:
        day = day_number(clock.day)
        found = self.state.rows("select customer from placed where day < ? or day > ? limit ?", (day, day, most))
        return [who for (who,) in found]

    def _placed(self, people: list[int | str], clock: StreamClock, result: BatchResult) -> pl.DataFrame:
        """The rows of these people, of whom those are left alone whom a rule of the plan stops at."""
        if not people:
            return pl.DataFrame()
        try:
            rows = placed(self.followed, self.followed.live_rows(self.state, clock.day))
        except DataError:
            if len(people) == 1:
                result.left_alone += 1
                return pl.DataFrame()
            parts = []
            for some in (people[: len(people) // 2], people[len(people) // 2 :]):
                self.state.touch(some)
                parts.append(self._placed(some, clock, result))
            self.state.touch(people)
            return pl.concat([part for part in parts if part.height] or [pl.DataFrame()], how="diagonal_relaxed")
        was = self.state.rows("select customer, segment from placed join touched using (customer)")
        before = pl.DataFrame(was, schema={KEY: rows.schema[KEY], "was": pl.Int32}, orient="row")
        return rows.join(before, on=KEY, how="left", maintain_order="left")

    def _note(self, rows: pl.DataFrame, clock: StreamClock) -> None:
        """Write down who is in which segment, and that all touched are as of this day."""
        day = day_number(clock.day)
        self.state.run("update placed set day = ? where customer in (select customer from touched)", (day,))
        if rows.height:
            cells = rows.select(col(KEY), "segment", "confidence")
            self.state.many(f"insert or replace into placed values (?, ?, ?, {day})", cells.iter_rows())

    def _send(self, result: BatchResult, order: BatchOrder) -> None:
        """Put the rows for each sink into the outbox, where they stay until it has them."""
        for name, only in order.sinks.items():
            rows = result.moved if only == "changed" else result.rows
            if rows.height:
                file = io.BytesIO()
                rows.drop(cols([KEY])).write_ipc_stream(file, compression="lz4")
                self.state.run("insert into outbox values (?, ?, ?)", (name, order.number, file.getvalue()))


def _checked(events: EventRows) -> pl.Series:
    """The moments of messages that are still good."""
    good = pl.concat([rows["place"] for rows in events.logs.values()] or [pl.Series([], dtype=pl.Int64)])
    places = pl.Series(range(len(events.at)), dtype=pl.Int64)
    return events.at.set(~places.is_in(good.implode()), None)
