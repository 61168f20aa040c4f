"""The columns that features from a second table would add, with distribution, empty cells and quartiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import polars as pl
from textual.binding import BindingType

from segtui.language.figures import share
from segtui.language.translation import _
from segtui.workbench.parts.figures import POINTS, point_of
from segtui.workbench.screens.profile.column_rows import picture
from widgets.frame.keys import told_keys
from widgets.frame.table import FrameTable

if TYPE_CHECKING:
    from segtui.engine.transport.messages.payloads import ColumnFacts, TableProfile

_SPARK = 10
_NOT_HERE = ("column", "filter_value", "show_all", "freeze", "where", "find", "select", "sort")


class ProposedColumns(FrameTable, inherit_bindings=False):
    """One row per new column."""

    HELP_TITLE = "New columns"
    HELP = "One row per column that would be added, as the customers would have it."
    BINDINGS: ClassVar[list[BindingType]] = told_keys("keep", "Keep these features", without=_NOT_HERE)

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return _(name)


def rows(profile: TableProfile | None, *, ascii: bool) -> pl.DataFrame:
    """A row for each column; none without a profile."""
    columns = profile["columns"] if profile else []
    points = {point: _right([point_of(c, point) for c in columns]) for point in POINTS}
    return pl.DataFrame(
        {
            "column": [c["name"] for c in columns],
            "distribution": [picture(c, _SPARK, ascii=ascii) for c in columns],
            "empty": _right([_empty(c) for c in columns]),
            **points,
        },
        schema=dict.fromkeys(("column", "distribution", "empty", *POINTS), pl.String),
    )


def _empty(column: ColumnFacts) -> str:
    return share(column["nulls"], column["rows"]) if column["nulls"] else ""


def _right(texts: list[str]) -> list[str]:
    width = max(map(len, texts), default=0)
    return [text.rjust(width) for text in texts]
