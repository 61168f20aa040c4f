"""Replaces values."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from segtui.cleaning.cell_values import Value, as_kind, takes_any
from segtui.cleaning.diff import cells_changed
from segtui.cleaning.select_columns import choose, is_text, kind
from segtui.cleaning.step import Columns, Step, StepResult
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say
from segtui.language.wording import type_word
from segtui.libraries.columns import col


class Replace(Step):
    """Replace values or matches of a regular expression."""

    deals_with: ClassVar[tuple[str, ...]] = (
        "stand_in",
        "placeholder_dates",
        "zeros",
        "null_word",
        "date_formats",
        "codes_as_numbers",
        "numbers_and_words",
        "spellings",
        "typos",
        "infinite",
    )

    step: Literal["replace"] = "replace"
    columns: Columns
    """The columns, as names or globs; "*" is every column except the id that can hold the values."""
    values: Annotated[dict[str, Value], Field(min_length=1)] | None = None
    """Old value = new value; "" empties the cell. Numbers and dates in quotes too: {"666666" = ""}."""
    pattern: str | None = None
    """A regular expression for text columns, instead of whole values."""
    to: str = ""
    """The replacement for each match of `pattern`; $1 is the first group. Cells with nothing left become empty."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.values is None) == (self.pattern is None):
            raise ValueError(say("needs either values or a pattern"))
        if self.pattern is not None:
            _readable(self.pattern)
        return self

    def apply(self, frame: pl.DataFrame, *, id: str) -> StepResult:
        """Replace the cells, including those of the id if it is named."""
        if self.pattern is not None:
            names = choose(self.columns, frame, is_text, "text", common=lambda c: is_text(c) and c.name != id)
            swapped = {c: col(c).str.replace_all(self.pattern, self.to) for c in names}
            after = frame.with_columns(pl.when(e != "").then(e).alias(c) for c, e in swapped.items())
            return StepResult(after, tuple(names), cells_changed(frame, after, names))
        values = self.values or {}
        common = lambda c: takes_any(c, values) and c.name != id  # noqa: E731
        names = choose(self.columns, frame, lambda _: True, "", common=common)
        after = frame.with_columns(_replaced(frame.get_column(c), values, c in self.columns) for c in names)
        notes = [f'"{old}" does not occur' for old in values if not any(_met(frame.get_column(c), old) for c in names)]
        return StepResult(after, tuple(names), cells_changed(frame, after, names), tuple(notes))


def _readable(pattern: str) -> None:
    try:
        pl.Series([""]).str.replace_all(pattern, "")
    except pl.exceptions.PolarsError as error:
        raise ValueError(say("the pattern can't be read: {error}", error=str(error).strip().splitlines()[-1])) from None


def _met(column: pl.Series, old: str) -> bool:
    value = as_kind(old, column)
    return value is not None and bool((column == value).any())


def _replaced(column: pl.Series, values: dict[str, Value], strict: bool) -> pl.Series:
    """The column with the values replaced; if it is named in full, every value must fit."""
    wrong = [v for pair in values.items() for v in pair if v != "" and as_kind(v, column) is None]
    if wrong and strict:
        shown = ", ".join(f'"{v}"' for v in wrong[:3])
        raise PlanError(
            [
                Fault(
                    "values",
                    say(
                        '{shown} can\'t stand in "{name}", which is {column}',
                        shown=shown,
                        name=column.name,
                        column=type_word(kind(column)),
                    ),
                )
            ]
        )
    pairs = {as_kind(old, column): None if new == "" else as_kind(new, column) for old, new in values.items()}
    whole = column.dtype.is_integer()
    pairs = {o: n for o, n in pairs.items() if o is not None and not (whole and isinstance(o, float))}
    floats = whole and any(isinstance(n, float) for n in pairs.values())
    dtype = pl.Float64() if floats else column.dtype
    return column.cast(dtype).replace_strict(
        pl.Series(list(pairs), dtype=column.dtype).cast(dtype),
        pl.Series(list(pairs.values()), dtype=dtype),
        default=column.cast(dtype),
        return_dtype=dtype,
    )
