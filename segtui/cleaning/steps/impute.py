"""Fills empty cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self, cast

import numpy as np
import polars as pl
from pydantic import Field, model_validator

from segtui.cleaning.cell_values import Value, as_kind, figure_of
from segtui.cleaning.column_totals import Asked, ColumnTotals
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.gap_matrix import without_nan
from segtui.cleaning.iterative_impute import impute_iteratively
from segtui.cleaning.knn_impute import impute_knn
from segtui.cleaning.select_columns import choose, is_numeric, kind
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.declare import Seed
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.libraries.columns import cols

_STATISTICS = ("mean", "median", "mode")
_MOST_FREQUENT = 100
_NUMBERS_ONLY = ("mean", "median", "knn", "iterative")


class Impute(Step):
    """Fill empty cells, or drop their rows."""

    leaves_id: ClassVar[bool] = True
    place: ClassVar[int] = 3
    deals_with: ClassVar[tuple[str, ...]] = (
        "nulls",
        "unread",
    )

    step: Literal["impute"] = "impute"
    columns: Columns
    """The columns, as names or globs; "*" is every column the method applies to, never the id."""
    method: Literal["mean", "median", "mode", "constant", "knn", "iterative", "interpolate", "drop"]
    """How cells are filled. mode is the most frequent value; knn averages similar rows; iterative regresses each column
    on the others; interpolate follows the order of the rows; drop removes the rows."""
    value: Value | None = None
    """The value for `constant`."""
    neighbours: Annotated[int, Field(ge=1, le=1000)] = 5
    """The number of similar rows that `knn` averages."""
    seed: Seed | None = None
    """The seed with which `knn` and `iterative` draw 10,000 rows to learn from, and `iterative` 20 columns for each,
    if there are more; default: the plan's."""

    @model_validator(mode="after")
    def _value_for_constant(self) -> Self:
        if (self.method == "constant") != (self.value is not None):
            raise ValueError(say('the method "constant", and only that one, needs a value'))
        return self

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Fill the columns' null and NaN cells; integers become floats if the filled values have decimals."""
        names = choose(self.columns, frame, self._suits, self._wanted(), id=id)
        frame = without_nan(frame, names)
        gaps = [c for c in names if frame.get_column(c).null_count()]
        if self.method == "drop":
            return _dropped(frame, gaps)
        empty = [c for c in gaps if frame.get_column(c).null_count() == frame.height and self.method != "constant"]
        notes: list[str] = [
            say("{column} is entirely empty: there is nothing to fill it from", column=c) for c in empty
        ]
        gaps = [c for c in gaps if c not in empty]
        if self.method == "knn":
            filled, said = impute_knn(frame, gaps, id=id, neighbours=self.neighbours, seed=self.seed or 0)
            notes += said
        elif self.method == "iterative":
            filled, said = impute_iteratively(frame, gaps, id=id, seed=self.seed or 0)
            notes += said
        else:
            filled = [self._filled(frame.get_column(c)) for c in gaps]
        after = frame.with_columns(filled)
        notes += [self._told(frame.get_column(c), after.get_column(c)) for c in gaps]
        return StepResult(after, tuple(gaps), cells_changed(frame, after, gaps), tuple(notes))

    def fitted(self, before: pl.DataFrame, *, id: str) -> tuple[Step, ...]:
        """Constants for means, medians and modes, also of columns without gaps; donor rows for `knn`, regressions for
        `iterative`.

        What `interpolate` fills in depends on neighboring rows, so it follows the order of the later rows.
        """
        names = choose(self.columns, before, self._suits, self._wanted(), id=id)
        before = without_nan(before, names)
        if self.method not in (*_STATISTICS, "knn", "iterative"):
            return (self.model_copy(update={"columns": tuple(names)}),) if names else ()
        names = [c for c in names if before.get_column(c).null_count() < before.height]
        if self.method == "knn":
            from segtui.cleaning.fitted.knn import nearby

            return nearby(before, names, id=id, neighbours=self.neighbours, seed=self.seed or 0)
        if self.method == "iterative":
            from segtui.cleaning.fitted.iterative import regressed

            return regressed(before, names, id=id, seed=self.seed or 0)
        found = {c: self._statistic(before.get_column(c)) for c in names}
        return tuple(
            Impute(columns=(c,), method="constant", value=value) for c, value in found.items() if value is not None
        )

    def needs_all_rows(self, before: pl.DataFrame | None = None) -> bool:
        """`interpolate` looks at neighboring rows, which may be in another part."""
        return self.method == "interpolate"

    def asks(self, before: pl.DataFrame, *, id: str) -> dict[str, Asked]:
        """The moments for means, the middle for medians, and how often the sample's frequent values occur for modes."""
        if self.method not in _STATISTICS:
            return {}
        names = choose(self.columns, before, self._suits, self._wanted(), id=id)
        if self.method == "mode":
            return {c: Asked(values=_frequent(before.get_column(c))) for c in names}
        return {c: Asked((0.5,) if self.method == "median" else ()) for c in names}

    def fitted_by(self, before: pl.DataFrame, facts: Mapping[str, ColumnTotals], *, id: str) -> tuple[Step, ...]:
        """Constants for means, medians and modes of all rows; what other methods learn is that of the sample."""
        if self.method not in _STATISTICS:
            return self.fitted(before, id=id)
        found = {name: self._of_facts(known, before.get_column(name)) for name, known in facts.items()}
        return tuple(
            Impute(columns=(c,), method="constant", value=value) for c, value in found.items() if value is not None
        )

    def _of_facts(self, known: ColumnTotals, sample: pl.Series) -> Value | None:
        if self.method == "mode":
            ranked = sorted(known.values, key=lambda value: (-known.values[value], value))
            value = ranked[0] if ranked else None
            return str(value) if sample.dtype.is_temporal() and value is not None else cast("Value | None", value)
        if not known.count:
            return None
        return known.mean if self.method == "mean" else known.quantiles[0.5]

    def _suits(self, column: pl.Series) -> bool:
        if self.method in _NUMBERS_ONLY:
            return is_numeric(column)
        if self.method == "interpolate":
            return is_numeric(column) or column.dtype in (pl.Date, pl.Datetime)
        return self.value is None or (as_kind(self.value, column) is not None and _alike(self.value, column))

    def _wanted(self) -> str:
        if self.method == "constant":
            return f"a value that fits it, not {self.value!r}"
        return "numbers" if self.method in _NUMBERS_ONLY else "numbers or dates"

    def _filled(self, column: pl.Series) -> pl.Series:
        if self.method == "interpolate":
            return _interpolated(column)
        if self.method == "constant":
            return _filled_with(column, as_kind(self.value, column))  # type: ignore[arg-type]
        value = self._statistic(column)
        if value is None:
            raise PlanError([Fault("columns", say('"{name}" has no finite number to fill it from', name=column.name))])
        return _filled_with(column, as_kind(value, column))

    def _statistic(self, column: pl.Series) -> Value | None:
        """The column's mode, mean or median in a type that a plan can hold; None if no number is finite."""
        if self.method == "mode":
            known = column.drop_nulls().alias("value").value_counts(name="n")
            value = known.sort("n", "value", descending=[True, False]).item(0, "value")
            return str(value) if column.dtype.is_temporal() else cast(Value, value)
        values = column.drop_nulls().cast(pl.Float64).to_numpy()
        values = values[np.isfinite(values)]
        if not values.size:
            return None
        return float(np.mean(values) if self.method == "mean" else np.median(values))

    def _told(self, before: pl.Series, after: pl.Series) -> str:
        filled = say_counted(
            "{count:,} cell of {cells:,} in {column} filled",
            "{count:,} cells of {cells:,} in {column} filled",
            before.null_count(),
            cells=before.len(),
            column=before.name,
        )
        if self.method == "knn":
            return say("{cells} by the nearest rows", cells=filled)
        if self.method == "iterative":
            return say("{cells} by regression on the other columns", cells=filled)
        if self.method == "interpolate":
            return say("{cells} by interpolation", cells=filled)
        value = after.filter(before.is_null())[0]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        shown = figure_of(before, value) if number else str(value)
        return say(_FILLED_WITH[self.method], cells=filled, value=shown)


