"""What the Segments screen says where there are no segments to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.screens.cluster.rows import label
from widgets.plain.text import Text

if TYPE_CHECKING:
    from segtui.workbench.app import Workbench


def no_segments(bench: Workbench, *, found: bool) -> Text:
    """Why there are none, and which key leads on; `found` says that a search has found what is chosen."""
    store = bench.store
    dots = "..." if bench.ascii else "…"
    failed = store.failed.get("Describe") or store.failed.get("Search")
    if store.plan is None:
        return Text("No file is open. o opens one, 1 shows those that are near.")
    if bench.busy("Search"):
        return Text(f"The search is under way{dots} 5 shows what it finds.")
    if failed:
        ways = "5 shows the grid and the candidates, 3 leads to the cleaning, 4 to the features."
        return Text.assemble((failed.what, "bold"), f"\n\n{ways}")
    if not found:
        return Text("There are no segments yet: 5 then g searches for them.")
    row = store.found.get(store.chosen or "")
    if store.chosen is None and store.searched is not None:
        said = f"No candidate met the conditions. Closest: {store.searched.closest}"
        return Text.assemble((said, "bold"), "\n\n5 shows the candidates: c takes one, w changes the conditions.")
    if row is not None and not row["clusters"]:
        return Text(f"{label(row)} has no segments: all rows are noise. 5 shows the others.")
    return Text(f"working out the segments{dots}")
