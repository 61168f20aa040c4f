"""One column as it is clustered: its distribution after log and scale, and its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from segtui.workbench.screens.features.known import Column
from segtui.workbench.screens.figures import plain, point_of, show
from segtui.workbench.screens.profile.column import bins
from widgets.histogram.histogram import Histogram

if TYPE_CHECKING:
    from segtui.plan.model import Plan

_POINTS = ("min", "q1", "median", "q3", "max", "mean")


class FeatureView(Container):
    """The column at the cursor."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="features-column")
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """The picture and the figures."""
        yield Static(id="features-figures", markup=False)
        yield Histogram(ascii=self._ascii, id="features-histogram")

    def show(self, column: Column, plan: Plan, rows: int) -> None:
        """Show a column of a table of so many rows."""
        picture = self.query_one(Histogram)
        if len(column.features) == 1 and column.used:
            feature = column.features[0]
            how = ["log"] * bool(feature["log"]) + [plan.features.scale] * (plan.features.scale != "none")
            label = f"after {' and '.join(how)}" if how else "as it is clustered"
            picture.show(feature["counts"], feature["edges"], label=label)
        else:
            counts, edges = bins(column.profile)
            picture.show(counts, edges, label="not used", plain=plain(column.profile))
        picture.display = bool(column.profile["histogram"]) or len(column.features) == 1
        self.query_one("#features-figures", Static).update(_figures(column, plan, rows))


def _figures(column: Column, plan: Plan, rows: int) -> Text:
    p = column.profile
    lines = [Text.assemble((column.name, "bold"), f"   {_state(column)}", no_wrap=True, overflow="ellipsis")]
    if p["nulls"]:
        if_used = "" if column.used else " if used"
        lines.append(Text(f"empty in {p['nulls']:,} of {rows:,} rows, left out{if_used}"))
    said = [(point, point_of(p, point)) for point in _POINTS if p[point] is not None]
    said += [] if said else [("distinct", f"{p['distinct']:,}")]
    cells = [Text.assemble((f"{name:<9}", "dim"), f"{value:>11.11}") for name, value in said]
    half = (len(cells) + 1) // 2
    lines += [Text("   ").join(cells[i::half]) for i in range(half)]
    if column.kind == "text" and p["top"]:
        lines.append(Text(", ".join(f"{t['value']} {t['count']:,}" for t in p["top"]), "dim"))
    if len(column.features) == 1 and column.used:
        lines.append(Text(_formula(column), "dim"))
    if len(column.features) > 1 and column.used:
        lines.append(Text(f"clustered as {len(column.features)} columns of 0 and 1, one for each value", "dim"))
    if column.maker and column.maker <= len(plan.derive):
        maker = plan.derive[column.maker - 1]
        lines.append(Text(f"{getattr(maker, 'kind', '')} makes it from {maker.path}", "dim"))
    return Text("\n").join(lines)


def _state(column: Column) -> str:
    if not column.used:
        return f"{column.kind}, not used"
    return f"{column.kind}, used" + (", log" if column.logged else "")


def _formula(column: Column) -> str:
    """How a value becomes what is clustered."""
    feature, years = column.features[0], plain(column.profile)
    x = "log(1 + x)" if feature["log"] else "x"
    if not feature["shift"] and feature["scale"] == 1:
        return f"clustered as {x}"
    return f"clustered as ({x} - {show(feature['shift'], plain=years)}) / {show(feature['scale'])}"
