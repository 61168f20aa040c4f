"""All writes to one database, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segtui.data.databases.table_address import parts_of_name
from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.rows import RunRows, WrittenColumn
from segtui.delivery.writing.sql.batch_ledger import is_batch_written, remember_batch
from segtui.delivery.writing.sql.ledger import is_written, ledger_of, remember
from segtui.delivery.writing.sql.session import TableColumn, WriteSession
from segtui.delivery.writing.sql.statements import SqlColumn, Statements, create_table
from segtui.delivery.writing.target import Advance, WriteCounts
from segtui.errors import DataError, UnreachableError, nearest
from segtui.language.sentences import say


@dataclass(frozen=True)
class SqlTransaction:
    """Writes by SQL: the rows into a temporary table, then as few statements as bring the table in line with them."""

    session: WriteSession

    def check(self, order: WriteBack, columns: Sequence[WrittenColumn]) -> None:
        """Raise DataError for a table that can't or must not take these columns, UnreachableError where rights lack."""
        table = self.session.found(parts_of_name(order.table or ""))
        there = self.session.columns(table)
        lacking = self.session.lacking(table, exists=bool(there))
        if not self.session.columns(ledger_of(table)):
            lacking += self.session.lacking(ledger_of(table), exists=False)
        if lacking:
            fix = say("ask the database's administrator for them: `segtui guide write-back`")
            rights = ", ".join(dict.fromkeys(lacking))
            raise UnreachableError(
                say("the user lacks the rights: {rights}", rights=rights), where=order.place, fix=fix
            )
        if there:
            refuse_unfit(order, columns, there, self.session)
        elif order.mode == "update":
            raise DataError(
                say("there is no such table to update"), where=order.place, fix=say("see those there: segtui tables")
            )

    def write(self, order: WriteBack, rows: RunRows, advance: Advance) -> WriteCounts:
        """Send the rows and carry out the statements; they count once the transaction is committed."""
        session, all_columns = self.session, (*rows.columns, *rows.stamps)
        self.check(order, all_columns)
        table = session.found(parts_of_name(order.table or ""))
        session.lock(table)
        there = session.columns(table)
        before = is_batch_written if rows.batch else is_written
        if there and before(session, table, order, rows):
            return WriteCounts(rows.count, unchanged=rows.count, before=True)
        quoted = ".".join(map(session.dialect.quote, table))
        if not there:
            unique = order.mode not in ("append", "history") or any(column.is_key for column in rows.stamps)
            made = create_table(quoted, all_columns, session.dialect, unique=unique, rewritten=order.mode == "merge")
            session.create(made, table)
            there = session.columns(table)
        stage = session.stage(table, rows, advance)
        statements = Statements(order, session.dialect, quoted, stage, self._in_sql(all_columns, rows, there))
        counts = self._counted(order, statements, rows)
        for statement in statements.changes(counts):
            session.run(statement)
        remember_batch(session, table, rows.batch) if rows.batch else remember(session, table, rows)
        return counts

    def commit(self) -> None:
        """Let all of it count."""
        self.session.commit()

    def _counted(self, order: WriteBack, made: Statements, rows: RunRows) -> WriteCounts:
        joined, new, changed = (int(n) for n in self.session.rows(made.counts())[0])
        removed = int(self.session.rows(made.count_of_removed())[0][0])
        if joined != rows.count:
            what = say("several rows of the table have the same key")
            raise DataError(what, where=order.place, fix=say("name all columns of its key, or remove duplicates there"))
        absent = new if order.mode == "update" else 0
        return WriteCounts(rows.count, new - absent, changed, rows.count - new - changed, removed, absent)

    def _in_sql(
        self, columns: Sequence[WrittenColumn], rows: RunRows, there: Sequence[TableColumn]
    ) -> tuple[SqlColumn, ...]:
        """The columns with the value of each in a row of the stage, cast where the table's type is another."""
        dialect = self.session.dialect
        known = {dialect.fold(column.name): column for column in there}
        stamps = {"run": dialect.text(rows.run), "valid_from": dialect.now, "valid_to": "null"}
        found = []
        for column in columns:
            of_table = known[dialect.fold(column.name)]
            value = stamps.get(column.holds, f"s.{dialect.quote(column.name)}")
            if dialect.casts and column.holds not in stamps and of_table.type.lower() != dialect.types[column.kind]:
                value = f"cast({value} as {of_table.type})"
            found.append(SqlColumn(dialect.quote(of_table.name), column.holds, value, column.is_key))
        return tuple(found)


def refuse_unfit(
    order: WriteBack, columns: Sequence[WrittenColumn], there: Sequence[TableColumn], session: WriteSession
) -> None:
    """DataError where a table lacks a column, can't hold what it would, or has others that would be lost."""
    fold = session.dialect.fold
    types = {fold(column.name): column.type for column in there}
    for column in columns:
        if fold(column.name) not in types:
            fix = nearest(column.name, [column.name for column in there])
            raise DataError(say('the table has no column "{name}"', name=column.name), where=order.place, fix=fix)
        kind = session.dialect.kind(types[fold(column.name)])
        if column.kind == "decimal" and kind == "whole":
            what = say(
                '"{name}" is {types} and would lose the decimals of {holds}',
                name=column.name,
                types=types[fold(column.name)],
                holds=column.holds,
            )
            raise DataError(what, where=order.place, fix=say("change its type in the table, or name another column"))
    ours = {fold(column.name) for column in columns}
    others = [column for column in there if fold(column.name) not in ours]
    named = ", ".join(column.name for column in others[:5]) + (", …" if len(others) > 5 else "")
    if others and (order.mode == "replace" or (order.mode == "merge" and order.leaving == "delete")):
        fix = say('choose mode = "update", which changes only rows that are there, or remove = "keep" or "mark"')
        raise DataError(
            say("its rows hold more than segments, and would be lost: {named}", named=named), where=order.place, fix=fix
        )
    if order.mode != "update" and (needed := [column.name for column in others if column.needed]):
        fix = say('choose mode = "update", which adds no rows, or name them in columns')
        raise DataError(say("a new row needs {needed} too", needed=", ".join(needed)), where=order.place, fix=fix)
