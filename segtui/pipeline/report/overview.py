"""The first table of both reports: each segment's size, outcomes and share of the value."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.language.figures import number
from segtui.language.translation import _
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.markdown import percent
from segtui.pipeline.report.outcomes import figure_of, outcome_name, value_name
from segtui.pipeline.report.small_groups import is_shown
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.naming.cards import Card


@dataclass(frozen=True)
class Overview:
    """What stands over the columns after the segment's name, and by card their cells as text."""

    head: tuple[str, ...]
    rows: tuple[tuple[Card, tuple[str, ...]], ...]


def overview(prepared: PreparedRun, segmented: Segmented) -> Overview:
    """A row for each segment, noise last; a dash for what fewer than five customers would show."""
    found = segmented.value if segmented.value is not None and segmented.value.total > 0 else None
    shares = {s.segment: s.share_of_value or 0.0 for s in found.segments} if found else {}
    outcomes = [o.column for o in prepared.outcomes]
    effects = {(e.segment, e.column): e for e in segmented.outcomes}
    rows = []
    for card in segmented.cards:
        known, row = is_shown(card), [number(card.rows), percent(card.share)]
        for outcome in outcomes:
            effect = effects.get((card.segment, outcome))
            row.append(figure_of(effect, effect.value) if known and effect is not None else "–")
        row += [percent(shares[card.segment]) if known else "–"] if found else []
        rows.append((card, tuple(row)))
    head = (
        _("customers"),
        _("share"),
        *map(outcome_name, prepared.outcomes),
        *([_("share of {value}").format(value=value_name(found))] if found else []),
    )
    return Overview(head, tuple(rows))
