"""Compares two finished runs: which segments match, who moved, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.compared_value import compared_value
from segtui.pipeline.finished_runs.side_by_side import SideBySide, side_by_side
from segtui.pipeline.segmenting.previous_run import clustered
from segtui.segments.lineage.match_segments import Matched, match
from segtui.segments.lineage.migration import counts, is_moved, migration, named
from segtui.segments.lineage.moves import VALUES, moves, shared
from segtui.segments.lineage.people import PeopleOfBoth
from segtui.segments.lineage.renumber_segments import fate_facts
from segtui.segments.naming.monetary_columns import Worth
from segtui.validity.agreement import adjusted_rand_index


@dataclass(frozen=True)
class RunComparison:
    """Two runs compared.

    `people` are those of either, `migration` has the columns of migration.csv, both with `old_value` and `new_value`
    where `value` names what is counted. `adjusted_rand` (Hubert and Arabie 1985) is of the
    people in both runs, noise a group of its own: 1 for the same groups, about 0 for independent ones, null without
    two people. `beside` has the segments of both in pairs.
    """

    old: RunFiles
    new: RunFiles
    matched: Matched
    people: PeopleOfBoth
    migration: pl.DataFrame
    adjusted_rand: float | None
    value: Worth | None
    beside: SideBySide

    @property
    def counts(self) -> dict[str, int]:
        """How many people are in both, new, gone, and moved."""
        return counts(self.migration, self.matched)

    def moved(self) -> Iterator[pl.DataFrame]:
        """The people in both runs who are not in the segment that theirs became, in batches: moved.csv."""
        names = {"old": self.old.names, "new": self.new.names}
        named_columns = [named(f"{run}_segment", of).alias(f"{run}_name") for run, of in names.items()]
        for batch in self.people.batches():
            found = batch.filter(is_moved(self.matched)).with_columns(named_columns)
            values = [c for c in VALUES if c in found.columns]
            told = found.select("id", "old_segment", "old_name", "new_segment", "new_name", *values)
            yield told.rename({"id": self.new.id})

    def facts(self) -> dict[str, Any]:
        """Everything except the people themselves, in JSON types."""
        return {
            "old": str(self.old.path),
            "new": str(self.new.path),
            "people": self.counts,
            "adjusted_rand": self.adjusted_rand,
            **fate_facts(self.matched),
            "value": {"column": v.name, "columns": [*v.columns], **self.value_moved()} if (v := self.value) else None,
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

    `id_only` matches by people alone. `value` is the column that is summed up, see `compared_value`. Raises UsageError
    where a run has no segments, or not that column.
    """
    found = compared_value(old, new, value)
    before, after = (found.counted(run) if found else clustered(run) for run in (old, new))
    people = PeopleOfBoth(before, after)
    cells = moves(people)
    matched = match(before, after, cells, id_only=id_only)
    return RunComparison(
        old,
        new,
        matched,
        people,
        migration(cells, old.names, new.names),
        _adjusted_rand(cells),
        found.of if found else None,
        side_by_side(old, new, matched),
    )


def _adjusted_rand(cells: pl.DataFrame) -> float | None:
    both = shared(cells)
    if both["people"].sum() < 2:
        return None
    found = (np.unique(both[c].to_numpy(), return_inverse=True) for c in ("old_segment", "new_segment"))
    (old, row), (new, column) = found
    table = np.zeros((len(old), len(new)), np.int64)
    table[row, column] = both["people"].to_numpy()
    return adjusted_rand_index(table)
