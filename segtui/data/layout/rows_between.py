"""Finds rows between the others that are not data: subtotals, page numbers, section titles, rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segtui.data.layout.column_looks import Looks, Row, look, looks_of
from segtui.data.layout.footer import footer_note
from segtui.data.layout.footer_words import LIKELY, is_ending, is_figure_row, is_part_sum, is_sum_row, is_sure_sum
from segtui.data.layout.rows_under_header import is_rule
from segtui.data.layout.table_start import HeadLine
from segtui.data.types.cell_words import BLANKS
from segtui.language.listings import Place, line_numbers, some_names
from segtui.language.sentences import say_counted

SAMPLE = 500
_FULL, _MOST, _FEW, _TRIES = 0.9, 1 / 3, 5, 20_000


@dataclass(frozen=True)
class Aside:
    """`rows` are nobody and are left out; `unsure` may be subtotals, and are kept because they are whole."""

    rows: tuple[HeadLine, ...] = ()
    unsure: tuple[HeadLine, ...] = ()

    def notes(self, numbers: Sequence[int], place: Place) -> tuple[str, ...]:
        """What is said of the rows left out, whose `numbers` in the file are given, and of those in doubt."""
        aside, doubt = numbers[: len(self.rows)], numbers[len(self.rows) :]
        told = []
        if aside:
            told.append(
                say_counted(
                    "{count:,} row within the table left out because it is not data ({where}): {rows}.",
                    "{count:,} rows within the table left out because they are not data ({where}): {rows}.",
                    len(aside),
                    where=line_numbers(aside, place=place),
                    rows=some_names([footer_note(line) for line in self.rows]),
                )
            )
        if doubt:
            told.append(
                say_counted(
                    "{count:,} row may be a subtotal; it was kept because this is uncertain ({where}): {rows}.",
                    "{count:,} rows may be subtotals; they were kept because this is uncertain ({where}): {rows}.",
                    len(doubt),
                    where=line_numbers(doubt, place=place),
                    rows=some_names([footer_note(line) for line in self.unsure]),
                )
            )
        return tuple(told)


def _seems_nobody(row: Row) -> bool:
    first = next((cell for cell in row if cell.strip(BLANKS)), "")
    return is_sum_row(first) or is_part_sum(first) or is_ending(first) or is_rule(row)


@dataclass(frozen=True)
class Between:
    """What the rows of a table look like, which columns nearly all of them fill, and where their id stands."""

    looks: Looks
    full: tuple[int, ...]
    key: int

    @classmethod
    def of(cls, sample: pl.DataFrame) -> Between | None:
        """Learn it from some rows (String columns); None from too few, or where a single column holds anything."""
        every = [tuple(cell or "" for cell in row) for row in sample.rows()]
        rows = [row for row in every if not _seems_nobody(row)]
        looks = looks_of(rows, sample.width)
        if len(rows) < _FEW or looks.used < 2:
            return None
        filled = [sum(look(row[j]) != "" for row in rows) for j in range(sample.width)]
        full = tuple(j for j, count in enumerate(filled) if count >= _FULL * len(rows))
        return cls(looks, full, next(j for j, kind in enumerate(looks.kinds) if kind))

    @property
    def strict(self) -> bool:
        """Whether nearly every row has an id that no word can be."""
        return self.key in self.full and self.looks.kinds[self.key] in ("number", "date", "code")

    def suspects(self, keys: pl.Series) -> pl.Series:
        """Which rows are worth a look, by their cells (String) of the key's column."""
        cells = keys.str.strip_chars(BLANKS)
        likely = cells.str.contains(LIKELY).fill_null(False)
        if not self.strict:
            return likely
        if self.looks.kinds[self.key] == "number":
            odd = cells.cast(pl.Float64, strict=False).is_null()
        else:
            odd = (cells.str.contains(r"\s") | ~cells.str.contains(r"[0-9]")).fill_null(True)
        return likely | odd if int(odd.sum()) <= _TRIES else likely

    def judge(self, rows: Sequence[HeadLine], total: int) -> Aside:
        """The suspects of a table of `total` rows; where very many would go, all stay."""
        verdicts = [(line, self.verdict(line.cells)) for line in rows]
        titles = Counter(line.cells[self.key].strip(BLANKS) for line, verdict in verdicts if verdict == "title")
        once = {title for title, count in titles.items() if count == 1}  # "guest" again and again is not a title
        aside = tuple(
            line
            for line, verdict in verdicts
            if verdict == "aside" or (verdict == "title" and line.cells[self.key].strip(BLANKS) in once)
        )
        if len(aside) > _MOST * total:
            return Aside()
        return Aside(aside, tuple(line for line, verdict in verdicts if verdict == "unsure"))

    def verdict(self, row: Row) -> str:
        """aside, unsure, title (of a part, where no other row has it) or row."""
        filled = [j for j, cell in enumerate(row) if cell.strip(BLANKS)]
        if not filled:
            return "row"
        if is_rule(row):
            return "aside"
        lacking = [j for j in self.full if j != self.key and not look(row[j])]
        word = next((j for j in filled if look(row[j]) != "number"), filled[0])
        text = " ".join(row[j].strip(BLANKS) for j in filled)
        bare = len(filled) == 1 if not self.strict else len(lacking) >= len(filled)
        if is_ending(text) and not self.looks.tally(row)[0] and lacking and bare:
            return "aside"
        return self._without_id(row, filled, word, lacking) if self.strict else self._named(row, word, lacking)

    def _without_id(self, row: Row, filled: list[int], word: int, lacking: list[int]) -> str:
        """A row of a table whose rows have ids such as words are not."""
        kind, here = self.looks.kinds[self.key], look(row[self.key])
        if here == kind or (kind == "code" and here == "number"):
            return "row"
        sums = is_sum_row(row[word]) or (is_figure_row(row[word]) and len(filled) > 1)
        of_part = word == self.key or (not here and len(lacking) >= len(filled))
        if sums or (of_part and is_part_sum(row[word])):
            sure = word == self.key or is_sure_sum(row[word]) or len(lacking) >= len(filled)
            return "aside" if lacking and sure else "unsure"
        if lacking and not here and is_part_sum(row[word]):
            return "unsure"
        title = filled == [self.key] and kind == "number" and here == "text" and len(lacking) > 1
        return "title" if title else "row"

    def _named(self, row: Row, word: int, lacking: list[int]) -> str:
        """A row of a table whose first column holds words: somebody may be called Total."""
        if word != self.key or not is_sum_row(row[word]):
            return "row"
        others = [j for j in self.full if j != self.key]
        return "aside" if lacking and 2 * len(lacking) >= len(others) else "unsure"
