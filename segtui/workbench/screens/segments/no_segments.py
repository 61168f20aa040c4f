"""What the Segments screen says where there are no segments to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.language.sentences import tell
from segtui.language.translation import to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import no_file
from segtui.workbench.screens.cluster.leaderboard_rows import label
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench

_WAYS = to_translate(
    "{show.cluster} shows the grid and the candidates, {show.clean} the cleaning, {show.features} the features."
)
WHY_NONE = ("Describe", "SearchGrids", "Recall")
"""The questions whose failure says why there are no segments."""
_CANDIDATES = to_translate("{show.cluster} shows the candidates: choose one there, or change the conditions.")


def no_segments(bench: Bench, *, found: bool) -> PlainText:
    """Why there are none, and which key to press; `found` says that a search has found the chosen candidate."""
    store = bench.store
    dots = "..." if bench.ascii else "…"
    failed = next((store.failed[kind] for kind in WHY_NONE if kind in store.failed), None)
    if store.plan is None:
        return PlainText(no_file(bench))
    if bench.engine.busy("SearchGrids"):
        return PlainText(
            tell(
                "The search is running{dots} {cluster} shows what it finds.", dots=dots, cluster=key_of("show.cluster")
            )
        )
    if failed:
        ways = with_keys(_WAYS)
        return PlainText.assemble((failed.what, "bold"), f"\n\n{ways}")
    if not found and store.run is not None and bench.engine.busy("Recall"):
        return PlainText(tell("reading the run{dots}", dots=dots))
    if not found:
        return PlainText(with_keys("No segments yet: search for them on Cluster ({show.cluster})."))
    row = store.found.get(store.chosen or "")
    if store.chosen is None and store.searched is not None:
        said = tell("No candidate met the conditions. Closest: {closest}", closest=store.searched.closest)
        return PlainText.assemble((said, "bold"), f"\n\n{with_keys(_CANDIDATES)}")
    if row is not None and not row["clusters"]:
        return PlainText(
            tell(
                "{candidate} has no segments: all rows are noise. {cluster} shows the others.",
                candidate=label(row),
                cluster=key_of("show.cluster"),
            )
        )
    return PlainText(tell("computing the segments{dots}", dots=dots))
