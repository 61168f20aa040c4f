"""Recognizing where people live: columns of postcodes, and of latitude and longitude."""

from __future__ import annotations

import polars as pl

from segtui.features.row_features.places import bare_code, departement
from segtui.profiling.name_words import LATITUDE, LONGITUDE, name_words

_POSTCODES = {"zip", "zipcode", "postcode", "postalcode", "postleitzahl", "plz", "codepostal", "cap"}
_TWO_WORDS = ({"zip", "code"}, {"postal", "code"}, {"post", "code"}, {"code", "postal"})
_LEAST_KNOWN = 0.9


def french_postcodes(frame: pl.DataFrame) -> str | None:
    """The first column called after postcodes whose codes could be French, None where there is none."""
    for column in frame.get_columns():
        named = _names_postcodes(column.name) and (column.dtype == pl.String or column.dtype.is_integer())
        codes = column.drop_nulls()
        if named and len(codes):
            known = departement(bare_code(codes, "FR"))
            if known.null_count() <= (1 - _LEAST_KNOWN) * len(known) and known.n_unique() > 1:
                return column.name
    return None


def coordinates(frame: pl.DataFrame) -> tuple[str, str] | None:
    """The columns of latitude and longitude in degrees, None where one is missing."""
    latitude, longitude = _degrees(frame, LATITUDE, 90), _degrees(frame, LONGITUDE, 180)
    return (latitude, longitude) if latitude and longitude else None


def _names_postcodes(name: str) -> bool:
    words = set(name_words(name))
    return bool(words & _POSTCODES) or any(both <= words for both in _TWO_WORDS)


def _degrees(frame: pl.DataFrame, named: frozenset[str], most: float) -> str | None:
    """The first column of fractions called like that, none beyond `most`."""
    for column in frame.get_columns():
        if named & set(name_words(column.name)) and column.dtype.is_float():
            values = column.drop_nulls().drop_nans()
            if len(values) and values.abs().le(most).all():
                return column.name
    return None
