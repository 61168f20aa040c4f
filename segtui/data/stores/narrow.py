"""Rows on a store as one Parquet file of the workspace: only the columns and rows that are asked for travel."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from segtui.data.stores.store_address import StoreAddress
from segtui.errors import DataError, nearest
from segtui.language.sentences import say
from segtui.libraries.columns import cols, is_pattern
from segtui.publishing.parquet import stage_parquet


def staged_rows(
    scan: pl.LazyFrame,
    address: StoreAddress,
    only: Collection[str] | None,
    file: Path,
    *,
    in_order: bool,
) -> tuple[str, ...]:
    """Write what `address` asks for of a scan, and give the names of columns that were left, not being among `only`.

    With `in_order`, rows are sorted by their columns, unless only the first are asked for: a table has no order itself,
    and the same rows are to give the same run. Raises what Polars raises, DataError for a column that is not there.
    """
    if address.where:
        scan = scan.filter(pl.sql_expr(address.where))
    schema = scan.collect_schema()
    for name in address.columns:
        if name not in schema:
            raise DataError(
                say('there is no column "{name}"', name=name), where=address.base, fix=nearest(name, schema)
            )
    names = [name for name in schema if name in address.columns] if address.columns else list(schema)
    needed = _needed({name: schema[name] for name in names}, only)
    kept = scan.select(cols(needed)) if needed != list(schema) else scan
    if address.first:
        kept = kept.head(int(address.first))
    elif in_order:
        plain = [name for name in needed if not schema[name].is_nested() and not is_pattern(name)]
        kept = kept.sort(cols(plain), nulls_last=True) if plain else kept
    stage_parquet(kept, file, compression="lz4")
    return tuple(name for name in names if name not in needed)


def _needed(schema: dict[str, pl.DataType], only: Collection[str] | None) -> list[str]:
    """All columns where none is among `only`, or where some are records or would be renamed."""
    there = [name for name in schema if only is not None and name in only]
    as_they_are = not any(is_pattern(name) or isinstance(kind, pl.Struct) for name, kind in schema.items())
    return there if there and as_they_are else list(schema)
