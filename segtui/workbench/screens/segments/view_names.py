"""The contents and names of the views of the segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import CardFacts, OutcomeFacts, ValueFacts
from segtui.language.column_labels import ColumnLabels, coded
from segtui.workbench.screens.segments.judged import judged_lines
from segtui.workbench.screens.segments.stability import Stabilities, stabilities, stability_line
from widgets.drawing.palette import group_glyph

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Assessed, Crosstabbed, Described, Prepared

STABILITY = "stability"
COHORTS = "cohorts"
OUTCOMES, VALUE, FIGURES, CARD, SCATTER, SILHOUETTES = "outcomes", "value", "figures", "card", "scatter", "silhouettes"
TURNS = (OUTCOMES, VALUE, FIGURES, COHORTS, CARD, SCATTER, SILHOUETTES, STABILITY)
"""What v goes through, as far as there is something to show."""
ROWS, BESIDE, CROSSTAB = "rows", "beside", "crosstab"
ASIDE = (ROWS, BESIDE, CROSSTAB)
"""What has a key of its own, and is left with another."""
LORENZ = "lorenz"
"""What is only shown below another view."""


@dataclass(frozen=True)
class ShownSegments:
    """What the views show: the segments, the notes and names in the plan, the rows' table, the other candidate.

    `detected` says that the plan does not name the outcomes; `crosstab` is None until it is computed. `labels` are what
    the plan calls columns.
    """

    described: Described
    notes: Mapping[int, str]
    given: Mapping[int, str]
    prepared: Prepared | None = None
    other: Described | None = None
    detected: bool = True
    crosstab: Crosstabbed | None = None
    assessed: Assessed | None = None
    labels: ColumnLabels = field(default_factory=ColumnLabels)

    @property
    def turns(self) -> tuple[str, ...]:
        """The views that have something to show, the most telling first."""
        lacking = {OUTCOMES: not self.described.outcomes, VALUE: self.described.value is None}
        lacking[COHORTS] = not self.described.cohorts
        return tuple(view for view in TURNS if not lacking.get(view))

    def outcomes(self) -> list[OutcomeFacts]:
        """The outcomes by what the plan calls them, and the value that counts where one has to know it."""
        return [
            {**one, "column": coded(self.labels.headed(one["column"]), one["code"])} for one in self.described.outcomes
        ]

    def value(self) -> ValueFacts | None:
        """Who brings the value, by what the plan calls it."""
        found = self.described.value
        return {**found, "column": self.labels.called(found["column"])} if found else None

    @cached_property
    def stabilities(self) -> Stabilities:
        """How far each segment is found again, by its number; empty where that is not known."""
        return stabilities(self.assessed, self.described)

    def card(self, segment: int) -> CardFacts:
        """The card of a segment."""
        return next(card for card in self.described.cards if card["segment"] == segment)

    def facts(self, segment: int) -> list[str]:
        """What a segment is judged by, and how far it is found again, in lines for its card."""
        stable = self.stabilities.get(segment)
        found = [stability_line(stable)] if stable else []
        return [line for line in (*judged_lines(self.outcomes(), self.value(), segment), *found) if line]

    def called(self, segment: int) -> str:
        """A segment in a heading."""
        card = self.card(segment)
        return str(card["name"]) if segment < 0 else f"{segment} {card['name']}"

    def names(self) -> dict[int, str]:
        """Number and name of each segment, by number."""
        return {int(card["segment"]): self.called(card["segment"]) for card in self.described.cards}

    def lines(self, *, ascii: bool) -> list[str]:
        """Glyph, number and name of each, in the list's order."""
        return [f"{group_glyph(segment, ascii)} {name}" for segment, name in self.names().items()]
