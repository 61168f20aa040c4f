"""A table of text: each cell is one line as it is written."""

from __future__ import annotations

from typing import Any, Self

import rich.table

from widgets.plain.text import PlainText
from widgets.plain.visible import visible


class PlainTable(rich.table.Table):
    """Rich's table, whose strings are made visible and never read as markup."""

    def __init__(self, *headers: Any, title: Any = None, **how: Any) -> None:
        super().__init__(*map(_cell, headers), title=_cell(title), **how)

    @classmethod
    def grid(cls, *headers: Any, **how: Any) -> Self:
        """A table without lines and headers."""
        made = super().grid(*headers, **how)
        assert isinstance(made, cls)
        return made

    def add_column(self, header: Any = "", *arguments: Any, **how: Any) -> None:
        """A column under its name."""
        super().add_column(_cell(header), *arguments, **how)

    def add_row(self, *cells: Any, **how: Any) -> None:
        """A row of cells."""
        super().add_row(*map(_cell, cells), **how)


def _cell(cell: Any) -> Any:
    return PlainText(visible(cell)) if isinstance(cell, str) else cell
