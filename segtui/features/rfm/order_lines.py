"""The lines of an orders table, typed and classified: usable, incomplete, cancelled."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from segtui.cleaning.sql import SqlError, read_sql
from segtui.columns import col
from segtui.data.table import Table
from segtui.data.types.plain_ids import plain_ids
from segtui.data.types.sentinels import COMPACT
from segtui.errors import DataError, Fault, PlanError, nearest
from segtui.features.maker import missing_columns, of_ids
from segtui.language.sentences import row_of, say

_CANCELLED = r"^\s*[Cc]\d+"
_COMPACT_DATES = pl.col("^.*$").is_between(19_000_101, 22_001_231)


@dataclass(frozen=True)
class Orders:
    """What the columns of an orders table are: plan keys `id`, `date`, `amount` and, where there is one, `order`.

    `amount` is a column or a Polars SQL expression such as "Quantity * UnitPrice"; without one every row counts 0.
    """

    id: str
    date: str
    amount: str | None
    order: str | None = None

    def keys(self) -> dict[str, str]:
        """The columns by plan key, without those that are not named."""
        named = {"id": self.id, "date": self.date, "amount": self.amount, "order": self.order}
        return {key: name for key, name in named.items() if name is not None}

    def lines(self, table: Table) -> tuple[pl.DataFrame, list[str]]:
        """The complete lines as columns id, day, amount, order (its number where no column names it), cancelled.

        A line without an id, date, amount or order is left out and counted in the notes. A line is cancelled when its
        amount is negative or its order id is a C followed by digits; the amount of such a line is made negative.
        Where most order ids begin that way, the C is how the shop writes its order ids and says nothing.
        """
        frame = table.frame
        named: dict[str, pl.Expr | pl.Series] = {
            "id": col(self.id),
            "day": day_of(frame, self.date),
            "amount": self._amount(frame),
        }
        if self.order is not None:
            named["order"] = col(self.order)
        lines = frame.select(**named).with_columns(pl.col("amount").cast(pl.Float64).fill_nan(None))
        _refuse_infinite(lines, where=f"{table.reading.path}, {self.amount}")
        complete = lines.drop_nulls()
        notes = _incomplete(
            lines, complete, {"day": self.date, "amount": self.amount, "id": self.id, "order": self.order}
        )
        if self.order is None:
            complete = complete.with_row_index("order")
        return self._with_cancelled(complete.with_columns(plain_ids(complete["id"])), notes)

    def faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        """Columns that are not there or are of the wrong kind, each under its plan key."""
        found = missing_columns(key, {"id": self.id, "date": self.date, "order": self.order}, frame.columns)
        if self.date in frame.columns and not is_dated(frame[self.date]):
            dated = [c for c in frame.columns if is_dated(frame[c])]
            kind = "numbers" if frame.schema[self.date].is_numeric() else "text"
            fix = f"columns of dates: {', '.join(dated)}" if dated else "write its dates as YYYY-MM-DD"
            found.append(Fault(f"{key}.date", f'"{self.date}" holds {kind}, not dates', fix))
        return found + self._amount_faults(frame, f"{key}.amount")

    def _amount(self, frame: pl.DataFrame) -> pl.Series:
        """The amounts; raises SqlError where they can't be computed."""
        if self.amount is None:
            return pl.repeat(0.0, frame.height, eager=True)
        if self.amount in frame.columns:
            return frame.get_column(self.amount)
        return read_sql(self.amount, "an amount").of(frame)

    def _amount_faults(self, frame: pl.DataFrame, key: str) -> list[Fault]:
        if self.amount is None:
            return []
        try:
            named = () if self.amount in frame.columns else read_sql(self.amount, "an amount").columns
            if unknown := [c for c in named if c not in frame.columns]:
                return [Fault(key, f'there is no column "{c}"', nearest(c, frame.columns)) for c in unknown]
            made = self._amount(frame)
        except SqlError as error:
            fix = error.fix or 'a column, or an expression such as "Quantity * UnitPrice"'
            return [Fault(key, f'"{_shortened(self.amount)}" can\'t be computed: it {error.what}', fix)]
        if not made.dtype.is_numeric():
            numbers = [c for c, kind in frame.schema.items() if kind.is_numeric()]
            fix = f"columns of numbers: {', '.join(numbers)}" if numbers else ""
            return [Fault(key, f'"{self.amount}" has no numbers', fix)]
        if made.len() != frame.height:
            return [Fault(key, f'"{self.amount}" is one value for the whole table', "give an amount for each row")]
        return []

    def _with_cancelled(self, lines: pl.DataFrame, notes: list[str]) -> tuple[pl.DataFrame, list[str]]:
        cancelled = pl.col("amount") < 0
        if lines.schema["order"] == pl.String:
            marked = lines["order"].str.contains(_CANCELLED)
            if 2 * marked.sum() <= lines.height:
                cancelled = cancelled | marked
            else:
                notes.append(
                    say(
                        'Most ids of "{column}" begin with C, so the C is not read as a cancellation.',
                        column=self.order,
                    )
                )
        lines = lines.with_columns(cancelled=cancelled)
        lines = lines.with_columns(amount=pl.when("cancelled").then(-pl.col("amount").abs()).otherwise("amount"))
        count = lines["cancelled"].sum()
        if count:
            notes.append(
                say(
                    "{count:,} of {rows:,} rows are cancelled or returned: they reduce monetary and don't count as "
                    "orders.",
                    count=int(count),
                    rows=lines.height,
                )
            )
        return lines, notes


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def refuse(faults: list[Fault]) -> None:
    """Raise PlanError when there are faults."""
    if faults:
        raise PlanError(faults)


def is_dated(column: pl.Series) -> bool:
    """Dates, times of a day, or whole numbers that are all dates written YYYYMMDD."""
    if column.dtype.is_integer():
        known = column.filter(~column.is_in(COMPACT)).drop_nulls()
        return known.len() > 0 and not _compact(known).null_count()
    return column.dtype in (pl.Date, pl.Datetime)


def _compact(column: pl.Series) -> pl.Series:
    """Dates written YYYYMMDD; null for other numbers, and for days that stand for none."""
    meant = _COMPACT_DATES & ~pl.all().is_in(COMPACT)
    inside = column.to_frame().select(pl.when(meant).then(pl.all())).to_series()
    return inside.cast(pl.String).str.to_date("%Y%m%d", strict=False)


def day_of(frame: pl.DataFrame, column: str) -> pl.Expr:
    """The days of a column of dates, as `is_dated` knows them."""
    days = _compact(frame[column]) if frame.schema[column].is_integer() else frame[column].cast(pl.Date)
    return pl.lit(days)


def _refuse_infinite(lines: pl.DataFrame, where: str) -> None:
    ids = lines.filter(pl.col("amount").is_infinite())["id"]
    if ids.len():
        what = f"{ids.len():,} infinite {'amount' if ids.len() == 1 else 'amounts'}, {of_ids(ids)}"
        raise DataError(what, where=where, fix="correct or remove them")


def _incomplete(lines: pl.DataFrame, complete: pl.DataFrame, names: dict[str, str | None]) -> list[str]:
    lost = lines.height - complete.height
    if not lost:
        return []
    counts = {str(names[c]): lines[c].null_count() for c in lines.columns}
    parts = [say("{rows:,} without {column}", rows=count, column=name) for name, count in counts.items() if count]
    return [say("{lost:,} of {rows:,} rows are left out: {why}.", lost=lost, rows=lines.height, why=row_of(parts))]
