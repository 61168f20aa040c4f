"""Frames kept in Arrow files, read by their path and by the names of their columns as these are, never as patterns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from segtui.columns import cols


def read_arrow(place: str | Path, names: Iterable[str] | None = None) -> pl.DataFrame:
    """The frame in a file, or these of its columns in this order; raises what Polars raises for one that is damaged."""
    rows = pl.scan_ipc(place, glob=False)
    return (rows if names is None else rows.select(cols(names))).collect()
