"""Whether a table is worked through in parts: where a plan asks for it, or all of it would not fit into memory."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from segtui.data.addresses import is_address
from segtui.data.files.find_files import find_files
from segtui.data.source import Source
from segtui.libraries.parts.memory import available, size_of
from segtui.pipeline.partitioned.extent import Extent, extent_of, width_of
from segtui.plan.execution import Execution
from segtui.plan.model import Plan
from segtui.publishing.paths import expand_home

_SHARE = 0.6
COPIES = 10
"""How many times a run holds its table: as read, as cleaned, as numbers, and what is made of them on the way."""
COPIES_BESIDE = 4
"""How many times it holds a table of orders or events, which ends as one row for each customer."""
_FEWEST_BYTES = 2**28


def needs_parts(plan: Plan, folder: Path, memory: int | None) -> bool:
    """Whether a plan's rows are worked through in parts; `memory` is what the command line allows."""
    asked = plan.engine or Execution()
    if asked.parts is not None or asked.in_parts:
        return asked.in_parts
    if plan.reads_stdin():
        return False
    extent = extent_of(plan.source, folder)
    whole = [one for one in tables_of(plan, folder) if not (one.lies_ready and plan.source)]
    table, beside = extent.bytes if extent else 0, sum(one.bytes for one in whole)
    needed = COPIES * table + COPIES_BESIDE * beside
    if asked.memory:
        return needed > size_of(asked.memory)
    return _is_too_much(table + beside, needed, memory)


def is_larger_than_memory(source: Source, folder: Path) -> bool:
    """Whether a run of all rows of a source at once would need more than is free."""
    extent = extent_of(source, folder)
    return extent is not None and _is_too_much(extent.bytes, COPIES * extent.bytes, None)


def _is_too_much(table: int, needed: int, memory: int | None) -> bool:
    free = available() if memory is None else memory
    return table > _FEWEST_BYTES and needed > _SHARE * free


def tables_of(plan: Plan, folder: Path) -> list[Extent]:
    """How large the tables are that features and cohorts are made from, each once, where somebody says so."""
    found = (extent_of(source, folder) for source in dict.fromkeys(plan.tables()) if source != plan.source)
    return [extent for extent in found if extent]


def part_bytes(plan: Plan, folder: Path, rows: int) -> int:
    """About how many bytes a part of this many rows needs while it is worked on; 0 where the files don't say."""
    files = find_files(plan.source.path, folder) if plan.source and not is_address(plan.source.path) else []
    return max((COPIES * rows * width for file in files if (width := width_of(file))), default=0)


SPILLS = re.compile(r"\..+\.partial\.spill|segtui-spill-[0-9a-f]{12}")
"""How these folders are called."""


def spill_folder(plan: Plan, folder: Path, work: Path) -> Path:
    """Where a run keeps on the disk what it needs until it ends: beside the run, or in the folder of the plan."""
    named = plan.engine.spill if plan.engine else None
    if named is None:
        return work.with_name(f"{work.name}.spill")
    return folder / expand_home(named) / f"segtui-spill-{hashlib.sha256(str(work).encode()).hexdigest()[:12]}"
