"""What a run over parts tells of all rows: figures of the sample are replaced by theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from segtui.pipeline.partitioned.segmenting.write_segments import SegmentTotals, paying_key
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.prediction.by_segment import SegmentForecast
from segtui.prediction.found import FoundPrediction
from segtui.profiling.outcome_columns import Outcome
from segtui.segments.describing.outcome_effects import effects_of_totals
from segtui.segments.describing.value_shares import SegmentValue, ValueShares
from segtui.segments.naming.cards import Card, CardTrait


def with_all_rows(
    segmented: Segmented,
    found: SegmentTotals,
    comparison: pl.DataFrame,
    outcomes: Sequence[Outcome],
    predictions: Sequence[FoundPrediction] = (),
) -> Segmented:
    """The segments of a sample with the sizes, the comparison, the values and what became of all rows."""
    figures = {(row["segment"], row["feature"]): row for row in comparison.iter_rows(named=True)}
    total = sum(found.rows.values())
    cards = tuple(_card(card, found.rows, total, figures) for card in segmented.cards)
    value = _value(segmented.value, found) if segmented.value else None
    effects = effects_of_totals(outcomes, found.outcomes, sorted(s for s, rows in found.rows.items() if rows))
    forecasts = tuple(_forecast(one, predictions, found) for one in segmented.forecasts)
    return replace(
        segmented, comparison=comparison, cards=cards, value=value, outcomes=tuple(effects), forecasts=forecasts
    )


def _forecast(one: SegmentForecast, predictions: Sequence[FoundPrediction], found: SegmentTotals) -> SegmentForecast:
    """What a prediction says of all rows of a segment; its test stays as it is."""
    own, key = found.outcomes.get((one.prediction, one.segment)), (paying_key(one.prediction), one.segment)
    if own is None or not own.count:
        return one
    contact, money = one.contact, next(each.money for each in predictions if each.name == one.prediction)
    if contact is not None and money is not None:
        best = found.outcomes[key]
        brought = [money.brought(each.count, each.count * each.mean) for each in (own, best)]
        contact = replace(contact, all=brought[0], contacted=best.count, best=brought[1])
    return replace(one, rows=own.count, mean=own.mean, contact=contact)


def _card(card: Card, rows: Mapping[int, int], total: int, figures: Mapping[tuple[int, str], dict[str, float]]) -> Card:
    traits = tuple(_trait(trait, figures.get((card.segment, trait.name))) for trait in card.traits)
    count = rows[card.segment]
    return replace(card, rows=count, share=count / total, traits=traits)


def _trait(trait: CardTrait, known: dict[str, float] | None) -> CardTrait:
    if known is None or known["mean"] is None or known["effect_size"] is None:
        return trait
    return replace(trait, mean=known["mean"], overall_mean=known["overall_mean"], effect=known["effect_size"])


def _value(value: ValueShares, found: SegmentTotals) -> ValueShares:
    """The totals of all rows; how unequal single people are is still what the sample says."""
    every = sum(found.rows.values())
    if any((name, segment) not in found.totals for name in value.columns for segment in found.rows):
        return value
    totals = {
        s: sum(found.totals[name, s].mean * found.totals[name, s].count for name in value.columns) for s in found.rows
    }
    total = sum(totals.values())
    segments = tuple(
        SegmentValue(
            one.segment,
            found.rows[one.segment],
            totals[one.segment],
            totals[one.segment] / max(1, found.rows[one.segment]),
            found.rows[one.segment] / every,
            totals[one.segment] / total if total > 0 else None,
        )
        for one in value.segments
    )
    return replace(value, segments=segments, total=total)


def as_sized(
    prepared: PreparedRun, concluded: Concluded, cleaned: int, clustered: int, left_out: Mapping[str, int]
) -> tuple[PreparedRun, Concluded]:
    """The same for summaries and reports, which look at no row: with the numbers of all rows, and no values."""
    frame = pl.DataFrame([pl.repeat(None, cleaned, dtype=pl.Null, eager=True).alias(c) for c in prepared.frame.columns])
    shape = clustered, prepared.matrix.values.shape[1]
    matrix = replace(
        prepared.matrix,
        values=np.broadcast_to(np.float64(np.nan), shape),
        rows_left_out=cleaned - clustered,
        left_out={name: count for name, count in left_out.items() if count},
        frame=None,
        encoded=None,
    )
    told = replace(prepared, frame=frame, matrix=matrix)
    if concluded.segmented is None:
        return told, concluded
    labels = np.broadcast_to(np.int32(-1), (clustered,))
    return told, replace(concluded, segmented=replace(concluded.segmented, labels=labels))
