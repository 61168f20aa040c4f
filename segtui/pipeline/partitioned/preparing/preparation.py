"""The preparation of a run over parts: a sample goes through every stage, and what it learns is that of all rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from segtui.cleaning.clean import LOG, Cleaning
from segtui.cleaning.step import Step
from segtui.errors import DataError, ResourceError
from segtui.features.maker import Derived, excluded_columns
from segtui.features.row_maker import RowMaker
from segtui.features.rule_lint import RuleCount, lint
from segtui.features.scaled_matrix.gower import gower_factors
from segtui.features.scaled_matrix.matrix import Matrix, build_matrix
from segtui.language.sentences import say
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.cleaned_parts import CleanedParts, JoinedRows
from segtui.pipeline.partitioned.preparing.learn_cleaning import learn_cleaning, refuse_whole_tables
from segtui.pipeline.partitioned.preparing.notes_of_rows import SaidOfRows, told_of_all
from segtui.pipeline.partitioned.preparing.parts_reader import PartsOpening, PartsReader
from segtui.pipeline.partitioned.preparing.rules_of_parts import ruled_rows, with_rare_rules
from segtui.pipeline.partitioned.preparing.scaled_parts import RowScale, Spilled, scale_of, spill
from segtui.pipeline.partitioned.preparing.seen_rows import PartRows
from segtui.pipeline.partitioned.preparing.source_parts import SAMPLE, SourceParts
from segtui.pipeline.preparing.prepare import PreparedRun, RunInput, prepare
from segtui.pipeline.preparing.read_tables import TellingNotes
from segtui.pipeline.preparing.table_reader import TableReader
from segtui.pipeline.progress import Listener
from segtui.plan.execution import Execution
from segtui.plan.model import Plan


@dataclass(frozen=True)
class PreparedParts:
    """`prepared` is the sample, prepared by what all rows teach; the rows are in `parts`, seen through `joined` and
    `scale`, and as numbers in `spilled`; `source` is that of the plan, where it has one, `rules` are the counts of the
    plan's rules, if the sample is not all rows."""

    prepared: PreparedRun
    parts: tuple[RowPart, ...]
    source: SourceParts | None
    joined: JoinedRows
    scale: RowScale
    spilled: Spilled
    rules: tuple[RuleCount, ...] = ()

    @property
    def rows(self) -> list[PartRows]:
        """Every part: as it is read, and as numbers."""
        return [PartRows(*both) for both in zip(self.parts, self.spilled.parts, strict=True)]

    def rule_notes(self, plan: Plan) -> tuple[str, ...]:
        """Sentences on the plan's rules and all rows that match them; none where the sample has all rows."""
        table = plan.search.rules if plan.search else None
        return tuple(lint(table.names, self.rules, self.spilled.rows)) if table and self.rules else ()


class _ByParts:
    """A preparation that learns from all parts; see `segtui.pipeline.preparing.prepare.Preparation`."""

    def __init__(self, reader: PartsReader, workers: Workers, folder: Path, listener: Listener) -> None:
        self.reader, self.workers, self.folder, self.listener = reader, workers, folder, listener
        self.said = list[SaidOfRows]()

    def tell_of_rows(self, notes: TellingNotes, sentences: Iterable[str]) -> None:
        """Remember what the sample says and where it would stand; all rows may say something else."""
        self.said.append(SaidOfRows(len(notes.notes), tuple(sentences)))

    def clean(self, begun: RunInput, steps: Sequence[Step], listener: Listener) -> Cleaning:
        """The sample, cleaned by what all rows teach; the log comes when all of them are cleaned."""
        listener.stage(say("learning the cleaning from all rows"))
        customers = self.reader.customers
        start = CleanedParts(customers.view)
        rows = learn_cleaning(self.workers, customers.parts, start, steps, begun.frame, self.folder, self.tick)
        self.cleaned = rows
        frame, id = begun.frame, begun.id
        for number, step in rows.steps:
            frame = step.apply(frame, id=id).frame
            id = step.renames().get(id, id)
            if not frame.height:
                raise DataError(
                    say("clean[{number}] leaves no row of a sample", number=number), where=f"clean[{number}]"
                )
        self.steps = steps
        empty = pl.DataFrame(schema={"notes": pl.List(pl.String)})
        return Cleaning(frame.rechunk(), empty, id)

    def matrix(
        self, joined: tuple[pl.DataFrame, str], derived: Mapping[int, Derived], plan: Plan, aside: Collection[str]
    ) -> Matrix:
        """The sample on the scale of all rows, which are spilled on the way."""
        found = build_matrix(*joined, plan.features, aside, plan.seed, restating=excluded_columns(plan.derive))
        makers = list(enumerate(plan.makers(), start=1))[0 if plan.source else 1 :]
        learned = {i: derived[i].learned for i, maker in makers if isinstance(maker, RowMaker)}
        self.joined = JoinedRows(
            self.cleaned, tuple((i, m if isinstance(m, RowMaker) else derived[i]) for i, m in makers), learned
        )
        self.listener.stage(say("scaling by all rows"))
        parts = self.reader.customers.parts
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
    refuse_whole_tables(plan.steps())
    rows, sample = (plan.engine or Execution()).rows, max(SAMPLE, plan.sample() or 0)
    if plan.source:
        listener.stage(say("dividing {file} into parts", file=plan.source.path))
    opening = PartsOpening(spill_folder, workers, rows, plan.seed, sample, lambda share: listener.advance(share, 1.0))
    parted = PartsReader(plan, folder, opening, reader)
    how = _ByParts(parted, workers, spill_folder, listener)
    prepared = prepare(plan, folder, listener, None, parted, how)
    log, notes = _log(how)
    told, said = told_of_all(replace(prepared, cleaning=log, step_notes=notes), how.said, how.joined, how.spilled)
    for note in said:
        listener.note(note)
    for line in Cleaning(told.frame, log, told.id, notes).sentences():
        listener.note(line)
    table, counts, parts = plan.search.rules if plan.search else None, tuple[RuleCount, ...](), parted.customers.parts
    if table is not None and len(told.matrix.values) < how.spilled.rows:
        found = ruled_rows(workers, parts, how.joined, how.scale, table, told.matrix, how.tick)
        told, counts = with_rare_rules(told, found, how.scale, table), found.counts
    return PreparedParts(told, parts, parted.source, how.joined, how.scale, how.spilled, counts)


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
    if not plan.reads_stdin():
        return
    what, where = say("standard input can be read once only"), "source.path"
    raise ResourceError(
        what, where=where, fix=say("allow more memory with memory in [engine], or use less of the data")
    )
