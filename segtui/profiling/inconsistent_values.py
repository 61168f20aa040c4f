"""Cells of one column that are written inconsistently, or that could not be read."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from segtui.data.types.number_columns import CODE
from segtui.data.types.numbers import parse_numbers
from segtui.language.figures import share
from segtui.language.wording import counted, quoted
from segtui.profiling.column import Alert
from segtui.profiling.column_values import ColumnValues

MINORITY = 0.05
"""Up to this share, numbers among words, or words among numbers, count as slips, not codes."""
_NUMBER = r"^[-+]?\d[\d.,' ]*$"
_AS_NUMBER = r"^[+-]?[0-9]+(?:[ .,'][0-9]+)*(?:[ .,'][0-9]+|[eE][+-]?[0-9]+)$"
_KINDS = {"integer": "whole numbers", "number": "numbers", "date": "dates", "datetime": "dates", "boolean": "yes or no"}


def unread(column: ColumnValues) -> Iterator[Alert]:
    """Cells that could not be read as the column's type."""
    reading = column.reading
    if reading and reading.unread:
        examples = ", ".join(quoted(e) for e in reading.examples[:3])
        wanted = _KINDS.get(reading.kind, reading.kind)
        are = counted(reading.unread, "cell could not be read", "cells could not be read")
        yield Alert(
            "unread",
            f"{are} as {wanted} and count as empty{', such as ' + examples if examples else ''}",
            reading.unread,
        )


def dates_for_none(column: ColumnValues) -> Iterator[Alert]:
    """Placeholder dates, which were emptied when the file was read."""
    reading = column.reading
    if reading and reading.sentinels:
        dates = counted(reading.sentinels, "placeholder date counts", "placeholder dates count")
        shown = ", ".join(reading.sentinel_days[:3])
        yield Alert("placeholder_dates", f"{dates} as empty: {shown}", reading.sentinels)


def mixed_formats(column: ColumnValues) -> Iterator[Alert]:
    """Dates in several formats; numbers among words; words that differ only in case, blanks or accents."""
    formats = column.reading.formats if column.reading else {}
    if len(formats) > 1:
        ordered = sorted(formats.items(), key=lambda item: (-item[1], item[0]))
        listed = ", ".join(f"{name} {n:,}" for name, n in ordered)
        yield Alert("date_formats", f"written in {len(formats)} formats: {listed}", sum(n for _, n in ordered[1:]))
    if column.kind == "text":
        yield from _units(column)
        spoiled = _codes_as_numbers(column)
        yield from (spoiled,) if spoiled else _numbers_and_words(column)
        yield from _variants(column)


def _units(column: ColumnValues) -> Iterator[Alert]:
    """Amounts in different units, which are read as text; checked on a few values first."""
    for values in (column.counts.head(1_000), column.counts):
        numbers = parse_numbers(values.get_column("value"))
        if not numbers.mixed_units or numbers.unread.sum() > MINORITY * values.height:
            return
    cells = values.with_columns(unit=numbers.units).drop_nulls("unit").group_by("unit").agg(pl.col("n").sum())
    met = cells.sort("n", "unit", descending=[True, False]).rows()
    listed = ", ".join(f"{unit} {n:,}" for unit, n in met[:5])
    message = f"amounts in {len(met)} units: {listed}; convert them to one unit to compare them"
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
    are = counted(count, "cell is written as a number", "cells are written as numbers")
    return Alert("codes_as_numbers", f"codes such as {first}, but {are}, such as {example}", count)


def _numbers_and_words(column: ColumnValues) -> Iterator[Alert]:
    split = column.counts.with_columns(number=pl.col("value").str.strip_chars().str.contains(_NUMBER))
    numbers = int(split.filter("number").get_column("n").sum())
    others = column.filled - numbers
    few, rare = (others, ~pl.col("number")) if others <= numbers else (numbers, pl.col("number"))
    if not 0 < few <= MINORITY * column.filled:
        return
    example = quoted(split.filter(rare).sort("n", "value", descending=[True, False]).item(0, "value"))
    most, least = ("numbers", "are not") if others <= numbers else ("words", "are numbers")
    part = share(few, column.filled)
    message = f"mostly {most}, but {counted(few, 'cell')} ({part}) {least}, such as {example}"
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
    example = " and ".join(map(quoted, pair))
    rare = int(groups.select(pl.col("n").list.sum() - pl.col("n").list.first()).sum().item())
    ways = counted(groups.height, "value is", "values are")
    message = f"{ways} spelled in several ways, such as {example}, with {counted(rare, 'cell')} in a rarer spelling"
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
