"""The original answers to consent: what a cleaning step filled in or replaced is nobody's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from segtui.cleaning.step import matching
from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.cleaning.steps.drop_rename import Drop
from segtui.data.reading.read import read
from segtui.data.table import Table
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols
from segtui.pipeline.artifacts.run_reader import RunFiles


def rewritten(run: RunFiles, consent_columns: Iterable[str]) -> dict[str, str]:
    """Those of the columns of consent whose cells a cleaning step may have changed, each with its name in the data."""
    traced = {column: _traced(run, column) for column in consent_columns}
    return {column: name for column, (name, touched) in traced.items() if touched}


def names_in_data(run: RunFiles, columns: Iterable[str]) -> dict[str, str]:
    """Those of a run's columns that have another name in its data, and that name."""
    traced = {column: _traced(run, column)[0] for column in columns}
    return {column: name for column, name in traced.items() if name != column}


def _traced(run: RunFiles, column: str) -> tuple[str, bool]:
    """The name of a column in the data, and whether a cleaning step may have changed its cells."""
    name, touched = column, False
    for step in (step for step in reversed(run.plan.clean) if not step.off):
        name = {new: old for old, new in step.renames().items()}.get(name, name)
        patterns = [pattern for _, pattern in step.referenced()]
        changes = not isinstance(step, (Drop, Deduplicate)) and not step.renames()
        touched = touched or step.merges_rows or (changes and bool(matching(patterns, [name])))
    return name, touched


def as_answered(rows: pl.LazyFrame, run: RunFiles, columns: Mapping[str, str], source: Table | None) -> pl.LazyFrame:
    """The rows of a run, with an `id`, whose `columns` (see `rewritten`) are those of the data before it was cleaned.

    Where rows of one id answer differently, that is not an answer; a no among them counts by itself. Raises DataError
    where the data can't be read.
    """
    here = rows.collect_schema().names()
    if not columns or run.plan.source is None:
        return rows
    if source is None and run.plan.source.path == "-":
        what = say(
            'cleaning may have changed the answers in "{columns}", and the original data can\'t be read',
            columns=next(iter(columns)),
        )
        raise DataError(
            what, where=str(run.path), fix=say("add the export to the plan, or do not change this column in cleaning")
        )
    table = source or read(run.plan.source, run.path)
    there = {column: name for column, name in columns.items() if name in table.frame.columns and column in here}
    alike = [
        pl.when(col(name).n_unique() == 1).then(col(name).cast(pl.String).first()).alias(column)
        for column, name in there.items()
    ]
    if not alike:
        return rows
    answers = table.frame.group_by(col(table.id).cast(pl.String).alias("id"), maintain_order=True).agg(alike)
    plain = rows.with_columns(pl.col("id").cast(pl.String)).drop(cols(there))
    joined = plain.join(answers.lazy(), on="id", how="left", maintain_order="left")
    return joined.select(cols(here))
