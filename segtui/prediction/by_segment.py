"""What a prediction says of each segment: how likely its customers are, what contacting them brings, and its test."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.prediction.found import FoundPrediction, RowsTested
from segtui.prediction.metrics.ranking import Floats, rank
from segtui.prediction.metrics.scores import FigureWithInterval, bootstrap, interval
from segtui.prediction.money import ContactMoney, profit_by_group

Labels = NDArray[np.int32]
_DRAWS = 200


@dataclass(frozen=True)
class ContactedSegment:
    """What contacting a segment's customers is expected to bring after costs, in the plan's money: `all` of them, or
    only the `best`, those `contacted` whose own contact pays. `tested` is what all brought in the test, where known."""

    all: float
    contacted: int
    best: float
    tested: float | None = None

    @property
    def pays(self) -> bool:
        """Whether contacting all of them is expected to bring more than it costs."""
        return self.all > 0


@dataclass(frozen=True)
class SegmentForecast:
    """What a prediction says of one segment: `rows` have a probability, with this `mean`.

    `tested` rows of the test belong to the segment, with `positives`; `said` is their mean probability, `roc_auc` how
    well it ranks them, None where they lack one outcome.
    """

    prediction: str
    segment: int
    rows: int
    mean: float
    contact: ContactedSegment | None = None
    tested: int = 0
    positives: int = 0
    said: float = float("nan")
    roc_auc: FigureWithInterval | None = None


def segment_forecasts(
    found: FoundPrediction,
    probability: Floats,
    labels: Labels,
    test: RowsTested | None = None,
    groups: Labels | None = None,
    seed: int = 0,
) -> tuple[SegmentForecast, ...]:
    """One for each segment in which a row has a probability, by rising number.

    `probability` (n, NaN for none) and `labels` (n) are the run's; `groups` (m) the segments of the rows of the test,
    below -1 for those that have none.
    """
    forecasts = []
    brought = _brought(found.money, test, groups)
    for segment in np.unique(labels[np.isfinite(probability)]).tolist():
        own = probability[(labels == segment) & np.isfinite(probability)]
        contact = _contact(found.money, own, brought.get(segment)) if found.money else None
        one = SegmentForecast(found.name, segment, own.size, float(own.mean()), contact)
        forecasts.append(_tested(one, found, test, groups, seed))
    return tuple(forecasts)


def _contact(money: ContactMoney, own: Floats, tested: float | None) -> ContactedSegment:
    paying = own > money.threshold
    profit = money.profit(own)
    return ContactedSegment(float(profit.sum()), int(paying.sum()), float(profit[paying].sum()), tested)


def _brought(money: ContactMoney | None, test: RowsTested | None, groups: Labels | None) -> dict[int, float]:
    """What contacting everyone of a segment brought in the test."""
    if money is None or test is None or groups is None:
        return {}
    table = profit_by_group(test.probability, test.outcome, pl.Series(groups), money)
    return dict(table.select("group", "profit_of_all").iter_rows())


def _tested(
    one: SegmentForecast, found: FoundPrediction, test: RowsTested | None, groups: Labels | None, seed: int
) -> SegmentForecast:
    if test is None or groups is None:
        return one
    own = groups == one.segment
    if not own.any():
        return one
    outcome, said = test.outcome[own], test.probability[own]
    auc = None
    if outcome.any() and not outcome.all():
        exact = rank(said, outcome).counts().roc_auc()[0]
        drawn = bootstrap(said, outcome, test.ids.filter(pl.Series(own)), found.all.threshold, seed, _DRAWS)
        auc = FigureWithInterval(float(exact), *interval(drawn["roc_auc"]))
    return replace(one, tested=said.size, positives=int(outcome.sum()), said=float(said.mean()), roc_auc=auc)
