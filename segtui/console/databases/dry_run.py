"""`--dry-run`: what databases would be asked, and what a run in parts would take, before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from segtui.console.process import told
from segtui.console.scoring.assign import numbered
from segtui.console.terminal import print_json, print_lines
from segtui.data.addresses import is_address
from segtui.data.source import Source
from segtui.errors import UsageError
from segtui.language.sentences import row_of, say, say_counted
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.partitioned.outlook import PartsOutlook
from segtui.pipeline.partitioned.stages import ahead_of
from segtui.pipeline.partitioned.whether import needs_parts
from segtui.pipeline.preparing.planned_tables import PlannedTable, planned, planned_tables
from segtui.plan.load import load


def dry_run(source: str, overrides: Sequence[str] = (), *, as_json: bool = False) -> None:
    """Print what `segtui run` would ask for a plan, or for data that is to be looked at; raises as the run would."""
    if source.endswith(".toml") and not is_address(source):
        plan, folder = load(Path(source), overrides), Path(source).parent
        tables = planned(plan, folder)
        _print(tables, ahead_of(plan, folder) if needs_parts(plan, folder, None) else None, as_json=as_json)
    else:
        _print(planned_tables([("data", Source(path=source), Path(), None)]), as_json=as_json)


def dry_scoring(run: Path, data: str | None, derive: Sequence[str], *, as_json: bool) -> None:
    """Print what would be asked for new rows of a finished run: its derive tables are read too, or newer ones."""
    if data is None:
        raise UsageError(say("missing DATA (the rows to assign)"), fix=say("--dry-run says what would be read of them"))
    with steady_run(run) as held:
        plan, home = held.latest.plan, held.latest.path
    newer = dict(numbered(each, plan) for each in derive)
    tables = [("data", Source(path=data), Path(), None)]
    for number, maker in plan.table_makers():
        if number in newer:
            tables.append((f"derive[{number}]", Source(path=newer[number]), Path(), None))
        elif plan.source or number > 1:
            tables.append((f"derive[{number}]", maker.table(), home, None))
    _print(planned_tables(tables), as_json=as_json)


def _print(tables: Sequence[PlannedTable], ahead: PartsOutlook | None = None, *, as_json: bool) -> None:
    if as_json:
        parts = {"parts": {**asdict(ahead), "seconds": round(ahead.seconds)}} if ahead else {}
        print_json({"tables": [table.facts() for table in tables]} | parts)
        return
    for table in tables:
        print_lines(f"{table.key}: {table.address or table.path}")
        if not table.statement:
            print_lines(f"  {told(say('a file: no database is asked'))}")
            continue
        print_lines(
            *(f"  {line}" for line in table.statement.splitlines()), *(f"  {told(each)}" for each in _said(table))
        )
    if ahead:
        print_lines(told(say("in parts on the disk:")), f"  {told(ahead.sentence())}")


def _said(table: PlannedTable) -> list[str]:
    """The needed columns, and how much would come."""
    only = [say("of its columns only: {names}", names=row_of(table.columns))] if table.columns is not None else []
    found = table.estimate
    if found is None or (found.rows is None and found.bytes is None):
        return [*only, say("the database does not say how many rows that is")]
    parts: list[str] = []
    if found.rows is not None:
        rows = say_counted("{count:,} row", "{count:,} rows", found.rows)
        parts.append(rows if found.exact else say("about {rows}", rows=rows))
    if found.bytes is not None:
        parts.append(say("reads {megabytes:,.1f} MB", megabytes=found.bytes / 1e6))
    return [*only, row_of(parts)]
