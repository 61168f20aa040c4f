"""One table of what a feature maker found: its picture, its figures, and the sentence on how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import ClassVar

import numpy as np
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget

from segtui.engine.transport.messages.payloads import ExhibitFacts, ExhibitPicture
from widgets.bars.bar_chart import BarChart
from widgets.charts.chart import Bar, BarFigure
from widgets.drawing.axis import short_number
from widgets.heatmap.heatmap import Heatmap
from widgets.line.chart import LineChart
from widgets.line.series import Series
from widgets.plain.static import Static
from widgets.plain.table import PlainTable
from widgets.plain.text import PlainText

_SHORT = 24
"""Columns of words up to this wide are not wrapped, so that a line of the table is a line of the screen."""


class ExhibitView(Vertical):
    """Shows one table at a time; posts `ExhibitView.Left` when it is left."""

    HELP_TITLE = "Tables of derived features"
    HELP = "What the makers of features found: their tables and pictures, as the report has them."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="exhibit.leave", tooltip="Back to the columns"),
        Binding("e", "app.save_chart", "save", id="exhibit.save", tooltip="Save the picture as SVG or PNG"),
    ]

    class Left(Message):
        """Back to the columns."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="features-exhibit")
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """The heading, a widget for each kind of picture, the table, the sentence."""
        yield Static(id="exhibit-title", classes="heading", markup=False)
        yield Heatmap(scale="sequential", ascii=self._ascii, id="exhibit-heat")
        yield LineChart(shared=True, ascii=self._ascii, id="exhibit-lines")
        yield BarChart(ascii=self._ascii, id="exhibit-bars")
        with VerticalScroll(id="exhibit-table"):
            yield Static(id="exhibit-figures", markup=False)
        yield Static(id="exhibit-sentence", markup=False)

    def show(self, shown: ExhibitFacts, heading: str) -> Widget:
        """Show a table; `heading` stands above it. The widget that takes the focus."""
        picture = shown["picture"]
        kind = picture["kind"] if picture else ""
        self.query_one("#exhibit-title", Static).update(PlainText(heading))
        for each in ("heat", "lines", "bars"):
            self.query_one(f"#exhibit-{each}").display = each == kind
        if picture:
            self._draw(picture, shown["title"])
        self.query_one("#exhibit-table").display = kind != "heat"
        self.query_one("#exhibit-figures", Static).update(_table(shown))
        sentence = self.query_one("#exhibit-sentence", Static)
        sentence.update(PlainText(shown["sentence"]))
        sentence.display = bool(shown["sentence"])
        return self.query_one(f"#exhibit-{kind or 'table'}")

    def _draw(self, picture: ExhibitPicture, title: str) -> None:
        values = np.array(picture["values"], dtype=np.float64).reshape(len(picture["values"]), -1)
        if picture["kind"] == "heat":
            heat = self.query_one(Heatmap)
            heat.heading = title
            labels, names, limits = picture["labels"], picture["names"], (0.0, picture["limit"])
            heat.show(values, labels, names, texts=picture["texts"], scale="sequential", limits=limits, measured="")
        elif picture["kind"] == "lines":
            chart = self.query_one(LineChart)
            chart.heading, chart.x_label = title, picture["x_label"]
            lines = list(zip(picture["names"], values.tolist(), strict=True))[:2]
            chart.show([Series(name, picture["x"], y) for name, y in lines])
        else:
            bars = zip(picture["labels"], values[0].tolist(), strict=True)
            drawn = self.query_one(BarChart)
            drawn.styles.height = min(len(picture["labels"]), 8)
            drawn.show(BarFigure(title, tuple(Bar(label, value) for label, value in bars)))

    def action_leave(self) -> None:
        """Back to the columns."""
        self.post_message(self.Left())


def _table(shown: ExhibitFacts) -> PlainTable:
    """The figures, numbers at the right with as many decimals in a column; only long words are wrapped."""
    table = PlainTable(box=None, padding=(0, 2, 0, 0), header_style="bold")
    written = []
    for heading, cells in zip(shown["headings"], shown["columns"], strict=True):
        numeric = all(cell is None or not isinstance(cell, str) for cell in cells)
        told = _figures(cells)
        short = not numeric and all(cell_len(text) <= _SHORT for text in (heading, *told))
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=short)
        written.append(told)
    for row in zip(*written, strict=True):
        table.add_row(*row)
    return table


def _figures(cells: Sequence[str | float | None]) -> list[str]:
    """Cells of a column as text: fractions with the decimals of four digits for the largest, unless that hides one."""
    fractions = [cell for cell in cells if isinstance(cell, float)]
    if not fractions:
        return [_said(cell) for cell in cells]
    largest = max(map(abs, fractions))
    decimals = min(max(0, 3 - floor(log10(largest))), 4) if largest else 0
    if any(cell and not round(cell, decimals) for cell in fractions):
        return [_said(cell) for cell in cells]
    return [f"{cell:,.{decimals}f}" if isinstance(cell, float) else _said(cell) for cell in cells]


def _said(cell: str | float | None) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else short_number(cell, 4)
