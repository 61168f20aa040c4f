"""Silhouette profiles drawn in cells: figures at the left, bars from 0 to the right and, if negative, to the left."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style

from widgets.drawing.axis import cells_of, horizontal_axis, tick_labels
from widgets.drawing.canvas import Canvas
from widgets.drawing.cells import clipped
from widgets.drawing.palette import group_glyph
from widgets.drawing.ticks import nice_ticks
from widgets.silhouette.profile import SilhouetteProfile, line_counts
from widgets.words import localised, tell, tell_counted

_LEAST = 2
"""Lines of a segment at the least: its name and its size."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def visible(segments: int, height: int) -> int:
    """How many of the segments are in view in a plot of `height` lines, two of them for all."""
    lines = height - 3
    return segments if segments * _LEAST <= lines else max((lines + 1) // (_LEAST + 1), 1)


class SilhouetteDrawing:
    """A page of width × height cells: a line on all rows, the profiles from `top` on, the axis and its labels.

    `group` gives the style of a segment by its label, `part` that of text, axis, dim, title and second. `keys` scroll.
    """

    def __init__(
        self,
        profiles: Sequence[SilhouetteProfile],
        mean: float,
        left_out: int,
        top: int,
        size: tuple[int, int],
        ascii: bool,
        group: Callable[[int], Style],
        part: Callable[[str], Style],
        keys: str = "",
    ) -> None:
        self.profiles, self.mean, self.left_out, self.ascii = profiles, mean, left_out, ascii
        self.group, self.part, self.keys = group, part, keys
        self.width, self.height = size
        self.canvas = Canvas(self.width, self.height, ascii)
        shown = visible(len(profiles), self.height)
        self.shown = profiles[top : top + shown]
        self.left = min(30, self.width // 3)
        self.columns = self.width - self.left
        worst = min(float(p.values[-1]) for p in profiles)
        best = max(float(p.values[0]) for p in profiles)
        self.low = math.floor(min(worst, 0.0) * 10) / 10
        self.high = max(math.ceil(max(best, 0.0) * 10) / 10, self.low + 0.1)
        self.zero = self._cell(0.0)

    def _cell(self, value: float) -> int:
        return cells_of([value], self.low, self.high, self.columns)[0]

    def page(self) -> list[list[Segment]]:
        """The rows from the top."""
        lines, count = self.height - 3, len(self.shown)
        gap = 1 if lines >= count * (_LEAST + 1) - 1 or count < len(self.profiles) else 0
        counts = line_counts([len(p.values) for p in self.shown], lines - gap * (count - 1), _LEAST)
        y = 1
        for profile, rows in zip(self.shown, counts, strict=True):
            self._figures(y, profile, rows)
            for row, (median, worst) in enumerate(zip(*profile.lines(rows), strict=True)):
                self._bar(y + row, float(median), float(worst), self.group(profile.label))
            y += rows + gap
        self._mean_line()
        self._axis()
        rows_drawn = self.canvas.rows()
        rows_drawn[0] = self._title()
        return rows_drawn

    def _figures(self, y: int, profile: SilhouetteProfile, rows: int) -> None:
        """Name and mean on the first line, size and rows below 0 under them."""
        width = self.left - 2
        mean = localised(f"{profile.mean:.2f}")
        self.canvas.text(0, y, group_glyph(profile.label, self.ascii), self.group(profile.label))
        self.canvas.text(2, y, clipped(profile.name, width - len(mean) - 3, self.ascii), self.part("title"))
        self.canvas.text(width - len(mean), y, mean, self.part("text"))
        size = tell_counted("{count:,} row", "{count:,} rows", len(profile.values))
        below = tell("{count:,} below 0", count=profile.below) if profile.below else ""
        self.canvas.text(2, y + 1, clipped(size, width - 2, self.ascii), self.part("axis"))
        if rows > _LEAST and below:
            self.canvas.text(2, y + 2, clipped(below, width - 2, self.ascii), self.part("second"))
        elif below:
            short = localised(f"{profile.below:,}<0")
            if len(size) + len(short) + 3 <= width:
                self.canvas.text(width - len(short), y + 1, short, self.part("second"))

    def _bar(self, y: int, median: float, worst: float, style: Style) -> None:
        """The bar of a line's median; fainter, to the left of 0, as far as the worst of its rows."""
        x = self.left + self.zero
        faint, solid = "-=" if self.ascii else "▒▓"
        for value, character in ((worst, faint), (median, solid)):
            if value < 0:
                cells = max(self.zero - self._cell(value), 1)
                self.canvas.text(x - cells, y, character * cells, self.part("second"))
        if median < 0:
            return
        eighths = max(round((median - self.low) / (self.high - self.low) * self.columns * 8) - self.zero * 8, 1)
        if self.ascii:
            self.canvas.text(x, y, "#" * max(round(eighths / 8), 1), style)
        else:
            self.canvas.text(x, y, "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip(), style)

    def _mean_line(self) -> None:
        x = self.left + self._cell(self.mean)
        for y in range(1, self.height - 2):
            self.canvas.over(x, y, ":" if self.ascii else "┊", self.part("title"))

    def _axis(self) -> None:
        ticks = nice_ticks(self.low, self.high, max(self.columns // 6, 2))
        cells = cells_of(ticks, self.low, self.high, self.columns)
        line, below = horizontal_axis(list(zip(cells, tick_labels(ticks), strict=True)), self.columns, self.ascii)
        self.canvas.text(self.left, self.height - 2, line, self.part("axis"))
        self.canvas.text(self.left, self.height - 1, below, self.part("axis"))
        if len(self.shown) < len(self.profiles):
            first = self.profiles.index(self.shown[0]) + 1
            where = tell(
                "{first}-{last} of {all}", first=first, last=first + len(self.shown) - 1, all=len(self.profiles)
            )
            where += f", {self.keys}" if self.keys else ""
            self.canvas.text(0, self.height - 1, clipped(where, self.left - 1, self.ascii), self.part("dim"))

    def _title(self) -> list[Segment]:
        rows = sum(len(p.values) for p in self.profiles)
        below = sum(p.below for p in self.profiles)
        mark = ":" if self.ascii else "┊"
        share = localised(f"{below / rows:.1%}")
        said = tell("{rows:,} rows, {below:,} below 0 ({share})", rows=rows, below=below, share=share)
        if self.left_out:
            said = f"{said}, " + tell("{count:,} without a value", count=self.left_out)
        mean = f"{mark} " + tell("mean silhouette {mean:.3f}", mean=self.mean)
        return [
            Segment(mean, self.part("title")),
            Segment("  " + clipped(said, self.width - len(mean) - 2, self.ascii), self.part("text")),
        ]
