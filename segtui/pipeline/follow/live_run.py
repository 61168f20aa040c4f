"""A followed run as it would be written now: segments.csv of everybody's live rows, and their data beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import polars as pl

from segtui.delivery.export.write_csv import write_csv_batches
from segtui.errors import DataError
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles
from segtui.pipeline.exports.data_rows import DataRows
from segtui.pipeline.follow.place_customers import KEY
from segtui.pipeline.follow.sink import LiveNow
from segtui.pipeline.follow.state.profiles import TABLE
from segtui.pipeline.scoring.predicted_rows import ids_of
from segtui.pipeline.scoring.scaled_batches import scaled_batches
from segtui.pipeline.segmenting.segment_table import beside_own
from segtui.publishing.parquet import write_parquet

SLICE = 20_000
"""Customers that are in memory at once."""
_ID, _SEGMENT, _SURE = "\0id", "\0segment", "\0confidence"


def live_run(now: LiveNow, work: Path) -> tuple[RunFiles, DataRows | None]:
    """Write everybody's segment, cleaned columns and features as of now into `work`, and their rows before cleaning,
    which are None for a run without a source.

    Records and earlier months are those of the run that is followed. Customers whom cleaning leaves out have no
    segment, those at whom a rule of the plan says stop neither.
    """
    run = now.followed.run
    place = work / str(max(versions.numbers(run.home), default=0) + 1)  # after all months of the run
    (place / "model").mkdir(parents=True)
    (place / "model" / "rows.parquet").symlink_to(run.path / "model" / "rows.parquet")
    data = _data(now, work)
    rows = _segments(now, place / SEGMENTS)
    model = json.dumps({**run.model, "rows": rows}, ensure_ascii=False)
    (place / "model" / "model.json").write_text(model, encoding="utf-8")
    return RunFiles(place, run.plan, {"chosen": True}, run.home), data


def _segments(now: LiveNow, place: Path) -> int:
    """Write segments.csv; how many rows it has."""
    count, names = 0, now.followed.learned.names
    frames = _placed(now)
    first = next(frames, None)

    def written() -> Iterator[pl.DataFrame]:
        nonlocal count
        for frame in chain([] if first is None else [first], frames):
            count += frame.height
            named = frame[_SEGMENT].replace_strict(names, return_dtype=pl.String).alias("segment_name")
            id, segment, sure, *more = frame.get_columns()
            own = [id.alias(now.followed.run.id), segment.alias("segment"), named, sure.alias("confidence")]
            yield pl.DataFrame(beside_own(own, more)[0])

    if first is None:
        kinds = {now.followed.run.id: pl.String(), "segment": pl.Int32(), "segment_name": pl.String()}
        write_csv_batches([pl.DataFrame(schema={**kinds, "confidence": pl.Float64()})], place)
    else:
        write_csv_batches(written(), place)
    return count


def _placed(now: LiveNow) -> Iterator[pl.DataFrame]:
    """Those who can have a segment, as in a run: id, segment and confidence, then their columns."""
    columns: list[str] = []
    for people in _ids(now, "placed"):
        now.state.touch(people)
        found = now.state.rows("select customer, segment, confidence from placed join touched using (customer)")
        for frame in _cleaned(now, people):
            schema: dict[str, pl.DataType] = {KEY: frame.schema[KEY], _SEGMENT: pl.Int32(), _SURE: pl.Float64()}
            known = pl.DataFrame(found, schema=schema, orient="row")
            joined = known.join(frame, on=KEY, maintain_order="left").drop_nulls(cols([_ID]))
            columns = columns or [name for name in joined.columns if name not in (KEY, _ID)]
            yield joined.select(cols([_ID, *columns]))


def _cleaned(now: LiveNow, people: Sequence[int | str]) -> Iterator[pl.DataFrame]:
    """The rows of these people that have a value in every feature, after cleaning: KEY says who they are, _ID is their
    id."""
    followed, state = now.followed, now.state
    state.touch(people)
    try:
        batches = list(scaled_batches(followed.run, followed.learned, followed.live_rows(state, now.day)))
    except DataError:
        if len(people) > 1:
            yield from _cleaned(now, people[: len(people) // 2])
            yield from _cleaned(now, people[len(people) // 2 :])
        return
    for scaled in batches:
        batch = scaled.cleaned
        at, frame = batch.rows[scaled.whole], scaled.frame.filter(pl.Series(scaled.whole))
        own = [batch.ids.gather(at).alias(KEY), ids_of(batch, followed.run.id_type).gather(at).alias(_ID)]
        yield pl.DataFrame([*own, *(c for c in frame.get_columns() if c.name != batch.id)])


def _data(now: LiveNow, work: Path) -> DataRows | None:
    """The rows of all customers before cleaning, piece by piece on the disk."""
    profiles = now.followed.profiles
    if profiles is None:
        return None
    heights: list[int] = []
    for people in _ids(now, TABLE):
        now.state.touch(people)
        frame = profiles.fetch(now.state)
        write_parquet(frame, work / f"{len(heights)}.parquet", statistics=False)
        heights.append(frame.height)

    def read(piece: int, columns: Sequence[str]) -> pl.DataFrame:
        return pl.read_parquet(work / f"{piece}.parquet", glob=False).select(cols(columns))

    return DataRows(profiles.id, False, (profiles.id, *profiles.schema), tuple(heights), read)


def _ids(now: LiveNow, table: str) -> Iterator[list[int | str]]:
    """The customers of a table of the state in their order, some at a time."""
    found = now.state.rows(f"select customer from {table} order by customer limit {SLICE}")
    while found:
        yield [who for (who,) in found]
        more = f"select customer from {table} where customer > ? order by customer limit {SLICE}"
        found = now.state.rows(more, found[-1])