_FILLED_WITH = {
    "constant": to_translate("{cells} with {value}"),
    "mean": to_translate("{cells} with the mean {value}"),
    "median": to_translate("{cells} with the median {value}"),
    "mode": to_translate("{cells} with the mode {value}"),
}


def _alike(value: Value, column: pl.Series) -> bool:
    """Whether a constant fits the column's type, so that 0 does not become text."""
    if isinstance(value, bool) or kind(column) == "boolean":
        return isinstance(value, bool) and kind(column) == "boolean"
    return isinstance(value, str) != is_numeric(column)


def _frequent(column: pl.Series) -> tuple[object, ...]:
    """The most frequent values of a sample, among which the mode of all rows is looked for."""
    counts = column.drop_nulls().alias("value").value_counts(name="n")
    return tuple(counts.sort("n", "value", descending=[True, False]).head(_MOST_FREQUENT)["value"])


def _dropped(frame: pl.DataFrame, gaps: list[str]) -> StepResult:
    notes = tuple(
        say_counted(
            "{count:,} cell empty in {column}",
            "{count:,} cells empty in {column}",
            frame.get_column(c).null_count(),
            column=c,
        )
        for c in gaps
    )
    return StepResult(frame.drop_nulls(cols(gaps)) if gaps else frame, tuple(gaps), notes=notes)


def _filled_with(column: pl.Series, value: object) -> pl.Series:
    whole = isinstance(value, float) and value.is_integer()
    if column.dtype.is_integer() and isinstance(value, float) and not whole:
        column = column.cast(pl.Float64)
    filler = pl.Series([int(value) if whole and column.dtype.is_integer() else value], dtype=column.dtype)  # type: ignore[call-overload]
    return column.fill_null(filler[0])


def _interpolated(column: pl.Series) -> pl.Series:
    """Linear interpolation between known cells in row order; constant before the first and after the last."""
    values = column.to_physical().cast(pl.Float64).to_numpy()
    known = column.is_not_null().to_numpy()
    places = np.arange(values.size)
    line = np.interp(places, places[known], values[known])
    if column.dtype.is_temporal():
        return (
            pl.Series(column.name, np.round(line).astype(np.int64)).cast(column.to_physical().dtype).cast(column.dtype)
        )
    whole = column.dtype.is_integer() and bool((line == np.floor(line)).all())
    return pl.Series(column.name, line).cast(column.dtype if whole else pl.Float64)
