"""What a sheet holds: text above, a table, and charts of its columns."""

from __future__ import annotations

from dataclasses import dataclass


class Share(float):
    """A share, 0 to 1, that is written as a percentage."""


class OpenShare(float):
    """A share of a period that is not over, written with a star."""


class Year(float):
    """A year, written without thousands commas."""


Value = str | int | float | bool | None
"""A cell; whole numbers have thousands commas, others as many decimals as their size needs, None is empty."""


@dataclass(frozen=True)
class NativeChart:
    """A chart of columns of the sheet, by their place: bars for the first column's names, or lines over its numbers.

    It is drawn from rows `first` to `last` (0 is the first below the header). `alt` is read to those who can't see it.
    """

    title: str
    columns: tuple[int, ...]
    first: int
    last: int
    alt: str
    lines: bool = False
    names: int = 0


@dataclass(frozen=True)
class Sheet:
    """One sheet: `above` are lines of text, then the table, which may have no columns.

    The cells of the `shaded` columns are coloured by their value, all on one scale.
    """

    name: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    above: tuple[str, ...] = ()
    charts: tuple[NativeChart, ...] = ()
    shaded: range = range(0)
