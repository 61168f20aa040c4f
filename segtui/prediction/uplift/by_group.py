"""Who was moved: what treatment changed in each group of people, beside what was predicted."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.prediction.metrics.curves import wilson
from segtui.prediction.metrics.ranking import Floats
from segtui.prediction.snapshots.new_customers import drawn
from segtui.prediction.uplift.experiment import Experiment


def uplift_deciles(predicted: Floats, ids: pl.Series) -> NDArray[np.int64]:
    """The decile (n) of each by predicted uplift, 10 the highest; equal ones by chance, the same for the same ids."""
    place = np.lexsort((drawn(ids, 0), predicted))
    made = np.empty(predicted.size, dtype=np.int64)
    made[place] = np.arange(predicted.size) * 10 // predicted.size + 1
    return made


def uplift_by_group(predicted: Floats, experiment: Experiment, groups: NDArray[np.int64]) -> pl.DataFrame:
    """Each group (falling), with people, predicted and observed uplift.

    Columns: group, treated, control, treated_rate, control_rate, predicted, uplift, and its interval of 95 % low, high:
    Newcombe's hybrid score interval (1998, method 10), with effective numbers of people (Kish) where strata have
    unequal shares of control. Rates and what follows of them are null where a group lacks an arm.
    """
    weights, treated, outcome = experiment.weights(), experiment.treated, experiment.outcome
    rows = []
    for group in np.unique(groups)[::-1]:
        mine = groups == group
        arms = [mine & (treated == arm) for arm in (True, False)]
        told = [int(group), *(int(arm.sum()) for arm in arms)]
        sums = [weights[arm].sum() for arm in arms]
        if min(sums) == 0:
            rows.append([*told, None, None, float(predicted[mine].mean()), None, None, None])
            continue
        rate = np.array([weights[arm] @ outcome[arm] / total for arm, total in zip(arms, sums, strict=True)])
        size = np.array([total**2 / (weights[arm] ** 2).sum() for arm, total in zip(arms, sums, strict=True)])
        low, high = wilson(rate * size, size)
        uplift = rate[0] - rate[1]
        down = float(np.hypot(rate[0] - low[0], high[1] - rate[1]))
        up = float(np.hypot(high[0] - rate[0], rate[1] - low[1]))
        mean = float(predicted[mine].mean())
        rows.append([*told, float(rate[0]), float(rate[1]), mean, uplift, uplift - down, uplift + up])
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


_SCHEMA = {"group": pl.Int64, "treated": pl.Int64, "control": pl.Int64} | dict.fromkeys(
    ("treated_rate", "control_rate", "predicted", "uplift", "low", "high"), pl.Float64
)
