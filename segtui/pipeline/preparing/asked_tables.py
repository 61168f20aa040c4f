"""The tables of a run by the part of the plan that they are of, and what databases were asked for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segtui.data.raw.asked_table import AskedTable
from segtui.data.raw.raw_table import Raw
from segtui.data.source import Source
from segtui.data.table import Table
from segtui.pipeline.artifacts.kept_rows import kept_facts
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.plan.model import Plan


def tables_by_key(plan: Plan) -> Iterator[tuple[str, Source]]:
    """Every table of a plan with the key that asks for it, such as source or derive[2], in the plan's order."""
    if plan.source:
        yield "source", plan.source
    for number, maker in plan.table_makers():
        yield f"derive[{number}]", maker.table()
    for number, cohort in enumerate(plan.cohort, 1):
        yield f"cohort[{number}]", cohort.table()


def read_by_key(plan: Plan, prepared: PreparedRun) -> list[tuple[str, Source, Table]]:
    """The same with each table as it was read."""
    read = [*prepared.tables, *prepared.order_tables]
    return [(key, source, table) for (key, source), table in zip(tables_by_key(plan), read, strict=True)]


def kept_by_key(plan: Plan, prepared: PreparedRun) -> dict[str, Raw]:
    """The rows that a run is to keep, by the key that first asks for them."""
    found: dict[Source, tuple[str, Raw]] = {}
    for key, source, table in read_by_key(plan, prepared):
        if table.kept and source not in found:
            found[source] = key, table.kept
    return dict(found.values())


def facts_of(key: str, asked: AskedTable) -> dict[str, Any]:
    """The same of one table, by the key of the plan that asks for it."""
    names = ("address", "statement", "rows", "sha256")
    return {"key": key, "server": vars(asked.server), **{name: getattr(asked, name) for name in names}}


def asked_facts(plan: Plan, prepared: PreparedRun) -> list[dict[str, Any]]:
    """What run.json says of each table of a database: what was asked, who answered, and what the rows were."""
    first: dict[Source, str] = {}
    return [
        {
            **facts_of(key, asked),
            **({"kept": kept_facts(first.setdefault(source, key), table.kept)} if table.kept else {}),
        }
        for key, source, table in read_by_key(plan, prepared)
        if (asked := table.asked)
    ]
