"""The preparation of a run over parts: a sample goes through every stage, and what it learns is that of all rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from segtui.cleaning.clean import LOG, Cleaning
from segtui.cleaning.step import Step
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.errors import DataError, ResourceError
from segtui.features.maker import Derived, excluded_columns
from segtui.features.row_maker import RowMaker
from segtui.features.rule_lint import RuleCount, lint
from segtui.features.scaled_matrix.gower import gower_factors
from segtui.features.scaled_matrix.matrix import Matrix, build_matrix
from segtui.features.table_maker import TableMaker
from segtui.language.sentences import say
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import CleanedParts, JoinedRows
from segtui.pipeline.partitioned.preparing.learn_cleaning import learn_cleaning, refuse_whole_tables
from segtui.pipeline.partitioned.preparing.profile_parts import profile_parts
from segtui.pipeline.partitioned.preparing.rules_of_parts import ruled_rows, with_rare_rules
from segtui.pipeline.partitioned.preparing.scaled_parts import RowScale, Spilled, scale_of, spill
from segtui.pipeline.partitioned.preparing.seen_rows import PartRows
from segtui.pipeline.partitioned.preparing.source_parts import SAMPLE, SourceParts, open_source
from segtui.pipeline.preparing.prepare import PreparedRun, RunInput, prepare
from segtui.pipeline.preparing.table_reader import Columns, TableReader
from segtui.pipeline.progress import Listener
from segtui.plan.execution import Execution
from segtui.plan.model import Plan
from segtui.profiling.profile import Profile


@dataclass(frozen=True)
class PreparedParts:
    """`prepared` is the sample, prepared by what all rows teach; the rows are in `source`, seen through `joined` and
    `scale`, and as numbers in `spilled`; `rules` are the counts of the plan's rules, if the sample is not all rows."""

    prepared: PreparedRun
    source: SourceParts
    joined: JoinedRows
    scale: RowScale
    spilled: Spilled
    rules: tuple[RuleCount, ...] = ()

    @property
    def rows(self) -> list[PartRows]:
        """Every part: as it is read, and as numbers."""
        return [PartRows(*both) for both in zip(self.source.parts, self.spilled.parts, strict=True)]

    def rule_notes(self, plan: Plan) -> tuple[str, ...]:
        """Sentences on the plan's rules and all rows that match them; none where the sample has all rows."""
        table = plan.search.rules if plan.search else None
        return tuple(lint(table.names, self.rules, self.spilled.rows)) if table and self.rules else ()


class _Sampled(TableReader):
    """A reader whose source is a sample that was drawn before."""

    def __init__(self, reader: TableReader, source: Source, parts: SourceParts, look: Callable[[], Profile]) -> None:
        self._reader, self._source, self._sample, self._look = reader, source, parts.sample, look

    def table(self, source: Source, folder: Path, stdin: BinaryIO | None = None, only: Columns = None) -> Table:
        """The sample, or another table as it is read."""
        return self._sample if source == self._source else self._reader.table(source, folder, stdin, only)

    def profile(self, table: Table) -> Profile:
        """The profile of all rows of the source."""
        return self._look()

    def in_parts(self, maker: TableMaker, folder: Path) -> Table | None:
        """The table of a maker in parts on the disk."""
        return self._reader.in_parts(maker, folder)


class _ByParts:
    """A preparation that learns from all parts; see `segtui.pipeline.preparing.prepare.Preparation`."""

    def __init__(self, workers: Workers, source: SourceParts, folder: Path, listener: Listener) -> None:
        self.workers, self.source, self.folder, self.listener = workers, source, folder, listener

    def clean(self, begun: RunInput, steps: Sequence[Step], listener: Listener) -> Cleaning:
        """The sample, cleaned by what all rows teach; the log comes when all of them are cleaned."""
        listener.stage(say("learning the cleaning from all rows"))
        start = CleanedParts(self.source.typed)
        rows = learn_cleaning(self.workers, self.source.parts, start, steps, begun.frame, self.folder, self.tick)
        self.cleaned = rows
        frame, id = begun.frame, begun.id
        for number, step in rows.steps:
            frame = step.apply(frame, id=id).frame
            id = step.renames().get(id, id)
            if not frame.height:
                raise DataError(f"clean[{number}] leaves no row of a sample", where=f"clean[{number}]")
        self.steps = steps
        empty = pl.DataFrame(schema={"notes": pl.List(pl.String)})
        return Cleaning(frame.rechunk(), empty, id)

    def matrix(
        self, joined: tuple[pl.DataFrame, str], derived: Mapping[int, Derived], plan: Plan, aside: Collection[str]
    ) -> Matrix:
        """The sample on the scale of all rows, which are spilled on the way."""
        found = build_matrix(*joined, plan.features, aside, plan.seed, restating=excluded_columns(plan.derive))
        makers = list(enumerate(plan.makers(), start=1))
        learned = {i: derived[i].learned for i, maker in makers if isinstance(maker, RowMaker)}
        self.joined = JoinedRows(
            self.cleaned, tuple((i, m if isinstance(m, RowMaker) else derived[i]) for i, m in makers), learned
        )
        self.listener.stage(say("scaling by all rows"))
        parts = self.source.parts
        self.scale = scale_of(self.workers, parts, self.joined, found, plan.features, self.tick)
        self.listener.stage(say("writing all rows as numbers"))
        self.spilled = spill(self.workers, parts, self.joined, self.scale, self.folder / "matrix", self.tick)
        rescaled = self.scale.of(joined[0][found.kept])
        values = np.ascontiguousarray(rescaled.values)
        if found.components:
            return replace(found, values=values)
        gower = gower_factors(values, self.scale.columns, plan.features.weights or {})
        return replace(found, values=values, columns=self.scale.columns, gower=gower)

    def tick(self, share: float) -> None:
        """A share of the walk through the parts is done."""
        self.listener.advance(share, 1.0)


