"""Which rows of a frame are shown, and in what order: a sort and a filter kept as row numbers; the frame is
unchanged."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from widgets.words import tell

Rows = NDArray[np.uint32]
Condition = pl.Expr | pl.Series | NDArray[np.bool_]


class FrameView:
    """A sorted and filtered look at a frame; `position` counts rows of the view, `row` those of the frame."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """Show every row of `frame` in its own order."""
        self.frame = frame
        self.sorted_by: tuple[str, bool] | None = None
        self._conditions: list[tuple[Condition, str]] = []
        self._order: Rows | None = None
        self._kept: Rows | None = None
        self._rows: Rows | None = None

    @property
    def height(self) -> int:
        """How many rows are shown."""
        return self.frame.height if self._rows is None else len(self._rows)

    @property
    def label(self) -> str | None:
        """What the filter says in words, or None without one."""
        return f" {tell('and')} ".join(label for _, label in self._conditions) or None

    @property
    def filtered(self) -> bool:
        """Whether a filter is set, be it one that every row passes."""
        return self._kept is not None

    def sort(self, column: str | None, descending: bool = False) -> None:
        """Order by a column, ties in the frame's order, nulls and NaN last either way; None: the frame's order.

        Raises polars.exceptions.PolarsError for an unknown column or one without an order.
        """
        if column is None:
            self._order, self.sorted_by = None, None
        else:
            key = pl.col(column)
            if self.frame.schema.get(column, pl.Null).is_float():
                key = key.fill_nan(None)
            order = pl.arg_sort_by(key, descending=descending, nulls_last=True, maintain_order=True)
            self._order = self.frame.select(order).to_series().to_numpy()
            self.sorted_by = column, descending
        self._combine()

    def filter(self, condition: Condition | None, label: str = "") -> None:
        """Show only the rows where `condition` is true (null is not); None shows all again.

        Raises polars.exceptions.PolarsError for an expression that does not fit the frame, ValueError for a
        mask of another length; the filter then stays as it was.
        """
        self._keep([] if condition is None else [(condition, label or "filtered")])

    def narrow(self, condition: Condition, label: str) -> None:
        """Like `filter`, beside the conditions that are set already."""
        self._keep([*self._conditions, (condition, label)])

    def over(self, frame: pl.DataFrame) -> FrameView:
        """The same sort and filter over another frame; what no longer fits it is dropped."""
        view = FrameView(frame)
        for condition, label in self._conditions:
            try:
                view.narrow(condition, label)
            except (pl.exceptions.PolarsError, ValueError):
                continue
        if self.sorted_by and self.sorted_by[0] in frame.columns:
            view.sort(*self.sorted_by)
        return view

    def rows(self, start: int, stop: int) -> Rows:
        """The frame's rows at positions start to stop (without stop)."""
        start, stop = max(start, 0), min(stop, self.height)
        if self._rows is None:
            return np.arange(start, max(start, stop), dtype=np.uint32)
        return self._rows[start:stop]

    def take(self, start: int, stop: int, columns: list[str]) -> pl.DataFrame:
        """The cells at positions start to stop; only these rows are gathered."""
        if self._rows is None:
            return self.frame.select(columns).slice(start, stop - start)
        return self.frame.select(pl.col(columns).gather(self.rows(start, stop)))

    def row_at(self, position: int) -> int | None:
        """The frame's row at a position, None past the end."""
        found = self.rows(position, position + 1)
        return int(found[0]) if len(found) else None

    def position_of(self, row: int) -> int | None:
        """Where a row of the frame is shown, None if it is filtered out."""
        if self._rows is None:
            return row if 0 <= row < self.frame.height else None
        found = np.flatnonzero(self._rows == row)
        return int(found[0]) if len(found) else None

    def _keep(self, conditions: list[tuple[Condition, str]]) -> None:
        kept = [_rows_where(self.frame, condition) for condition, _ in conditions]
        self._conditions = conditions
        self._kept = None
        for rows in kept:
            self._kept = rows if self._kept is None else np.intersect1d(self._kept, rows, assume_unique=True)
        self._combine()

    def _combine(self) -> None:
        if self._order is None or self._kept is None:
            self._rows = self._kept if self._order is None else self._order
            return
        shown = np.zeros(self.frame.height, dtype=np.bool_)
        shown[self._kept] = True
        self._rows = self._order[shown[self._order]]


def _rows_where(frame: pl.DataFrame, condition: Condition) -> Rows:
    if not isinstance(condition, pl.Expr):
        mask = condition if isinstance(condition, pl.Series) else pl.Series(condition)
        if len(mask) != frame.height or mask.dtype != pl.Boolean:
            raise ValueError(f"a mask of {frame.height:,} booleans was expected, found {len(mask):,} of {mask.dtype}")
        return mask.arg_true().to_numpy()
    number = "row"
    while number in frame.columns:
        number += "_"
    # Lazily, so that only the columns that the condition names are filtered.
    return frame.lazy().with_row_index(number).filter(condition).select(number).collect().to_series().to_numpy()
