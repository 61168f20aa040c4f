"""What was done about damaged rows: facts with line numbers, and sentences about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from segtui.errors import DataError
from segtui.language.listings import line_numbers
from segtui.language.sentences import Sentence, row_of, say, say_counted
from segtui.language.translation import to_translate

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
    "quote": to_translate("had quotes where CSV does not allow them; they were kept as text where possible"),
    "unclosed_quote": to_translate("had an unclosed quote; it was removed"),
    "unopened_quote": to_translate("had a closing quote without an opening one; it was removed"),
    "quoted_line": to_translate("had quotes around the whole line; they were removed"),
    "single_quotes": to_translate("had ' instead of quotes"),
    "backslash": to_translate("had a backslash before a quote or delimiter within the text"),
    "delimiter_in_cell": to_translate("had a delimiter within a cell without quotes"),
    "missing_delimiter": to_translate("lacked a delimiter between two cells"),
    "other_delimiter": to_translate("had a different delimiter from the rest"),
    "extra_delimiter": to_translate("had an extra delimiter; it was removed"),
    "line_break": to_translate("had a line break within a cell without quotes"),
    "missing_line_break": to_translate("continued with the next row on the same line; they were separated"),
    "zero_byte": to_translate("had zero bytes; they were removed"),
    "encoding": "",
    "short": to_translate("of fewer than {width} filled with nulls"),
    "trimmed": to_translate("with empty cells after {width} trimmed"),
}
_SKIPPED: dict[str, str] = {
    "empty": to_translate("with only delimiters skipped"),
    "long": to_translate("of more than {width} skipped"),
    "unreadable": to_translate("skipped because no interpretation was plausible"),
    "damaged": to_translate("skipped because of damage, as set in bad_rows"),
}


_SHORT: dict[str, str] = {
    "quote": to_translate("stray quotes"),
    "unclosed_quote": to_translate("an unclosed quote"),
    "unopened_quote": to_translate("an unopened quote"),
    "quoted_line": to_translate("quotes around the line"),
    "single_quotes": to_translate("' instead of quotes"),
    "backslash": to_translate("backslashes"),
    "delimiter_in_cell": to_translate("a delimiter within a cell"),
    "missing_delimiter": to_translate("a delimiter is missing"),
    "other_delimiter": to_translate("a different delimiter"),
    "extra_delimiter": to_translate("an extra delimiter"),
    "line_break": to_translate("a line break within a cell"),
    "missing_line_break": to_translate("two rows on one line"),
    "zero_byte": to_translate("zero bytes"),
    "encoding": to_translate("bytes that are not UTF-8"),
    "short": to_translate("cells are missing"),
    "trimmed": to_translate("empty cells at the end"),
    "empty": to_translate("only delimiters"),
    "long": to_translate("too many cells"),
    "unreadable": to_translate("no plausible interpretation"),
    "damaged": to_translate("damaged"),
    "cut": to_translate("cut short"),
    "second_table": to_translate("a second table"),
    "no_data": to_translate("a subtotal, a page or a title"),
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
            yield say_counted(
                "A second table of {count:,} row begins at line {line:,}; it was left out.",
                "A second table of {count:,} rows begins at line {line:,}; it was left out.",
                one.rows,
                line=one.line,
            )
        if one.kind == "cut":
            yield say("The last row is truncated and has no line end; it was skipped (line {line:,}).", line=one.line)


def listed(repairs: Sequence[RowRepair], skips: Sequence[RowSkip], total: int) -> list[str]:
    """A line for each damaged row, by file and line, and how many more of the `total` there are."""
    every: list[RowRepair | RowSkip] = [*repairs, *skips]
    facts = sorted(every, key=lambda one: (one.file, one.line))[:LISTED]
    found: list[str] = [_one_row(one) for one in facts]
    rest = total - sum(one.rows if isinstance(one, RowSkip) else 1 for one in facts)
    return [*found, say_counted("{count:,} more", "{count:,} more", rest)] if rest > 0 else found


def _one_row(one: RowRepair | RowSkip) -> Sentence:
    where = line_numbers([one.line])
    if one.file:
        where = row_of([one.file, where])
    repaired, left_out = to_translate("{where}: repaired ({damage})"), to_translate("{where}: left out ({damage})")
    return say(repaired if isinstance(one, RowRepair) else left_out, where=where, damage=say(_SHORT[one.kind]))


def facts(repairs: Sequence[RowRepair], skips: Sequence[RowSkip]) -> dict[str, list[dict[str, Any]]]:
    """The same for machines."""
    return {"repairs": [asdict(one) for one in repairs], "skips": [asdict(one) for one in skips]}


def refuse(repairs: Sequence[RowRepair], skips: Sequence[RowSkip], name: str) -> None:
    """Raise DataError that names the first damaged lines, if there are any."""
    found = sorted({*(one.line for one in repairs), *(one.line for one in skips if one.kind != "empty")})
    if found:
        raise DataError(
            say_counted(
                "{count:,} row is damaged ({found})",
                "{count:,} rows are damaged ({found})",
                len(found),
                found=line_numbers(found),
            ),
            where=name,
            fix=say('correct the file, or have such rows repaired or skipped: [source] bad_rows = "repair" or "skip"'),
        )


def _told(found: Sequence[int], words: str, usual: int) -> Iterator[str]:
    if found:
        yield say(
            "{rows} {damage} ({where}).",
            rows=say_counted("{count:,} row", "{count:,} rows", len(found)),
            damage=say(words, width=say_counted("{count:,} cell", "{count:,} cells", usual)),
            where=line_numbers(found),
        )
