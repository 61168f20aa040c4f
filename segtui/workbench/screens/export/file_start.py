"""How the current file begins: its first rows in a table, and the line above them."""

from __future__ import annotations

import io
from typing import ClassVar

import polars as pl
from textual.binding import Binding, BindingType

from segtui.engine.transport.messages import ExportPreviewed, Sampled
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
        return frame, _told(first["path"], f"{frame.height:,} of {first['rows']:,} rows", known.of)
    frame = pl.read_csv(io.StringIO(known.text), infer_schema=False)
    counted = f"{min(frame.height, known.rows):,} of {known.rows:,} rows"
    return frame, _told("segments.csv", f"{counted}, {len(known.columns)} columns", known.of)


def _told(name: str, counted: str, of: int | None) -> str:
    """What is shown; `of` is how many rows a run looks at where these are from a sample of them."""
    return f"{name}, as it will be written: {counted}" if of is None else f"{name}, a sample of {of:,} rows: {counted}"
