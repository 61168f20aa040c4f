"""The state of a follower as it begins: the customers and logs of the run's own tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.data.addresses import STANDARD_INPUT
from segtui.data.databases.reading import reading
from segtui.data.reading.read import read
from segtui.data.reading.source_paths import absolute
from segtui.data.stores.store_address import latest
from segtui.errors import DataError, UsageError
from segtui.features.log.log import Log
from segtui.features.log.times import DAY, day_number, instant, is_of_utc
from segtui.features.maker import Derived
from segtui.language.listings import in_turn
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.followed_run import OF_UTC, RETURNS, FollowedRun
from segtui.pipeline.follow.state.kept_log import returns_in
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.follow.stream_clock import StreamClock
from segtui.pipeline.progress import Listener, rows_to
from segtui.pipeline.scoring.clean_batches import cleaned
from segtui.pipeline.scoring.fitted_model import Learned, damaged_facts, read_learned
from segtui.pipeline.scoring.new_rows import LaterRows
from segtui.plan.followed import followed_makers

_SLICE = 100_000


@dataclass(frozen=True)
class SeenLog:
    """The log of a run's own table, and whether its times are of UTC."""

    log: Log
    of_utc: bool


@dataclass(frozen=True)
class RunTables:
    """The tables of a run's derives, by number: `logs` that events are for, and features of the others."""

    logs: dict[int, SeenLog]
    derived: dict[int, Derived]

    @classmethod
    def read(cls, run: RunFiles, learned: Learned, *, logs: bool) -> RunTables:
        """Read them, the logs only where they are asked for; raises DataError."""
        seen, made, followed = dict[int, SeenLog](), dict[int, Derived](), followed_makers(run.plan)
        for number, maker in run.plan.table_makers():
            if number in followed:
                made[number] = Derived(pl.DataFrame(schema=[maker.id, *maker.output_columns()]), maker.id)
                if not logs:
                    continue
            source = maker.table().model_copy(update={"path": latest(maker.table().path)})
            table = read(source, run.path, known=learned.derive_forms[number - 1])
            if faults := maker.faults(table.frame, f"derive[{number}]"):
                raise DataError(in_turn(*(f.what for f in faults)), where=source.path, fix=faults[0].fix)
            if number in followed:
                log = followed[number]
                seen[number] = SeenLog(log.read(table), is_of_utc(table, log.log_columns().time))
                continue
            with foreign(damaged_facts(run)):
                made[number] = maker.transform(table, learned.derived[number - 1])
        return cls(seen, made)


def static_features(followed: FollowedRun, listener: Listener) -> dict[int, Derived]:
    """The features of tables that events do not change, as the tables are now."""
    plan = followed.run.plan
    if len(plan.table_makers()) == len(followed_makers(plan)):
        return {}
    with reading(rows_to(listener)):
        tables = RunTables.read(followed.run, followed.learned, logs=False)
    return {number: made for number, made in tables.derived.items() if number not in followed_makers(plan)}


def seed(followed: FollowedRun, state: StateFile, listener: Listener, now: int) -> FollowedRun:
    """Fill the state from the run's tables, in the transaction that is open; the run as it can be followed now."""
    run, plan = followed.run, followed.run.plan
    if plan.customer_tables() and STANDARD_INPUT in [table.path for table in plan.customer_tables()]:
        what = say("the run read a table from standard input, so what its customers did can't be read again")
        raise UsageError(what, where=str(run.path), fix=say("keep that table in a file, and run the plan again"))
    listener.stage(say("reading what the run knows of its customers"))
    state.clear()
    with reading(rows_to(listener)):
        tables = RunTables.read(run, read_learned(run), logs=True)
    followed = replace(
        followed,
        zoned={n: seen.of_utc for n, seen in tables.logs.items()},
        static={n: made for n, made in tables.derived.items() if n not in tables.logs},
    )
    for number, seen in tables.logs.items():
        _keep_log(followed, state, number, seen.log)
    if followed.profiles is not None:
        path = absolute(plan.tables()[0].path, run.path)
        with (
            reading(rows_to(listener)),
            LaterRows(run, read_learned(run), path, {}, whole=True, derived=tables.derived) as rows,
        ):
            _keep_profiles(followed, state, rows)
    clock = _clock(followed, tables.logs, now)
    _keep_segments(followed, state, clock.day)
    keep_clock(state, clock)
    state.keep(OF_UTC, followed.zoned)
    return followed


