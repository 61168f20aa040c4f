"""The layout of a table's columns: widths from sampled cells, the frozen ones first, then the scrolled ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

NARROWEST = 3
WIDEST = 32
WIDEST_BY_HAND = 200
PADDING = 2
"""A blank cell on either side of a column."""
LEAST_ROOM = 14
"""Cells that frozen columns leave to the others, else fewer are frozen."""


@dataclass(frozen=True)
class Slot:
    """A column on the screen: `width` cells of content from `x` + 1 on, cut short at the edge if not `whole`."""

    column: int
    x: int
    width: int
    whole: bool = True

    @property
    def end(self) -> int:
        """The cell after the column and its padding."""
        return self.x + self.width + PADDING


@dataclass
class FrameColumns:
    """The columns' names, widths in cells, and how many of the first are asked to stay in sight."""

    names: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    frozen: int = 0
    by_hand: set[str] = field(default_factory=set)
    """Columns whose width was chosen, not measured."""

    def held(self, room: int) -> int:
        """How many frozen columns fit into `room` cells and leave the others something."""
        held, used = 0, 0
        for width in self.widths[: min(self.frozen, len(self.widths) - 1)]:
            used += width + PADDING
            if used > room - LEAST_ROOM:
                break
            held += 1
        return held

    def slots(self, left: int, start: int, room: int) -> list[Slot]:
        """The columns in sight between the cells `start` and `room`: the frozen, then from column `left` on."""
        held = self.held(room - start)
        slots: list[Slot] = []
        x = start
        for column in (*range(held), *range(max(left, held), len(self.widths))):
            if held and len(slots) == held:
                x += 1  # the line after the frozen columns
            space = room - x - PADDING
            width = self.widths[column]
            if space < min(width, NARROWEST):
                break
            slots.append(Slot(column, x, min(width, space), width <= space))
            x = slots[-1].end
        return slots

    def left_for(self, column: int, left: int, start: int, room: int) -> int:
        """The first column to show so that `column` is whole; unchanged if it is, else it comes to the middle."""
        held = self.held(room - start)
        if column < held or any(slot.column == column and slot.whole for slot in self.slots(left, start, room)):
            return max(left, held)
        space = room - start - self._used(range(held)) - bool(held)
        return max(held, min(self._first(column, space // 2), self._first(len(self.widths) - 1, space)))

    def resize(self, column: int, change: int) -> None:
        """Make a column wider or, with a negative change, narrower."""
        self.widths[column] = min(max(self.widths[column] + change, NARROWEST), WIDEST_BY_HAND)
        self.by_hand.add(self.names[column])

    def settle(self, before: FrameColumns) -> None:
        """Take over the widths of an earlier frame: those chosen by hand, and those wider than now measured."""
        earlier = dict(zip(before.names, before.widths, strict=True))
        for column, name in enumerate(self.names):
            width = earlier.get(name, 0)
            self.widths[column] = width if name in before.by_hand else max(width, self.widths[column])
        self.by_hand = before.by_hand & set(self.names)

    def _first(self, last: int, space: int) -> int:
        """The smallest column from which on everything to `last` fits into `space`; `last` if it alone does not."""
        first = last
        used = self._used((last,))
        while first and used + self.widths[first - 1] + PADDING <= space:
            first -= 1
            used += self.widths[first] + PADDING
        return first

    def _used(self, columns: Iterable[int]) -> int:
        return sum(self.widths[column] + PADDING for column in columns)


def sampled_width(name: int, cells: Iterable[int]) -> int:
    """A width for a column from the cells that its name and sampled values take."""
    return min(max(name, NARROWEST, *cells), WIDEST)


def place_of(column: str, names: list[str]) -> int | None:
    """Which of `names` is meant: the column itself, else the first that starts with the text, else one with it."""
    if column in names:
        return names.index(column)
    wanted = column.casefold()
    folded = [name.casefold() for name in names]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for place, name in enumerate(folded):
            if fits(name, wanted):
                return place
    return None
