"""Which columns a step works on: those it names, which must have the right type, and those with the right type that a
glob matches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from segtui.cleaning.step import matching
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say
from segtui.language.wording import type_word
from segtui.profiling.column_values import kind_of


def choose(
    patterns: Sequence[str],
    frame: pl.DataFrame,
    suits: Callable[[pl.Series], bool],
    wanted: str,
    *,
    id: str = "",
    common: Callable[[pl.Series], bool] | None = None,
) -> list[str]:
    """The columns, in the frame's order, that names and globs match.

    A column named in full must suit, else PlanError names its type and what was `wanted`; the column `id` never suits.
    A glob matches the columns that suit, and that are `common` if that is stricter than `suits`.
    """
    common = common or suits
    exact = [p for p in patterns if p in frame.columns]
    faults = [f for name in dict.fromkeys(exact) if (f := _fault(frame.get_column(name), id, suits, wanted))]
    if faults:
        raise PlanError(faults)
    met = matching([p for p in patterns if p not in exact], frame.columns)
    met = [c for c in met if c != id and common(frame.get_column(c))]
    return [c for c in frame.columns if c in exact or c in met]


def _fault(column: pl.Series, id: str, suits: Callable[[pl.Series], bool], wanted: str) -> Fault | None:
    if column.name == id:
        return Fault("columns", say('"{id}" is the id, which this step does not change', id=id))
    if suits(column):
        return None
    return Fault(
        "columns",
        say(
            '"{name}" is {column}, and this step needs {wanted}',
            name=column.name,
            column=type_word(kind(column)),
            wanted=type_word(wanted),
        ),
    )


def kind(column: pl.Series) -> str:
    """integer, number, text, date, datetime, boolean, or the name of the type."""
    found = kind_of(column.dtype)
    return str(column.dtype) if found == "other" else found


def is_numeric(column: pl.Series) -> bool:
    """Whether a column holds numbers."""
    return column.dtype.is_numeric()


def is_text(column: pl.Series) -> bool:
    """Whether a column holds text."""
    return column.dtype == pl.String


def is_flag(column: pl.Series) -> bool:
    """Whether a numeric column holds only 0 and 1."""
    return bool(((column == 0) | (column == 1)).all())
