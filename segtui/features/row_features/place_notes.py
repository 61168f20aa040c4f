"""What a reader should know of places: countries and coordinates that can't be used."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from segtui.data.contacts.countries import countries
from segtui.features.maker import MakerNote
from segtui.features.row_features.places import NOWHERE, ON_EARTH
from segtui.features.row_features.postal_regions import country_of_postcodes
from segtui.language.sentences import say_counted, with_counts

_NAMED = 5


def about_countries(cells: pl.Series, codes: pl.Series, nuts: Collection[str] | None) -> list[MakerNote]:
    """How many `cells` name no known country, and how many of the `codes` of countries have no NUTS regions.

    `codes` are those of rows with a postcode; `nuts` has the countries with regions, None where none are asked for.
    """
    text, notes = cells.cast(pl.String), []
    if len(strange := text.filter(countries(text).faults.is_not_null())):
        told = say_counted(
            "{count:,} row has a country that is not known: {values}.",
            "{count:,} rows have a country that is not known: {values}.",
            len(strange),
            values=_most_frequent(strange),
        )
        notes.append(MakerNote(told))
    if nuts is not None and len(without := codes.filter(~country_of_postcodes(codes).is_in(list(nuts)))):
        told = say_counted(
            "{count:,} row is of a country whose postcodes have no NUTS regions in Eurostat's table: {values}.",
            "{count:,} rows are of countries whose postcodes have no NUTS regions in Eurostat's table: {values}.",
            len(without),
            values=_most_frequent(without),
        )
        notes.append(MakerNote(told))
    return notes


def about_coordinates(degrees: pl.DataFrame, latitude: str, longitude: str) -> list[MakerNote]:
    """How many coordinates can't be those of a customer; `degrees` has latitude and longitude, which are called so."""
    notes = []
    if beyond := degrees.filter(~ON_EARTH).height:
        told = say_counted(
            "{count:,} row has a latitude beyond 90 or a longitude beyond 180 degrees: {latitude} and "
            "{longitude} may be exchanged, or lack their decimal mark.",
            "{count:,} rows have a latitude beyond 90 or a longitude beyond 180 degrees: {latitude} and "
            "{longitude} may be exchanged, or lack their decimal mark.",
            beyond,
            latitude=latitude,
            longitude=longitude,
        )
        notes.append(MakerNote(told))
    if nowhere := degrees.filter(NOWHERE).height:
        told = say_counted(
            "{count:,} row has latitude 0 and longitude 0, which is in the sea: taken as unknown.",
            "{count:,} rows have latitude 0 and longitude 0, which is in the sea: taken as unknown.",
            nowhere,
        )
        notes.append(MakerNote(told))
    return notes


def _most_frequent(cells: pl.Series) -> str:
    """The most frequent values, each with its count; the first of equally frequent ones in the order of text."""
    counts = cells.alias("cell").value_counts().sort("count", "cell", descending=[True, False]).head(_NAMED)
    return with_counts(list(counts.iter_rows()))
