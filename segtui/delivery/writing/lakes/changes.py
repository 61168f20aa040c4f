"""What a write changes in a table that is read whole: the counts, and the rows as they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from segtui.delivery.writing.config import STAMPS, WriteBack
from segtui.delivery.writing.rows import RunRows, WrittenColumn, kind_of
from segtui.delivery.writing.target import WriteCounts
from segtui.errors import DataError, UsageError
from segtui.language.sentences import say
from segtui.libraries.columns import col, cols


@dataclass(frozen=True)
class Changes:
    """A write to a table, of which `there` are the rows (None: there is no table, or its rows are not needed any more)
    and `new` those of the run.

    `keys` tell rows apart, `says` are the columns that make a row another one, all are in both.
    """

    order: WriteBack
    there: pl.DataFrame | None
    new: pl.DataFrame
    keys: tuple[str, ...]
    says: tuple[str, ...]

    @classmethod
    def of(cls, order: WriteBack, rows: RunRows, there: pl.DataFrame | None) -> Changes:
        """Those of a run's rows; DataError where keys of the table stand in more than one row."""
        new, keys, says = cls.ready(rows, {} if there is None else there.schema)
        changes = cls(order, there, new.collect(), keys, says)
        refuse_twice(order, changes.twice)
        return changes

    @staticmethod
    def ready(rows: RunRows, known: Mapping[str, pl.DataType]) -> tuple[pl.LazyFrame, tuple[str, ...], tuple[str, ...]]:
        """A run's rows in the types of the table's columns, the keys, and what makes a row another one."""
        columns = (*rows.columns, *rows.stamps)
        run = [pl.lit(rows.run).alias(stamp.name) for stamp in rows.stamps]
        types = [col(column.name).cast(known[column.name]) for column in columns if column.name in known]
        new = pl.scan_parquet(rows.file, glob=False).with_columns(run).with_columns(types)
        keys = tuple(column.name for column in columns if column.is_key)
        return new, keys, tuple(c.name for c in columns if not c.is_key and c.holds not in STAMPS)

    @property
    def twice(self) -> int:
        """How many rows of the table have the key of another one."""
        if self.there is None or not set(self.keys) <= set(self.there.columns):
            return 0
        return self.there.height - self.there.select(cols(self.keys)).n_unique()

    @classmethod
    def counted(cls, order: WriteBack, rows: RunRows, there: pl.DataFrame | None) -> tuple[Changes | None, WriteCounts]:
        """Those of a run's rows, None where all of them are there already, and what they do; raises as `of` does."""
        changes = cls.of(order, rows, there)
        counts = changes.counts(rows.run, run_column(rows))
        return None if counts.before else changes, counts

    def counts(self, run: str, run_column: str = "") -> WriteCounts:
        """What the write does, in rows; of an `append`, a run that is in the table's `run_column` is there already."""
        total, there = self.new.height, self.there
        if there is None:
            return WriteCounts(total, new=total)
        if self.order.mode == "append":
            before = run_column in there.columns and bool((there[run_column].cast(pl.String) == run).any())
            return WriteCounts(total, new=0 if before else total, unchanged=total if before else 0, before=before)
        if self.order.mode == "replace":
            if self._is_same():
                return WriteCounts(total, unchanged=total, before=True)
            return WriteCounts(total, new=total, removed=there.height)
        new, changed = self._apart().height, self._changed().height
        removed, updates = self._left().height, self.order.mode == "update"
        return WriteCounts(
            total,
            new=0 if updates else new,
            changed=changed,
            unchanged=total - new - changed,
            removed=removed,
            absent=new if updates else 0,
            before=not (changed or removed or (new and not updates)),
        )

    def whole(self) -> pl.DataFrame:
        """All rows of the table as they become, in the table's columns."""
        there, order = self.there, self.order
        if there is None or order.mode == "replace":
            return self.new
        if order.mode == "append":
            return pl.concat([there, self.new], how="diagonal")
        changed, left = self._changed(), self._left()
        kept = there.join(
            pl.concat([changed, left]).select(cols(self.keys)), on=self.keys, how="anti", nulls_equal=True
        )
        others = [name for name in there.columns if name not in self.new.columns]
        beside = there.select(cols([*self.keys, *others]))
        parts = [kept, changed.join(beside, on=self.keys, how="left", nulls_equal=True) if others else changed]
        parts += [self._apart()] if order.mode == "merge" else []
        if order.leaving == "mark":
            emptied = [name for name in self.new.columns if name not in self.keys]
            ids = left.select(cols(self.keys))
            gone = there.join(ids, on=self.keys, how="semi", nulls_equal=True)
            parts.append(gone.with_columns(pl.lit(None, there.schema[name]).alias(name) for name in emptied))
        return pl.concat(parts, how="diagonal").select(cols(there.columns))

    def _is_same(self) -> bool:
        """Whether the table has the run's rows and columns, and no others."""
        there, new = self.there, self.new
        if there is None or set(there.columns) != set(new.columns) or there.height != new.height:
            return False
        return self._there().sort(cols(self.keys)).equals(new.sort(cols(self.keys)))

    def _apart(self) -> pl.DataFrame:
        """Rows of the run that are not in the table."""
        return self.new.join(self._there(), on=self.keys, how="anti", nulls_equal=True)

    def _changed(self) -> pl.DataFrame:
        """Rows of the run that the table has otherwise."""
        same = self.new.join(self._there(), on=[*self.keys, *self.says], how="semi", nulls_equal=True)
        there = self.new.join(self._there(), on=self.keys, how="semi", nulls_equal=True)
        return there.join(same, on=self.keys, how="anti", nulls_equal=True)

    def _left(self) -> pl.DataFrame:
        """Rows of the table of people who are not in the run, as far as something becomes of them; its columns."""
        there = self._there()
        gone = there.join(self.new, on=self.keys, how="anti", nulls_equal=True)
        if self.order.leaving == "mark":
            gone = gone.filter(pl.any_horizontal(col(name).is_not_null() for name in self.says))
        if self.order.leaving == "keep":
            gone = gone.clear()
        return gone.select(cols(self.new.columns))

    def _there(self) -> pl.DataFrame:
        assert self.there is not None
        return self.there.select(cols(self.new.columns))