def keep_clock(state: StateFile, clock: StreamClock) -> None:
    """Write the clock among the facts."""
    moments = {"newest": clock.newest, "highest": clock.highest, "reached": clock.reached}
    facts = {**moments, "day": day_number(clock.day), "live": clock.is_live}
    state.keep("clock", facts)


def _keep_log(followed: FollowedRun, state: StateFile, number: int, log: Log) -> None:
    kept, counts = followed.kept[number], [0, 0]
    kept.create(state)
    for frame in log.rows.frames():
        rows = frame.with_columns(_key_of(frame["id"], followed.id_type)).drop_nulls("id")
        counts = [a + b for a, b in zip(counts, returns_in(frame), strict=True)]
        for part in _by_customers(rows):
            state.touch(part["id"].unique())
            kept.add(state, part["id"], part)
    state.keep(f"{RETURNS}_{number}", counts)


def _by_customers(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Parts of the rows, so that memory stays bounded."""
    return list(rows.sort("id", maintain_order=True).iter_slices(10 * _SLICE))


def _key_of(ids: pl.Series, kind: pl.DataType) -> pl.Series:
    text = ids.str.strip_chars() if ids.dtype == pl.String and kind == pl.Int64 else ids
    return text.cast(kind, strict=False).alias("id")


def _keep_profiles(followed: FollowedRun, state: StateFile, rows: LaterRows) -> None:
    """The rows of the source, of those with one id the one that cleaning keeps, else the last."""
    profiles = followed.profiles
    assert profiles is not None
    profiles.create(state)
    steps = [(n, step) for n, step in read_learned(followed.run).steps if isinstance(step, Deduplicate)]
    stays = cleaned(rows, steps, id=followed.learned.id)
    for batch in stays:
        frame = batch.frame
        ids = _key_of(frame.get_column(profiles.id), followed.id_type).alias(profiles.id)
        missing = [pl.lit(None, dtype=k).alias(n) for n, k in profiles.schema.items() if n not in frame.columns]
        profiles.put(state, frame.with_columns(ids, *missing).filter(col(profiles.id).is_not_null()))


def _clock(followed: FollowedRun, logs: Mapping[int, SeenLog], now: int) -> StreamClock:
    """The time of the run: that of the newest row of its logs up to the day that it measured to."""
    days = [maker.as_of for maker in followed_makers(followed.run.plan).values() if maker.as_of]
    newest = reached = now - 100 * 365 * DAY
    for number, seen in logs.items():
        as_of, last = followed_makers(followed.run.plan)[number].as_of, seen.log.rows.last
        end = instant((day_number(as_of) + 1) * DAY, seen.log.zone) - 1 if as_of else last
        found = min(last, end)
        newest, reached = max(newest, found), max(reached, found) if found <= now else reached
    today = dt.datetime.fromtimestamp(now / 1e6, dt.UTC).date()
    return StreamClock(newest, now, reached, max(days, default=today))


def _keep_segments(followed: FollowedRun, state: StateFile, day: dt.date) -> None:
    """The segments of the run, from which customers move; those whose features are of another day come up again."""
    days = {maker.as_of for maker in followed_makers(followed.run.plan).values()}
    number = day_number(day) if days <= {day} else -1
    for block in followed.run.segment_blocks():
        rows = block.select(col(followed.run.id).alias("id"), "segment", "confidence").collect()
        cells = rows.with_columns(_key_of(rows["id"], followed.id_type)).drop_nulls()
        state.many(f"insert or replace into placed values (?, ?, ?, {number})", cells.iter_rows())
