"""One line about a column: its type, its values, its alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import ColumnFacts
from segtui.workbench.parts.figures import point_of
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
        return line.append("numbers the rows because no column looks like an id")
    line.append(_kind(column, plan))
    parts = ["the id"] if name == opened.id else []
    parts += [f"{column['nulls']:,} empty"] if column["nulls"] else []
    parts.append(f"{column['distinct']:,} distinct")
    if column["min"] is not None:
        parts.append(f"{point_of(column, 'min')} to {point_of(column, 'max')}")
    line.append("  " + ", ".join(parts))
    messages = [a["message"] for a in column["alerts"] if name != opened.id or a["code"] != "id_like"]
    if messages:
        line.append("  ! ", "bold")
        line.append("; ".join(messages))
    return line


def _kind(column: ColumnFacts, plan: Plan) -> str:
    cast = cast_of(plan, column["name"]) if plan.source else None
    return f"{column['kind']}, step {cast[0]} makes it {cast[1]}" if cast else str(column["kind"])
