"""The cohorts that the plan follows, as a heat map of the segment at the cursor or of all customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.engine.transport.messages.payloads import CohortFacts, CohortTriangleFacts
from segtui.workbench.keys.key_names import key_of
from widgets.heatmap.heatmap import Heatmap

_TITLES = {"customers": "Customers who order again", "revenue": "Revenue", "orders": "Orders"}
_SEEN = "Customers who come back"
_PALE = 0.95


def show_cohorts(
    heat: Heatmap, tables: Sequence[CohortFacts], number: int, segment: int, names: Mapping[int, str]
) -> str:
    """Show one of the tables, counted round and round; its heading.

    A table that is split has the segment's cohorts first, then those of all customers.
    """
    turns = [
        (table, split) for table in tables for split in ([True, False] if len(table["triangles"]) > 1 else [False])
    ]
    found, split = turns[number % len(turns)]
    whole = found["triangles"][0]
    shown = next((one for one in found["triangles"] if split and one["segment"] == segment), whole)
    rows = [f"{name} ({count:,})" for name, count in zip(shown["rows"], shown["customers"], strict=True)]
    values = _shares(shown)
    columns = [str(at) for at in range(1, values.shape[1] + 1)]
    limits = (0.0, _strong(found))
    heat.show(values, rows, columns, texts=shown["texts"], scale="sequential", limits=limits, measured="")
    who = "all customers" if shown is whole else names.get(segment, "")
    title, first = (_TITLES[found["measure"]], "order") if found["of_orders"] else (_SEEN, "event")
    heat.heading = f"{title}, {found['by']}s after the first {first}: {who}"
    return heat.heading + (f"   {key_of('segments.measure')} another table" if len(turns) > 1 else "")


def _shares(triangle: CohortTriangleFacts) -> NDArray[np.float64]:
    return np.array(triangle["shares"], dtype=np.float64).reshape(len(triangle["rows"]), -1)


def _strong(found: CohortFacts) -> float:
    """The share of the strongest colour, the same for all segments; one cell far out would leave the others pale."""
    known = np.concatenate([_shares(one).ravel() for one in found["triangles"]])
    known = known[np.isfinite(known)]
    return (float(np.quantile(known, _PALE)) if known.size else 0.0) or 1.0
