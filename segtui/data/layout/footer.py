"""Finds the rows at the end of a table that are not data: totals, row counts, sources, footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import polars as pl

from segtui.data.layout.column_looks import Looks, Row, fill, is_pair, look, looks_of
from segtui.data.layout.footer_words import is_ending, is_figure_row, is_sum_row
from segtui.data.layout.rows_under_header import is_rule
from segtui.data.layout.table_start import HeadLine
from segtui.data.types.cell_words import BLANKS
from segtui.data.types.numbers import parse_numbers

_MOST_FIGURES = 10
"""A sum, a mean, a median, a count …: reports end with at most this many rows of figures."""


@dataclass(frozen=True)
class Footer:
    """`first`: the number of the first row of the footer, None without one. `rows`: its rows that hold anything.

    `unsure`: rows that may be a total, and are kept because their figures are not those of the rows above.
    """

    first: int | None = None
    rows: tuple[HeadLine, ...] = ()
    unsure: tuple[HeadLine, ...] = ()


def find_footer(lines: Sequence[HeadLine], width: int, column: Callable[[int], pl.Series]) -> Footer:
    """Look at the last `lines` of a table of `width` columns, from the end upwards.

    `column` gives the text of all cells of a column down to its last row; it is asked only where figures have to be
    added up. A row is left out when its id is not an id and its words or figures are those of a footer, or it says
    nothing else; somebody called "Total Energies" has an id and cells like the others.
    """
    most = max((fill(line.cells) for line in lines), default=0)
    whole = [line.cells for line in lines if fill(line.cells) >= max(1, most / 2)]
    spare = max(1, len(whole) // 10)
    full = tuple(sum(not (j < len(row) and look(row[j])) for row in whole) <= spare for j in range(width))
    work = _Walk(looks_of(whole, width), full, width, column)
    end, said = len(lines), "footer"
    while end > 1 and (said := work.verdict(lines, end - 1)) == "footer":
        end -= 1
    if sum(fill(line.cells) >= max(2, most / 2) for line in lines[end:]) > _MOST_FIGURES:
        return Footer()  # this many rows like the others are data, whatever their words
    rows = tuple(lines[end:])
    return Footer(rows[0].at if rows else None, rows, (lines[end - 1],) if said == "unsure" else ())


@dataclass(frozen=True)
class _Walk:
    """What whole rows look like, and which columns nearly all of them fill."""

    looks: Looks
    full: tuple[bool, ...]
    width: int
    column: Callable[[int], pl.Series]

    @property
    def key(self) -> int:
        """The first column that holds anything: an id stands there, if anywhere."""
        return next((j for j, kind in enumerate(self.looks.kinds) if kind), 0)

    def verdict(self, lines: Sequence[HeadLine], place: int) -> str:
        """footer, row or unsure."""
        row = lines[place].cells
        filled = [j for j, cell in enumerate(row) if cell.strip(BLANKS)]
        text = " ".join(row[j].strip(BLANKS) for j in filled)
        if is_rule(row):
            return "footer"
        if not filled:
            return "row"
        word = next((j for j in filled if look(row[j]) != "number"), filled[0])
        if (is_figure_row(row[word]) and len(filled) > 1) or is_sum_row(row[word]):
            return self._total(row, filled, word)
        if self._lacks(row, self.key) and self._adds_up(row, filled, _sums):
            return "footer"
        apart = place > 0 and lines[place].at - lines[place - 1].at > 1
        return "footer" if self._is_remark(row, filled, text, apart=apart) else "row"

    def _total(self, row: Row, filled: list[int], word: int) -> str:
        """A row that begins with the word for a total, or another figure."""
        if self._lacks(row, self.key) or (word == self.key and self._strict(word)):
            return "footer"
        codes = [j for j, kind in enumerate(self.looks.kinds) if kind in ("code", "date") and self.full[j]]
        if (
            self._lacks(row, self.key)
            or (word == self.key and self._strict(word))
            or (codes and all(self._lacks(row, j) for j in codes))
        ):
            return "footer"
        others = [j for j in filled if j != word and look(row[j]) != "number"]
        known = is_sum_row(row[word]) or len(row[word].strip(BLANKS)) > 5  # Max and Min are people, too
        if known and not others and self._adds_up(row, filled, _sums if is_sum_row(row[word]) else _figures):
            return "footer"
        return "unsure" if word == self.key and not others and is_sum_row(row[word]) and self.looks.used > 1 else "row"

    def _is_remark(self, row: Row, filled: list[int], text: str, *, apart: bool) -> bool:
        """Whether a row is words of which none stands where such words stand."""
        fit, _ = self.looks.tally(row)
        first, few = filled[0], len(filled) <= max(1, self.looks.used // 3)
        if is_pair(row) and len(filled) < max(self.looks.used, 2):
            return (self._strict(first) and look(row[first]) == "text") or is_ending(text)
        if fit or look(row[first]) == "number" or (not few and len(row) == self.width):
            return False
        if is_ending(text):
            return True
        sentence = apart and text.count(" ") > 3
        return self.looks.used > 1 and (sentence or (self._strict(first) and few and _is_words(text)))

    def _strict(self, j: int) -> bool:
        return j < len(self.looks.kinds) and self.looks.kinds[j] in ("number", "date", "code")

    def _lacks(self, row: Row, j: int) -> bool:
        """Whether a column that others fill is empty here."""
        return self.looks.used > 1 and self.full[j] and not (j < len(row) and look(row[j]))

    def _adds_up(self, row: Row, filled: list[int], figures: Callable[[list[float]], tuple[float, ...]]) -> bool:
        """Whether each number of a row is one of the `figures` of its column; there is one number at least."""
        kinds = self.looks.kinds
        numbers = [j for j in filled if j < len(kinds) and kinds[j] == "number" and look(row[j]) == "number"]
        if not numbers or any(look(row[j]) in ("number", "date") for j in filled if j not in numbers):
            return False
        return all(_is_figure(self.column(j), row[j], figures) for j in numbers)


def _is_words(text: str) -> bool:
    """Whether a text begins as words do, or is a date: not as a damaged row of values."""
    return look(text) == "date" or (look(text) == "text" and not text[0].isdigit())


def _sums(values: list[float]) -> tuple[float, ...]:
    return (sum(values),)


def _figures(values: list[float]) -> tuple[float, ...]:
    return sum(values), fmean(values), median(values), len(values)


def _is_figure(cells: pl.Series, cell: str, figures: Callable[[list[float]], tuple[float, ...]]) -> bool:
    """Whether `cell` is one of the figures of the numbers among the `cells` above the last of its like."""
    text = cells.str.strip_chars(BLANKS)
    wanted = cell.strip(BLANKS)
    at = (text == wanted).arg_true()
    if at.is_empty():
        return False
    values = parse_numbers(text).values
    number, above = values[at[-1]], [value for value in values[: at[-1]].to_list() if value is not None]
    if number is None or len(above) < 2:
        return False
    places = re.search(r"[.,](\d*)\D*$", wanted)
    decimals = len(places[1]) if places else 0
    near = 0.51 * 10.0**-decimals if any(value % 1 for value in above) else 0.0
    return any(abs(figure - number) <= max(near, 1e-9 * abs(number)) for figure in figures(above))


def footer_note(line: HeadLine) -> str:
    """The text of a row, for a note."""
    text = " ".join(text for cell in line.cells if (text := cell.strip(BLANKS)))
    return text if len(text) <= 60 else f"{text[:59]}…"
