"""What the people of two runs are worth: the column that both sum up, or the columns that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.errors import UsageError, nearest
from segtui.libraries.columns import cols
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.segmenting.previous_run import clustered
from segtui.segments.lineage.membership import unscaled
from segtui.segments.naming.monetary_columns import Worth, called_spent, worth


@dataclass(frozen=True)
class ComparedValue:
    """What is summed up, and how much of it each clustered row of the `old` and of the `new` run has."""

    of: Worth
    old: pl.Series
    new: pl.Series


def compared_value(old: RunFiles, new: RunFiles, named: str | None) -> ComparedValue | None:
    """The `named` column; without it that of the new run's plan, else what says what customers spent in both runs.

    Raises UsageError where a run does not have the named column, or has text there.
    """
    known = [_columns(run) for run in (old, new)]
    both = [c for c in known[0] if c in known[1]]
    if named is not None:
        for run, columns in zip((old, new), known, strict=True):
            if named not in columns:
                raise UsageError(f'no column "{named}" in the run', where=str(run.path), fix=nearest(named, both))
    planned = named or new.plan.segments.value
    if planned in both:
        before, after = (_numbers(run, [planned]) for run in (old, new))
        if planned in before.columns and planned in after.columns:
            return ComparedValue(Worth(planned, (planned,)), before[planned], after[planned])
        if named is not None:
            run, fix = (new if planned in before.columns else old), "choose a numeric column with --value"
            raise UsageError(f'the column "{named}" is not numeric', where=str(run.path), fix=fix)
    before, after = (_numbers(run, called_spent(both)) for run in (old, new))
    found = worth(before, after)
    return None if found is None else ComparedValue(found, found.amounts(before), found.amounts(after))


def _columns(run: RunFiles) -> list[str]:
    """The columns whose values can be summed: those of segments.csv, and the features, of which a run over parts
    keeps a sample only."""
    _, _, _, _, *carried = run.segments().collect_schema().names()
    features = [c["source"] for c in run.model["columns"] if c["category"] is None and not run.is_in_parts]
    return list(dict.fromkeys([*carried, *features]))


def _numbers(run: RunFiles, columns: Sequence[str]) -> pl.DataFrame:
    """Those of the columns that are numbers, by the rows that were clustered: of segments.csv, else of the matrix."""
    rows = clustered(run)
    written = run.segments().collect_schema().names()
    table = run.segments().select(cols([run.id, *(c for c in columns if c in written)])).collect()
    ids = rows.ids if rows.everyone is None else rows.everyone["id"]
    if not table[run.id].equals(ids.alias(run.id), check_dtypes=False):
        what = "its segments.csv and model/rows.parquet have different rows"
        raise UsageError(what, where=str(run.path), fix="run the plan again")
    places = {scaling.source: i for i, scaling in enumerate(rows.columns)}
    found = []
    for name in columns:
        if name in written:
            numbers = table[name].cast(pl.Float64, strict=False)
            found += [numbers] if numbers.null_count() == table[name].null_count() else []
        else:
            values = unscaled(rows.values[:, places[name]], rows.columns[places[name]])
            found.append(pl.Series(name, values, dtype=pl.Float64))
    return pl.DataFrame(found)
