"""The cohorts that the plan follows, as a heat map of the segment at the cursor or of all customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.engine.transport.messages.payloads import CohortFacts, CohortTriangleFacts
from segtui.language.figures import number
from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.workbench.keys.key_names import with_keys
from widgets.heatmap.heatmap import Heatmap

_TITLES = {
    "customers": to_translate("Customers who order again"),
    "revenue": to_translate("Revenue"),
    "orders": to_translate("Orders"),
}
_SEEN = to_translate("Customers who come back")
_PERIODS = {each[:-1]: each for each in to_translate_all("days", "weeks", "months")}
_PALE = 0.95


def show_cohorts(
    heat: Heatmap, tables: Sequence[CohortFacts], turn: int, segment: int, names: Mapping[int, str]
) -> str:
    """Show one of the tables, counted round and round; its heading.

    A table that is split has the segment's cohorts first, then those of all customers.
    """
    turns = [
        (table, split) for table in tables for split in ([True, False] if len(table["triangles"]) > 1 else [False])
    ]
    found, split = turns[turn % len(turns)]
    whole = found["triangles"][0]
    shown = next((one for one in found["triangles"] if split and one["segment"] == segment), whole)
    rows = [f"{name} ({number(count)})" for name, count in zip(shown["rows"], shown["customers"], strict=True)]
    values = _shares(shown)
    columns = [str(at) for at in range(1, values.shape[1] + 1)]
    limits = (0.0, _strong(found))
    heat.show(values, rows, columns, texts=shown["texts"], scale="sequential", limits=limits, measured="")
    who = _("all customers") if shown is whole else names.get(segment, "")
    title = _TITLES[found["measure"]] if found["of_orders"] else _SEEN
    orders, events = (
        to_translate("{title}, {periods} after the first order: {who}"),
        to_translate("{title}, {periods} after the first event: {who}"),
    )
    said, periods = orders if found["of_orders"] else events, _(_PERIODS[found["by"]])
    heat.heading = tell(said, title=_(title), periods=periods, who=who)
    return heat.heading + (f"   {with_keys('{segments.measure} another table')}" if len(turns) > 1 else "")


def _shares(triangle: CohortTriangleFacts) -> NDArray[np.float64]:
    return np.array(triangle["shares"], dtype=np.float64).reshape(len(triangle["rows"]), -1)


def _strong(found: CohortFacts) -> float:
    """The share of the strongest colour, the same for all segments; one cell far out would leave the others pale."""
    known = np.concatenate([_shares(one).ravel() for one in found["triangles"]])
    known = known[np.isfinite(known)]
    return (float(np.quantile(known, _PALE)) if known.size else 0.0) or 1.0
