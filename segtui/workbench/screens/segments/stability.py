"""How far segments are found again on resamples: badges, and a table with the Jaccard index of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages.payloads import SegmentStabilityFacts
from segtui.language.figures import in_signs, localised
from segtui.language.sentences import in_sequence, tell
from segtui.language.translation import _, language
from segtui.workbench.screens.segments.fact_tables import FactTable

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Assessed, Described

_NONE = "–"
Stabilities = dict[int, SegmentStabilityFacts]


def stabilities(assessed: Assessed | None, described: Described) -> Stabilities:
    """What is known of each segment, by its number; empty where the candidate was not resampled."""
    found = assessed.stability.get(described.key) if assessed else None
    if found is None:
        return {}
    numbers = {**{int(cluster): segment for cluster, segment in described.mapping.items()}, -1: -1}
    return {numbers[one["cluster"]]: one for one in found["clusters"] if one["cluster"] in numbers}


def stability_table(assessed: Assessed, described: Described) -> FactTable:
    """The Jaccard index of each segment with its interval and badge, and how often it was found or dissolved."""
    found = assessed.stability.get(described.key)
    if found is None:
        return FactTable(_("This candidate was not resampled: its parameters count rows, and there are many."), (), {})
    known = stabilities(assessed, described)
    ordered = sorted(known, key=lambda segment: (segment < 0, segment))
    rows = {segment: _cells(known[segment]) for segment in ordered}
    drawn = tell(
        "{resamples:,} resamples of {drawn:,} of {rows:,} rows",
        resamples=found["resamples"],
        drawn=found["drawn"],
        rows=found["rows"],
    )
    notes = [
        _("Jaccard: 1 if the resamples find the same rows; 95 % interval."),
        _("From .85 highly stable, .75 valid, .6 pattern, below don't trust."),
    ]
    head = in_sequence([drawn, tell("mean adjusted Rand index {rand:.2f}", rand=found["rand"])])
    return FactTable(head, (_("badge"), _("Jaccard"), "95 %", _("found"), _("dissolved")), rows, notes)


def stability_line(one: SegmentStabilityFacts) -> str:
    """A line for the card: "Found again: valid (Jaccard .81)."."""
    if one["jaccard"] is None or one["badge"] is None:
        return ""
    return tell(
        "Found again on resamples: {badge} (Jaccard {jaccard}).", badge=_(one["badge"]), jaccard=_short(one["jaccard"])
    )


def _cells(one: SegmentStabilityFacts) -> list[str]:
    if one["jaccard"] is None:
        return [_NONE] * 5
    interval = (
        _NONE
        if one["low"] is None or one["high"] is None
        else tell("{low} to {high}", low=_short(one["low"]), high=_short(one["high"]))
    )
    found, lost = (localised(f"{100 * one[key]:.0f} %") for key in ("found", "lost"))
    return [_(one["badge"]) if one["badge"] else _NONE, _short(one["jaccard"]), interval, found, lost]


def _short(value: float) -> str:
    text = f"{value:.2f}"
    return in_signs(text.removeprefix("0") if language() == "en" else text)
