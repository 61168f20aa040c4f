"""Formats the figures of a column on the screens: with thousands commas, except in years, ids and codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import polars as pl

from segtui.engine.transport.messages.payloads import ColumnFacts, Value
from segtui.language.figures import brief_percent, figure, in_signs
from segtui.language.translation import _, to_translate_all
from segtui.language.wording import is_plain, is_share
from widgets.plain.text import PlainText

POINTS = ("min", "q1", "median", "q3", "max")


def point_of(column: ColumnFacts, point: str) -> str:
    """A figure of a column's profile ("min", "mean" ...), formatted; empty if there is none."""
    if point == "mean" and is_share(column["kind"], column["distinct"], column["min"], column["max"]):
        return "" if column["mean"] is None else brief_percent(column["mean"])
    return show(value_of(column, point), plain=plain(column))


def value_of(column: ColumnFacts, point: str) -> Value | None:
    """A figure of a column's profile by its name ("min", "mean" ...)."""
    return cast("Mapping[str, Value | None]", column)[point]


def show(value: Any, *, plain: bool = False, digits: int = 4) -> str:
    """A formatted figure with this many significant `digits`; empty for None."""
    return "" if value is None else figure(value, plain, digits) if isinstance(value, (int, float)) else str(value)


def plain(column: ColumnFacts) -> bool:
    """Whether a column holds years, ids or codes, or dates, which are drawn by year.

    Whole numbers stored as floats count as whole.
    """
    points = [value_of(column, p) for p in POINTS]
    if column["kind"] in ("date", "datetime"):
        return True
    numbers = [float(p) for p in points if p is not None] if column["kind"] in ("integer", "number") else []
    if len(numbers) < len(POINTS):
        return False
    whole = column["kind"] == "integer" or all(p.is_integer() for p in numbers)
    return whole and is_plain(column["name"], numbers[1], numbers[3])


KINDS = to_translate_all("integer", "number", "text", "date", "datetime", "boolean", "category", "time")


def kind_word(kind: str) -> str:
    """The type of a column in a word."""
    return _(kind)


def figure_lines(
    said: Sequence[tuple[str, str]], least: int, room: int, style: str = "", gap: str = "  "
) -> list[PlainText]:
    """Names and figures in two columns, or in one if two need more than `room` cells."""
    wide = max(least, *(len(value) for _, value in said))
    names = [_(name) for name, _value in said]
    left = max(9, *(len(name) + 1 for name in names))
    cells = [
        PlainText.assemble((f"{name:<{left}}", "dim"), (f"{value:>{wide}}", style))
        for name, (_name, value) in zip(names, said, strict=True)
    ]
    half = (len(cells) + 1) // 2 if 2 * (left + wide) + len(gap) <= room else len(cells)
    return [PlainText(gap).join(cells[i::half]) for i in range(half)]


def without_commas(cells: pl.Series) -> bool:
    """Whether a column of a table holds years, ids or codes by its name and some of its cells."""
    values = cells.cast(pl.Float64).drop_nulls().drop_nans()
    q1, q3 = values.quantile(0.25), values.quantile(0.75)
    whole = cells.dtype.is_integer() or bool((values == values.floor()).all())
    return whole and q1 is not None and q3 is not None and is_plain(cells.name, q1, q3)


def part(share: Any) -> str:
    """A share (0 to 1) in a table column: a nonzero share never reads as zero."""
    return in_signs("<0.1%" if 0 < share < 0.001 else f"{share:.1%}")


def whole_percent(share: float) -> str:
    """A share (0 to 1) in four cells, or as many as it takes: only 0 and 1 read as 0 % and 100 %."""
    written = "<1%" if 0 < share < 0.005 else ">99%" if 0.995 <= share < 1 else f"{share:.0%}"
    return in_signs(f"{written:>4}")
