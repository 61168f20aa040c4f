"""Lines drawn in braille with points, values, axes and a marker; in ascii with dots, points and bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from widgets.drawing.axis import horizontal_axis, short_number, tick_labels, vertical_axis
from widgets.drawing.canvas import Canvas
from widgets.drawing.cells import clipped
from widgets.drawing.palette import group_glyph
from widgets.drawing.ticks import nice_ticks
from widgets.line.series import Series
from widgets.plain.visible import visible
from widgets.words import localised, tell

_Place = tuple[float, float]
_PARTS = ("bar", "second")
"""The styles of the first and the second line."""


class LineDrawing:
    """A page of width × height cells: a line of names and marked values, the plot, its axis, the labels of x."""

    def __init__(
        self,
        series: Sequence[Series],
        chosen: float | None,
        size: tuple[int, int],
        x_label: str,
        shared: bool,
        ascii: bool,
        part: Callable[[str], Style],
    ) -> None:
        self.series, self.chosen, self.x_label, self.ascii, self.part = series, chosen, x_label, ascii, part
        self.width, self.height = size
        self.rows = self.height - 3
        self.canvas = Canvas(self.width, self.height, ascii)
        self.right_axis = len(series) > 1 and not shared
        drawn = [series[:1], series[1:]] if self.right_axis else [series]
        self.spans = [_span([p for s in group for p in s.points]) for group in drawn]
        self.ticks = [nice_ticks(low, high, max(self.rows // 3, 2)) for low, high in self.spans]
        self.labels = [tick_labels(ticks) for ticks in self.ticks]
        self.left = max((len(label) for label in self.labels[0]), default=1) + 2
        self.right = max((len(label) for label in self.labels[1]), default=1) + 2 if self.right_axis else 0
        self.columns = self.width - self.left - self.right
        xs = [x for s in series for x, _, _ in s.points]
        self.low, self.high = min(xs), max(xs)
        self.xs = sorted(set(xs))

    def page(self) -> list[list[Segment]]:
        """The rows from the top."""
        # More points than that are a line, on which only the marked one is pointed out.
        few = len(self.xs) <= self.columns // 2
        self._axes()
        self._marker()
        for i, series in enumerate(self.series):
            self._line(i, series)
        for i, series in enumerate(self.series):
            for x, y, _ in series.points if few else [p for p in series.points if p[0] == self.chosen]:
                self.canvas.text(self.column(x), self._row(i, y), group_glyph(i, self.ascii), self._style(i))
        if few:
            self._values()
        rows = self.canvas.rows()
        rows[0] = self._title()
        return rows

    def column(self, x: float) -> int:
        """The cell of an x."""
        return self.left + int(self._across(x))

    def _across(self, x: float) -> float:
        # The first and last point keep a little off the axes, so that glyph and value have room.
        margin = min(3, self.columns // 4)
        share = (x - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return margin + 0.5 + share * (self.columns - 1 - 2 * margin)

    def _down(self, i: int, y: float) -> float:
        low, high = self.spans[min(i, len(self.spans) - 1)]
        return min(max((high - y) / (high - low), 0.0), 1.0) * (self.rows - 1) + 0.5

    def _row(self, i: int, y: float) -> int:
        return 1 + int(self._down(i, y))

    def _style(self, i: int) -> Style:
        return self.part(_PARTS[i % 2])

    def _axes(self) -> None:
        axis = self.part("axis")
        placed = [(int(self._down(0, tick)), label) for tick, label in zip(self.ticks[0], self.labels[0], strict=True)]
        for row, text in enumerate(vertical_axis(placed, self.rows, self.left, self.ascii)):
            self.canvas.text(0, 1 + row, text, axis)
        if self.right_axis:
            names = {int(self._down(1, t)): label for t, label in zip(self.ticks[1], self.labels[1], strict=True)}
            plain, marked = ("|", "+") if self.ascii else ("│", "├")
            for row in range(self.rows):
                text = f"{marked if row in names else plain} {names.get(row, '')}"
                self.canvas.text(self.width - self.right, 1 + row, text, axis)
        few = len(self.xs) <= max(self.columns // 3, 2)
        ticks = self.xs if few else nice_ticks(self.low, self.high, max(self.columns // 8, 2))
        labels = [_x_label(x) for x in ticks] if few else tick_labels(ticks)
        marks = [(self.column(x) - self.left, label) for x, label in zip(ticks, labels, strict=True)]
        line, below = horizontal_axis(marks, self.columns, self.ascii)
        self.canvas.text(self.left, self.height - 2, line, axis)
        self.canvas.text(self.left, self.height - 1, below, axis)
        self.canvas.text(self.left - 1, self.height - 2, "+" if self.ascii else "└", axis)
        if self.right_axis:
            self.canvas.text(self.width - self.right, self.height - 2, "+" if self.ascii else "┘", axis)
        if self._has_place_below:
            self.canvas.text(max(self.left - 1 - cell_len(self.x_label), 0), self.height - 1, self.x_label, axis)

    @property
    def _has_place_below(self) -> bool:
        """Whether the name of x fits left of its labels; else it stands above."""
        return cell_len(self.x_label) <= self.left + 1

    def _marker(self) -> None:
        if self.chosen not in self.xs:
            return
        x, style = self.column(self.chosen), self.part("title")
        for row in range(self.rows):
            self.canvas.text(x, 1 + row, ":" if self.ascii else "┊", style)
        label = _x_label(self.chosen)
        start = min(max(x - (len(label) + 2) // 2, self.left), self.width - len(label) - 2)
        self.canvas.text(start, self.height - 1, f"[{label}]", style)

    def _line(self, i: int, series: Series) -> None:
        strokes: list[tuple[_Place, _Place]] = []
        for stretch in series.stretches():
            path = [(self._across(x), self._down(i, y)) for x, y, _ in stretch]
            strokes += pairwise(path)
            strokes += [
                ((across, self._down(i, y - error)), (across, self._down(i, y + error)))
                for (across, _), (_, y, error) in zip(path, stretch, strict=True)
                if error
            ]
        mask = _dots(strokes, self.rows, self.columns)
        if not self.ascii:
            self.canvas.dots(self.left, 1, mask, self._style(i))
            return
        for row, column in zip(*np.nonzero(mask.reshape(self.rows, 4, self.columns, 2).any(axis=(1, 3))), strict=True):
            self.canvas.text(self.left + int(column), 1 + int(row), ".'"[i % 2], self._style(i))

    def _values(self) -> None:
        """Each point's value close to it, where nothing stands yet; the marked ones first."""
        told = [(i, s) for i, s in enumerate(self.series) if not s.plain]
        points = [(x != self.chosen, x, y, i) for i, s in told for x, y, _ in s.points]
        for _, x, y, i in sorted(points):
            label = short_number(y)
            column, row, width = self.column(x), self._row(i, y), len(label)
            middle, left, right = column - (width - 1) // 2, column - width - 1, column + 2
            places = [(middle, row - 1), (middle, row + 1), (right - 1, row - 1), (left + 1, row - 1)]
            places += [(right - 1, row + 1), (left + 1, row + 1), (right, row), (left, row)]
            for start, line in places:
                inside = self.left < start and start + width < self.width - self.right and 1 <= line <= self.rows
                if inside and self.canvas.free(start - 1, line, width + 2):
                    self.canvas.text(start, line, label, self._style(i))
                    break

    def _title(self) -> list[Segment]:
        row: list[Segment] = []
        free = self.width
        texts = self._legend(sides=bool(self.right_axis))
        if sum(cell_len(text) + 3 for text in texts) > free + 3:
            texts = self._legend(sides=False)
        for i, text in enumerate(clipped(text, free, self.ascii) for text in texts):
            row += [Segment(text, self._style(i)), Segment("   "[: free - cell_len(text)])]
            free = max(free - cell_len(text) - 3, 0)
        if self.chosen in self.xs:
            at = (
                tell("at {axis} {value}", axis=self.x_label, value=_x_label(self.chosen))
                if self.x_label
                else tell("at {value}", value=_x_label(self.chosen))
            )
            row.append(Segment(clipped(at, free, self.ascii), self.part("title")))
        elif self.x_label and not self._has_place_below:
            row.append(Segment(clipped(tell("across: {axis}", axis=self.x_label), free, self.ascii), self.part("axis")))
        return row

    def _legend(self, sides: bool) -> list[str]:
        """Each series with its glyph, its value where the mark is and, with `sides`, the axis that it is read on."""
        texts = []
        for i, series in enumerate(self.series):
            side = f" ({tell('left' if i == 0 else 'right')})" if sides else ""
            value = None if self.chosen is None else series.at(self.chosen)
            said = "" if value is None else f" {short_number(value, 4)}"
            texts.append(f"{group_glyph(i, self.ascii)} {visible(series.name)}{side}{said}")
        return texts


