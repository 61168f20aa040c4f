"""Phone numbers in a text among other words: where one may be, and which must not be called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.delivery.export.identity.match_keys import plain
from segtui.delivery.export.identity.persons import Keys, Rows
from segtui.delivery.export.identity.phone_keys import endings, phone_readings
from segtui.delivery.export.suppression.match import hashed

_SEVEN_DIGITS = r"[0-9](?:[^\p{L}0-9]{0,3}[0-9]){6}"
_NO_PHONE = r"^(?:-?[1-9][0-9]*|[+-]?[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?)$"
"""Cells that are just an amount, a count or a time: such digits are a phone number only by chance."""
_DASHES = r"[\x{2010}-\x{2015}\x{2212}]"
_RUN = re.compile(r"[+(]*[0-9][0-9 ()./+-]*")
_TOKEN = re.compile(r"[+(]*[0-9][0-9()./-]*")
_FEWEST, _MOST, _MOST_TOKENS = 7, 17, 8
_LONG = 8
"""A number of an unknown country matches from this many digits on."""


@dataclass(frozen=True)
class PhoneNumbers:
    """Phone numbers by row: the number of the last seven digits, and the hashes of the number and of its digits.

    `known` is the hash of the number itself, `lost` that of the digits after its country code, 0 if none is known.
    """

    rows: Rows
    ends: NDArray[np.int64] = field(repr=False)
    known: Keys = field(repr=False)
    lost: Keys = field(repr=False)

    @classmethod
    def read(cls, readings: pl.DataFrame, rows: Rows) -> Self:
        """The numbers of a table by `phone_readings`, one for each of these rows."""
        forms = readings.select(
            ends=pl.col("national").str.tail(_FEWEST).str.to_integer(strict=False),
            known=_known(),
            lost=pl.when(pl.col("e164").is_not_null()).then("?" + pl.col("national")),
            plus=pl.when(pl.col("e164").is_null()).then("=+" + pl.col("national")),
        )
        ends = forms["ends"].fill_null(-1).to_numpy()
        known, lost, plus = (hashed(forms[name]) for name in ("known", "lost", "plus"))
        bare = plus != 0  # a spreadsheet may have dropped the plus
        return cls(
            np.concatenate([rows, rows[bare]]),
            np.concatenate([ends, ends[bare]]),
            np.concatenate([known, plus[bare]]),
            np.concatenate([lost, np.zeros(int(bare.sum()), np.uint64)]),
        )

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """Several as one."""
        arrays = [[getattr(part, name) for part in parts] for name in ("rows", "ends", "known", "lost")]
        kinds = (np.int32, np.int64, np.uint64, np.uint64)
        return cls(*(np.concatenate([np.empty(0, k), *a]) for a, k in zip(arrays, kinds, strict=True)))

    def of(self, rows: NDArray[np.bool_]) -> PhoneNumbers:
        """Those of some rows, given as a boolean for every row."""
        mine = rows[self.rows]
        return PhoneNumbers(self.rows[mine], self.ends[mine], self.known[mine], self.lost[mine])

    def among(self, cells: pl.Series, regions: pl.Series | None, region: str | None, listed: Keys) -> pl.Series:
        """The rows of `cells` (from 0) that mention one of these numbers or exactly one of the `listed`.

        `regions` are the rows' countries. `listed` are hashes of the forms of numbers on suppression lists.
        """
        found = numbers_in_text(cells)
        if not listed.size:
            found = found.filter(pl.Series(np.isin(endings(found["text"]), self.ends)))
        if found.is_empty():
            return found["row"]
        countries = regions.gather(found["row"]) if regions is not None else None
        read = phone_readings(found["text"], countries, region)
        long = pl.col("e164").is_not_null() | (pl.col("national").str.len_chars() >= _LONG)
        read = read.filter(long).with_columns(known=_known(), digits="?" + pl.col("national"))
        known, digits = hashed(read["known"]), hashed(read["digits"])
        anywhere = hashed(read.select("~" + pl.col("national")).to_series())
        sure = read["e164"].is_not_null().to_numpy()
        met = np.isin(known, self.known) | np.isin(known, listed)
        met |= np.where(sure, np.isin(digits, self.known) | np.isin(anywhere, listed), np.isin(digits, self.lost))
        return found["row"].gather(read["row"].filter(pl.Series(met))).unique()


def numbers_in_text(cells: pl.Series) -> pl.DataFrame:
    """Everything in the cells that may be a phone number, as `row` (from 0) and `text`; one may be part of another.

    A cell that is just an amount, a count or a time has none.
    """
    rows = pl.DataFrame({"row": pl.int_range(len(cells), dtype=pl.UInt32, eager=True), "text": plain(cells)})
    maybe = pl.col("text").str.contains(_SEVEN_DIGITS) & ~pl.col("text").str.contains(_NO_PHONE)
    rows = rows.filter(maybe.fill_null(False)).with_columns(pl.col("text").str.replace_all(_DASHES, "-"))
    found = [(row, text) for row, cell in rows.iter_rows() for text in dict.fromkeys(_numbers(cell))]
    return pl.DataFrame(found, {"row": pl.UInt32, "text": pl.String}, orient="row")


def _known() -> pl.Expr:
    return pl.coalesce("=" + pl.col("e164"), "?" + pl.col("national"))


def _numbers(text: str) -> Iterator[str]:
    """Every run of consecutive groups of digits that is as long as a phone number.

    None begins inside a number that starts with a country code.
    """
    for run in _RUN.finditer(text):
        tokens = _TOKEN.findall(run[0])
        sizes = [sum(map(str.isdigit, token)) for token in tokens]
        led = _FEWEST
        for start, token in enumerate(tokens):
            led = 0 if token.startswith(("+", "(+", "00")) else led
            if 0 < led < _FEWEST:
                led += sizes[start]
                continue
            led += sizes[start]
            for end in range(start, min(len(tokens), start + _MOST_TOKENS)):
                digits = sum(sizes[start : end + 1])
                if digits > _MOST or (end > start and tokens[end].startswith("+")):
                    break
                if digits >= _FEWEST:
                    yield " ".join(tokens[start : end + 1])
