"""One column in detail: its histogram, its figures, its most frequent values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.language.figures import number
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.parts.figures import figure_lines, kind_word, part, plain, point_of, show, value_of
from segtui.workbench.screens.data.frequencies import SideTable, bar
from widgets.frame.cells import Format
from widgets.frame.messages import CellSelected, CursorMoved, RowSelected
from widgets.histogram.histogram import Histogram
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_ROOM = 40
"""The least width of the figures, in cells."""
_FIGURES = to_translate_all("min", "q1", "median", "q3", "max", "mean", "std", "skewness")


class ColumnView(Container):
    """The column at the cursor; posts `ColumnView.Chosen` for a value whose rows are wanted."""

    @dataclass
    class Chosen(Message):
        """Show the rows with this value of the column."""

        column: str
        value: str

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="profile-column")
        self._ascii = ascii
        self._column = ""

    def compose(self) -> ComposeResult:
        """The picture, then figures and values."""
        yield Histogram(ascii=self._ascii, id="profile-histogram")
        with Vertical(id="profile-figures-and-values"):
            yield Static(id="profile-figures")
            yield SideTable(
                id="profile-values", ascii=self._ascii, formats={"share": part}, pictures={"bar": "$accent"}
            )

    def show(self, column: ColumnFacts, called: str) -> None:
        """Show a column of the profile under what people call it."""
        self._column = column["name"]
        picture = self.query_one(Histogram)
        counts, edges = bins(column)
        picture.display = bool(counts)
        if counts:
            marks = {} if column["kind"] in ("date", "datetime", "boolean") else _marks(column)
            picture.show(counts, edges, marks=marks, label=_title(column, called), plain=plain(column))
        self.query_one("#profile-figures", Static).update(_figures(column, "" if counts else called))
        table = self.query_one("#profile-values", SideTable)
        table.formats = {"share": part, "value": _value(column)}
        table.frame = _values(column, "#" if self._ascii else "█")
        table.display = bool(column["top"])

    def on_frame_table_cell_selected(self, event: CellSelected) -> None:
        """Tell which value's rows are wanted."""
        event.stop()
        assert event.table.frame is not None
        self.post_message(self.Chosen(self._column, event.table.frame.get_column("value")[event.row]))

    def on_frame_table_row_selected(self, event: RowSelected) -> None:
        """Do nothing more: the cell already shows everything."""
        event.stop()

    def on_frame_table_cursor_moved(self, event: CursorMoved) -> None:
        """Ignore this cursor; the one of the columns matters."""
        event.stop()


def bins(column: ColumnFacts) -> tuple[list[int], list[float]]:
    """The histogram's counts and edges; dates on a scale of years; empty if there is none."""
    counts = list(column["histogram"])
    if not counts:
        return [], []
    if column["kind"] == "boolean":
        return counts, [0.0, 1.0, 2.0]
    low, high = _place(column["min"]), _place(column["max"])
    if column["kind"] == "integer" and len(counts) == int(high - low) + 1:
        high += 1  # a bin for each whole number
    if low == high:
        low, high = low - 0.5, high + 0.5
    step = (high - low) / len(counts)
    return counts, [low + i * step for i in range(len(counts))] + [high]


def _place(value: Any) -> float:
    """A number as it is, a date in years."""
    if isinstance(value, (int, float)):
        return float(value)
    day = date.fromisoformat(str(value)[:10])
    start, end = date(day.year, 1, 1).toordinal(), date(day.year, 12, 31).toordinal() + 1
    return day.year + (day.toordinal() - start) / (end - start)


def _marks(column: ColumnFacts) -> dict[str, float]:
    names = {"Q1": "q1", _("median"): "median", "Q3": "q3"}
    points = {name: value_of(column, key) for name, key in names.items()}
    return {name: float(value) for name, value in points.items() if value is not None}


def _title(column: ColumnFacts, called: str) -> str:
    if column["kind"] in ("date", "datetime"):
        return tell("{column} by year", column=called)
    return tell("{column}: false, true", column=called) if column["kind"] == "boolean" else called


def _figures(column: ColumnFacts, called: str) -> PlainText:
    filled = column["rows"] - column["nulls"]
    said = [
        (to_translate("type"), kind_word(column["kind"])),
        (to_translate("filled"), number(filled)),
        (to_translate("distinct"), number(column["distinct"])),
    ]
    said += [(name, point_of(column, name)) for name in _FIGURES if value_of(column, name) is not None]
    lines = figure_lines(said, 10, _ROOM, "bold")
    if filled and not column["top"]:
        lines.append(PlainText(_("no value occurs twice"), "dim"))
    name = [PlainText(called, "bold", no_wrap=True, overflow="ellipsis")] if called else []
    return PlainText("\n").join([*name, *lines])


def _values(column: ColumnFacts, block: str) -> pl.DataFrame:
    top = column["top"]
    filled = max(column["rows"] - column["nulls"], 1)
    most = top[0]["count"] if top else 1
    schema = {"value": pl.String, "rows": pl.Int64, "share": pl.Float64, "bar": pl.String}
    found = [(str(t["value"]), t["count"], t["count"] / filled, bar(t["count"] / most, block)) for t in top]
    return pl.DataFrame(found, schema=schema, orient="row")


def _value(column: ColumnFacts) -> Format:
    """How a frequent value is written: a number as the other figures of its column."""
    unmarked = plain(column)
    if column["kind"] == "integer":
        return _or_text(lambda text: text if unmarked else number(int(text)))
    if column["kind"] != "number":
        return str
    return _or_text(lambda text: show(float(text), plain=unmarked, digits=17))


def _or_text(write: Callable[[str], str]) -> Format:
    """The same for numbers; the column shown before may have had words, which stay as they are."""

    def written(value: object) -> str:
        try:
            return write(str(value))
        except ValueError:
            return str(value)

    return written
