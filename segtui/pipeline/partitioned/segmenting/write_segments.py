"""The last walk through the parts: segments.csv, and what the segments have of every measure."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate, Labels
from segtui.delivery.export.write_csv import write_csv
from segtui.features.scaled_matrix.transform import Rescaled
from segtui.libraries.parts.kept_arrays import save_array
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.totals import Bracket, RankCounts, Totals, bracket_of, quantile_of
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import JoinedRows
from segtui.pipeline.partitioned.preparing.scaled_parts import RowScale
from segtui.pipeline.partitioned.segmenting.place_rows import PlacedPart
from segtui.pipeline.segmenting.segment_table import segment_columns
from segtui.plan.model import Plan
from segtui.profiling.outcome_columns import Outcome
from segtui.segments.describing.comparison import SCHEMA, figures_of
from segtui.segments.measures import Measure
from segtui.segments.naming.monetary_columns import Worth

Floats = NDArray[np.float64]
Key = tuple[str, int]
"""A measure by its name, and a segment."""


@dataclass(frozen=True)
class CountedMeasure:
    """What is counted of a measure: its column and, of a category, the value; flags need no median."""

    name: str
    column: str
    category: str | None
    flag: bool

    @classmethod
    def of(cls, measure: Measure) -> CountedMeasure:
        """What is counted of a measure of the sample."""
        return cls(measure.name, measure.column, measure.category, measure.flag)

    def values(self, frame: pl.DataFrame) -> Floats:
        """Its values in a frame (n), NaN where missing."""
        column = frame.get_column(self.column)
        if self.category is not None:
            column = column.cast(pl.String) == self.category
        found: Floats = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return found


@dataclass(frozen=True)
class SegmentTotals:
    """What the rows of each segment have of each measure: their number by segment, totals, and values near the median.

    `missing` counts the rows without one; `outcomes` has the totals of each outcome by its column and the segment, and
    those of probabilities that pay a contact by their `paying_key`.
    """

    rows: Mapping[int, int]
    totals: Mapping[Key, Totals]
    missing: Mapping[Key, int]
    medians: Mapping[Key, RankCounts]
    outcomes: Mapping[Key, Totals] = field(default_factory=dict)

    def __add__(self, other: SegmentTotals) -> SegmentTotals:
        return SegmentTotals(
            {s: n + other.rows[s] for s, n in self.rows.items()},
            {key: one + other.totals[key] for key, one in self.totals.items()},
            {key: one + other.missing[key] for key, one in self.missing.items()},
            {key: one + other.medians[key] for key, one in self.medians.items()},
            {key: one + other.outcomes[key] for key, one in self.outcomes.items()},
        )


@dataclass(frozen=True)
class Task:
    """What is written and counted of each part.

    `numbers` has the segment of each place of the rule; `names` those of all segments, with noise as -1. What `worth`
    says that each row is worth is kept beside.
    """

    plan: Plan
    joined: JoinedRows
    scale: RowScale
    candidate: Candidate
    numbers: tuple[int, ...]
    names: Mapping[int, str]
    measures: tuple[CountedMeasure, ...]
    brackets: Mapping[Key, Bracket]
    folder: str
    writes: bool = True
    outcomes: tuple[Outcome, ...] = ()
    worth: Worth | None = None


def paying_of(plan: Plan) -> dict[str, float]:
    """The predictions of a plan in segments.csv that say what a contact brings, with the probability that pays one."""
    return {one.name: one.least_paying for one in plan.predict if one.money and one.use_as != "none"}


def paying_key(name: str) -> str:
    """The name under which the probabilities are counted that pay a contact."""
    return f"{name}\0paying"


def amounts_file(folder: str, number: int) -> str:
    """The file with what the rows of a part are worth, rising."""
    return f"{folder}/{number:06d}.amounts.npy"


def brackets_of(
    frame: pl.DataFrame, labels: Labels, measures: Sequence[CountedMeasure], names: Mapping[int, str]
) -> dict[Key, Bracket]:
    """Between which values the medians lie, from a sample's rows and their segments."""
    found: dict[Key, Bracket] = {}
    for one in (each for each in measures if not each.flag):
        values = one.values(frame)
        for segment in names:
            own = values[labels == segment]
            found[one.name, segment] = bracket_of(np.sort(own[~np.isnan(own)]), 0.5)
    return found


def write_segments(
    workers: Workers,
    parts: Sequence[tuple[RowPart, PlacedPart]],
    task: Task,
    place: Path,
    tick: Callable[[float], None] | None = None,
) -> SegmentTotals:
    """Write segments.csv at `place`, part after part, and count; raises what writing raises."""
    total: SegmentTotals | None = None
    with place.open("wb") as file:
        for number, (chunk, header, found) in enumerate(workers.map(_segments_of_part, parts, task, tick)):
            written = Path(chunk)
            with written.open("rb") as more:
                more.seek(header if number else 0)
                while block := more.read(1 << 22):
                    file.write(block)
            written.unlink()
            total = found if total is None else total + found
    assert total is not None
    return total


