"""A merge tree drawn in cells: heights at the left, the cut across, leaves with their sizes and clusters below."""

from __future__ import annotations

import math
from collections.abc import Callable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from widgets.drawing.axis import short_number, vertical_axis
from widgets.drawing.canvas import Canvas
from widgets.drawing.cells import clipped
from widgets.drawing.palette import group_glyph
from widgets.tree.height_scale import HeightScale
from widgets.tree.merge_tree import MergeTree
from widgets.words import localised, tell, tell_counted

_LEAF_WIDTH = 9
"""Cells between two leaves at most."""


class TreeDrawing:
    """A page of width × height cells: the figures of the cut, the tree, a line of glyphs, leaf sizes, the clusters.

    `cut_rows` holds the row, counted from the top of the page, on which each k is cut.
    `group` gives the style of a cluster (-1: above the cut), `part` that of text, axis, dim, title and second.
    """

    def __init__(
        self,
        whole: MergeTree,
        k: int,
        cut: float,
        size: tuple[int, int],
        logarithmic: bool,
        ascii: bool,
        group: Callable[[int], Style],
        part: Callable[[str], Style],
    ) -> None:
        self.whole, self.k, self.cut, self.ascii, self.group, self.part = whole, k, cut, ascii, group, part
        self.width, height = size
        self.canvas = Canvas(self.width, height, ascii)
        # As many merges as there are columns; a cut below them needs more clusters than can be drawn.
        self.tree = whole.last(max(self.width - 12, 1))
        self.drawn_k = min(k, self.tree.merges + 1)
        self.sizes = [short_number(size) for size in self.tree.sizes]
        self.left = 2
        self._lay_out(height, logarithmic)
        self.clusters = self.tree.clusters(self.drawn_k)
        self.cut_rows = {j: 1 + self._cut_row(j) for j in range(1, self.tree.merges + 2)}

    def _lay_out(self, height: int, logarithmic: bool) -> None:
        leaves = self.tree.merges + 1
        step = min(_LEAF_WIDTH, (self.width - 10) // leaves)
        longest = max(map(len, self.sizes))
        # Sizes in figures where they have room, from top to bottom if need be; else as bars.
        self.bars = longest >= step and not (step >= 2 and longest * 5 <= height)
        self.size_rows = longest if longest >= step and not self.bars else 1
        self.rows = max(height - 3 - self.size_rows, 3)
        self.scale = HeightScale.of(self.tree.heights, self.rows, logarithmic)
        labels = [label for _, label in self.scale.ticks()] + [self._cut_label(), tell("rows")]
        self.left = max(map(len, labels)) + 2
        room = min(self.width - self.left, leaves * _LEAF_WIDTH)
        self.edges = [self.left + room * i // leaves for i in range(leaves + 1)]

    def _cut_label(self) -> str:
        return "" if math.isinf(self.cut) else short_number(self.cut)

    def _cut_row(self, k: int) -> int:
        """Below the merge that is undone last and, where the rows allow, above the one that is not."""
        low, high = self.tree.cut_between(k)
        if math.isinf(high):
            return 0
        above = self.scale.row(high)
        below = self.rows if math.isnan(low) else self.scale.row(low)
        middle = self.rows - 1 if math.isnan(low) else self.scale.row(low + (high - low) / 2)
        return min(max(middle, above + 1 if below > above + 1 else above), self.rows - 1)

    def page(self) -> list[list[Segment]]:
        """The rows from the top."""
        self._axis()
        self._branches()
        self._cut()
        self._leaves()
        rows = self.canvas.rows()
        rows[0] = self._title()
        rows[-1] = self._clusters()
        return rows

    def _axis(self) -> None:
        for row, text in enumerate(vertical_axis(self.scale.ticks(), self.rows, self.left, self.ascii)):
            self.canvas.text(0, 1 + row, text, self.part("axis"))

    def _branches(self) -> None:
        places: dict[int, tuple[int, int]] = {}
        for i, leaf in enumerate(self.tree.order()):
            places[int(leaf)] = ((self.edges[i] + self.edges[i + 1] - 1) // 2, self.rows - 1)
        for i, height in enumerate(self.tree.heights):
            node, row = self.tree.merges + 1 + i, self.scale.row(float(height))
            children = sorted(places[int(child)] + (int(child),) for child in self.tree.children[i])
            for x, below, child in children:
                self.canvas.vertical(x, 1 + row, 1 + below, self.group(self.clusters[child]))
            (x0, *_), (x1, *_) = children
            self.canvas.horizontal(1 + row, x0, x1, self.group(self.clusters[node]))
            places[node] = ((x0 + x1) // 2, row)
        if not self.tree.merges:
            self.canvas.vertical(places[0][0], 1, self.rows, self.group(0))

    def _cut(self) -> None:
        row = 1 + self._cut_row(self.drawn_k)
        for x in range(self.left, self.width):
            if self.canvas.free(x, row, 1):
                self.canvas.text(x, row, "=" if self.ascii else "╌", self.part("second"))
        label = self._cut_label().rjust(self.left - 2) + (" >" if self.ascii else " ▶")
        self.canvas.text(0, row, label, self.part("second"))

    def _leaves(self) -> None:
        largest = short_number(int(self.tree.sizes.max()))
        said = f"{'<=' if self.ascii else '≤'}{largest}" if self.bars else tell("rows")
        if len(said) < self.left:
            self.canvas.text(0, self.rows + 2, said, self.part("axis"))
        for i, leaf in enumerate(self.tree.order()):
            start, end = self.edges[i], self.edges[i + 1]
            cluster, size = int(self.clusters[leaf]), self.sizes[leaf]
            glyphs = group_glyph(cluster, self.ascii) * max(end - start - (end - start > 3), 1)
            self.canvas.text(start, self.rows + 1, glyphs, self.group(cluster))
            if self.bars:
                self.canvas.text((start + end - 1) // 2, self.rows + 2, self._bar(int(leaf)), self.group(cluster))
            elif self.size_rows == 1:
                self.canvas.text(start + (end - start - 1 - len(size)) // 2, self.rows + 2, size, self.part("text"))
            else:
                for row, character in enumerate(size):
                    self.canvas.text((start + end - 1) // 2, self.rows + 2 + row, character, self.part("text"))

    def _bar(self, leaf: int) -> str:
        levels = "._-:=+*#" if self.ascii else "▁▂▃▄▅▆▇█"
        return levels[math.ceil(len(levels) * self.tree.sizes[leaf] / self.tree.sizes.max()) - 1]

    def _title(self) -> list[Segment]:
        low, high = self.whole.cut_between(self.k)
        above, at = (
            tell("cut above {height}", height=short_number(low)),
            tell("cut at {height}", height=short_number(self.cut)),
        )
        title = tell_counted("{count} cluster", "{count} clusters", self.k)
        cut = between = f"  {above if math.isinf(high) else at}"
        if math.isfinite(high) and math.isfinite(low):
            between = f"{cut}, " + tell("between {low} and {high}", low=short_number(low), high=short_number(high))
        merges = int(self.tree.sizes.sum()) - 1
        shown = tell("last {count:,} of {merges:,} merges", count=self.tree.merges, merges=merges)
        if self.width < len(title + between) + len(shown) + 2:
            between = cut
        gap = self.width - len(title + between) - len(shown)
        if gap < 2:
            return [Segment(clipped(title + between, self.width, self.ascii), self.part("title"))]
        return [
            Segment(title, self.part("title")),
            Segment(between + " " * gap, self.part("text")),
            Segment(shown, self.part("dim")),
        ]

    def _clusters(self) -> list[Segment]:
        counts = self.tree.counts()
        sizes: dict[int, int] = {}
        for leaf in range(self.tree.merges + 1):
            cluster = int(self.clusters[leaf])
            sizes[cluster] = sizes.get(cluster, 0) + int(counts[leaf])
        row: list[Segment] = []
        free = self.width
        for position, cluster in enumerate(sorted(sizes)):
            more = tell("and {count:,} more", count=len(sizes) - position)
            text = localised(f" {sizes[cluster]:,} ({sizes[cluster] / counts[-1]:.0%})  ")
            if free < cell_len(text) + 1 + (len(more) if position < len(sizes) - 1 else -2):
                return [*row, Segment(clipped(more, free, self.ascii), self.part("dim"))]
            row += [Segment(group_glyph(cluster, self.ascii), self.group(cluster)), Segment(text, self.part("text"))]
            free -= cell_len(text) + 1
        return row
