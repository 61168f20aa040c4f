"""What the columns of later data look like before cleaning, batch by batch: their kinds, empty cells and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from segtui.data.reading.batches import Batches
from segtui.data.source import Source
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, as_before
from segtui.data.types.infer_types import type_columns
from segtui.data.types.native_types import describe_typed
from segtui.data.types.plain_ids import with_plain_ids
from segtui.data.types.typed_column import MOST_UNREAD
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.pipeline.scoring.fitted_model import Learned
from segtui.profiling.column_values import kind_of
from segtui.segments.monitoring.schema_drift import ColumnDrift

_TYPED = {"parquet", "arrow"}
_WIDER = ({"integer", "number"}, "number"), ({"date", "datetime"}, "datetime")


@dataclass(frozen=True)
class LaterColumns:
    """`rows` of the data, each of its `columns` by name, and how often each value of some text columns occurs."""

    rows: int
    columns: dict[str, ColumnDrift]
    values: dict[str, Counter[str]]


def later_columns(
    source: Source | None, learned: Learned, data: str, stdin: BinaryIO | None, counted: Collection[str]
) -> LaterColumns:
    """Look at the data as the plan's source is read, in whatever encoding and form it comes, under as many titles as it
    has; the values of text columns that are `counted` are. Raises what reading raises."""
    keep: dict[str, Any] = source.model_dump(include={"nulls", "date_format", "sheet"}) if source else {}
    ways = [{**keep, "title_rows": source.title_rows}] if source and source.title_rows is not None else []
    needed = {form.name for form in learned.forms}
    for way in ways:
        with Batches(Source(path=data, **way), Path(), stdin) as batches:
            _back_to_start(stdin)
            if needed <= set(batches.columns):
                return _looked_at(batches, Source(path=data, **way), learned, counted)
    with Batches(Source(path=data, **keep), Path(), stdin) as batches:
        _back_to_start(stdin)
        return _looked_at(batches, Source(path=data, **keep), learned, counted)


def _back_to_start(stdin: BinaryIO | None) -> None:
    if stdin:
        stdin.seek(0)


@dataclass
class _Looked:
    """A column so far: filled cells by the kind that they look like, and its empty cells."""

    filled: Counter[str] = field(default_factory=Counter)
    nulls: int = 0

    def take(self, cells: pl.Series, form: ColumnFormat | None) -> None:
        """Count the cells of a batch; text that reads as the `form` is of its kind."""
        known = cells.fill_nan(None) if cells.dtype.is_float() else cells
        empty = known.null_count()
        self.nulls += empty
        kind, count = kind_of(cells.dtype), len(known) - empty
        if kind == "text" and form is not None:
            unread = int(as_before(cells, form, null_words(), typed=False)[1].sum())
            self.filled[form.kind] += count - unread
            count = unread
        self.filled[kind] += count

    def kind(self, form: ColumnFormat | None, typed: bool) -> str:
        """The kind of all cells, as a file that is not `typed` has them."""
        if form is not None and form.kind == "text" and not typed:
            return "text"  # in the file it is, and what the run learned decides
        return _kind_of_all(self.filled)


def _kind_of_all(filled: Mapping[str, int]) -> str:
    """The kind of a column by those of its cells: text, where more of them are than may be unread in other columns."""
    total, text = sum(filled.values()), filled.get("text", 0)
    others = {kind: count for kind, count in filled.items() if kind != "text" and count}
    if text > MOST_UNREAD * total or not total:
        return "text" if text or not filled else min(filled)
    for alike, wider in _WIDER:
        if len(others) > 1 and set(others) <= alike:
            return wider
    return max(sorted(others), key=lambda kind: others[kind])


def _looked_at(batches: Batches, source: Source, learned: Learned, counted: Collection[str]) -> LaterColumns:
    forms = {form.name: form for form in learned.forms}
    as_typed = batches.format in _TYPED
    looked, values, rows = {name: _Looked() for name in batches.columns}, dict[str, Counter[str]](), 0
    for frame, typed in batches:
        rows += frame.height
        for cells in _in_types(frame, source, typed):
            form = forms.get(cells.name)
            looked[cells.name].take(cells, None if as_typed else form)
            if cells.dtype == pl.String and cells.name in counted:
                met = dict(cells.drop_nulls().value_counts().iter_rows())
                values.setdefault(cells.name, Counter()).update(met)
    if not rows:
        raise DataError(say("the file has no rows"), where=source.path)
    columns = {n: ColumnDrift(o.kind(forms.get(n), as_typed), o.nulls / rows, rows) for n, o in looked.items()}
    if learned.made_id:
        columns[learned.id] = ColumnDrift("integer", 0.0, rows)
    return LaterColumns(rows, columns, values)


def _in_types(frame: pl.DataFrame, source: Source, typed: bool) -> pl.DataFrame:
    """A batch as a whole table of its cells would be typed."""
    if not typed:
        found = type_columns(frame, source)
        return with_plain_ids(found.frame, found.columns, None)[0]
    return frame.with_columns(describe_typed(cells).values for cells in frame if cells.dtype != pl.String)