def run_column(rows: RunRows) -> str:
    """The column that says of which run a row is; empty where there is none."""
    return next((stamp.name for stamp in rows.stamps if stamp.holds == "run"), "")


def refuse_twice(order: WriteBack, twice: int) -> None:
    """Raise DataError where some rows of the table have the key of another one, and it matters."""
    if twice and order.mode in ("merge", "update"):
        what = say("{twice:,} rows of the table have the key of another one", twice=twice)
        raise DataError(what, where=order.place, fix=say("name all columns that tell its rows apart in key"))


def refuse_unfit(
    order: WriteBack, columns: Sequence[WrittenColumn], known: Mapping[str, pl.DataType] | None, what: str
) -> None:
    """Raise a SegtuiError where a table with these columns (None: there is no table) can't take those of a run."""
    if any(column.holds == "valid_from" for column in columns):
        raise UsageError(say("{what} has no time of its own: leave valid_from out", what=what), where=order.place)
    if known is None:
        if order.mode == "update":
            raise DataError(say("there is no table to update"), where=order.place)
        return
    for column in columns:
        if column.name not in known:
            if order.mode in ("merge", "update"):
                raise DataError(
                    say('the table has no column "{name}"', name=column.name),
                    where=order.place,
                    fix=say("add it first"),
                )
            continue
        kind = kind_of(known[column.name])
        if kind != column.kind:
            told = say(
                'its column "{name}" is {known}, which can\'t hold {kinds}',
                name=column.name,
                known=known[column.name],
                kinds=_KINDS[column.kind],
            )
            raise DataError(told, where=order.place, fix=say("name another table or column"))


_KINDS = {
    "whole": "whole numbers",
    "decimal": "decimals",
    "text": "text",
    "yes_no": "true and false",
    "day": "days",
    "time": "times",
}
