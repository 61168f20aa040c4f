"""How many rows a segmentation takes at least."""

from __future__ import annotations

from segtui.data.table import Table
from segtui.errors import DataError
from segtui.language.sentences import say_counted

_FEWEST_ROWS = 3


def refuse_few_rows(rows: int, table: Table, fix: str) -> None:
    """Raise DataError, with what to do about it, where too few rows are left to cluster."""
    if rows < _FEWEST_ROWS:
        what = say_counted(
            "{count} row left to cluster; at least {fewest_rows} are needed",
            "{count} rows left to cluster; at least {fewest_rows} are needed",
            rows,
            fewest_rows=_FEWEST_ROWS,
        )
        raise DataError(what, where=table.reading.path, fix=fix)
