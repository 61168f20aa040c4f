"""Recognizing where people live: columns of postcodes and countries, and of latitude and longitude."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from segtui.data.contacts.countries import countries
from segtui.features.row_features.postal_regions import NUTS_LIBRARY, bare_code, departement, nuts_countries
from segtui.libraries.boundary import missing_libraries
from segtui.profiling.name_words import LATITUDE, LONGITUDE, name_words

_POSTCODES = {"zip", "zipcode", "postcode", "postalcode", "postleitzahl", "plz", "codepostal", "cap"}
_TWO_WORDS = ({"zip", "code"}, {"postal", "code"}, {"post", "code"}, {"code", "postal"})
_LEAST_KNOWN = 0.9
_MOSTLY = 0.5


_COUNTRY = {"country", "pays", "pais", "paese", "land", "nation"}


@dataclass(frozen=True)
class PlacePart:
    """Columns that say where people live: the keys of `place` that name them, a region for it, and both in words."""

    keys: Mapping[str, str | int]
    region: str
    holds: str
    adds: str


def place_parts(frame: pl.DataFrame) -> list[PlacePart]:
    """Postcodes, with the column of their countries where they are of several, and coordinates."""
    return [*_postcodes(frame), *_degrees_of(frame)]


def _postcodes(frame: pl.DataFrame) -> list[PlacePart]:
    """Those with NUTS regions by the column of countries; without such a column those that could be French."""
    codes = next((c.name for c in frame.get_columns() if _may_be_postcodes(c) and c.drop_nulls().n_unique() > 1), None)
    there = next((found for c in frame.get_columns() if (found := _countries(c)) is not None), None)
    if codes and there is not None and set(there) - {"FR"}:
        if missing_libraries([NUTS_LIBRARY]) or there.is_in(nuts_countries()).sum() < _MOSTLY * len(there):
            return []
        holds = f"{codes} holds postcodes of the countries in {there.name}"
        return [PlacePart({"column": codes, "country_column": there.name}, "nuts2", holds, "NUTS regions")]
    if (column := french_postcodes(frame)) is not None:
        holds = f"{column} holds postcodes that could be French"
        return [PlacePart({"column": column, "country": "FR"}, "departement", holds, "the département")]
    return []


def _countries(column: pl.Series) -> pl.Series | None:
    """The codes in a column called after countries that nearly all are; None for any other."""
    cells = column.drop_nulls()
    if column.dtype != pl.String or not _COUNTRY & set(name_words(column.name)) or not len(cells):
        return None
    known = countries(cells).values.drop_nulls()
    return known.alias(column.name) if len(known) >= _LEAST_KNOWN * len(cells) else None


def _degrees_of(frame: pl.DataFrame) -> list[PlacePart]:
    degrees = coordinates(frame)
    if degrees is None:
        return []
    keys: dict[str, str | int] = {"latitude": degrees[0], "longitude": degrees[1], "resolution": 6}
    return [PlacePart(keys, "h3", f"{degrees[0]} and {degrees[1]} hold coordinates", "cells of the map")]


def french_postcodes(frame: pl.DataFrame) -> str | None:
    """The first column called after postcodes whose codes could be French, None where there is none."""
    for column in frame.get_columns():
        codes = column.drop_nulls()
        if _may_be_postcodes(column) and len(codes):
            known = departement(bare_code(codes, "FR"))
            if known.null_count() <= (1 - _LEAST_KNOWN) * len(known) and known.n_unique() > 1:
                return column.name
    return None


def coordinates(frame: pl.DataFrame) -> tuple[str, str] | None:
    """The columns of latitude and longitude in degrees, None where one is missing."""
    latitude, longitude = _degrees(frame, LATITUDE, 90), _degrees(frame, LONGITUDE, 180)
    return (latitude, longitude) if latitude and longitude else None


def _may_be_postcodes(column: pl.Series) -> bool:
    return _names_postcodes(column.name) and (column.dtype == pl.String or column.dtype.is_integer())


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
