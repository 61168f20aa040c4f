"""Rates, means and their differences as tables of effects print them."""

from __future__ import annotations

from segtui.language.figures import figure, localised
from segtui.language.translation import _

PIPE_WIDTH = 200
"""The width of a table of effects that goes into a file or a pipe."""


def level(value: float, rate: bool) -> str:
    """A rate in percent, or a mean."""
    return localised(f"{100 * value:z.2f} %") if rate else figure(value)


def difference(value: float, rate: bool) -> str:
    """A difference with its sign, in percentage points for shares."""
    if value == 0:
        return "0"
    return localised(f"{100 * value:+z.2f}") if rate else ("+" if value > 0 else "") + figure(value)


def points_between(low: float, high: float) -> str:
    """An interval of differences of rates, in percentage points."""
    ends = [localised(f"{100 * end:+z.2f}") for end in (low, high)]
    return _("{low} to {high}").format(low=ends[0], high=ends[1])
