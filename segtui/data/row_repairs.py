"""What was done about damaged rows: facts with line numbers, and sentences about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from segtui.errors import DataError
from segtui.language.wording import counted, line_numbers

RepairKind = Literal[
    "quote",
    "unclosed_quote",
    "unopened_quote",
    "quoted_line",
    "single_quotes",
    "backslash",
    "delimiter_in_cell",
    "missing_delimiter",
    "other_delimiter",
    "extra_delimiter",
    "line_break",
    "missing_line_break",
    "zero_byte",
    "encoding",
    "short",
    "trimmed",
]
SkipKind = Literal["unreadable", "empty", "long", "cut", "second_table", "damaged", "no_data"]
BYTEWISE = ("quoted_line", "zero_byte", "encoding")
"""Repairs of a line's bytes, made before any row is read."""
LISTED = 100
"""How many repairs and how many skipped lines are listed one by one; the counts go on."""

_REPAIRED: dict[str, str] = {
    "quote": "had quotes where CSV does not allow them; they were kept as text where possible",
    "unclosed_quote": "had an unclosed quote; it was removed",
    "unopened_quote": "had a closing quote without an opening one; it was removed",
    "quoted_line": "had quotes around the whole line; they were removed",
    "single_quotes": "had ' instead of quotes",
    "backslash": "had a backslash before a quote or delimiter within the text",
    "delimiter_in_cell": "had a delimiter within a cell without quotes",
    "missing_delimiter": "lacked a delimiter between two cells",
    "other_delimiter": "had a different delimiter from the rest",
    "extra_delimiter": "had an extra delimiter; it was removed",
    "line_break": "had a line break within a cell without quotes",
    "missing_line_break": "continued with the next row on the same line; they were separated",
    "zero_byte": "had zero bytes; they were removed",
    "encoding": "",
    "short": "of fewer than {width} filled with nulls",
    "trimmed": "with empty cells after {width} trimmed",
}
_SKIPPED: dict[str, str] = {
    "empty": "with only delimiters skipped",
    "long": "of more than {width} skipped",
    "unreadable": "skipped because no interpretation was plausible",
    "damaged": "skipped because of damage, as set in bad_rows",
}


_SHORT: dict[str, str] = {
    "quote": "stray quotes",
    "unclosed_quote": "an unclosed quote",
    "unopened_quote": "an unopened quote",
    "quoted_line": "quotes around the line",
    "single_quotes": "' instead of quotes",
    "backslash": "backslashes",
    "delimiter_in_cell": "a delimiter within a cell",
    "missing_delimiter": "a delimiter is missing",
    "other_delimiter": "a different delimiter",
    "extra_delimiter": "an extra delimiter",
    "line_break": "a line break within a cell",
    "missing_line_break": "two rows on one line",
    "zero_byte": "zero bytes",
    "encoding": "bytes that are not UTF-8",
    "short": "cells are missing",
    "trimmed": "empty cells at the end",
    "empty": "only delimiters",
    "long": "too many cells",
    "unreadable": "no plausible interpretation",
    "damaged": "damaged",
    "cut": "cut short",
    "second_table": "a second table",
    "no_data": "a subtotal, a page or a title",
}


@dataclass(frozen=True)
class RowRepair:
    """A repaired row: its first line in the file, from 1, and the damage there."""

    line: int
    kind: RepairKind
    file: str = ""


@dataclass(frozen=True)
class RowSkip:
    """The line (the first of `rows` for a second table) that is not a row, and why."""

    line: int
    kind: SkipKind
    file: str = ""
    rows: int = 1


def repair_notes(repairs: Sequence[RowRepair], skips: Sequence[RowSkip], usual: int) -> Iterator[str]:
    """A sentence for each kind of repair and loss, with the first lines where it occurred."""
    for kind, words in _REPAIRED.items():
        if not words:  # reported where the text is decoded
            continue
        yield from _told([one.line for one in repairs if one.kind == kind], words, usual)
    for kind, words in _SKIPPED.items():
        yield from _told([one.line for one in skips if one.kind == kind], words, usual)
    for one in skips:
        if one.kind == "second_table":
            yield f"A second table of {counted(one.rows, 'row')} begins at line {one.line:,}; it was left out."
        if one.kind == "cut":
            yield f"The last row is truncated and has no line end; it was skipped (line {one.line:,})."


def listed(repairs: Sequence[RowRepair], skips: Sequence[RowSkip], total: int) -> list[str]:
    """A line for each damaged row, by file and line, and how many more of the `total` there are."""
    every: list[RowRepair | RowSkip] = [*repairs, *skips]
    facts = sorted(every, key=lambda one: (one.file, one.line))[:LISTED]
    found = [
        f"{one.file + ', ' if one.file else ''}line {one.line:,}: "
        + (f"repaired ({_SHORT[one.kind]})" if isinstance(one, RowRepair) else f"left out ({_SHORT[one.kind]})")
        for one in facts
    ]
    rest = total - sum(one.rows if isinstance(one, RowSkip) else 1 for one in facts)
    return [*found, f"{rest:,} more"] if rest > 0 else found


def facts(repairs: Sequence[RowRepair], skips: Sequence[RowSkip]) -> dict[str, list[dict[str, Any]]]:
    """The same for machines."""
    return {"repairs": [asdict(one) for one in repairs], "skips": [asdict(one) for one in skips]}


def refuse(repairs: Sequence[RowRepair], skips: Sequence[RowSkip], name: str) -> None:
    """Raise DataError that names the first damaged lines, if there are any."""
    found = sorted({*(one.line for one in repairs), *(one.line for one in skips if one.kind != "empty")})
    if found:
        raise DataError(
            f"{counted(len(found), 'row')} {'is' if len(found) == 1 else 'are'} damaged ({line_numbers(found)})",
            where=name,
            fix='correct the file, or have such rows repaired or skipped: [source] bad_rows = "repair" or "skip"',
        )


def _told(found: Sequence[int], words: str, usual: int) -> Iterator[str]:
    if found:
        said = words.format(width=counted(usual, "cell"))
        yield f"{counted(len(found), 'row')} {said} ({line_numbers(found)})."