def count_again(workers: Workers, parts: Sequence[tuple[RowPart, PlacedPart]], task: Task) -> SegmentTotals:
    """Count once more, writing nothing."""
    return reduce(lambda a, b: a + b, (found for *_, found in workers.map(_segments_of_part, parts, task)))


def _segments_of_part(both: tuple[RowPart, PlacedPart], task: Task) -> tuple[str, int, SegmentTotals]:
    part, placed = both
    frame = task.joined.frame(part)
    rescaled = task.scale.of(frame)
    rows = frame.filter(rescaled.why.is_null())
    places, firm = placed.read()
    numbers = np.array([*task.numbers, -1], dtype=np.int32)
    labels = numbers[places]
    chunk, header = "", 0
    if task.writes:
        table = _table(task, rows, labels, firm, rescaled)
        chunk = f"{task.folder}/{part.number:06d}.csv"
        write_csv(table, chunk)
        if task.worth:
            save_array(
                amounts_file(task.folder, part.number), np.sort(np.nan_to_num(task.worth.amounts(rows).to_numpy()))
            )
        empty = io.BytesIO()
        write_csv(table.clear(), empty)
        header = len(empty.getvalue())
    return chunk, header, _described(task, rows, labels)


def _table(task: Task, rows: pl.DataFrame, labels: Labels, firm: Floats, rescaled: Rescaled) -> pl.DataFrame:
    sure = np.round(firm, 6)
    values = rescaled.values[rescaled.why.is_null().to_numpy()] if task.plan.output.memberships else None
    mapping = {int(c): n for c, n in zip(_clusters(task.candidate), task.numbers, strict=True)}
    return pl.DataFrame(
        segment_columns(task.plan, rows, task.joined.id, (labels, task.names, sure), task.candidate, mapping, values)[0]
    )


def _clusters(candidate: Candidate) -> list[int]:
    found: list[int] = np.unique(candidate.labels[candidate.labels != -1]).tolist()
    return found


def _described(task: Task, rows: pl.DataFrame, labels: Labels) -> SegmentTotals:
    segments = list(task.names)
    order = np.argsort(labels, kind="stable")
    sorted_labels = labels[order]
    spans = {s: slice(*np.searchsorted(sorted_labels, [s, s + 1]).tolist()) for s in segments}
    totals, missing, medians = dict[Key, Totals](), dict[Key, int](), dict[Key, RankCounts]()
    outcomes = dict[Key, Totals]()
    for outcome in task.outcomes:
        by_segment = outcome.values(rows).to_numpy()[order]
        for segment, span in spans.items():
            own = by_segment[span]
            outcomes[outcome.column, segment] = Totals.of(own[~np.isnan(own)])
    for name, least in paying_of(task.plan).items():
        by_segment = rows.get_column(name).fill_null(float("nan")).to_numpy()[order]
        for segment, span in spans.items():
            own = by_segment[span]
            outcomes[paying_key(name), segment] = Totals.of(own[own > least])
    for one in task.measures:
        by_segment = one.values(rows)[order]
        for segment, span in spans.items():
            own = by_segment[span]
            known = own[~np.isnan(own)]
            key = one.name, segment
            totals[key], missing[key] = Totals.of(known), len(own) - len(known)
            if key in task.brackets:
                medians[key] = RankCounts.of(known, task.brackets[key])
    return SegmentTotals({s: span.stop - span.start for s, span in spans.items()}, totals, missing, medians, outcomes)


def medians_of(found: SegmentTotals, brackets: Mapping[Key, Bracket]) -> dict[Key, float | None]:
    """The median of each measure in each segment; None where it lies outside its bracket."""
    return {
        key: quantile_of(found.medians[key], bracket, 0.5, found.totals[key].count)
        for key, bracket in brackets.items()
        if found.totals[key].count
    }


def comparison_of(
    found: SegmentTotals,
    measures: Sequence[CountedMeasure],
    medians: Mapping[Key, float | None],
    names: Mapping[int, str],
) -> pl.DataFrame:
    """comparison.csv from what was counted; see `segtui.segments.describing.comparison.comparison`."""
    rows = []
    for segment in sorted((s for s in names if found.rows.get(s)), key=lambda s: (s == -1, s)):  # noise last
        for one in measures:
            whole = reduce(lambda a, b: a + b, (found.totals[one.name, s] for s in names), Totals())
            own = found.totals[one.name, segment]
            middle = _flag_median(own) if one.flag else medians.get((one.name, segment))
            figures = figures_of(
                own.count,
                own.mean if own.count else float("nan"),
                float("nan") if middle is None else middle,
                own.std(ddof=1),
                found.missing[one.name, segment] / found.rows[segment],
                whole.mean if whole.count else float("nan"),
                whole.std(),
            )
            head = {"segment": segment, "segment_name": names[segment], "feature": one.name}
            rows.append(head | figures)
    return pl.DataFrame(rows, schema=SCHEMA)


def _flag_median(own: Totals) -> float:
    if not own.count:
        return float("nan")
    ones = round(own.mean * own.count)
    return 0.5 if 2 * ones == own.count else float(2 * ones > own.count)
