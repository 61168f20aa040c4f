"""The rows of a segment: those rows of the prepared table, with their confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import polars as pl
from textual.binding import Binding, BindingType

from segtui.libraries.columns import read_arrow
from segtui.workbench.screens.data.frequencies import SideTable
from widgets.frame.keys import FRAME_KEYS

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described, Prepared

_NOT_HERE = {f"frame_table.{name}" for name in ("where", "filter_value", "show_all", "select")}


class SegmentRows(SideTable, inherit_bindings=False):
    """The rows; Escape leads back to the segments."""

    HELP_TITLE = "Rows"
    HELP = "The rows of the segment."
    BINDINGS: ClassVar[list[BindingType]] = [b for b in FRAME_KEYS if isinstance(b, Binding) and b.id not in _NOT_HERE]


def rows_of(segment: int, described: Described, prepared: Prepared | None) -> pl.DataFrame:
    """The rows of a segment in their order: id, confidence (0 to 1), silhouette, then the columns.

    They are those that were prepared, or that a run keeps.
    """
    mine = read_arrow(described.rows, ["row", "segment", "confidence", "silhouette"])
    mine = mine.filter(pl.col("segment") == segment)
    place, id = (prepared.frame, prepared.id) if prepared and described.frame is None else (described.frame, "")
    assert place is not None
    frame = read_arrow(place)[mine.get_column("row")]
    id = id or frame.columns[0]
    taken = {"confidence", "silhouette"}
    others = [column for column in frame.get_columns() if column.name != id and column.name not in taken]
    return pl.DataFrame([frame.get_column(id), *(mine.get_column(name) for name in sorted(taken)), *others])
