"""How the figures of a column are written on the screens: thousands commas, but none in years, ids and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segtui.wording import figure, is_plain

POINTS = ("min", "q1", "median", "q3", "max")
Known = Mapping[str, Any]


def point_of(column: Known, point: str) -> str:
    """A figure of a column's profile ("min", "mean" ...) as a person writes it; nothing where there is none."""
    return show(column[point], plain=plain(column))


def show(value: Any, *, plain: bool = False) -> str:
    """A figure as a person writes it; nothing for none."""
    return "" if value is None else figure(value, plain) if isinstance(value, (int, float)) else str(value)


def plain(column: Known) -> bool:
    """Whether a column holds years, ids or codes, or dates, which are drawn by their years.

    Whole numbers that were read or made as fractions count as whole.
    """
    points = [column[p] for p in POINTS]
    if column["kind"] in ("date", "datetime"):
        return True
    if column["kind"] not in ("integer", "number") or None in points:
        return False
    whole = column["kind"] == "integer" or all(float(p).is_integer() for p in points)
    return whole and is_plain(column["name"], column["q1"], column["q3"])


def part(share: Any) -> str:
    """A share (0 to 1) in a column of a table: what is not nothing never reads as nothing."""
    return "<0.1%" if 0 < share < 0.001 else f"{share:.1%}"