def _span(points: list[tuple[float, float, float]]) -> tuple[float, float]:
    """The lowest and highest value with their errors, and a little more, so that no point lies on the frame."""
    low = min((y - e for _, y, e in points), default=0.0)
    high = max((y + e for _, y, e in points), default=1.0)
    if not math.isfinite(high - low):
        low, high = max(low, -1e300), min(high, 1e300)
    margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def _dots(strokes: list[tuple[_Place, _Place]], rows: int, columns: int) -> NDArray[np.bool_]:
    """The dots, (4 × rows, 2 × columns), on straight strokes between places (across, down) in cells."""
    mask = np.zeros((rows * 4, columns * 2), dtype=bool)
    if not strokes:
        return mask
    start, end = np.swapaxes(np.array(strokes) * (2, 4), 0, 1)
    counts = np.ceil(np.abs(end - start).max(axis=1)).astype(int) + 2
    stroke = np.repeat(np.arange(len(strokes)), counts)
    position = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    along = start[stroke] + (end - start)[stroke] * (position / (counts[stroke] - 1))[:, None]
    across, down = along.astype(int).T
    mask[np.clip(down, 0, rows * 4 - 1), np.clip(across, 0, columns * 2 - 1)] = True
    return mask


def _x_label(x: float) -> str:
    return localised(f"{int(x):,}") if x == int(x) and abs(x) < 1e6 else short_number(x)
