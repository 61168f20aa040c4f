"""What a run of the plan writes, as rows: segments.csv first, then a row for each export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from textual.binding import Binding, BindingType

from segtui.engine.handlers.export_targets import export_paths
from segtui.language.figures import in_signs
from segtui.language.sentences import tell
from segtui.language.translation import _, in_heading, to_translate, to_translate_all
from segtui.workbench.parts.fields import as_typed
from widgets.frame.grid import FrameGrid
from widgets.frame.keys import MOVE_KEYS
from widgets.frame.page import RowStyle

if TYPE_CHECKING:
    from segtui.plan.model import Plan

_MOVES = ("down", "up", "left", "right", "first_row", "last_row", "first_column", "last_column", "select")
_NO_CONSENT = to_translate("NONE")


class Exports(FrameGrid, inherit_bindings=False):
    """The files; Enter changes one."""

    HELP_TITLE = "Exports"
    HELP = "segments.csv and the files for campaign platforms."
    BINDINGS: ClassVar[list[BindingType]] = [
        b for b in MOVE_KEYS if isinstance(b, Binding) and (b.id or "").removeprefix("frame_table.") in _MOVES
    ]

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return in_heading(name)


def rows(plan: Plan) -> pl.DataFrame:
    """The run, then the exports and the pushes of the plan in their order."""
    found: list[dict[str, str]] = [{"#": "", "to": _("run"), "file": "segments.csv", "segments": _("all rows")}]
    for number, (order, path) in enumerate(zip(plan.export, export_paths(plan.export), strict=True), start=1):
        found.append(
            {
                "#": str(number),
                "to": order.to,
                "file": path,
                "segments": as_typed(order.segments) or _("all"),
                "consent": _(_NO_CONSENT) if order.consent is None else as_typed(order.consent),
                "holdout": in_signs(f"{order.holdout:.3g}") if order.holdout else "",
                "suppress": as_typed(order.suppress),
            }
        )
    for number, push in enumerate(plan.push, start=1):
        found.append(
            {
                "#": f"p{number}",
                "to": push.to,
                "file": tell("pushed to {list}", list=push.list or push.connection),
                "segments": as_typed(push.segments) or _("all"),
                "consent": _(_NO_CONSENT) if push.consent is None else as_typed(push.consent),
                "holdout": in_signs(f"{push.holdout:.3g}") if push.holdout else "",
                "suppress": as_typed(push.suppress),
            }
        )
    names = ("#", "to", *to_translate_all("file", "segments", "consent", "holdout", "suppress"))
    return pl.DataFrame([{n: row.get(n, "") for n in names} for row in found], schema=dict.fromkeys(names, pl.String))


def row_style(row: Mapping[str, Any]) -> RowStyle | None:
    """Highlight an export without consent."""
    return RowStyle("bold", "!", "!") if row["consent"] == _(_NO_CONSENT) else None
