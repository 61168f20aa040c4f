"""Cells of one column that are written inconsistently, or that could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from segtui.data.table import ColumnReading
from segtui.data.types.date_formats import ways
from segtui.data.types.number_columns import CODE
from segtui.data.types.numbers import parse_numbers
from segtui.language.sentences import listing, say, say_counted, with_counts
from segtui.language.translation import to_translate
from segtui.language.wording import quoted
from segtui.profiling.column import Alert
from segtui.profiling.column_values import ColumnValues
from segtui.profiling.misspelled_values import misspelled

MINORITY = 0.05
"""Up to this share, numbers among words, or words among numbers, count as slips, not codes."""
_NUMBER = r"^[-+]?\d[\d.,' ]*$"
_AS_NUMBER = r"^[+-]?[0-9]+(?:[ .,'][0-9]+)*(?:[ .,'][0-9]+|[eE][+-]?[0-9]+)$"
_MARKS = {".": to_translate("a decimal point"), ",": to_translate("a decimal comma")}
_KINDS = {
    "integer": to_translate("whole numbers"),
    "number": to_translate("numbers"),
    "date": to_translate("dates"),
    "datetime": to_translate("dates"),
    "boolean": to_translate("yes or no"),
}


def unread(column: ColumnValues) -> Iterator[Alert]:
    """Cells that could not be read as the column's type."""
    reading = column.reading
    if reading and reading.unread:
        examples = ", ".join(quoted(e) for e in reading.examples[:3])
        message = say_counted(
            "{count:,} cell could not be read as {wanted} and count as empty",
            "{count:,} cells could not be read as {wanted} and count as empty",
            reading.unread,
            wanted=say(_KINDS.get(reading.kind, reading.kind)),
        )
        if examples:
            message = say("{found}, such as {examples}", found=message, examples=examples)
        yield Alert("unread", message, reading.unread)


def dates_for_none(column: ColumnValues) -> Iterator[Alert]:
    """Placeholder dates, which were emptied when the file was read."""
    reading = column.reading
    if reading and reading.sentinels:
        message = say_counted(
            "{count:,} placeholder date counts as empty: {days}",
            "{count:,} placeholder dates count as empty: {days}",
            reading.sentinels,
            days=", ".join(reading.sentinel_days[:3]),
        )
        yield Alert("placeholder_dates", message, reading.sentinels)


def mixed_formats(column: ColumnValues) -> Iterator[Alert]:
    """Dates or numbers in several formats; numbers among words; words that differ only in case, blanks or accents."""
    if column.reading:
        yield from _dates_in_formats(column.reading)
        yield from _decimal_marks(column.reading)
    if column.kind == "text":
        yield from _units(column)
        spoiled = _codes_as_numbers(column)
        yield from (spoiled,) if spoiled else _numbers_and_words(column)
        yield from _variants(column)
        yield from misspelled(column, _folded(column.counts.get_column("value")))


def _dates_in_formats(reading: ColumnReading) -> Iterator[Alert]:
    """Each format with its cells and an example, and what could be read in two ways."""
    stays_text = reading.kind == "text"
    formats = ways({one.form: one.cells for one in reading.writings} if stays_text else reading.formats)
    if len(formats) < 2:
        return
    ordered = sorted(formats.items(), key=lambda item: (-item[1], item[0]))
    examples = {one.form: one.example for one in reading.writings}
    met = with_counts([(_as_in(form, examples.get(form, "")), count) for form, count in ordered])
    message = say("written in {formats} formats: {met}", formats=len(ordered), met=met)
    if stays_text:
        message = say("text, though most cells are dates, in {formats} formats: {met}", formats=len(ordered), met=met)
    elif reading.ambiguous:
        message = say_counted(
            "{met}; {count:,} cell fits day and month in either order, and was read in the order of the column",
            "{met}; {count:,} cells fit day and month in either order, and were read in the order of the column",
            reading.ambiguous,
            met=message,
        )
    yield Alert("date_formats", message, sum(n for _, n in ordered[1:]))


def _decimal_marks(reading: ColumnReading) -> Iterator[Alert]:
    """Numbers with a decimal point and numbers with a comma in one column."""
    if reading.kind not in ("integer", "number") or len(reading.writings) < 2:
        return
    met = with_counts([(_as_in(say(_MARKS[one.form]), one.example), one.cells) for one in reading.writings])
    message = say("written with two decimal marks, each read as it is: {met}", met=met)
    if reading.ambiguous:
        message = say_counted(
            "{met}; {count:,} cell, {example}, could have either; set decimal of the source to decide",
            "{met}; {count:,} cells, such as {example}, could have either; set decimal of the source to decide",
            reading.ambiguous,
            met=message,
            example=quoted(reading.either),
        )
    yield Alert("decimal_marks", message, reading.writings[-1].cells, {"ambiguous": reading.ambiguous})


