"""The statements that bring a table in line with a run, made of its columns; and the one that counts what they do.

In each, `t` is the table and `s` the stage. Rows are updated and inserted apart, so that no unique index is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from segtui.delivery.writing.config import STAMPS, WriteBack
from segtui.delivery.writing.rows import WrittenColumn
from segtui.delivery.writing.sql.dialect import Dialect
from segtui.delivery.writing.target import WriteCounts


@dataclass(frozen=True)
class SqlColumn:
    """A column of the table: its quoted name, what it holds, and the SQL of its value in a row of the stage."""

    name: str
    holds: str
    value: str
    is_key: bool


@dataclass(frozen=True)
class Statements:
    """The SQL of one write; `table` and `stage` are quoted names."""

    order: WriteBack
    dialect: Dialect
    table: str
    stage: str
    columns: tuple[SqlColumn, ...]

    def counts(self) -> str:
        """One row: rows of the stage as joined, those that are new, and those that change."""
        if self.order.mode == "append":
            return f"select count(*) as joined, count(*) as new_rows, 0 as changed_rows from {self.stage} as s"
        if self.order.mode == "replace":  # whose old rows may have no key
            there = f"exists (select 1 from {self.table} as t where {self._match}"
            new, changed = f"not {there})", f"{there}) and not {there} and not ({self._any_differs(self._values)}))"
            return self._summed(new, changed, "")
        first = self._keys[0].name
        new, changed = f"t.{first} is null", f"t.{first} is not null and ({self._any_differs(self._values)})"
        told = (
            changed if self.order.mode != "history" else f"t.{first} is not null and ({self._any_differs(self._told)})"
        )
        return self._summed(new, told, f" left join {self.table} as t on {self._match}")

    def count_of_removed(self) -> str:
        """One row: how many rows of the table belong to people who are no longer in the run, and will tell so."""
        if self.order.mode == "append" or (self.order.mode != "replace" and self.order.leaving == "keep"):
            return "select 0"
        where = self._gone("t")
        if self.order.mode in ("merge", "update") and self.order.leaving == "mark":
            where += f" and ({self._marked('t')})"
        return f"select count(*) from {self.table} as t where {where}"

    def changes(self, counts: WriteCounts) -> list[str]:
        """The statements that do what was counted, in order; who left goes first, while the table is small."""
        if self.order.mode == "append":
            return [self._insert("")]
        if self.order.mode == "replace":
            return [f"delete from {self.table}", self._insert("")]
        if self.order.mode == "history":
            ended = f"{self.dialect.set_column.format(self._column('valid_to'))} = {self.dialect.now}"
            update, is_stamped = self._update(ended, self._any_differs(self._told)), False
        else:
            stamp = self._of("run")
            update = self._update(", ".join(self._sets()), self._any_differs((*self._values, *stamp)))
            is_stamped = bool(stamp)
        adds = counts.new or (counts.changed and self.order.mode == "history")
        return [
            *([self._leave()] if counts.removed else []),
            *([update] if counts.changed or is_stamped else []),
            *([self._insert(self._unmatched)] if adds else []),
        ]

    def _leave(self) -> str:
        """What becomes of rows of people who are no longer in the run."""
        if self.order.mode == "history":
            ending = f"{self._column('valid_to')} = {self.dialect.now}"
            return f"update {self.table} set {ending} where {self._gone(self.table)}"
        if self.order.leaving == "mark":
            return self._mark()
        return f"delete from {self.table} where {self._gone(self.table)}"

    def _summed(self, new: str, changed: str, joined: str) -> str:
        sums = ", ".join(
            f"coalesce(sum(case when {which} then 1 else 0 end), 0) as {name}"
            for name, which in (("new_rows", new), ("changed_rows", changed))
        )
        return f"select count(*) as joined, {sums} from {self.stage} as s{joined}"

    @property
    def _keys(self) -> tuple[SqlColumn, ...]:
        return tuple(column for column in self.columns if column.is_key)

    @property
    def _values(self) -> tuple[SqlColumn, ...]:
        return tuple(column for column in self.columns if not column.is_key and column.holds not in STAMPS)

    @property
    def _told(self) -> tuple[SqlColumn, ...]:
        """What says that somebody is in another segment: its name, for numbers follow sizes."""
        return self._of("segment_name") or self._of("segment") or self._values

    def _of(self, holds: str) -> tuple[SqlColumn, ...]:
        return tuple(column for column in self.columns if column.holds == holds and not column.is_key)

    def _column(self, holds: str) -> str:
        return self._of(holds)[0].name

    @property
    def _match(self) -> str:
        same = [f"t.{key.name} = {key.value}" for key in self._keys]
        return " and ".join([*same, *([self._open("t")] if self.order.mode == "history" else [])])

    @property
    def _unmatched(self) -> str:
        return f" where not exists (select 1 from {self.table} as t where {self._match})"

    def _open(self, table: str) -> str:
        return f"{table}.{self._column('valid_to')} is null"

    def _gone(self, table: str) -> str:
        same = " and ".join(f"{key.value} = {table}.{key.name}" for key in self._keys)
        gone = f"not exists (select 1 from {self.stage} as s where {same})"
        return f"{self._open(table)} and {gone}" if self.order.mode == "history" else gone

    def _any_differs(self, columns: Iterable[SqlColumn]) -> str:
        return " or ".join(self.dialect.differs.format(f"t.{column.name}", column.value) for column in columns)

    def _sets(self) -> list[str]:
        """New values; since when somebody is in a segment stays where the segment does.

        That is first, for MySQL looks at the values as they have become.
        """
        sets = []
        for column in sorted(self.columns, key=lambda column: column.holds != "valid_from"):
            if column.is_key or column.holds == "valid_to":
                continue
            value = column.value
            if column.holds == "valid_from":
                now = self.dialect.now
                value = f"case when {self._any_differs(self._told)} or t.{column.name} is null then {now} "
                value += f"else t.{column.name} end"
            sets.append(f"{self.dialect.set_column.format(column.name)} = {value}")
        return sets

    def _update(self, sets: str, changed: str) -> str:
        keys, match = self._match, f"{self._match} and ({changed})"
        places = {"table": self.table, "stage": self.stage, "sets": sets}
        return self.dialect.update.format(**places, keys=keys, match=match)

    def _marked(self, table: str) -> str:
        """Whether a row says anything still."""
        return " or ".join(f"{table}.{column.name} is not null" for column in self._values)

    def _mark(self) -> str:
        stamps = [f"{c.name} = {c.value}" for c in (*self._of("run"), *self._of("valid_from"))]
        sets = ", ".join([*(f"{column.name} = null" for column in self._values), *stamps])
        return f"update {self.table} set {sets} where {self._gone(self.table)} and ({self._marked(self.table)})"

    def _insert(self, where: str) -> str:
        written = [column for column in self.columns if column.holds != "valid_to"]
        names, values = ", ".join(c.name for c in written), ", ".join(c.value for c in written)
        return f"insert into {self.table} ({names}) select {values} from {self.stage} as s{where}"


def create_table(
    table: str, columns: Iterable[WrittenColumn], dialect: Dialect, *, unique: bool, rewritten: bool
) -> str:
    """The statement that makes a table for a run's rows; `unique` where its keys are those of a primary key.

    `rewritten` says that later runs will change its rows where they are.
    """
    parts, keys = [], []
    for column in columns:
        name = dialect.quote(dialect.created(column.name))
        parts.append(f"{name} {dialect.new_type(column.kind, is_key=column.is_key)}" + " not null" * column.is_key)
        keys += [name] if column.is_key else []
    if unique and dialect.primary_key:
        parts.append(f"primary key ({', '.join(keys)})")
    return f"create table {table} ({', '.join(parts)})" + dialect.rewritten * rewritten
