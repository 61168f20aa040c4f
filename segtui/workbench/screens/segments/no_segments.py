"""What the Segments screen says where there are no segments to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import no_file
from segtui.workbench.screens.cluster.leaderboard_rows import label
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench

_WAYS = "{show.cluster} shows the grid and the candidates, {show.clean} the cleaning, {show.features} the features."
WHY_NONE = ("Describe", "SearchGrids", "Recall")
"""The questions whose failure says why there are no segments."""
_CANDIDATES = "{show.cluster} shows the candidates: choose one there, or change the conditions."


def no_segments(bench: Bench, *, found: bool) -> PlainText:
    """Why there are none, and which key to press; `found` says that a search has found the chosen candidate."""
    store = bench.store
    dots = "..." if bench.ascii else "…"
    failed = next((store.failed[kind] for kind in WHY_NONE if kind in store.failed), None)
    if store.plan is None:
        return PlainText(no_file(bench))
    if bench.engine.busy("SearchGrids"):
        return PlainText(f"The search is running{dots} {key_of('show.cluster')} shows what it finds.")
    if failed:
        ways = with_keys(_WAYS)
        return PlainText.assemble((failed.what, "bold"), f"\n\n{ways}")
    if not found and store.run is not None and bench.engine.busy("Recall"):
        return PlainText(f"reading the run{dots}")
    if not found:
        return PlainText(f"No segments yet: search for them on Cluster ({key_of('show.cluster')}).")
    row = store.found.get(store.chosen or "")
    if store.chosen is None and store.searched is not None:
        said = f"No candidate met the conditions. Closest: {store.searched.closest}"
        return PlainText.assemble((said, "bold"), f"\n\n{with_keys(_CANDIDATES)}")
    if row is not None and not row["clusters"]:
        return PlainText(
            f"{label(row)} has no segments: all rows are noise. {key_of('show.cluster')} shows the others."
        )
    return PlainText(f"computing the segments{dots}")
