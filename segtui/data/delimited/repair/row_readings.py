"""The most likely rows of a damaged line: with the file's own delimiter and quotes, with others, or as several rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from segtui.data.delimited.dialect import DELIMITERS
from segtui.data.delimited.repair.cell_cuts import Cut, cut
from segtui.data.delimited.repair.cell_texts import unescaped
from segtui.data.delimited.repair.expected_cells import Expected
from segtui.data.delimited.tolerant_csv import split
from segtui.data.raw.row_repairs import RepairKind
from segtui.data.types.cell_kind import shape

GOOD = 1.5
"""The most that a single certain repair costs; below that no other readings are tried."""
_OTHER_DELIMITER, _OTHER_QUOTES, _BACKSLASH, _TWO_ROWS = 1.1, 0.8, 0.9, 1.6
_LONGEST, _MOST_MISSING = 20_000, 2
_MARKS = "\"'\\"


@dataclass(frozen=True)
class RowReadings:
    """Reads lines that break the rules, by the delimiter and what is expected of each column."""

    delimiter: str
    expected: Expected

    def of_head(self) -> RowReadings:
        """The same for the header, where columns have their names and not their values."""
        return RowReadings(self.delimiter, Expected.learn([], self.expected.width))

    def intact(self, line: str) -> list[str] | None:
        """The cells of a line, or several, that keeps to the rules and has the right count of cells; else None."""
        mark = self.delimiter
        if '"' not in line:
            if line.count(mark) != self.expected.width - 1 or "\n" in line or "\0" in line:
                return None
            return line.split(mark)
        if not _strict(mark).fullmatch(line):
            return None
        cells = split(line, mark)
        return cells if len(cells) == self.expected.width else None

    def typical(self, line: str) -> bool:
        """Whether a line is a row for sure: intact, and its numbers, dates or codes where they belong."""
        cells = self.intact(line)
        if cells is None:
            return False
        if any(column.typed or column.codes for column in self.expected.columns):
            return self.expected.typical(cells)
        return self.expected.width > 2

    def rows(self, line: str) -> list[Cut]:
        """The most likely row, or rows, of a line; empty if no reading is acceptable."""
        if len(line) > _LONGEST:
            cells = split(line, self.delimiter)
            return [Cut(tuple(cells), GOOD, ("quote",))] if len(cells) == self.expected.width else []
        whole = [one] if (one := self.row(line)) else []
        several = self.several(line) if not whole or whole[0].cost > GOOD else []
        return several if several and (not whole or _cost(several) < whole[0].cost) else whole

    def row(self, line: str) -> Cut | None:
        """The most likely single row."""
        if (short := self._short(line)) is not None:
            return short
        found = cut(line, self.delimiter, self.expected)
        if found is not None and found.cost <= GOOD and line.count("'") < 2 and "\\" not in line:
            return found
        others = [found, *self._others(line)]
        missing = self.expected.width - len(split(line, self.delimiter))
        if (found is None or found.cost > 2.0 or "\n" not in line) and (
            0 < missing <= _MOST_MISSING or (missing < 0 and '"' in line)
        ):
            others.append(cut(line, self.delimiter, self.expected, anywhere=True))
        good = [one for one in others if one is not None]
        return min(good, key=lambda one: one.cost) if good else None

    def _short(self, line: str) -> Cut | None:
        """The plain case of a row that ends too early, every cell where it belongs."""
        missing = self.expected.width - 1 - line.count(self.delimiter)
        if missing < 1 or any(mark in line for mark in "\"'\n\r\\") or not line.count(self.delimiter):
            return None
        cells = line.split(self.delimiter)
        odd = [column.oddness(cell) for column, cell in zip(self.expected.columns, cells, strict=False)]
        if max(odd) >= 0.5:
            return None
        return Cut((*cells, *[None] * missing), 1.0 + 0.2 * missing + sum(odd), ("short",))

    def _others(self, line: str) -> Iterator[Cut | None]:
        need = self.expected.width - 1
        for delimiter in DELIMITERS:
            if delimiter != self.delimiter and need and line.count(delimiter) >= need:
                yield _blamed(cut(line, delimiter, self.expected), "other_delimiter", _OTHER_DELIMITER)
        if (
            need
            and "\n" not in line
            and '"' not in line
            and len(cells := split(line, " ")) == need + 1
            and self.delimiter != " "
        ):
            yield Cut(tuple(cells), self.expected.oddness(cells) + 1.5, ("other_delimiter",))
        if line.count("'") > 1:
            yield self.single_quoted(line)
        if "\\" in line and len(escaped := _by_backslash(line, self.delimiter)) == need + 1:
            yield Cut(tuple(escaped), self.expected.oddness(escaped) + _BACKSLASH, ("backslash",))

    def worded(self, line: str) -> Cut | None:
        """A row of the right length whose quotes stand within words of text, if it is one."""
        cells = line.split(self.delimiter)
        if len(cells) != self.expected.width or '"' not in line or "'" in line or "\\" in line:
            return None
        for cell, column in zip(cells, self.expected.columns, strict=True):
            text = cell.strip()
            if '"' not in text:
                continue
            inside = text[0] != '"' and (text[-1] != '"' or text[-2].isdecimal())
            if not inside or column.typed or column.category:
                return None
        return Cut(tuple(cells), 0.7, ("quote",))

    def single_quoted(self, line: str) -> Cut | None:
        """The row, where cells of it stand between single quotes."""
        quoted = double_quoted(line, self.delimiter) if line.count("'") > 1 else line
        if quoted == line:
            return None
        return _blamed(cut(quoted, self.delimiter, self.expected), "single_quotes", _OTHER_QUOTES)

    def unmarked(self, line: str) -> Cut | None:
        """An intact row without the marks that no cell of its columns has: single quotes, quotes beside values."""
        found = [one for one in (self.single_quoted(line), self._bare_values(line)) if one is not None]
        return min(found, key=lambda one: one.cost, default=None)

    def _bare_values(self, line: str) -> Cut | None:
        """The row without the quotes and backslashes that keep cells from being numbers or dates like the others."""
        cells = self.intact(line) or []
        bare = [
            text if column.typed and shape(cell) != column.usual == shape(text := cell.strip(_MARKS)) else cell
            for column, cell in zip(self.expected.columns, cells, strict=False)
        ]
        if bare == cells:
            return None
        backslash = any("\\" in cell for cell, text in zip(cells, bare, strict=True) if cell != text)
        kind: RepairKind = "backslash" if backslash else "quote"
        return Cut(tuple(bare), self.expected.oddness(bare) + _OTHER_QUOTES, (kind,))

    def several(self, line: str) -> list[Cut]:
        """Two or more rows that lost the line break between them; each must be sound by itself."""
        width = self.expected.width
        if width < 2 or line.count(self.delimiter) < 2 * (width - 1):
            return []
        best: list[Cut] = []
        for at, end in self._breaks(line):
            rest = line[end:]
            first, after = self.intact(line[:at]), self.intact(rest)
            if first is None:
                continue
            later = [Cut(tuple(after), self.expected.oddness(after, frozenset((0,))))] if after else []
            if not later and self.delimiter in rest:
                later = self.several(rest)
            if later:
                cost = self.expected.oddness(first, frozenset((width - 1,))) + _TWO_ROWS * (end == at)
                cost -= 0.5 * (self.expected.counts_up and _follows(first[0], later[0].cells[0]))
                found = [Cut(tuple(first), cost), replace(later[0], kinds=("missing_line_break",)), *later[1:]]
                if not best or _cost(found) < _cost(best):
                    best = found
        return best

    def _breaks(self, line: str) -> Iterator[tuple[int, int]]:
        """Where the first row may end and the next start: anywhere in what looks like its last cell."""
        start = 0
        cell = re.compile(rf'"(?:[^"]|"")*+"(?={re.escape(self.delimiter)})|[^{re.escape(self.delimiter)}]*')
        for _ in range(self.expected.width - 1):
            found = cell.match(line, start)
            if found is None or found.end() >= len(line):
                return
            start = found.end() + 1
        until = line.find(self.delimiter, start)
        if line[start : start + 1] == '"':
            until = max(until, line.find(self.delimiter, line.find('"', start + 1) + 1))
        for at in range(start, min(until + 1 if until >= 0 else len(line), start + 400)):
            yield at, at + (line[at] == "\r" or line[at] == self.delimiter)


def _cost(rows: Sequence[Cut]) -> float:
    return sum(row.cost for row in rows)


def _follows(first: str, second: str | None) -> bool:
    return bool(second) and first.isdecimal() and str(second).isdecimal() and int(second or 0) == int(first) + 1


def _blamed(found: Cut | None, kind: RepairKind, cost: float) -> Cut | None:
    return found and replace(found, cost=found.cost + cost, kinds=(kind, *found.kinds))


def double_quoted(line: str, delimiter: str) -> str:
    """The line, its cells that stand between single quotes put between double ones."""
    mark = re.escape(delimiter)
    single = re.compile(rf"(?<![^{mark}])( *)'((?:[^']|'')*+)'(?= *(?:{mark}|$))")
    return single.sub(lambda found: '"' + found[2].replace("''", "'").replace('"', '""') + '"', line)


def _by_backslash(line: str, delimiter: str) -> list[str]:
    """Cells where a backslash takes the meaning of the character after it."""
    mark = re.escape(delimiter)
    quoted = r'"(?:[^"\\]|\\.|"")*"'
    cells = re.findall(rf"({quoted}|(?:[^{mark}\\]|\\.)*)(?:{mark}|$)", line, re.DOTALL)
    if line and not line.endswith(delimiter) and cells and cells[-1] == "":
        cells.pop()
    return [unescaped(cell[1:-1] if cell[:1] == '"' == cell[-1:] and len(cell) > 1 else cell) for cell in cells]


def _strict(delimiter: str) -> re.Pattern[str]:
    if delimiter not in _PATTERNS:
        mark = re.escape(delimiter)
        cell = rf'(?:"(?:[^"]|"")*+"|[^"{mark}\n]*+)'
        _PATTERNS[delimiter] = re.compile(rf"{cell}(?:{mark}{cell})*+")
    return _PATTERNS[delimiter]


_PATTERNS: dict[str, re.Pattern[str]] = {}
