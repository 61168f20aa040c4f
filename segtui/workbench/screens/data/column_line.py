"""One line about a column: its type, its values, its alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.language.sentences import in_sequence, tell, tell_counted
from segtui.language.translation import _
from segtui.workbench.parts.figures import kind_word, point_of
from segtui.workbench.screens.data.source_changes import cast_of
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Opened
    from segtui.plan.model import Plan


def about_column(name: str, opened: Opened, plan: Plan) -> PlainText:
    """The column in one line, its most informative figures first."""
    column = next((c for c in opened.profile["columns"] if c["name"] == name), None)
    line = PlainText.assemble((f"{name}  ", "bold"), no_wrap=True, overflow="ellipsis")
    if column is None:
        return line.append(_("numbers the rows because no column looks like an id"))
    line.append(_kind(column, plan))
    parts = [_("the id")] if name == opened.id else []
    parts += [tell_counted("{count:,} empty", "{count:,} empty", column["nulls"])] if column["nulls"] else []
    parts.append(tell_counted("{count:,} distinct", "{count:,} distinct", column["distinct"]))
    if column["min"] is not None:
        parts.append(tell("{low} to {high}", low=point_of(column, "min"), high=point_of(column, "max")))
    line.append("  " + ", ".join(parts))
    messages = [a["message"] for a in column["alerts"] if name != opened.id or a["code"] != "id_like"]
    if messages:
        line.append("  ! ", "bold")
        line.append(in_sequence(messages))
    return line


def _kind(column: ColumnFacts, plan: Plan) -> str:
    cast = cast_of(plan, column["name"]) if plan.source else None
    return (
        tell(
            "{kind}, step {step} makes it {other}",
            kind=kind_word(column["kind"]),
            step=cast[0],
            other=kind_word(cast[1]),
        )
        if cast
        else kind_word(column["kind"])
    )
