"""Compares two finished runs: which segments match, who moved, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.compared_value import compared_value
from segtui.pipeline.finished_runs.side_by_side import SideBySide, side_by_side
from segtui.pipeline.segmenting.previous_run import clustered
from segtui.segments.lineage.match_segments import Matched, match
from segtui.segments.lineage.membership import people, shared
from segtui.segments.lineage.migration import counts, is_moved, migration
from segtui.segments.lineage.renumber_segments import fate_facts
from segtui.segments.naming.monetary_columns import Worth
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
    value: Worth | None
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
    values = (found.old, found.new) if found else (None, None)
    before, after = (replace(clustered(run), value=own) for run, own in zip((old, new), values, strict=True))
    everyone = people(before, after)
    matched = match(before, after, everyone, id_only=id_only)
    table = migration(everyone, old.names, new.names)
    return RunComparison(
        old,
        new,
        matched,
        everyone,
        table,
        _adjusted_rand(everyone),
        found.of if found else None,
        side_by_side(old, new, matched),
    )


def _adjusted_rand(everyone: pl.DataFrame) -> float | None:
    both = shared(everyone)
    if both.height < 2:
        return None
    found = (np.unique(both[c].to_numpy(), return_inverse=True) for c in ("old_segment", "new_segment"))
    (old, row), (new, column) = found
    table = np.zeros((len(old), len(new)), np.int64)
    np.add.at(table, (row, column), 1)
    return adjusted_rand_index(table)
