"""What the screens are told of segments: their outcomes, their value, and the next candidates with fewer or more."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from typing import cast

from segtui.clustering.algorithm import Labels
from segtui.engine.transport.messages.payloads import (
    AlternativeFacts,
    CardFacts,
    CohortFacts,
    CohortTriangleFacts,
    OutcomeFacts,
    ValueFacts,
)
from segtui.engine.transport.screen_language import on_screen
from segtui.pipeline.report.choice.alternatives import Beside
from segtui.pipeline.report.cohorts import sentences, triangle
from segtui.pipeline.report.outcomes import value_unit
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.choosing.choose import Selection
from segtui.segments.choosing.finer_coarser import Alternative, compare, next_ranked
from segtui.segments.choosing.leaderboard import Ranked
from segtui.segments.cohorts.triangle import CohortTable
from segtui.segments.naming.cards import Card


def card_facts(card: Card) -> CardFacts:
    """A card in the language of the screens, whichever its run has; the segment's name is the run's."""
    with on_screen():
        return {
            "segment": card.segment,
            "name": card.name,
            "rows": card.rows,
            "share": card.share,
            "traits": [
                {"name": t.label, "here": t.here, "overall": t.overall, "effect": t.effect} for t in card.traits
            ],
            "rule": list(card.found_by() or ()),
        }


def outcome_facts(made: Segmented) -> list[OutcomeFacts]:
    """Every outcome in every segment; of predicted ones with what contacting it is expected to bring, where known."""
    contacts = {(each.prediction, each.segment): each.contact for each in made.forecasts if each.contact}
    found = []
    for effect in made.outcomes:
        contact = contacts.get((effect.column, effect.segment)) if effect.is_predicted else None
        found.append(cast("OutcomeFacts", asdict(effect) | ({"contact": asdict(contact)} if contact else {})))
    return found


def value_facts(made: Segmented) -> ValueFacts | None:
    """Who brings the value; None without a column of amounts or with nothing in it."""
    found = made.value
    if found is None or found.total <= 0:
        return None
    curve = None if found.curve is None else found.curve.tolist()
    return cast(
        "ValueFacts",
        asdict(found) | {"unit": value_unit(found), "segments": [asdict(s) for s in found.segments], "curve": curve},
    )


def cohort_facts(made: Segmented) -> list[CohortFacts]:
    """Each cohort table, for all customers and each segment that it is split by."""
    return [
        {
            "measure": found.measure,
            "of_orders": found.of_orders,
            "by": found.by,
            "sentences": list(sentences(found)),
            "triangles": [_triangle(found, segment) for segment in (None, *found.segments)],
        }
        for found in made.cohorts
    ]


def _triangle(found: CohortTable, segment: int | None) -> CohortTriangleFacts:
    shown = triangle(found, segment)
    return {
        "segment": segment,
        "rows": list(shown.rows),
        "customers": list(shown.customers),
        "shares": [[None if isnan(share) else share for share in row] for row in shown.shares.tolist()],
        "texts": [list(row) for row in shown.texts],
    }


def alternative_facts(
    choice: Selection, ranked: Ranked, segments: Labels, kept: Beside = (None, None)
) -> tuple[AlternativeFacts | None, AlternativeFacts | None]:
    """The next coarser and the next finer candidate beside one; `segments` (n) are its labels as they are numbered.

    Those of which only the indices are known are as they were `kept` by a run, else they are named and not compared.
    """
    coarser, finer = (
        _compared(one, segments, alternative_fact(known))
        for one, known in zip(next_ranked(choice.ranked, ranked), kept, strict=True)
    )
    return coarser, finer


def _compared(ranked: Ranked | None, segments: Labels, kept: AlternativeFacts | None) -> AlternativeFacts | None:
    if ranked is None or len(ranked.scored.candidate.labels) == len(segments):
        return alternative_fact(compare(ranked, segments))
    unknown = alternative_fact(Alternative(ranked, (), ()))
    assert unknown is not None
    return kept if kept and kept["key"] == unknown["key"] else {**unknown, "compared": False}


def alternative_fact(found: Alternative | None) -> AlternativeFacts | None:
    """One of them; None where there is none."""
    if found is None:
        return None
    scored = found.ranked.scored
    return {
        "key": scored.candidate.key,
        "clusters": scored.scores.clusters,
        "splits": [{"segment": split.segment, "shares": list(split.shares)} for split in found.splits],
        "merges": [list(merge.segments) for merge in found.merges],
        "compared": True,
    }
