"""What a database must be able to do for segments to be written to it: one session, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from segtui.delivery.writing.rows import RunRows
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.errors import DataError
from segtui.language.sentences import say


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: its name, its type as SQL casts to it, and whether a new row must have it."""

    name: str
    type: str
    needed: bool = False


class WriteSession(Protocol):
    """An open transaction. Its methods raise SegtuiError: exit 5 where the server refuses, 3 where the rows are wrong.

    A table is named by its parts, such as ("marketing", "segments"), as `found` gave them.
    """

    dialect: Dialect

    def found(self, parts: Sequence[str]) -> tuple[str, ...]:
        """The whole name of a table, with the schema where it is, or will be."""

    def columns(self, table: Sequence[str]) -> list[TableColumn]:
        """The columns of a table, in their order; none where there is no such table. Raises DataError for a view."""

    def lacking(self, table: Sequence[str], *, exists: bool) -> list[str]:
        """The rights on a table, or on its schema for a new one, that the user lacks."""

    def lock(self, table: Sequence[str]) -> None:
        """Keep other writers from a table that exists until the transaction ends; of others like this one always."""

    def run(self, statement: str) -> None:
        """Carry out a statement."""

    def create(self, statement: str, table: Sequence[str]) -> None:
        """Carry out the statement that creates a table, which is not there where the transaction is not committed."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a short answer."""

    def stage(self, table: Sequence[str], rows: RunRows, advance: Callable[[float], None]) -> str:
        """Send rows for a table to a temporary one, in bounded memory; its name in SQL."""

    def commit(self) -> None:
        """End the transaction, so that it counts."""


def within(database: str, parts: Sequence[str]) -> Sequence[str]:
    """A table's name without its database, which is the connection's own; DataError for another, and for more parts."""
    own = [database.casefold()] if database else []
    if len(parts) > 2 and [part.casefold() for part in parts[:-2]] != own:
        what = (
            say("the connection leads to the database {database}", database=database)
            if database
            else say("a table has a schema and a name")
        )
        raise DataError(
            what, where=".".join(parts), fix=say("name it {parts}, or another connection", parts=".".join(parts[-2:]))
        )
    return parts[-2:]
