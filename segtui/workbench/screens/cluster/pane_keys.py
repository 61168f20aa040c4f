"""The keys of the Cluster screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

CLUSTER_KEYS: list[BindingType] = [
    Binding("g", "search", "search", id="cluster.search", tooltip="Search the grids", priority=True),
    Binding(
        "c",
        "choose",
        "choose",
        id="cluster.choose",
        tooltip="Choose the candidate at the cursor; again to go back to automatic",
    ),
    Binding("v", "charts", "charts", id="cluster.charts", tooltip="Go to the charts and back"),
    Binding("t", "turn", "turn chart", id="cluster.turn", tooltip="To the scatter, to how many, and back"),
    Binding(
        "m",
        "compare",
        "compare",
        id="cluster.compare",
        tooltip="Mark this candidate; on another one, compare the two",
    ),
    Binding("e", "edit", "grid", id="cluster.edit", tooltip="Change the search grids"),
    Binding(
        "w",
        "conditions",
        "conditions",
        id="cluster.conditions",
        tooltip="Change the conditions for useful candidates",
    ),
    Binding("b", "rules", "rules", id="cluster.rules", show=False, tooltip="Change the segments by rules"),
    Binding(
        "f",
        "filter",
        "filter",
        id="cluster.filter",
        tooltip="Show all, those that meet the conditions, or one algorithm",
    ),
    Binding(
        "z",
        "assess",
        "stability",
        id="cluster.assess",
        show=False,
        tooltip="Resample the best candidates, to see how far their segments are found again",
    ),
    Binding("n", "segments", "segments", id="cluster.segments", tooltip="Show the segments"),
    Binding("comma", "step(-1)", "before", id="cluster.before", show=False, tooltip="Previous candidate"),
    Binding("full_stop", "step(1)", "next", id="cluster.next", show=False, tooltip="Next candidate"),
    Binding(
        "less_than_sign",
        "beside('coarser')",
        "coarser",
        id="cluster.coarser",
        show=False,
        tooltip="Go to the next best candidate with fewer segments",
    ),
    Binding(
        "greater_than_sign",
        "beside('finer')",
        "finer",
        id="cluster.finer",
        show=False,
        tooltip="Go to the next best candidate with more segments",
    ),
    Binding("escape", "back", "back", id="cluster.back", show=False, tooltip="Back to the leaderboard"),
]
