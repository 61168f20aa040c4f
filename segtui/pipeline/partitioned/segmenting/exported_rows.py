"""The rows of a run over parts as its exports look at them: every one, never the sample."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import polars as pl

from segtui.libraries.columns import cols
from segtui.libraries.parts.row_parts import RowPart
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.data_rows import DataRows
from segtui.pipeline.partitioned.preparing.source_parts import SAMPLE, SourceParts, open_source
from segtui.plan.execution import Execution
from segtui.publishing.scratch import scratch

_ROWS = 100_000


def data_rows(source: SourceParts) -> DataRows:
    """The rows of a source, typed as the run reads them."""
    pieces = [piece for part in source.parts for piece in _pieces(part)]
    typed = source.typed
    made = [typed.id] if typed.made else []
    columns = (*made, *(form.name for form in typed.forms))
    read = partial(_read, pieces, source)
    return DataRows(typed.id, typed.made, columns, tuple(piece.rows for piece in pieces), read)


def reopened(run: RunFiles, stack: ExitStack) -> DataRows:
    """The data of a finished run over parts, read again as it read them; what is kept for that goes with the stack.

    Raises what reading raises.
    """
    assert run.plan.source is not None
    plan, folder = run.plan, stack.enter_context(scratch())
    rows, sample = (plan.engine or Execution()).rows, max(SAMPLE, plan.sample() or 0)
    source = open_source(run.plan.source, run.path, folder, Threads(), rows=rows, seed=plan.seed, sample=sample)
    return data_rows(source)


def _read(pieces: Sequence[RowPart], source: SourceParts, number: int, columns: Sequence[str]) -> pl.DataFrame:
    typed = source.typed
    forms = tuple(form for form in typed.forms if form.name in set(columns))
    counted = typed.made and typed.id in columns
    return replace(typed, forms=forms, made=counted).frame(pieces[number]).select(cols(columns))


def _pieces(part: RowPart) -> list[RowPart]:
    """A part in pieces of a size that an export has in memory."""
    return [
        replace(part, before=part.before + at, first=part.first + at, rows=min(_ROWS, part.rows - at))
        for at in range(0, part.rows, _ROWS)
    ]
