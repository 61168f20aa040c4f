"""Writes that must not be, or could not, told before hours of search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from segtui.data.addresses import is_address
from segtui.data.connections.connection import Connection
from segtui.data.databases.table_address import TableAddress, parse, parts_of_name
from segtui.data.reading.source_paths import absolute
from segtui.data.stores.store_address import is_lake
from segtui.data.stores.store_address import parse as parse_lake
from segtui.delivery.writing.config import OWN, WriteBack
from segtui.delivery.writing.target import connection_of, target_of
from segtui.errors import DataError, Fault, PlanError, SegtuiError, nearest
from segtui.language.sentences import say
from segtui.pipeline.exports.output_names import read_by, refuse_output
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.write_back.run_columns import MEMBERSHIP, written_columns
from segtui.plan.model import Plan
from segtui.publishing.paths import Inputs

_USER = re.compile(r"://[^/@]*@")


def from_folder(order: WriteBack, folder: Path) -> WriteBack:
    """The order with paths that lead to the same from anywhere."""
    return order.with_paths(lambda path: absolute(path, folder.absolute()))


def refuse_writes(plan: Plan, folder: Path, prepared: PreparedRun) -> None:
    """Raise PlanError for writes that can't be, and what connecting raises; the plan's paths lead from `folder`."""
    if not plan.write:
        return
    known = [*OWN, *dict.fromkeys([*prepared.frame.columns, *prepared.tables[0].frame.columns])]
    faults = []
    for i, order in enumerate(plan.write, start=1):
        wrong = [name for name in order.columns.values() if name not in known and not MEMBERSHIP.fullmatch(name)]
        faults += [Fault(f"write[{i}].columns", say('there is no column "{n}"', n=n), nearest(n, known)) for n in wrong]
    if faults:
        raise PlanError(faults)
    id_type = prepared.frame.schema[prepared.id]
    for order in plan.write:
        refuse_read(order, plan, folder, prepared.tables[0].frame.columns if plan.source else ())
    refuse_unwritable(plan.write, folder, prepared.id, id_type)


def refuse_unwritable(orders: Sequence[WriteBack], folder: Path, id: str, id_type: pl.DataType) -> None:
    """Open each place and ask whether it can take the columns; raises what that raises."""
    for order in (from_folder(order, folder) for order in orders):
        target = target_of(order)
        with target.open(connection_of(order) if target.schemes else order.path) as transaction:
            columns, stamps = written_columns(order, id, id_type)
            transaction.check(order, (*columns, *stamps))


def refuse_read(order: WriteBack, plan: Plan, folder: Path, source: Sequence[str] = ()) -> None:
    """Raise a SegtuiError where an order would change what its run reads: a file, or a table beyond its own columns.

    `source` are the columns of the plan's own table as it was read.
    """
    ready = from_folder(order, folder)
    if ready.path is not None:
        if is_lake(ready.path):
            _refuse_read_lake(order, ready.path, plan, folder)
        elif "://" not in ready.path:
            refuse_output(Inputs.of(read_by(plan, folder)), Path(ready.path))
        return
    connection, parts = connection_of(ready), parts_of_name(ready.table or "")
    for table in plan.tables():
        if not is_address(table.path) or not reads(parse(absolute(table.path, folder.absolute())), connection, parts):
            continue
        if order.mode != "update":
            fix = say('choose another table, or mode = "update", which changes only the columns that it names')
            raise DataError(say("the run reads this table, so it can't be written to"), where=order.place, fix=fix)
        data = [name for name in order.columns.values() if name not in OWN and not MEMBERSHIP.fullmatch(name)]
        own = [name for name in order.columns if plan.source and table.path == plan.source.path and name in source]
        if data or own:
            what = say(
                "the run reads {value} of this table, and would write to what it reads", value=", ".join([*data, *own])
            )
            fix = say("read the other columns only: columns = [...] in [source], and write to none of these")
            raise DataError(what, where=order.place, fix=fix)


def _refuse_read_lake(order: WriteBack, path: str, plan: Plan, folder: Path) -> None:
    """Raise DataError where a run would replace what it reads on a store."""
    read = [absolute(table.path, folder.absolute()) for table in plan.tables() if is_address(table.path)]
    same = [one for one in read if is_lake(one) and parse_lake(one).url == parse_lake(path).url]
    if same and order.mode != "update":
        fix = say('choose another table, or mode = "update", which changes only the columns that it names')
        raise DataError(say("the run reads this table, so it can't be written to"), where=order.place, fix=fix)


def reads(asked: TableAddress, connection: Connection, parts: Sequence[str]) -> bool:
    """Whether an address reads a table of a connection; a query does if it has the table's name in it."""
    try:
        if _place(asked.connection()) != _place(connection):
            return False
        if asked.table:
            theirs = parts_of_name(asked.table)
            pairs = zip(reversed(theirs), reversed(list(parts)), strict=False)
            return all(one.casefold() == other.casefold() for one, other in pairs)
        return re.search(rf"\b{re.escape(parts[-1])}\b", asked.statement(), re.IGNORECASE) is not None
    except SegtuiError:
        return False


def _place(connection: Connection) -> str:
    """The address of a database without the user."""
    return _USER.sub("://", connection.url.replace("postgres://", "postgresql://"))
