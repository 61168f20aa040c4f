"""Finds where a table begins: titles above it, the header rows, rows of units or labels below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from segtui.data.layout.column_looks import Looks, Row, fill, is_pair, look, looks_of
from segtui.data.layout.column_names import has_header
from segtui.data.layout.header_groups import goes_on, group_rows, joined, seems_groups
from segtui.data.layout.header_rows import are_years, choose_names, is_year
from segtui.data.layout.rows_under_header import Under, rows_under
from segtui.data.types.cell_words import BLANKS
from segtui.errors import DataError
from segtui.language.sentences import say

ZONE = 40
"""The header is among the first rows that hold anything, as many as this."""

_ENOUGH = 200


@dataclass(frozen=True)
class HeadLine:
    """A row that holds anything: its number from 0, blank ones counted too, and its cells."""

    at: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Top:
    """What stands above the rows of a table.

    `titles`: how many rows stand above the header, blank ones counted. `passed`: the titles' text, row by row. `names`:
    a name for each column, groups joined to them; None without a header. `cells`: the row of the names as written.
    `first_row`: the number of the first row with values. `under`: units, labels and rules between names and values.
    """

    titles: int
    passed: tuple[str, ...]
    names: tuple[str, ...] | None
    cells: tuple[str, ...]
    first_row: int
    under: Under = field(default_factory=Under)
    grouped: bool = False


def find_top(lines: Sequence[HeadLine], width: int, header: bool | None = None, title_rows: int | None = None) -> Top:
    """Look at the first `lines` of a table of about `width` columns.

    The names stand in a row that is full and made of words, above rows that look alike; what stands above is a title,
    unless it names groups of columns. `header` says whether there are names, `title_rows` how many rows stand above
    them, if that is known. Without evidence for a title the first row is the header, or the first row of values.
    Raises DataError where nothing stands under the `title_rows`.
    """
    fixed, above = title_rows is not None, lines
    if title_rows is not None:
        lines = _under(lines, title_rows)
        above = above[: len(above) - len(lines)]
    elif header is not False and _is_header_alone([line.cells for line in lines]):
        last = lines[-1]
        return Top(last.at, _said(lines[:-1]), joined([last.cells]), last.cells, last.at + 1)
    body = _body([line.cells for line in lines])
    looks = looks_of(body, max(width, *(len(row) for row in body)))
    first = _first_value(lines, looks)
    at = _names_at(lines, first, looks, width, fixed=fixed)
    if header is None:
        header = _has_names(lines, at, first, looks, fixed=fixed)
    if not header:
        titles = 0 if fixed or not _only_titles(lines[:first], looks) else first
        rows = title_rows or (lines[titles].at if titles else 0)
        return Top(rows, _said(above if fixed else lines[:titles]), None, (), lines[titles].at)
    at = at or 0
    groups = group_rows(lines, at, looks)
    names = joined([line.cells for line in lines[at - groups : at + 1]])
    under = rows_under(lines[at + 1 :], names, looks)
    start = at - groups
    rows = title_rows if title_rows is not None else lines[start].at if start else 0
    said = _said(above if fixed else lines[:start])
    first_row = lines[at + under.rows].at + 1
    return Top(rows, said, under.named(names), lines[at].cells, first_row, under, groups > 0)


def _under(lines: Sequence[HeadLine], title_rows: int) -> Sequence[HeadLine]:
    left = [line for line in lines if line.at >= title_rows]
    if not left:
        raise DataError(
            say("there is nothing below the first {title_rows:,} rows", title_rows=title_rows),
            where="source.title_rows",
            fix=say("count the rows above the header, including blank ones; 0 means that the header is the first row"),
        )
    return left


def _is_header_alone(rows: Sequence[Row]) -> bool:
    """Whether nothing but titles stand above the last row, which is one of names: a table without rows."""
    *above, last = rows
    words = {cell.strip(BLANKS) for cell in last if look(cell) in ("text", "code")}
    titled = bool(above) and all(fill(row) <= 2 and (is_pair(row) or " " in row[0].strip(BLANKS)) for row in above)
    return titled and len(words) == fill(last) > 2


def _body(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows that are most likely values: the lower half, or all after the zone of the header, but for a sparse end."""
    usual = sorted(map(fill, rows))[len(rows) // 2]
    end = len(rows)
    while end > 2 and fill(rows[end - 1]) < usual / 2:
        end -= 1
    start = min(ZONE, end - max(1, end // 2))
    return rows[start : min(end, start + _ENOUGH)]


def _first_value(lines: Sequence[HeadLine], looks: Looks) -> int:
    """The place of the first row that looks like the rows below; 0 where none of the first ones does."""
    enough = looks.used / 2
    for place, line in enumerate(lines[: ZONE + 1]):
        row = line.cells
        if fill(row) < enough or (is_pair(row) and fill(row) < max(looks.used, 3)):
            continue
        if not looks.strict:
            return min(place + 1, len(lines) - 1) if looks.used > 1 else 0
        fit, unfit = looks.tally(row)
        if unfit:  # a year beside words is a name as they are
            fit, _ = looks.tally(["" if is_year(cell) else cell for cell in row])
        likely = fit and fit >= unfit and not (are_years(row) and place < len(lines) - 1)
        if likely and not (unfit and _names_follow([after.cells for after in lines[place : place + 10]], looks)):
            return place
    return 0


def _names_follow(rows: Sequence[Row], looks: Looks) -> bool:
    """Whether rows that are not whole stand above one of names, so that they are titles with dates or counts."""
    for row in rows:
        fit, unfit = looks.tally(row)
        if not fit and unfit > 1 and fill(row) >= looks.used and len({cell.strip(BLANKS) for cell in row}) == len(row):
            return True
        if fill(row) > 0.75 * looks.used:
            return False
    return False


def _names_at(lines: Sequence[HeadLine], first: int, looks: Looks, width: int, *, fixed: bool) -> int | None:
    """The place among `lines` of the row of names, above that of the `first` values; None where none can be it."""
    rows = [line.cells for line in lines[:first]]
    gaps = [line.at - before.at > 1 for before, line in pairwise(lines[: first + 1])]
    at = 0 if fixed else choose_names(rows, gaps, looks, width)
    if fixed and first > 1 and not gaps[0] and seems_groups(rows[0], rows[1], looks):
        return 1
    while at is not None and at + 1 < first and not gaps[at] and goes_on(rows[at], rows[at + 1], looks):
        at += 1
    return at


def _has_names(lines: Sequence[HeadLine], at: int | None, first: int, looks: Looks, *, fixed: bool) -> bool:
    """Whether there are names; titles alone, above values, are none."""
    rows = [line.cells for line in lines]
    if at is not None and first > 1 and looks.strict and not fixed:
        return True
    if at is None and first and _only_titles(lines[:first], looks):
        return False
    return has_header(rows[at or 0 :])


def _only_titles(lines: Sequence[HeadLine], looks: Looks) -> bool:
    """Whether rows are titles beyond doubt: a sentence alone in its row, or a key with its value."""
    rows = [line.cells for line in lines]
    alone = [fill(row) == 1 and look(row[0]) == "text" and " " in row[0].strip(BLANKS) for row in rows]
    return looks.used > 2 and all(one or is_pair(row) for one, row in zip(alone, rows, strict=True))


def _said(lines: Sequence[HeadLine]) -> tuple[str, ...]:
    return tuple(" ".join(text for cell in line.cells if (text := cell.strip(BLANKS))) for line in lines)
