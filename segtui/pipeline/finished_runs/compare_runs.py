"""Compares two finished runs: which segments match, who moved, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from segtui.errors import UsageError, nearest
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.side_by_side import SideBySide, side_by_side
from segtui.pipeline.segmenting.previous_run import clustered
from segtui.segments.lineage.match_segments import Matched, match
from segtui.segments.lineage.membership import people, shared, unscaled
from segtui.segments.lineage.migration import counts, is_moved, migration
from segtui.segments.lineage.renumber_segments import fate_facts
from segtui.segments.naming.monetary_columns import worth
from segtui.validity.agreement import adjusted_rand_index


@dataclass(frozen=True)
class RunComparison:
    """Two runs compared.

    `people` has a row per person of either (see `people`), `migration` the columns of migration.csv, both with
    `old_value` and `new_value` where `value` names what is counted. `adjusted_rand` (Hubert and Arabie 1985) is of the
    people in both runs, noise a group of its own: 1 for the same groups, about 0 for independent ones, null without
    two people. `beside` has the segments of both in pairs.
    """

    old: RunFiles
    new: RunFiles
    matched: Matched
    people: pl.DataFrame
    migration: pl.DataFrame
    adjusted_rand: float | None
    value: str | None
    beside: SideBySide

    @property
    def counts(self) -> dict[str, int]:
        """How many people are in both, new, gone, and moved."""
        return counts(self.people, self.matched)

    def moved(self) -> pl.DataFrame:
        """The people in both runs who are not in the segment that theirs became: moved.csv."""
        names = (
            self.migration.select("old_segment", "old_name").unique(),
            self.migration.select("new_segment", "new_name").unique(),
        )
        found = self.people.filter(is_moved(self.matched))
        for key, each in zip(("old_segment", "new_segment"), names, strict=True):
            found = found.join(each, on=key, how="left", maintain_order="left")
        values = [c for c in ("old_value", "new_value") if c in found.columns]
        named = found.select("id", "old_segment", "old_name", "new_segment", "new_name", *values)
        return named.rename({"id": self.new.id})

    def facts(self) -> dict[str, Any]:
        """Everything except the people themselves, in JSON types."""
        return {
            "old": str(self.old.path),
            "new": str(self.new.path),
            "people": self.counts,
            "adjusted_rand": self.adjusted_rand,
            **fate_facts(self.matched),
            "value": {"column": self.value, **self.value_moved()} if self.value else None,
            "segments": self.beside.facts(),
            "migration": self.migration.to_dicts(),
        }

    def value_moved(self) -> dict[str, float]:
        """What those who moved, came and went are worth: in the old run, and in the new one."""
        moved = self.migration.filter(is_moved(self.matched))
        came = self.migration.filter(pl.col("old_segment").is_null())
        went = self.migration.filter(pl.col("new_segment").is_null())
        sums = {
            "moved_before": moved["old_value"],
            "moved_now": moved["new_value"],
            "came": came["new_value"],
            "gone": went["old_value"],
        }
        return {name: float(values.sum() or 0.0) for name, values in sums.items()}


def compare(old: RunFiles, new: RunFiles, *, id_only: bool = False, value: str | None = None) -> RunComparison:
    """Match the segments of two finished runs and count who moved.

    `id_only` matches by people alone. `value` is the column that is summed up; without it the one that says what
    customers spent, if both runs have it. Raises UsageError where a run has no segments, or not that column.
    """
    column = _value(old, new, value)
    values = [_worths(run, column) if column else None for run in (old, new)]
    if column and any(each is None for each in values):
        if value is not None:
            run, fix = (old if values[0] is None else new), "choose a numeric column with --value"
            raise UsageError(f'the column "{column}" is not numeric', where=str(run.path), fix=fix)
        column, values = None, [None, None]
    before, after = (replace(clustered(run), value=each) for run, each in zip((old, new), values, strict=True))
    everyone = people(before, after)
    matched = match(before, after, everyone, id_only=id_only)
    table = migration(everyone, old.names, new.names)
    return RunComparison(
        old, new, matched, everyone, table, _adjusted_rand(everyone), column, side_by_side(old, new, matched)
    )


def _value(old: RunFiles, new: RunFiles, named_column: str | None) -> str | None:
    known = [_columns(run) for run in (old, new)]
    both = [c for c in known[0] if c in known[1]]
    if named_column is None:
        found = worth(both)
        return found.columns[0] if found and len(found.columns) == 1 else None
    if named_column in both:
        return named_column
    run = old if named_column not in known[0] else new
    raise UsageError(f'no column "{named_column}" in the run', where=str(run.path), fix=nearest(named_column, both))


def _columns(run: RunFiles) -> list[str]:
    """The columns whose values can be summed: those of segments.csv, and the features."""
    _, _, _, _, *carried = run.segments().collect_schema().names()
    features = [c["source"] for c in run.model["columns"] if c["category"] is None]
    return list(dict.fromkeys([*carried, *features]))


def _worths(run: RunFiles, column: str) -> pl.Series | None:
    """The column by the rows that were clustered, from segments.csv, else from the matrix; None where it is text."""
    rows = clustered(run)
    if column not in run.segments().collect_schema().names():
        place = [c.source for c in rows.columns].index(column)
        return pl.Series("value", unscaled(rows.values[:, place], rows.columns[place]), dtype=pl.Float64)
    table = run.segments().select(col(run.id), col(column).alias("value")).collect()
    if not table[run.id].equals(rows.ids.alias(run.id), check_dtypes=False):
        what = "its segments.csv and model/rows.parquet have different rows"
        raise UsageError(what, where=str(run.path), fix="run the plan again")
    numbers = table["value"].cast(pl.Float64, strict=False)
    return numbers if numbers.null_count() == table["value"].null_count() else None


def _adjusted_rand(everyone: pl.DataFrame) -> float | None:
    both = shared(everyone)
    if both.height < 2:
        return None
    found = (np.unique(both[c].to_numpy(), return_inverse=True) for c in ("old_segment", "new_segment"))
    (old, row), (new, column) = found
    table = np.zeros((len(old), len(new)), np.int64)
    np.add.at(table, (row, column), 1)
    return adjusted_rand_index(table)
