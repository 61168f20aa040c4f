"""The keys of the Segments screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

SEGMENTS_KEYS: list[BindingType] = [
    Binding("v", "turn", "view", id="segments.turn", tooltip="Next view: outcomes, value, figures, card …"),
    Binding("n,e", "rename", "rename", id="segments.rename", tooltip="Rename the segment"),
    Binding("t", "note", "note", id="segments.note", tooltip="Write a note on the segment into the plan"),
    Binding("w,enter", "rows", "rows", id="segments.rows", tooltip="Show the rows of the segment"),
    Binding("b", "beside", "compare", id="segments.beside", tooltip="Compare with another candidate"),
    Binding("c,C", "crosstab", "cross-tab", id="segments.crosstab", tooltip="Show how the segments go with any column"),
    Binding(
        "i",
        "hide",
        "hide",
        id="segments.hide",
        show=False,
        tooltip="Hide cells of fewer than 10 rows, or show them",
    ),
    Binding(
        "p", "previous", "moved", id="segments.previous", show=False, tooltip="Show who moved since an earlier run"
    ),
    Binding(
        "m",
        "measure",
        "median",
        id="segments.measure",
        tooltip="Switch between means and medians, the cohort tables, or the cross-tab's figures",
    ),
    Binding(
        "a",
        "names",
        "names",
        id="segments.names",
        show=False,
        tooltip="Move or drop names and notes of other segments",
    ),
    Binding("y", "copy", "copy", id="segments.copy", tooltip="Copy the segment's card"),
    Binding("left_square_bracket", "step(-1)", "before", id="segments.before", show=False, tooltip="Previous segment"),
    Binding("right_square_bracket", "step(1)", "next", id="segments.next", show=False, tooltip="The next segment"),
    Binding(
        "O",
        "outcome",
        "outcome",
        id="segments.outcome",
        show=False,
        tooltip="Name the columns that say what became of the customers",
    ),
    Binding("V", "value", "value", id="segments.value", show=False, tooltip="Name the column of amounts"),
    Binding(
        "F",
        "cohorts",
        "follow",
        id="segments.cohorts",
        show=False,
        tooltip="Follow cohorts from their first order: add, change or delete a table",
    ),
    Binding(
        "P", "predict", "predict", id="segments.predict", show=False, tooltip="Predict what customers will do next"
    ),
    Binding("L", "live", "live", id="segments.live", show=False, tooltip="Show how the run follows its stream"),
    Binding("escape", "back", "back", id="segments.back", show=False, tooltip="Back to the segments"),
]
