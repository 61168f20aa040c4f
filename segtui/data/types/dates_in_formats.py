"""Parses dates in known formats, cell by cell, so that a batch is read like the column it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from segtui.data.types.date_formats import DateFormat
from segtui.data.types.dates import parse_dates
from segtui.data.types.natural_dates import parse_written_out

WRITTEN_OUT = "written out"
_TOKENS = {
    "%Y": "[0-9]{4}",
    "%y": "[0-9]{2}",
    "%m": "[0-9]{1,2}",
    "%d": "[0-9]{1,2}",
    "%B": "[A-Za-z]{3,9}",
    "%H": "[0-9]{1,2}",
    "%I": "[0-9]{1,2}",
    "%M": "[0-9]{2}",
    "%S": "[0-9]{2}",
    "%.f": r"\.[0-9]+",
    "%p": "[AaPp][Mm]",
    "%z": "[+-][0-9]{2}:?[0-9]{2}",
    "%#z": "[+-][0-9]{2}",
}


def known_format(format: str) -> DateFormat | None:
    """The date format of a strptime format that `formats_of` gives; None for one with other marks."""
    parts = re.findall(r"%\.f|%#z|%.|[^%]+", format)
    if any(p.startswith("%") and p not in _TOKENS for p in parts):
        return None
    shape = "".join(_TOKENS.get(p) or re.sub(r"([.+*?()|\[\]{}^$\\])", r"\\\1", p) for p in parts)
    timed = "%H" in parts or "%I" in parts
    return DateFormat(format, f"^{shape}$", has_time=timed, has_zone="%z" in parts or "%#z" in parts)


def read_in_formats(cells: pl.Series, formats: Sequence[str]) -> pl.Series:
    """`cells` (String, null words null) as naive Datetime in microseconds; null where none of the formats fits.

    `formats` are those of an earlier `parse_dates`: strptime formats, the first that fits a cell counts, and "written
    out". Without any, the cells are read as `parse_dates` reads them.
    """
    if not formats:
        return parse_dates(cells).values.cast(pl.Datetime("us"))
    text = cells.str.replace_all(r"\s+", " ")
    values = pl.Series(cells.name, [None] * len(cells), dtype=pl.Datetime("us"))
    for format in formats:
        if format == WRITTEN_OUT:
            continue
        known = known_format(format)
        if known is None:
            read = parse_dates(text, format=format).values.cast(pl.Datetime("us"))
        else:
            read = pl.DataFrame({"cell": text}).select(known.parse(pl.col("cell"))).to_series()
        values = values.fill_null(read)
    if WRITTEN_OUT in formats:
        spelled = parse_written_out(text.filter(values.is_null() & text.is_not_null()))
        if spelled:
            values = values.fill_null(text.replace_strict(spelled, default=None, return_dtype=pl.Datetime("us")))
    return values
