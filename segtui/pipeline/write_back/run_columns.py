"""The columns of a table that a run fills, and its rows as these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from segtui.delivery.writing.config import OWN, STAMPS, WriteBack
from segtui.delivery.writing.rows import Kind, RunRows, WrittenColumn, kind_of, stage_rows
from segtui.errors import DataError, nearest
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts import versions
from segtui.pipeline.artifacts.manifest import sha256
from segtui.pipeline.artifacts.run_reader import SEGMENTS, RunFiles

_STAMPED: dict[str, Kind] = {"run": "text", "valid_from": "time", "valid_to": "time"}
_OWN: dict[str, Kind] = {"segment": "whole", "segment_name": "text", "confidence": "decimal"}
MEMBERSHIP = re.compile(r"membership_\d+")
_DIGITS = 12
Columns = tuple[WrittenColumn, ...]


def written_columns(order: WriteBack, id: str, id_type: pl.DataType) -> tuple[Columns, Columns]:
    """The columns that come from segments.csv, the key first, and those that say whence and when a row is."""
    keys = order.keys(id)
    of_id = order.id_column(id)
    found = [WrittenColumn(of_id, "id", kind_of(id_type), is_key=True)]
    for name, holds in order.held().items():
        if name != of_id:
            own: Kind = "decimal" if MEMBERSHIP.fullmatch(holds) else "text"
            kind = {**_OWN, **_STAMPED}.get(holds, own)
            found.append(WrittenColumn(name, holds, kind, is_key=name in keys))
    found.sort(key=lambda column: not column.is_key)
    data = tuple(column for column in found if column.holds not in STAMPS)
    return data, tuple(column for column in found if column.holds in STAMPS)


def run_name(run: RunFiles) -> str:
    """What a table calls a run: the name of its folder, and what tells it from others that were called so."""
    version = f"-v{run.path.name}" if run.path != run.home and versions.run_of(run.path) == run.home else ""
    return f"{run.home.name}{version}-{sha256(run.path / SEGMENTS)[:_DIGITS]}"


def rows_of_run(run: RunFiles, order: WriteBack, file: Path) -> RunRows:
    """Everybody in segments.csv, staged in `file`; DataError for a column that it has not."""
    schema = run.segments().collect_schema()
    columns, stamps = written_columns(order, run.id, schema[run.id])
    for column in columns:
        if column.holds not in (*OWN, "id") and column.holds not in schema:
            fix = nearest(column.holds, [*OWN, *schema])
            raise DataError(say('segments.csv has no column "{holds}"', holds=column.holds), where=order.place, fix=fix)
    how = repr((order.mode, order.leaving, [vars(column) for column in (*columns, *stamps)]))
    return stage_rows(_frames(run, columns, schema), columns, stamps, run_name(run), how, file)


def _frames(run: RunFiles, columns: Columns, schema: Mapping[str, pl.DataType]) -> Iterator[pl.DataFrame]:
    for block in run.segment_blocks():
        yield block.select(col(run.id if c.holds == "id" else c.holds).alias(c.name) for c in columns).collect()