def _as_in(form: str, example: str) -> str:
    return say("{form} ({example})", form=form, example=quoted(example)) if example else form


def _units(column: ColumnValues) -> Iterator[Alert]:
    """Amounts in different units, which are read as text; checked on a few values first."""
    for values in (column.counts.head(1_000), column.counts):
        numbers = parse_numbers(values.get_column("value"))
        if not numbers.mixed_units or numbers.unread.sum() > MINORITY * values.height:
            return
    cells = values.with_columns(unit=numbers.units).drop_nulls("unit").group_by("unit").agg(pl.col("n").sum())
    met = cells.sort("n", "unit", descending=[True, False]).rows()
    message = say(
        "amounts in {units} units: {met}; convert them to one unit to compare them",
        units=len(met),
        met=with_counts(met[:5]),
    )
    yield Alert("mixed_units", message, sum(n for _, n in met[1:]), {"units": dict(met)})


def _codes_as_numbers(column: ColumnValues) -> Alert | None:
    """Codes such as 01037, a few of which a program has written as numbers: 1067.0, 1e4, 1,067."""
    value = pl.col("value")
    split = column.counts.with_columns(code=value.str.contains(CODE), odd=value.str.contains(_AS_NUMBER))
    codes, odd = split.filter("code"), split.filter(~pl.col("code") & pl.col("odd"))
    count = int(odd["n"].sum())
    if not 0 < count <= min(MINORITY * column.filled, int(codes["n"].sum())):
        return None
    first = quoted(codes.sort("n", "value", descending=[True, False]).item(0, "value"))
    example = quoted(odd.sort("n", "value", descending=[True, False]).item(0, "value"))
    message = say_counted(
        "codes such as {code}, but {count:,} cell is written as a number, such as {number}",
        "codes such as {code}, but {count:,} cells are written as numbers, such as {number}",
        count,
        code=first,
        number=example,
    )
    return Alert("codes_as_numbers", message, count)


def _numbers_and_words(column: ColumnValues) -> Iterator[Alert]:
    split = column.counts.with_columns(number=pl.col("value").str.strip_chars().str.contains(_NUMBER))
    numbers = int(split.filter("number").get_column("n").sum())
    others = column.filled - numbers
    few, rare = (others, ~pl.col("number")) if others <= numbers else (numbers, pl.col("number"))
    if not 0 < few <= MINORITY * column.filled:
        return
    example = quoted(split.filter(rare).sort("n", "value", descending=[True, False]).item(0, "value"))
    facts: dict[str, Any] = {"part": (few, column.filled), "example": example}
    message = (
        say_counted(
            "mostly numbers, but {count:,} cell ({part:share}) are not, such as {example}",
            "mostly numbers, but {count:,} cells ({part:share}) are not, such as {example}",
            few,
            **facts,
        )
        if others <= numbers
        else say_counted(
            "mostly words, but {count:,} cell ({part:share}) are numbers, such as {example}",
            "mostly words, but {count:,} cells ({part:share}) are numbers, such as {example}",
            few,
            **facts,
        )
    )
    yield Alert("numbers_and_words", message, few, {"mostly": "numbers" if others <= numbers else "words"})


def _variants(column: ColumnValues) -> Iterator[Alert]:
    """Values that are equal when case, accents and extra blanks are ignored."""
    if not _may_vary(column.counts.get_column("value")):
        return
    folded = column.counts.with_columns(folded=_folded(column.counts.get_column("value")))
    shared = folded.filter(pl.col("folded").is_duplicated()).sort("n", "value", descending=[True, False])
    if not shared.height:
        return
    groups = shared.group_by("folded", maintain_order=True).agg("value", "n")
    pair: list[str] = groups.item(0, "value").head(2).to_list()
    example = listing(list(map(quoted, pair)))
    rare = int(groups.select(pl.col("n").list.sum() - pl.col("n").list.first()).sum().item())
    message = say_counted(
        "{count:,} value is spelled in several ways, such as {example}, with {cells} in a rarer spelling",
        "{count:,} values are spelled in several ways, such as {example}, with {cells} in a rarer spelling",
        groups.height,
        example=example,
        cells=say_counted("{count:,} cell", "{count:,} cells", rare),
    )
    yield Alert("spellings", message, rare, {"pair": pair})


def _may_vary(text: pl.Series) -> bool:
    """Whether different values may fold into one; ASCII text in one case without blanks never does."""
    plain = (text.str.len_bytes() == text.str.len_chars()).all() and not text.str.contains(r"\s").any()
    return not plain or bool(text.str.contains("[A-Z]").any() and text.str.contains("[a-z]").any())


def _folded(text: pl.Series) -> pl.Series:
    """Text without case, accents and extra blanks; accents are only removed if a letter is beyond ASCII, because that
    is slow."""
    if (text.str.len_bytes() != text.str.len_chars()).any():
        text = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
