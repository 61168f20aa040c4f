"""The visible rows of a FrameTable, read from the frame once and cached until others become visible."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.style import Style

from widgets.frame.cells import UNICODE, Cell, CellWriter, Glyphs
from widgets.frame.column_layout import Slot
from widgets.frame.paint import Row, parsed
from widgets.frame.view import FrameView


class RowStyle(NamedTuple):
    """How a row is set apart: a style in Textual's terms ("dim", "$error"), and a glyph of one cell beside it."""

    style: str = ""
    glyph: str = " "
    ascii: str = " "


RowStyler = Callable[[dict[str, object]], RowStyle | None]


class FramePage:
    """Reads rows as cells ready to draw; a new one is needed for other data, formats or glyphs."""

    def __init__(self, glyphs: Glyphs = UNICODE, dress: RowStyler | None = None) -> None:
        self.dress = dress
        self._glyphs = glyphs
        self._key: object = None
        self._rows: list[Row] = []

    def rows(
        self, view: FrameView, writers: list[CellWriter], slots: list[Slot], positions: tuple[int, int]
    ) -> list[Row]:
        """The rows at `positions` (start, stop) of the view, with the columns at `slots`."""
        key = (positions, tuple((slot.column, slot.width) for slot in slots))
        if key != self._key:
            self._key = key
            cells = self._cells(view, writers, slots, positions)
            self._rows = [Row(row, *look) for row, look in zip(cells, self._looks(view, positions), strict=True)]
        return self._rows

    def _cells(
        self, view: FrameView, writers: list[CellWriter], slots: list[Slot], positions: tuple[int, int]
    ) -> list[dict[int, Cell]]:
        start, stop = positions
        cells: list[dict[int, Cell]] = [{} for _ in range(start, stop)]
        names = [view.frame.columns[slot.column] for slot in slots]
        for slot, column in zip(slots, view.take(start, stop, names).get_columns(), strict=True):
            writer = writers[slot.column]
            for row, value in zip(cells, writer.values(column), strict=True):
                row[slot.column] = writer.cell(value, slot.width, self._glyphs)
        return cells

    def _looks(self, view: FrameView, positions: tuple[int, int]) -> list[tuple[Style, str]]:
        start, stop = positions
        if self.dress is None:
            return [(Style(), "")] * (stop - start)
        rows = view.take(start, stop, view.frame.columns).iter_rows(named=True)
        looks = [self.dress(row) or RowStyle() for row in rows]
        return [(parsed(look.style), look.glyph if self._glyphs is UNICODE else look.ascii) for look in looks]
