"""What would be read: the statements that databases would be asked, and about how many rows they would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segtui.data.addresses import is_address
from segtui.data.databases.reading import reading
from segtui.data.raw.asked_table import RowEstimate
from segtui.data.reading.source_paths import planned_statement
from segtui.data.source import Source
from segtui.pipeline.preparing.asked_tables import tables_by_key
from segtui.pipeline.preparing.read_tables import columns_needed
from segtui.pipeline.preparing.table_reader import Columns
from segtui.plan.model import Plan


@dataclass(frozen=True)
class PlannedTable:
    """A table that would be read, by the part of the plan that asks for it: of files only the path is known.

    `columns` are those that are needed of it, None where it may be all.
    """

    key: str
    path: str
    statement: str = ""
    address: str = ""
    columns: Columns = None
    estimate: RowEstimate | None = None

    def facts(self) -> dict[str, Any]:
        """The same in types that JSON knows."""
        known = {"key": self.key, "path": self.path}
        if not self.statement:
            return known
        found = self.estimate or RowEstimate(None)
        columns = list(self.columns) if self.columns is not None else None
        asked = {"address": self.address, "statement": self.statement, "columns": columns}
        return {**known, **asked, "rows": found.rows, "exact": found.exact, "bytes": found.bytes}


def planned(plan: Plan, folder: Path) -> list[PlannedTable]:
    """The tables of a plan in its order; raises what asking their databases raises."""
    needed = columns_needed(plan)
    tables = (
        (key, table, folder, needed.get(table) if key != "source" else None) for key, table in tables_by_key(plan)
    )
    return planned_tables(tables)


def planned_tables(tables: Iterable[tuple[str, Source, Path, Columns]]) -> list[PlannedTable]:
    """Tables by key, each with the folder from which its path leads and the columns that are needed of it."""
    with reading():
        return list(_planned(tables))


def _planned(tables: Iterable[tuple[str, Source, Path, Columns]]) -> Iterator[PlannedTable]:
    for key, source, folder, columns in tables:
        found = planned_statement(source, folder) if is_address(source.path) else None
        if found is None:
            yield PlannedTable(key, source.path)
        else:
            yield PlannedTable(key, source.path, *found[:2], columns, found[2])
