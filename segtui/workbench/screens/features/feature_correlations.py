"""Correlations of the features as they are clustered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from segtui.language.sentences import tell
from widgets.heatmap.heatmap import Heatmap
from widgets.plain.static import Static


class FeatureHeat(Vertical):
    """The heatmap; posts `FeatureHeat.Chosen` for the feature of the row where Enter is pressed."""

    HELP_TITLE = "Correlations"
    HELP = "Correlations of the features, from -1 to 1."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c", "leave", "back", id="features_heat.leave", tooltip="Back to the columns"),
    ]

    @dataclass
    class Chosen(Message):
        """A feature was chosen, by its number."""

        feature: int

    class Left(Message):
        """Back to the columns."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="features-heat")
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """A heading over the heatmap."""
        yield Static(id="features-heat-title", classes="heading", markup=False)
        yield Heatmap(id="features-heatmap", limits=(-1, 1), ascii=self._ascii)

    def show(self, names: Sequence[str], correlations: Sequence[Sequence[float]], rows: int) -> None:
        """Show the correlations (n x n) of the named features over this many rows."""
        said = tell(
            "Pearson's correlation of {count} features after log and scale, {rows:,} rows", count=len(names), rows=rows
        )
        self.query_one("#features-heat-title", Static).update(said)
        self.query_one(Heatmap).heading = said
        self.query_one(Heatmap).show(np.array(correlations, dtype=np.float64), names, names, limits=(-1, 1))

    def on_heatmap_cell_selected(self, event: Heatmap.CellSelected) -> None:
        """Go to the feature of the row."""
        event.stop()
        self.post_message(self.Chosen(event.row))

    def action_leave(self) -> None:
        """Back to the columns."""
        self.post_message(self.Left())
