"""Probabilities as columns: the probability, its tenth, and its band."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from segtui.prediction.learner import Floats

Edges = tuple[float, ...]


def edges_of(probability: Floats) -> Edges:
    """The nine probabilities between the tenths of these rows (n); NaN is not counted, and nothing has no edges."""
    known = probability[np.isfinite(probability)]
    return tuple(np.quantile(known, np.arange(1, 10) / 10).tolist()) if known.size else ()


def predicted_columns(
    name: str, probability: Floats, edges: Edges, bands: Mapping[str, float] | None
) -> list[pl.Series]:
    """The columns of a prediction (n rows); NaN is empty in each. The tenths are 1 to 10, 10 the highest."""
    known = np.isfinite(probability)
    columns = [pl.Series(name, probability, nan_to_null=True)]
    tenth = pl.Series(f"{name}_decile", np.searchsorted(np.array(edges), probability) + 1, dtype=pl.Int32)
    columns.append(tenth.set(pl.Series(~known), None))
    if bands:
        place = np.searchsorted(np.array(list(bands.values())), np.where(known, probability, 1.0))
        names = pl.Series(f"{name}_band", list(bands), dtype=pl.String).gather(np.minimum(place, len(bands) - 1))
        columns.append(names.set(pl.Series(~known), None))
    return columns


def band_numbers(name: str, columns: Mapping[str, pl.Series], bands: Mapping[str, float] | None) -> Floats:
    """The number (n, 1) of each row's band, or without bands of its tenth, from 0 up; the next one is of rows without.

    `columns` are those that it added.
    """
    if not bands:
        return (columns[f"{name}_decile"].cast(pl.Float64) - 1).fill_null(10.0).to_numpy()[:, None]
    numbers = {band: float(number) for number, band in enumerate(bands)}
    found = columns[f"{name}_band"].replace_strict(numbers, default=None, return_dtype=pl.Float64)
    return found.fill_null(float(len(bands))).to_numpy()[:, None]
