"""The rows of a run's other versions, newer and earlier: what their people answered there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import polars as pl

from segtui.data.reading.batches import Batches
from segtui.data.source import Source
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.eligibility.row_groups import Answers
from segtui.errors import SegtuiError
from segtui.language.sentences import say_counted
from segtui.libraries.columns import col
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.answers_since import AnswersSince
from segtui.pipeline.exports.original_answers import names_in_data

ROWS = 50_000
Frames = Callable[[], Iterator[pl.DataFrame]]


def other_months(run: RunFiles, asked: Sequence[str], own: Beside | None) -> tuple[tuple[Beside, ...], tuple[str, ...]]:
    """The rows of a run's other versions whose answers in the columns `asked` count, and notes.

    A no in a newer version counts, and one in an earlier version as long as its id has said nothing since. `own` are
    the rows of the run's data, by default those in its segments. Who was merged in any version but stands in no data
    that can be read has not said yes.
    """
    mine = 0 if run.path == run.home else int(run.path.name)
    months = {n: RunFiles.open(place) for n, place in folders(run).items() if n != mine}
    newer = tuple(month_rows(month, asked) for n, month in months.items() if n > mine)
    if not months or run.plan.source is None or run.plan.source.id is None:  # rows are other people every month
        return newer, ()
    since, merged = AnswersSince(asked), _merged_ids([run, *months.values()])
    for table in (*reversed(newer), own or of_run(run)):
        since.look(table)
    tables = [*newer]
    for number in sorted((n for n in months if n < mine), reverse=True):
        month = month_rows(months[number], asked)
        tables.append(since.standing(month, merged))
        since.look(month)
    lost = since.unmet(merged)
    return (*tables, *([_unanswered(lost, asked)] if len(lost) else [])), _told(len(lost) if asked else 0)


def folders(run: RunFiles) -> dict[int, Path]:
    """The folders of a run and of all its versions, by number; the run itself is 0."""
    return {number: versions.folder(run.home, number) for number in (0, *versions.numbers(run.home))}


def of_run(run: RunFiles, answers: Answers = "none") -> Beside:
    """The rows of another run or version; what was answered then no longer counts, if `answers` does not say so."""
    return Beside(lambda: (block.collect() for block in run.segment_blocks()), run.id, answers)


def frames_of(source: Source, folder: Path) -> Iterator[pl.DataFrame]:
    """The rows of a file, whose path leads from `folder`."""
    with Batches(source, folder, rows=ROWS) as batches:
        for frame, _ in batches:
            yield frame


def named_as_in_run(frames: Frames, names: Mapping[str, str]) -> Frames:
    """The frames of a run's data, where columns with another name in the run (see `names_in_data`) have that too."""

    def named() -> Iterator[pl.DataFrame]:
        for frame in frames():
            yield frame.with_columns(col(old).alias(new) for new, old in names.items() if old in frame.columns)

    return named if names else frames


def month_rows(run: RunFiles, asked: Iterable[str]) -> Beside:
    """The data of a version, or what of it stands in its segments, where the data can't be read."""
    source = run.plan.source
    with suppress(SegtuiError):
        if source is not None and source.path != "-":
            with Batches(source, run.path):
                pass
            frames = named_as_in_run(partial(frames_of, source, run.path), names_in_data(run, asked))
            return Beside(frames, source.id, "refusals")
    return of_run(run, "refusals")


def _merged_ids(months: Iterable[RunFiles]) -> pl.Series:
    pairs = [pl.concat([each["id"], each["other"]]) for month in months if (each := month.merged()) is not None]
    return pl.concat([pl.Series("id", [], pl.String), *pairs]).unique(maintain_order=True)


def _unanswered(ids: pl.Series, asked: Iterable[str]) -> Beside:
    frame = pl.DataFrame({"id": ids}).with_columns(pl.lit("not read").alias(column) for column in asked)
    return Beside(lambda: iter([frame]), "id", "all")


def _told(lost: int) -> tuple[str, ...]:
    what = say_counted(
        "{count:,} id that another version merged is in no file that can be read: its person has no consent",
        "{count:,} ids that other versions merged are in no file that can be read: their people have no consent",
        lost,
    )
    return (what,) if lost else ()
