"""What the cells of each column look like, learned from intact rows; measures how odd a cell would be there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from segtui.data.types.cell_kind import shape
from segtui.data.types.cell_words import NULL_WORDS

_RUN = re.compile(r"\d+|[^\W\d_]+|\s+")
_ROWS, _FEW = 3_000, 5
MISFIT = 2.6
"""The cost of a cell that is nothing like its column."""


def pattern(cell: str) -> str:
    """A cell's outline: digits as 9 with the length of their runs, words as a, runs of blanks as one."""
    return _RUN.sub(lambda run: _outline(run[0]), cell)


def _outline(run: str) -> str:
    if run[0].isdecimal():
        return "9" * min(len(run), 12)
    return " " if run.strip(" ") == "" else run if run.isspace() else "a"


class ColumnShape:
    """The cells that one column had in intact rows."""

    def __init__(self, cells: Sequence[str]) -> None:
        filled = [text for cell in cells if (text := cell.strip())]
        self.total = len(cells)
        self.filled = len(filled)
        self.empty = self.total - self.filled
        self.values = Counter(filled)
        self.outlines = _counted(self.values, pattern)
        self.shapes = _counted(self.values, shape)
        self.longest = max(map(len, filled), default=0)
        self.usual = self.shapes.most_common(1)[0][0] if filled else "empty"
        self.distinct = len(self.values)

    @property
    def typed(self) -> bool:
        """Whether nearly all of the cells are numbers, or dates; all but one, where they are few."""
        others = self.filled - self.shapes[self.usual]
        return self.usual in ("number", "date") and others <= max(0.1 * self.filled, self.filled >= _FEW)

    @cached_property
    def codes(self) -> bool:
        """Whether a few outlines or a few values cover nearly all cells: a code, a category, a date."""
        few = sum(count for _, count in self.outlines.most_common(8))
        return self.filled >= 5 and (few >= 0.9 * self.filled or self.distinct <= 0.3 * self.filled)

    @cached_property
    def category(self) -> bool:
        """Whether the same few words come again and again."""
        return not self.typed and self.filled >= 5 and self.distinct <= max(2, 0.2 * self.filled)

    @cached_property
    def digits(self) -> tuple[set[int], int]:
        """The counts of decimals that the numbers have, and the most digits before the mark."""
        parts = [re.split(r"[.,]", value) for value in self.values if shape(value) == "number"]
        return {len(part[-1]) * (len(part) > 1) for part in parts}, max((len(part[0]) for part in parts), default=0)

    def oddness(self, cell: str, *, made: bool = False) -> float:
        """0 for a cell like the others, up to MISFIT; `made` cells come of a guess, and more is asked of them."""
        odd = self._oddness(cell.strip(), made)
        return odd if made or self.total >= _FEW else odd * self.total / (2 * _FEW)

    def _oddness(self, text: str, made: bool) -> float:
        if not text or text in NULL_WORDS:
            return 0.2 if self.empty > 0.02 * self.total else 0.8 if self.empty else 2.0
        if self.typed and shape(text) != self.usual and self.shapes[shape(text)] <= max(1, 0.05 * self.filled):
            return MISFIT
        if self.values[text] > 1 or (self.values[text] and self.total < 50):
            return 0.0
        if self.outlines[pattern(text)] >= max(1, 0.01 * self.filled):
            return (2.8 if made else 0.8) if self.category else 0.1 if self.typed or self.codes else 0.3
        kind = self.shapes[shape(text)]
        if self.typed or self.codes:
            if kind < 0.05 * self.filled:
                return MISFIT
            return self._odd_value(text) if made else 0.6
        return self._odd_text(text, kind)

    def _odd_value(self, text: str) -> float:
        """A guess of a value in an outline that the column does not have; a decimal comma is the least odd one."""
        known = self.outlines[pattern(text.replace(",", "."))] >= max(1, 0.01 * self.filled)
        whole, *rest = re.split(r"[.,]", text)
        decimals, most = self.digits
        if self.usual == "number" and len(rest[-1] if rest else "") in decimals and len(whole) <= most:
            known = known or "," not in text
        return 1.0 if known else 3.3 if self.typed else 2.8 if self.category else 0.9

    def _odd_text(self, text: str, kind: int) -> float:
        odd = 0.4 if kind else 0.9
        if len(text) > 3 * self.longest + 10:
            odd += 0.6
        if "\n" in text and not any("\n" in value for value in self.values):
            odd += 0.5
        return odd


def _counted(values: Counter[str], form: Callable[[str], str]) -> Counter[str]:
    """How many cells have each form, in the order of the first ones."""
    forms: Counter[str] = Counter()
    for value, count in values.items():
        forms[form(value)] += count
    return forms


@dataclass(frozen=True)
class Expected:
    """The shapes of all columns; without any, every cell is as good as another."""

    columns: tuple[ColumnShape, ...]
    counts_up: bool = False

    @classmethod
    def learn(cls, rows: Sequence[Sequence[str]], width: int) -> Expected:
        """From rows of `width` cells."""
        some = rows[:_ROWS]
        firsts = [int(row[0]) for row in some if row[0].isascii() and row[0].isdigit() and len(row[0]) < 19]
        steps = sum(b - a == 1 for a, b in pairwise(firsts))
        counts_up = len(firsts) > 3 and len(firsts) >= 0.9 * len(some) and steps >= 0.7 * (len(firsts) - 1)
        return cls(tuple(ColumnShape([row[j] for row in some]) for j in range(width)), counts_up)

    @property
    def width(self) -> int:
        """The count of columns."""
        return len(self.columns)

    def oddness(self, cells: Sequence[str | None], made: frozenset[int] = frozenset()) -> float:
        """The sum over a row; missing cells cost nothing here."""
        pairs = enumerate(zip(self.columns, cells, strict=False))
        return sum(c.oddness(cell, made=j in made) for j, (c, cell) in pairs if cell is not None)

    def typical(self, cells: Sequence[str]) -> bool:
        """Whether a row shows by numbers, dates, codes or known values that it belongs here, and nothing against it."""
        evidence = 0
        for column, cell in zip(self.columns, cells, strict=True):
            odd = column.oddness(cell)
            if odd >= MISFIT:
                return False
            evidence += (column.typed or column.codes) and bool(cell.strip()) and odd < 1.0
        return evidence > 0
