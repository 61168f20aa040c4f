"""Cells of CSV files that a run wrote, as what they were."""

from __future__ import annotations

import polars as pl


def typed_cell(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The text of a cell as write_csv writes that type, read back."""
    if dtype == pl.Boolean:
        return cell == "true"
    if dtype == pl.Date:
        return cell.str.to_date("%Y-%m-%d")
    if isinstance(dtype, pl.Datetime):
        zone = "%:z" if dtype.time_zone else ""
        return cell.str.to_datetime(f"%Y-%m-%dT%H:%M:%S%.f{zone}").cast(dtype)
    return cell.cast(dtype)
