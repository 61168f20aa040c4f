"""Writes sheets to an .xlsx file: the same sheets make the same bytes, and text stays text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from segtui.pipeline.report.workbook.sheet import NativeChart, OpenShare, Share, Sheet, Value, Year
from widgets.charts.shapes import COLOURS
from widgets.plain.visible import visible

NAME = "report.xlsx"
_EPOCH = datetime(2000, 1, 1)
_AS_TEXT = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_WIDEST, _NARROWEST, _PROSE = 48, 9, 100
"""Widths of columns in characters."""
_LONGEST_TEXT = 32_767
_TABLE_GAP = 1
_CHART_SIZE = {"width": 560, "height": 320}
_SCALE = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#4E9A91"}
_ROWS_OF_CHART = 17


def write_workbook(place: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets in order. Raises OSError where the file can't be written."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(place), dict.fromkeys(_AS_TEXT, False))
    book.set_properties({"created": _EPOCH})
    formats = _Formats(book)
    for sheet in sheets:
        _write(book, book.add_worksheet(sheet.name), sheet, formats)
    try:
        book.close()
    except FileCreateError as error:
        raise next((e for e in error.args if isinstance(e, OSError)), OSError(str(error))) from error


class _Formats:
    """Each format of a workbook, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.bold = book.add_format({"bold": True})
        self.prose = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    def of(self, value: float) -> Any:
        """How a number is written."""
        form = _form(value)
        if form not in self._made:
            self._made[form] = self._book.add_format({"num_format": form})
        return self._made[form]


def _form(value: float) -> str:
    if isinstance(value, OpenShare):
        return '0.0%"*"'
    if isinstance(value, Share):
        return "0.0%"
    if isinstance(value, Year):
        return "0"
    if isinstance(value, int) or abs(value) >= 1000:
        return "#,##0"
    return "#,##0.0" if abs(value) >= 100 else "0.00" if abs(value) >= 1 else "0.000"


def _write(book: Any, page: Any, sheet: Sheet, formats: _Formats) -> None:
    for row, line in enumerate(sheet.above):
        page.write_string(row, 0, _text(line), formats.bold if row == 0 else formats.prose)
    top = len(sheet.above) + _TABLE_GAP if sheet.above else 0
    for column, name in enumerate(sheet.head):
        page.write_string(top, column, _text(name), formats.head)
    for row, cells in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(cells):
            _cell(page, row, column, value, formats)
    if not sheet.head:
        page.set_column(0, 0, _PROSE)
    for column in range(len(sheet.head)):
        page.set_column(column, column, _width(sheet, column))
    if sheet.head and sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.head) - 1)
        page.freeze_panes(top + 1, 0)
    if sheet.shaded and sheet.rows:
        ends = (top + 1, sheet.shaded[0], top + len(sheet.rows), sheet.shaded[-1])
        page.conditional_format(*ends, _SCALE)
    below = top + len(sheet.rows) + 2
    for at, chart in enumerate(sheet.charts):
        place = below + _ROWS_OF_CHART * at
        page.insert_chart(place, 0, _chart(book, sheet, chart, top), {"description": _text(chart.alt)})
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _cell(page: Any, row: int, column: int, value: Value, formats: _Formats) -> None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, formats.of(value))
    else:
        page.write_string(row, column, _text(value))


def _text(value: str) -> str:
    """Text without characters that can't be seen, and no longer than a cell may be."""
    return visible(value)[:_LONGEST_TEXT]


def _width(sheet: Sheet, column: int) -> float:
    longest = max((len(v) for row in sheet.rows if isinstance(v := row[column], str)), default=0)
    heading = max(map(len, sheet.head[column].split()), default=0) + 3
    return min(max(longest + 2, heading, _NARROWEST), _WIDEST)


def _chart(book: Any, sheet: Sheet, chart: NativeChart, top: int) -> Any:
    kind = {"type": "scatter", "subtype": "straight_with_markers"} if chart.lines else {"type": "bar"}
    made = book.add_chart(kind)
    rows = top + 1 + chart.first, top + 1 + chart.last
    for at, column in enumerate(chart.columns):
        colour = COLOURS[at % len(COLOURS)]
        fill = {"line": {"color": colour}, "marker": {"type": "circle", "fill": {"color": colour}}}
        made.add_series(
            {
                "name": [sheet.name, top, column],
                "categories": [sheet.name, rows[0], chart.names, rows[1], chart.names],
                "values": [sheet.name, rows[0], column, rows[1], column],
                **(fill if chart.lines else {"fill": {"color": colour}, "gap": 40}),
            }
        )
    made.set_title({"name": _text(chart.title), "name_font": {"size": 12}, "overlay": False})
    made.set_legend({"none": True} if len(chart.columns) == 1 else {"position": "bottom"})
    if not chart.lines:
        made.set_y_axis({"reverse": True})
        made.set_x_axis({"major_gridlines": {"visible": True}, "num_font": {"size": 9}})
    made.set_size(_CHART_SIZE)
    return made
