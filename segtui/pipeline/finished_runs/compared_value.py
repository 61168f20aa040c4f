"""What the people of two runs are worth: the column that both sum up, or the columns that add up to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from segtui.errors import UsageError, nearest
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.segmenting.previous_run import clustered
from segtui.segments.lineage.membership import Clustered, MemberRows, unscaled
from segtui.segments.naming.monetary_columns import Worth, called_spent, worth


@dataclass(frozen=True)
class ComparedValue:
    """What is summed up: the one column as it is, or where it is `added` what its columns add up to."""

    of: Worth
    added: bool

    def counted(self, run: RunFiles) -> Clustered:
        """The rows of a run with what each is worth."""
        rows = clustered(run)
        if rows.everyone is None:
            return replace(rows, value=self._amounts(_numbers(run, self.of.columns)))
        return replace(rows, everyone=MemberRows(rows.everyone.rows, lambda: self._valued(run), valued=True))

    def _valued(self, run: RunFiles) -> Iterator[pl.DataFrame]:
        for block in run.segment_blocks():
            values = [col(c).cast(pl.Float64, strict=False).alias(f"{c}\0") for c in self.of.columns]
            found = block.select(col(run.id).alias("id"), "segment", *values).collect()
            numbers = found.select(cols([f"{c}\0" for c in self.of.columns])).rename(lambda name: name[:-1])
            yield found.select("id", "segment").with_columns(self._amounts(numbers).alias("value"))

    def _amounts(self, rows: pl.DataFrame) -> pl.Series:
        return self.of.amounts(rows) if self.added else rows[self.of.name]


def compared_value(old: RunFiles, new: RunFiles, named: str | None) -> ComparedValue | None:
    """The `named` column; without it that of the new run's plan, else what says what customers spent in both runs.

    Raises UsageError where a run does not have the named column, or has text there.
    """
    known = [_columns(run) for run in (old, new)]
    both = [c for c in known[0] if c in known[1]]
    if named is not None:
        for run, columns in zip((old, new), known, strict=True):
            if named not in columns:
                raise UsageError(
                    say('no column "{named}" in the run', named=named), where=str(run.path), fix=nearest(named, both)
                )
    planned = named or new.plan.segments.value
    if planned in both:
        before, after = (_looked_at(run, [planned]) for run in (old, new))
        if planned in before.columns and planned in after.columns:
            return ComparedValue(Worth(planned, (planned,)), added=False)
        if named is not None:
            run, fix = (new if planned in before.columns else old), say("choose a numeric column with --value")
            raise UsageError(say('the column "{named}" is not numeric', named=named), where=str(run.path), fix=fix)
    found = worth(*(_looked_at(run, called_spent(both)) for run in (old, new)))
    return None if found is None else ComparedValue(found, added=True)


def _columns(run: RunFiles) -> list[str]:
    """The columns whose values can be summed: those of segments.csv, and the features, of which a run over parts
    keeps a sample only."""
    _, _, _, _, *carried = run.segments().collect_schema().names()
    features = [c["source"] for c in run.model["columns"] if c["category"] is None and not run.is_in_parts]
    return list(dict.fromkeys([*carried, *features]))


def _looked_at(run: RunFiles, columns: Sequence[str]) -> pl.DataFrame:
    """Those of the columns that are numbers: of all rows, or of a run over parts the least and the largest of each,
    and NaN where some are."""
    if not run.is_in_parts:
        return _numbers(run, columns)
    found = pl.concat(_ends_of(block, columns) for block in run.segment_blocks())
    numeric = [c for c in columns if found[c].struct.field("numeric").all()]
    ends = {c: pl.concat([found[c].struct.field(end) for end in ("low", "high", "odd")]) for c in numeric}
    return pl.DataFrame(ends)


def _ends_of(block: pl.LazyFrame, columns: Sequence[str]) -> pl.DataFrame:
    cells = {c: col(c).cast(pl.Float64, strict=False) for c in columns}
    facts = [
        pl.struct(
            low=number.min(),
            high=number.max(),
            odd=number.filter(number.is_nan()).first(),
            numeric=number.null_count() == col(c).null_count(),
        ).alias(c)
        for c, number in cells.items()
    ]
    return block.select(facts).collect()


def _numbers(run: RunFiles, columns: Sequence[str]) -> pl.DataFrame:
    """Those of the columns that are numbers, by the rows of a run in memory: of segments.csv, else of the matrix."""
    rows = clustered(run)
    written = run.segments().collect_schema().names()
    table = run.segments().select(cols([run.id, *(c for c in columns if c in written)])).collect()
    if not table[run.id].equals(rows.ids.alias(run.id), check_dtypes=False):
        what = say("its segments.csv and model/rows.parquet have different rows")
        raise UsageError(what, where=str(run.path), fix=say("run the plan again"))
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
