"""Parses dates written as text, in any mix of formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time

import polars as pl

from segtui.data.types.date_formats import DATE_LIKE, DateFormat, formats_of, ways
from segtui.data.types.date_order import Ordered, read_in_order
from segtui.data.types.natural_dates import WRITTEN_OUT, parse_written_out
from segtui.data.types.sentinels import are_zero_dates
from segtui.language.sentences import say, say_counted

_SAMPLE = 1_000
_EIGHT = "^(?:19|20|21)[0-9]{6}$"


@dataclass(frozen=True)
class ParsedDates:
    """A column parsed as dates.

    `values`: Date where no cell has a time of day, else Datetime in microseconds, without a zone; null where the
    cell is null or unread. `unread`: Boolean, the cells that are not a date of the calendar. `formats`: cells by
    strptime format, most frequent first; `tried`: the formats in the order in which they are tried on a cell, those
    with the column's order of day and month first, whether a cell shows it or not. `day_first`: whether 01/02 is the
    1st of February; None where no format leaves the question. `ambiguous`: cells that both orders fit and that
    nothing in the column settles.
    `mixed`: whether the cells are written in more than one of the `ways`. `notes`: sentences on what was chosen,
    each to follow the column's name.
    """

    values: pl.Series
    unread: pl.Series
    formats: dict[str, int] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    day_first: bool | None = None
    ambiguous: int = 0
    mixed: bool = False
    notes: tuple[str, ...] = ()


def parse_dates(cells: pl.Series, *, format: str | None = None) -> ParsedDates:
    """Reads `cells` (String, null words already null) as dates, each in its own format, or all in `format`.

    Known are ISO 8601, year-month-day, day-month-year and month-day-year with - / or . between, English month names,
    times of day with and without seconds, fractions, AM/PM and an offset (turned to UTC, then left out). Eight digits
    (20240131) are dates only where every cell is one between 1900 and 2100; other bare numbers never are.
    Two-digit years from 00 to 69 are 2000 to 2069, from 70 to 99 are 1970 to 1999.
    The order of day and month is the whole column's: one value above 12 shows it, separator by separator. Where none
    does, dates are day first, unless they look American (no padding, a slash, and a time such as 8:45 or 8:45 AM).
    """
    if format is not None:
        return _in_format(cells, format)
    return _compact(cells) or parse_one_format(cells) or _in_any_format(cells)


def looks_like_dates(sample: pl.Series) -> float:
    """The share of `sample` (String, no nulls) that has a known date format, 0 to 1; says nothing of the calendar."""
    if sample.is_empty():
        return 0.0
    compact = int(sample.str.contains(_EIGHT).sum())
    if compact and compact + int(are_zero_dates(sample).sum()) == len(sample):
        return 1.0
    likely = sample.filter(sample.str.contains(DATE_LIKE) | sample.str.contains(WRITTEN_OUT))
    known = sum(formats_of(likely).values())
    words = int(likely.str.contains(WRITTEN_OUT).sum())
    return max(known, words) / len(sample)


def _in_format(cells: pl.Series, format: str) -> ParsedDates:
    if not any(mark in format for mark in ("%d", "%e", "%j", "%D", "%F", "%c", "%x", "%v", "%s", "%u", "%a", "%-d")):
        # A month without a day is not a date to Polars; the first of the month stands for it.
        values = (cells + " 1").str.to_date(format + " %d", strict=False)
        return _result(cells, values, {format: _count(values)})
    if any(mark in format for mark in ("%H", "%I", "%k", "%l", "%T", "%R", "%r", "%X", "%c", "%s", "%z", "%Z", "%+")):
        values = cells.str.to_datetime(format, strict=False, time_unit="us").dt.replace_time_zone(None)
        return _result(cells, values, {format: _count(values)})
    values = cells.str.to_date(format, strict=False)
    return _result(cells, values, {format: _count(values)})


def _compact(cells: pl.Series) -> ParsedDates | None:
    """Dates of eight digits, if that is what all cells are."""
    if cells.null_count() == len(cells) or not all(c.str.contains(_EIGHT).all() for c in (cells.head(9), cells)):
        return None
    values = cells.str.to_date("%Y%m%d", strict=False)
    latest = values.dt.year().max()
    if values.null_count() != cells.null_count() or not isinstance(latest, int) or latest > 2100:
        return None
    return _result(cells, values, {"%Y%m%d": _count(values)})


def parse_one_format(cells: pl.Series) -> ParsedDates | None:
    """The quick way, for a column whose dates all have the format of the first, with no question of order, else None.

    It says the same as `parse_dates`; eight digits and dates whose day and month could be confused are not for it.
    """
    present = cells.head(_SAMPLE).drop_nulls()
    formats = list(formats_of(present))
    if len(formats) != 1 or formats[0].separator:
        return None
    (only,) = formats
    values = pl.DataFrame({"cell": cells}).select(only.parse(pl.col("cell"))).to_series()
    if values.null_count() != cells.null_count():
        return None
    values = values if only.has_time else values.cast(pl.Date)
    return _result(cells, values, {only.format: _count(values)}, zoned=only.has_zone)


def _in_any_format(cells: pl.Series) -> ParsedDates:
    text = cells.str.replace_all(r"\s+", " ") if cells.str.contains(r"[^\S ]|\s\s").any() else cells
    formats = _formats_met(text)
    ordered = read_in_order(text, [f for f in formats if f.separator])
    values, counts = ordered.values, dict(ordered.counts)
    for f in formats:
        if not f.separator:
            read = pl.DataFrame({"cell": text}).select(f.parse(pl.col("cell"))).to_series()
            values, counts[f.format] = values.fill_null(read), int(read.is_not_null().sum())
    left = values.is_null() & text.is_not_null()
    written = parse_written_out(text.filter(left))
    if written:
        spelled = text.replace_strict(written, default=None, return_dtype=pl.Datetime("us"))
        values, counts["written out"] = values.fill_null(spelled), int((left & spelled.is_not_null()).sum())
    timed = [f for f in formats if f.has_time and counts.get(f.format, 0) + counts.get(f.month_first.format, 0)]
    if not timed and all(value.time() == time.min for value in written.values()):
        values = values.cast(pl.Date)
    return _result(cells, values, counts, ordered=ordered, zoned=any(f.has_zone for f in timed))


def _formats_met(cells: pl.Series) -> list[DateFormat]:
    """Every format among `cells`: sampled, then looked for again among the cells that no format met so far fits."""
    met: list[DateFormat] = []
    left = cells.drop_nulls()
    left = left.filter(left.str.contains(DATE_LIKE))
    while not left.is_empty():
        # Spread over the column, since files are often sorted by date or joined from parts.
        sample = left.gather_every(max(1, len(left) // (4 * _SAMPLE))).unique(maintain_order=True).head(_SAMPLE)
        new = [f for f, _ in formats_of(sample).most_common() if f not in met]
        if not new:
            break
        met += new
        left = left.filter(~left.str.contains("|".join(f.shape for f in new)))
    return sorted(met, key=lambda f: f.format)


def _result(
    cells: pl.Series, values: pl.Series, counts: dict[str, int], *, ordered: Ordered | None = None, zoned: bool = False
) -> ParsedDates:
    against = ordered.against if ordered else frozenset()
    by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    met = [(f, n) for f, n in by_count if n]
    tried = [f for f, n in by_count if f not in against and (n or ordered)]
    notes = list(ordered.notes) if ordered else []
    two_digits = sum(n for f, n in met if "%y" in f)
    if two_digits:
        notes.append(
            say_counted(
                "has {count:,} year of two digits: 00 to 69 read as 2000 to 2069, 70 to 99 as 1970 to 1999",
                "has {count:,} years of two digits: 00 to 69 read as 2000 to 2069, 70 to 99 as 1970 to 1999",
                two_digits,
            )
        )
    if zoned:
        notes.append(say("has times with an offset, which were converted to UTC"))
    return ParsedDates(
        values=values.alias(cells.name),
        unread=values.is_null() & cells.is_not_null(),
        formats=dict(met),
        day_first=ordered.day_first if ordered else None,
        ambiguous=ordered.ambiguous if ordered else 0,
        tried=(*tried, *(f for f, _ in met if f in against)),
        mixed=len(ways(dict(met))) > 1,
        notes=tuple(notes),
    )


def _count(values: pl.Series) -> int:
    return len(values) - values.null_count()
