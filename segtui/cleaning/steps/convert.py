"""Converts amounts in different units or currencies to one, with rates from the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import polars as pl
from pydantic import Field

from segtui.cleaning.conversions import bare_cells, decimal_of
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose, is_numeric, is_text
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.data.types.numbers import parse_numbers
from segtui.language.sentences import say, say_counted, with_counts
from segtui.language.wording import quoted

Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Convert(Step):
    """Convert amounts to one unit or currency with the plan's table of rates."""

    leaves_id: ClassVar[bool] = True
    deals_with: ClassVar[tuple[str, ...]] = ("mixed_units",)

    step: Literal["convert"] = "convert"
    columns: Columns
    """The columns, as names or globs: text such as "12 kg" or "$5", or numbers beside a column of units."""
    to: Annotated[str, Field(min_length=1)]
    """The unit or currency to convert all amounts to."""
    rates: Annotated[dict[str, Rate], Field(min_length=1)]
    """Unit = its value in `to`: {USD = 0.92}; `to` itself is 1. Units are spelled as in the data, ignoring case."""
    unit: str | None = None
    """The column with each row's unit; default: the unit is in the cell."""
    decimal: Literal[".", ","] | None = None
    """The decimal mark of amounts written as text; default: detected."""

    def referenced(self) -> Sequence[tuple[str, str]]:
        """The columns of amounts and the column of units."""
        return [*super().referenced(), *([("unit", self.unit)] if self.unit else [])]

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Convert the amounts; those in a unit without a rate, and cells that are not an amount, become empty."""
        names = self._names(frame, id)
        notes: list[str] = []
        made = [self._converted(frame.get_column(n), frame, notes) for n in names if n != self.unit]
        if self.unit:
            made.append(self._relabelled(frame.get_column(self.unit)))
        after = frame.with_columns(made)
        touched = [m.name for m in made]
        return StepResult(after, tuple(touched), cells_changed(frame, after, touched), tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """The same for the columns found, with the decimal mark of their amounts if they agree on one."""
        names = self._names(before, id)
        texts = [bare_cells(before.get_column(n)) for n in names if is_text(before.get_column(n))]
        marks = {decimal_of(cells) for cells in texts} if self.decimal is None else {self.decimal}
        decimal = marks.pop() if len(marks) == 1 else None
        return (self.model_copy(update={"columns": tuple(names), "decimal": decimal}),) if names else ()

    def _names(self, frame: pl.DataFrame, id: str) -> list[str]:
        suits = (lambda c: is_text(c) or is_numeric(c)) if self.unit else is_text
        return choose(self.columns, frame, suits, "numbers or text" if self.unit else "text", id=id)

    def _converted(self, column: pl.Series, frame: pl.DataFrame, notes: list[str]) -> pl.Series:
        """The amounts in `to`; adds what was found to `notes`."""
        if is_numeric(column):
            amounts, found = column.cast(pl.Float64), pl.Series([None] * len(column), dtype=pl.String)
        else:
            read = parse_numbers(bare_cells(column), decimal=self.decimal)
            amounts, found = read.values, read.units
        units = bare_cells(frame.get_column(self.unit)) if self.unit else found
        rates = self._rates(units)
        without = column.filter(amounts.is_not_null() & units.is_not_null() & rates.is_null())
        converted = (amounts * rates).alias(column.name)
        self._tell(column, amounts, units, without.len(), notes)
        return converted

    def _rates(self, units: pl.Series) -> pl.Series:
        """The rate of each cell: 1 if there is no unit, null if the unit has no rate."""
        known = {self.to.casefold(): 1.0, **{unit.casefold(): rate for unit, rate in self.rates.items()}}
        folded = units.str.to_lowercase()
        rates = folded.replace_strict(known, default=None, return_dtype=pl.Float64)
        return rates.set(units.is_null(), 1.0)

    def _relabelled(self, column: pl.Series) -> pl.Series:
        units = bare_cells(column)
        known = self._rates(units).is_not_null() & units.is_not_null()
        return column.cast(pl.String).set(known, self.to)

    def _tell(self, column: pl.Series, amounts: pl.Series, units: pl.Series, without: int, notes: list[str]) -> None:
        rates = self._rates(units)
        met = units.filter(amounts.is_not_null() & rates.is_not_null()).drop_nulls()
        counts = met.alias("unit").value_counts(name="n").sort("n", "unit", descending=[True, False])
        if counts.height:
            units_met = with_counts(counts.rows())
            notes.append(say("{column} in {units}, now in {unit}", column=column.name, units=units_met, unit=self.to))
        plain = int((amounts.is_not_null() & units.is_null()).sum())
        if plain:
            read_as = say_counted(
                "{count:,} amount in {column} without a unit read as {unit}",
                "{count:,} amounts in {column} without a unit read as {unit}",
                plain,
                column=column.name,
                unit=self.to,
            )
            notes.append(read_as)
        if without:
            unknown = units.filter(amounts.is_not_null() & rates.is_null()).unique().sort().head(5)
            shown = ", ".join(quoted(u) for u in unknown)
            emptied = say_counted(
                "{count:,} amount in {column} became empty: no rate for {units}",
                "{count:,} amounts in {column} became empty: no rate for {units}",
                without,
                column=column.name,
                units=shown,
            )
            notes.append(emptied)
        unread = column.is_not_null() & amounts.is_null()
        if unread.any():
            shown = ", ".join(quoted(str(c)) for c in column.filter(unread).unique(maintain_order=True).head(3))
            no_amount = say_counted(
                "{count:,} cell in {column} no amount, now empty, such as {examples}",
                "{count:,} cells in {column} no amount, now empty, such as {examples}",
                int(unread.sum()),
                column=column.name,
                examples=shown,
            )
            notes.append(no_amount)
