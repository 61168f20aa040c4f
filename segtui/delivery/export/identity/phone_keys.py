"""Phone numbers in comparable form: read by libphonenumber, but only if another may be the same number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.data.contacts.contact_fields import phones
from segtui.delivery.export.identity.match_keys import pieces

_ENDS = 10_000_000
_EXTENSION = r"(?i)\s*(?:ext|extension|x|#|dw|durchwahl)\.?\s*\d*$"
_ANY = 0
"""The ending of a cell whose last digits mean nothing: letters, an extension, several numbers."""


@dataclass
class Endings:
    """The last seven digits of each phone number, which are the same however it is written.

    Reading a number takes 100 µs, so only those that share their ending with another, or with a list entry, are read.
    """

    _once: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(_ENDS, np.bool_))
    _again: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(_ENDS, np.bool_))

    def meet(self, cells: pl.Series) -> None:
        """Add the endings of some numbers."""
        ends = endings(cells)
        found, counts = np.unique(ends, return_counts=True)
        self._again[found[(counts > 1) | self._once[found]]] = True
        self._once[found] = True
        self.want(cells.filter(pl.Series(ends == _ANY)))

    def want(self, cells: pl.Series) -> None:
        """Mark every number that may be one of these to be read."""
        texts = pieces(cells)["text"]
        self._again[endings(texts)] = True
        self._again[endings(texts.str.replace(_EXTENSION, ""))] = True

    def shared(self, cells: pl.Series) -> NDArray[np.bool_]:
        """Which cells have to be read."""
        self._again[_ANY] = True
        shared: NDArray[np.bool_] = self._again[endings(cells)] & cells.is_not_null().to_numpy()
        return shared


def endings(cells: pl.Series) -> NDArray[np.int64]:
    """The last seven digits of each cell as a number, 0 if they may belong to another number."""
    text = cells.cast(pl.String).str.replace(r"\.0$", "")
    odd = text.str.contains(r"[\p{L};|\n]|, |[^\x00-\x7f]")
    digits = text.str.replace_all(r"[^0-9]", "").str.tail(7).str.to_integer(strict=False).fill_null(_ANY)
    frame = pl.DataFrame({"odd": odd.fill_null(False), "digits": digits})
    return frame.select(pl.when("odd").then(_ANY).otherwise("digits").cast(pl.Int64)).to_series().to_numpy()


def phone_readings(cells: pl.Series, regions: pl.Series | None, region: str | None) -> pl.DataFrame:
    """Each number of the cells: `row` from 0, `text`, `e164` where it can be read, and its `national` part.

    `national` is what follows the country code; for a number that can't be read it is its digits without leading zeros,
    and `lost` says that no country is known for it. `regions` are the rows' countries.
    """
    found = pieces(cells)
    countries = regions.gather(found["row"]) if regions is not None else None
    read = phones(found["text"], countries, region).values
    national = pl.Series([_national(number) for number in read.to_list()], dtype=pl.String)
    digits = found["text"].str.replace_all(r"[^0-9]", "").str.strip_chars_start("0")
    digits = digits.to_frame("d").select(pl.when(pl.col("d").str.len_chars() > 3).then("d")).to_series()
    lost = pl.lit(True) if countries is None else pl.Series(countries.is_null())
    frame = found.with_columns(e164=read, national=national.fill_null(digits), lost=lost & pl.lit(region is None))
    return frame.filter(pl.col("national").is_not_null())


def phone_spellings(readings: pl.DataFrame) -> pl.DataFrame:
    """The forms of each number in `phone_readings` that a system may have hashed, one column each."""
    number, national = pl.col("e164").str.slice(1), pl.col("national")
    return readings.select(
        "e164",
        number.alias("bare"),
        ("00" + number).alias("dialled"),
        ("0" + national).alias("trunk"),
        national.alias("national"),
        pl.col("text").alias("written"),
        pl.col("text").str.replace_all(r"[^0-9+]", "").alias("digits"),
    )


def regions_of(codes: Iterable[str]) -> set[str]:
    """The countries whose codes some numbers begin with: `49`, or `491` with the next digit of the number."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    known = {int(code[:digits]) for code in codes for digits in range(1, len(code) + 1)}
    return {COUNTRY_CODE_TO_REGION_CODE[code][0] for code in known if code in COUNTRY_CODE_TO_REGION_CODE}


def _national(number: str | None) -> str | None:
    import phonenumbers

    return None if number is None else str(phonenumbers.parse(number).national_number)
