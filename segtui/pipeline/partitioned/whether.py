"""Whether a table is worked through in parts: where a plan asks for it, or all of it would not fit into memory."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from segtui.data.addresses import STANDARD_INPUT, is_address
from segtui.data.files.find_files import find_files
from segtui.errors import SegtuiError
from segtui.libraries.parts.memory import available, size_of
from segtui.plan.execution import Execution
from segtui.plan.model import Plan
from segtui.publishing.paths import expand_home

_SHARE = 0.6
_COPIES = 5
"""How many times a run holds its table: as read, as cleaned, as numbers, and what is made of them on the way."""
_CELL, _TEXT = 9, 32
_UNPACKED = 2.0
"""A text file makes a table about this much larger than itself."""
_FEWEST_BYTES = 2**28


def needs_parts(plan: Plan, folder: Path, memory: int | None) -> bool:
    """Whether a plan's rows are worked through in parts; `memory` is what the command line allows."""
    asked = plan.engine or Execution()
    if asked.parts is not None or asked.in_parts:
        return asked.in_parts
    if plan.source is None or plan.reads_stdin():
        return False
    limit = size_of(asked.memory) if asked.memory else int(_SHARE * (available() if memory is None else memory))
    table = table_bytes(plan, folder)
    return table > _FEWEST_BYTES and _COPIES * table > limit if not asked.memory else _COPIES * table > limit


def table_bytes(plan: Plan, folder: Path) -> int:
    """About how many bytes the customer table has in memory, from what its files say; 0 where they say nothing."""
    assert plan.source is not None
    if plan.source.path == STANDARD_INPUT or is_address(plan.source.path):
        return 0
    try:
        return sum(map(_bytes_of, find_files(plan.source.path, folder)))
    except SegtuiError:
        return 0  # which is told where the file is read


def part_bytes(plan: Plan, folder: Path, rows: int) -> int:
    """About how many bytes a part of this many rows needs while it is worked on; 0 where the files don't say."""
    files = find_files(plan.source.path, folder) if plan.source and not is_address(plan.source.path) else []
    return max((_COPIES * rows * width for file in files if (width := _width_of(file))), default=0)


def spill_folder(plan: Plan, folder: Path, work: Path) -> Path:
    """Where a run keeps on the disk what it needs until it ends: beside the run, or in the folder of the plan."""
    named = plan.engine.spill if plan.engine else None
    if named is None:
        return work.with_name(f"{work.name}.spill")
    return folder / expand_home(named) / f"segtui-spill-{hashlib.sha256(str(work).encode()).hexdigest()[:12]}"


def _bytes_of(file: Path) -> int:
    if width := _width_of(file):
        return int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item()) * width
    return int(file.stat().st_size * _UNPACKED) if file.is_file() else 0


def _width_of(file: Path) -> int:
    """The bytes of a row of a Parquet file in memory; 0 for other files."""
    try:
        dtypes = pl.scan_parquet(file, glob=False).collect_schema().dtypes()
    except (pl.exceptions.PolarsError, OSError):
        return 0
    return sum(_TEXT if dtype in (pl.String, pl.Binary) else _CELL for dtype in dtypes)
