"""Cells of coordinates, and distances over the Earth."""

from __future__ import annotations

import math

import polars as pl

RADIUS = 6371.0088
"""The mean radius of the Earth in kilometres (IUGG)."""
ON_EARTH = pl.col("latitude").abs().le(90) & pl.col("longitude").abs().le(180)
NOWHERE = pl.col("latitude").eq(0) & pl.col("longitude").eq(0)
"""What an address that was not found often stands as."""


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
