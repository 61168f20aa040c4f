"""An experiment to learn uplift from, and whether it is large enough for that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.prediction.metrics.ranking import Floats, Truth

FEWEST_IN_ARM = 50
"""People with the outcome, and without it, that each arm needs."""
_Z = 1.959963984540054 + 0.8416212335729143
"""For a power of 80 % of a two-sided test at 5 %."""


@dataclass(frozen=True)
class Experiment:
    """People (n) who were treated or held out by chance: one row each.

    `frame` (n rows) has what was known of each before, `ids` (n) who they are, `treated` and `outcome` (n) what
    happened; `strata` (n, whole numbers) are the groups within which it was drawn who is held out, such as segments.
    """

    frame: pl.DataFrame
    ids: pl.Series
    treated: Truth
    outcome: Truth
    strata: NDArray[np.int64]

    def __len__(self) -> int:
        return self.treated.size

    def where(self, chosen: Truth) -> Experiment:
        """The people who are chosen (n)."""
        mask = pl.Series(chosen)
        return Experiment(
            self.frame.filter(mask),
            self.ids.filter(mask),
            self.treated[chosen],
            self.outcome[chosen],
            self.strata[chosen],
        )

    def chance(self) -> Floats:
        """The chance (n) of each to be treated: the share of their stratum that was."""
        _, place = np.unique(self.strata, return_inverse=True)
        return np.asarray(np.bincount(place, self.treated)[place] / np.bincount(place)[place])

    def weights(self) -> Floats:
        """How much each (n) counts, so that both arms hold the strata in the same shares.

        Stabilized inverse-probability weights: all 1 where every stratum has the same share treated. 0 in strata
        without both arms, which compare nothing.
        """
        chance, share = self.chance(), float(self.treated.mean())
        with np.errstate(divide="ignore"):
            found = np.where(self.treated, share / chance, (1 - share) / (1 - chance))
        return np.where((chance > 0) & (chance < 1), found, 0.0)


@dataclass(frozen=True)
class ExperimentPower:
    """What an experiment can show: people and those with the outcome (`positives`) in each arm.

    `detectable` is the difference in uplift between two halves of the people that it would show with a power of 80 %
    (at 5 %, two-sided, at the observed rates). `needed` and `needed_control` are the people, split as these are, from
    which on it can be learned from, if it can't: enough outcomes of both kinds in each arm, and a detectable difference
    no larger than the control group's own rate. They are None where an arm has only one kind of outcome.
    """

    treated: int
    control: int
    treated_positives: int
    control_positives: int
    detectable: float
    needed: int | None
    needed_control: int | None

    @property
    def is_enough(self) -> bool:
        """Whether uplift can be learned from it."""
        return self.needed is not None and self.needed <= self.treated + self.control


def power_of(treated: Truth, outcome: Truth) -> ExperimentPower:
    """What people (n) of two arms can show.

    Uplift of a half is a difference of two rates over half the people of each arm, so its variance is twice that of the
    whole, and that of the difference of two halves four times: 4 (p q / n + p' q' / n').
    """
    n, positives = (np.array([(treated == arm).sum() for arm in (True, False)]), _positives(treated, outcome))
    counts = int(n[0]), int(n[1]), int(positives[0]), int(positives[1])
    fewest = int(np.minimum(positives, n - positives).min())
    if fewest == 0:
        return ExperimentPower(*counts, float("nan"), None, None)
    rate = positives / n
    detectable = float(_Z * 2 * np.sqrt(np.sum(rate * (1 - rate) / n)))
    times = max(FEWEST_IN_ARM / fewest, (detectable / min(rate[1], 1 - rate[1])) ** 2, 1.0)
    needed = [int(np.ceil(round(count * times, 6))) for count in n]
    return ExperimentPower(*counts, detectable, sum(needed), needed[1])


def _positives(treated: Truth, outcome: Truth) -> NDArray[np.int64]:
    return np.array([(outcome & (treated == arm)).sum() for arm in (True, False)])
