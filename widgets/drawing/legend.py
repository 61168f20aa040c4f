"""The key to a plot's groups: number, glyph, colour, name and count, beside the plot or under it."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from widgets.drawing.cells import clipped, fitted
from widgets.words import localised, tell, tell_counted

_SHORTEST = 5
"""Cells of a name that still say something."""


@dataclass(frozen=True)
class Entry:
    """One group in a legend; `key` is the digit that highlights it, or empty."""

    key: str
    glyph: str
    style: Style
    name: str
    count: int
    highlighted: bool = False


@dataclass(frozen=True)
class Legend:
    """Entries drawn as a column or as lines; `text` and `dim` are the styles of names and of what recedes."""

    entries: tuple[Entry, ...]
    text: Style
    dim: Style
    ascii: bool = False

    def width(self, most: int) -> int:
        """Cells that a column needs, at most `most`."""
        names = max((cell_len(entry.name) for entry in self.entries), default=0)
        return min(5 + names + 1 + self._count_width, most)

    def first(self, rows: int) -> int:
        """The first entry that a column of `rows` rows shows: the highlighted one is always in view."""
        at = next((i for i, entry in enumerate(self.entries) if entry.highlighted), 0)
        shown = rows if len(self.entries) <= rows else rows - 1
        return max(0, min(at - shown // 2, len(self.entries) - shown))

    def column(self, width: int, rows: int) -> list[list[Segment]]:
        """At most `rows` rows of `width` cells; the last says how many groups are not shown."""
        first = self.first(rows)
        fits = len(self.entries) <= rows
        shown = self.entries[first : first + (rows if fits else rows - 1)]
        lines = [self._row(entry, width) for entry in shown]
        if not fits and rows > 0:
            left = len(self.entries) - len(shown)
            more = tell_counted("{count:,} more group", "{count:,} more groups", left)
            lines.append([Segment(fitted(f"    {more}", width, ascii=self.ascii), self.dim)])
        return lines

    def lines(self, width: int, rows: int) -> list[list[Segment]]:
        """The entries one after another in at most `rows` lines of `width` cells.

        Where there is no room for all with their counts these go, then the ends of names, at last whole entries.
        """
        share = width // max(-(-len(self.entries) // max(rows, 1)), 1) - 5
        tried = [self._flow(width, rows, width), self._flow(width, rows, width, counts=False)]
        if share >= _SHORTEST:
            tried.append(self._flow(width, rows, share, counts=False))
        return next((lines for lines in tried if sum(map(len, lines)) == 3 * len(self.entries)), tried[1])

    def _flow(self, width: int, rows: int, longest: int, counts: bool = True) -> list[list[Segment]]:
        lines: list[list[Segment]] = [[]]
        used = 0
        for position, entry in enumerate(self.entries):
            count = f" {localised(f'{entry.count:,}')}" if counts else ""
            name = clipped(entry.name, min(max(width - 16, 4), longest), self.ascii)
            need = 5 + cell_len(name) + len(count)
            left = len(self.entries) - position
            reserved = len(tell("+{left:,} more", left=left)) if left > 1 and len(lines) == rows else 0
            if used and used + need + reserved > width:
                if len(lines) == rows:
                    lines[-1].append(Segment(clipped(tell("+{left:,} more", left=left), width - used), self.dim))
                    break
                lines.append([])
                used = 0
            lines[-1] += [
                Segment(self._marker(entry) + entry.glyph + " ", entry.style),
                Segment(name, self.text + Style(bold=True) if entry.highlighted else self.text),
                Segment(count + "  ", self.dim),
            ]
            used += need
        return lines

    def _marker(self, entry: Entry) -> str:
        return " " if not entry.highlighted else ">" if self.ascii else "▸"

    @property
    def _count_width(self) -> int:
        return max((len(localised(f"{entry.count:,}")) for entry in self.entries), default=0)

    def _row(self, entry: Entry, width: int) -> list[Segment]:
        name = fitted(entry.name, width - 6 - self._count_width, ascii=self.ascii)
        count = localised(f"{entry.count:,}").rjust(self._count_width)
        return [
            Segment(self._marker(entry), self.text),
            Segment(entry.key.rjust(1), self.dim),
            Segment(f" {entry.glyph} ", entry.style),
            Segment(name + " ", self.text + Style(bold=True) if entry.highlighted else self.text),
            Segment(count, self.dim),
        ]
