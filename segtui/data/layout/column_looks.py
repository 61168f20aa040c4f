"""What the cells of each column look like in the rows of a table, and whether another row fits them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from segtui.data.types.cell_kind import shape
from segtui.data.types.cell_words import BLANKS, NULL_WORDS

Row = Sequence[str]
_MOST = 0.65
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Looks:
    """The look of each column: number, date, code (a digit or an @, no blank), text, or "" where it is empty."""

    kinds: tuple[str, ...]

    @property
    def used(self) -> int:
        """How many columns hold anything."""
        return sum(kind != "" for kind in self.kinds)

    @property
    def strict(self) -> int:
        """How many columns have a look that names do not have."""
        return sum(kind in ("number", "date", "code") for kind in self.kinds)

    def tally(self, row: Row) -> tuple[int, int]:
        """How many cells of `row` look like the rest of their column, and how many do not, text columns apart."""
        fit = unfit = 0
        for kind, cell in zip(self.kinds, row, strict=False):
            found = look(cell)
            if kind in ("", "text") or not found:
                continue
            same = found == kind or (kind == "code" and found == "number")
            fit, unfit = fit + same, unfit + (not same)
        return fit, unfit


def looks_of(rows: Sequence[Row], width: int) -> Looks:
    """The looks that most cells of each column have."""
    return Looks(tuple(_kind([row[j] for row in rows if j < len(row)]) for j in range(width)))


def look(cell: str) -> str:
    """number, date, code or text; "" for a cell that says nothing, null words among them."""
    text = cell.strip(BLANKS)
    if text in NULL_WORDS:
        return ""
    found = shape(text)
    if found != "text":
        return found
    return "code" if " " not in text and ("@" in text or _DIGIT.search(text)) else "text"


def says(cell: str) -> bool:
    """Whether a cell says something, and so has a look."""
    return cell.strip(BLANKS) not in NULL_WORDS


def fill(row: Row) -> int:
    """How many cells of a row say something."""
    return sum(map(says, row))


def is_pair(row: Row) -> bool:
    """Whether a row is a key with its value (`Region:;South`), or a key alone."""
    filled = [cell.strip(BLANKS) for cell in row if says(cell)]
    return 1 <= len(filled) <= 3 and filled[0].endswith((":", "："))


def _kind(cells: Sequence[str]) -> str:
    found = [kind for kind in map(look, cells) if kind]
    if not found:
        return ""
    usual = max(sorted(set(found)), key=found.count)
    return usual if found.count(usual) >= _MOST * len(found) else "text"