def prepare_parts(
    plan: Plan, folder: Path, spill_folder: Path, workers: Workers, listener: Listener, reader: TableReader
) -> PreparedParts:
    """Read, clean, derive and scale all rows of a plan; raises what `prepare` raises, and ResourceError for a plan that
    must have all rows in memory at once."""
    assert plan.source is not None
    refuse_whole_tables(plan.steps())
    rows, sample = (plan.engine or Execution()).rows, max(SAMPLE, plan.sample() or 0)
    listener.stage(say("dividing {file} into parts", file=plan.source.path))
    source = open_source(plan.source, folder, spill_folder, workers, rows=rows, seed=plan.seed, sample=sample)
    source = _told(source)
    how = _ByParts(workers, source, spill_folder, listener)
    sampled = _Sampled(reader, plan.source, source, lambda: profile_parts(workers, source, spill_folder, how.tick))
    prepared = prepare(plan, folder, listener, None, sampled, how)
    log, notes = _log(how)
    told = replace(prepared, cleaning=log, step_notes=notes)
    for line in Cleaning(told.frame, log, told.id, notes).sentences():
        listener.note(line)
    table, counts = plan.search.rules if plan.search else None, tuple[RuleCount, ...]()
    if table is not None and len(told.matrix.values) < how.spilled.rows:
        found = ruled_rows(workers, source.parts, how.joined, how.scale, table, told.matrix, how.tick)
        told, counts = with_rare_rules(told, found, how.scale, table), found.counts
    return PreparedParts(told, source, how.joined, how.scale, how.spilled, counts)


def _told(source: SourceParts) -> SourceParts:
    """The same, whose notes say that its rows are worked through in parts."""
    note = say(
        "Larger than memory: {rows:,} rows are worked through part by part. Cleaning and scales are learned from all "
        "of them; the search, its indices and the descriptions look at {sample:,} rows drawn at random.",
        rows=source.rows,
        sample=len(source.drawn),
    )
    reading = source.sample.reading
    return replace(source, sample=replace(source.sample, reading=replace(reading, notes=(*reading.notes, note))))


def _log(how: _ByParts) -> tuple[pl.DataFrame, tuple[tuple[str, ...], ...]]:
    """The log of cleaning over all rows: what the fitted steps of each step did together."""
    rows, notes = list[dict[str, object]](), list[tuple[str, ...]]()
    for number, step in enumerate(how.steps, 1):
        if step.off:
            continue
        own = [
            (one, count) for (of, one), count in zip(how.cleaned.steps, how.spilled.steps, strict=True) if of == number
        ]
        told, columns = list[str](), list[str]()
        for one, count in own:
            names = list(getattr(one, "columns", None) or ())
            columns += [name for name in names if name not in columns]
            if count.cells and names:
                told.append(say("{column}: {cells:,} cells changed", column=", ".join(names), cells=count.cells))
        rows.append(
            {
                "step": step.called(),
                "columns": columns,
                "rows_before": own[0][1].before if own else None,
                "rows_after": own[-1][1].after if own else None,
                "cells_changed": sum(count.cells for _one, count in own),
                "notes": told,
            }
        )
        notes.append(tuple(told))
    return pl.DataFrame(rows, schema=LOG), tuple(notes)


def refuse_unsuited(plan: Plan) -> None:
    """ResourceError for a plan whose rows can't be worked through in parts."""
    if plan.source is None:
        what, where = "a plan without a [source] needs its first table in memory", "derive[1]"
    elif plan.reads_stdin():
        what, where = "standard input can be read once only", "source.path"
    else:
        return
    raise ResourceError(what, where=where, fix="allow more memory with memory in [engine], or use less of the data")
