"""How the current file begins: its first rows in a table, and the line above them."""

from __future__ import annotations

import io
from typing import ClassVar

import polars as pl
from textual.binding import Binding, BindingType

from segtui.engine.transport.messages import ExportPreviewed, Sampled
from segtui.language.sentences import tell
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.table import FrameTable

_NOT_HERE = ("column", "where", "filter_value", "show_all", "sort", "freeze")


class FileStart(FrameTable, inherit_bindings=False):
    """The first rows of the file; not sortable or filterable, because the file is not either."""

    HELP_TITLE = "First rows of the file"
    HELP = "The first rows, exactly as they will be written."
    BINDINGS: ClassVar[list[BindingType]] = [
        b for b in FRAME_KEYS if isinstance(b, Binding) and (b.id or "").removeprefix("frame_table.") not in _NOT_HERE
    ]


def beginning(known: ExportPreviewed | Sampled | None) -> tuple[pl.DataFrame | None, str]:
    """The first rows of an export or of segments.csv, with a sentence about their number; None while unknown."""
    if known is None:
        return None, ""
    if isinstance(known, ExportPreviewed):
        frame = pl.DataFrame(known.rows, schema=dict.fromkeys(known.columns, pl.String), orient="row")
        first = known.summary["files"][0]
        return frame, _told(
            first["path"], tell("{some:,} of {all:,} rows", some=frame.height, all=first["rows"]), known.of
        )
    frame = pl.read_csv(io.StringIO(known.text), infer_schema=False)
    some, columns = min(frame.height, known.rows), len(known.columns)
    counted = tell("{some:,} of {all:,} rows, {columns} columns", some=some, all=known.rows, columns=columns)
    return frame, _told("segments.csv", counted, known.of)


def _told(name: str, counted: str, of: int | None) -> str:
    """What is shown; `of` is how many rows a run looks at where these are from a sample of them."""
    return (
        tell("{file}, as it will be written: {counted}", file=name, counted=counted)
        if of is None
        else tell("{file}, a sample of {of:,} rows: {counted}", file=name, of=of, counted=counted)
    )
