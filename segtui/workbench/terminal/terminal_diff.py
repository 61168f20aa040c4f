"""Does not send what the terminal already shows: over SSH every byte counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

Cell = tuple[str, str]
"""A character and its style."""

Part = tuple[int, int, Strip]
"""A line, the first cell in it, and what is there."""

_GAP = 12
"""Unchanged cells that are sent along rather than jumped over: a jump and a style take more bytes."""


class Sent:
    """What a terminal of this size shows, as far as it was sent.

    `sent.less(update, size)` is the same update of Textual's less the cells that the terminal has already.
    """

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._lines: dict[int, list[Cell | None]] = {}

    def forget(self) -> None:
        """Something else may be there: the next update of the whole screen is sent whole."""
        self._lines.clear()

    def less(self, update: RenderableType | None, size: Size) -> RenderableType | None:
        """The update without what is there; nothing counts as sent before it is rendered."""
        if size != self._size:
            self._size = size
            self.forget()
        return _Less(update, self) if isinstance(update, (ChopsUpdate, LayoutUpdate)) else update

    def part(self, y: int, x: int, strip: Strip, console: Console) -> str:
        """A part of line `y` from cell `x` on: what differs from what is there, remembered; nothing beyond the edge."""
        if y >= self._size.height or x >= self._size.width:
            return ""
        strip = strip.crop(0, self._size.width - x)
        new = _cells(strip)
        line = self._lines.setdefault(y, [None] * self._size.width)
        if new is None:
            line[x : x + strip.cell_length] = [None] * strip.cell_length
            return Control.move_to(x, y).segment.text + strip.render(console)
        old = line[x : x + len(new)]
        line[x : x + len(new)] = new
        return "".join(
            Control.move_to(x + start, y).segment.text + strip.crop(start, stop).render(console)
            for start, stop in changed_cells(old, new)
        )


class _Less(CompositorUpdate):
    """Stands for an update of Textual's, and is rendered in its place."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, sent: Sent) -> None:
        self._update, self._sent = update, sent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._update

    def render_segments(self, console: Console) -> str:
        """What is sent."""
        parts = _all(self._update) if isinstance(self._update, LayoutUpdate) else _some(self._update)
        return "".join(self._sent.part(y, x, strip, console) for y, x, strip in parts)


def _all(update: LayoutUpdate) -> Iterator[Part]:
    """The whole screen."""
    for y, line in enumerate(update.strips, update.region.y):
        yield y, update.region.x, Strip.join(list(line))


def _some(update: ChopsUpdate) -> Iterator[Part]:
    """The parts of the screen that an update touches, once each."""
    told: set[tuple[int, int]] = set()
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < last and end > first and (y, x) not in told:
                told.add((y, x))
                yield y, x, strip


def changed_cells(old: list[Cell | None], new: list[Cell]) -> list[tuple[int, int]]:
    """Where two lines differ: first cell and the one after the last of each stretch, short gaps bridged.

    >>> changed([("a", ""), ("b", "")], [("a", ""), ("c", "")])
    [(1, 2)]
    """
    stretches: list[tuple[int, int]] = []
    for x, (before, after) in enumerate(zip(old, new, strict=False)):
        if before == after:
            continue
        if stretches and x - stretches[-1][1] <= _GAP:
            stretches[-1] = (stretches[-1][0], x + 1)
        else:
            stretches.append((x, x + 1))
    return stretches


def _cells(strip: Strip) -> list[Cell] | None:
    """A line cell by cell; None with wide or joined characters in it, on which terminals differ: it is sent whole."""
    cells: list[Cell] = []
    for text, style, _ in strip:
        if not (text.isascii() or _narrow(text)):
            return None
        look = _look(style)
        cells.extend((letter, look) for letter in text)
    return cells


def _narrow(letters: Iterable[str]) -> bool:
    return all(_width(letter) == 1 for letter in letters)


@lru_cache(maxsize=4096)
def _width(letter: str) -> int:
    return cell_len(letter)


def _look(style: Style | None) -> str:
    """A style by how it looks, whatever else it carries."""
    return str(style) if style else ""
