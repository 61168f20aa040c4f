"""How far customers got on a path, as a table and a picture for reports."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from segtui.features.events.paths import Walk, funnel
from segtui.features.exhibit import Exhibit, without_small_groups
from segtui.language.sentences import say
from segtui.language.translation import to_translate

_HEADINGS = {
    "step": to_translate("step"),
    "customers": to_translate("customers"),
    "share": to_translate("% of the first step"),
    "dropped": to_translate("% dropped since the step before"),
    "hours": to_translate("median hours from the step before"),
    "directly": to_translate("customers with nothing between"),
}


def funnel_exhibit(number: int, path: Sequence[str], walks: Sequence[Walk]) -> Exhibit:
    """The table of the path of that number, without figures on fewer than five people."""
    sentence = say(
        "Path {number}: customers who reached each step in order, whatever came between, counted from their first time "
        "at the first step.",
        number=number,
    )
    steps = funnel(path, walks).with_columns(pl.col("share", "dropped") * 100)
    shown = without_small_groups(steps, "customers")
    title = to_translate("How far customers got on the path")
    return Exhibit(f"path-{number}", title, shown, _HEADINGS, "bars", ("share",), sentence)
