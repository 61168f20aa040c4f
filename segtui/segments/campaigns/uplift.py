"""What treatment changed: the difference of rates or means between treated and control, and how sure that is.

Every figure is of one or more strata (segments): each stratum's difference counts by its share of the people, so that
different control group shares do not bias the total. With one stratum the formulas are those named at each function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95
_ROUNDING = 1e-12
"""Means that differ by less than this share of their size differ only by rounding of their sums."""
POWER = 0.8


@dataclass(frozen=True)
class TrialArm:
    """People by stratum: how many, the mean of their outcome, and its variance (n − 1), all of one length."""

    n: Floats
    mean: Floats
    variance: Floats


@dataclass(frozen=True)
class Uplift:
    """Treated minus control. None means that there are too few people to tell.

    `low` and `high` bound the uplift with 95 % confidence; `p_value` is two-sided; `power` is the chance that this many
    people show an effect of the observed size, at 5 %; `needed` the people, split as these are, for 80 %.
    """

    treated: int
    control: int
    treated_mean: float
    control_mean: float
    uplift: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    power: float | None = None
    needed: int | None = None


def uplift_of_rates(treated: TrialArm, control: TrialArm) -> Uplift:
    """Of outcomes 0 or 1.

    Interval: Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17, method 10), which over strata
    is MOVER (Zou and Donner 2008, Statistics in Medicine 27) of Wilson's intervals. p-value: the score test with the
    pooled variance (Pearson's χ² without correction); with one stratum and an expected count below 5, Fisher's exact
    test. Power and sample: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, chapter 4.
    """
    from scipy.stats import norm

    share, difference = _weighted(treated, control)
    ends = [_wilson(group) for group in (treated, control)]
    (t_low, t_high), (c_low, c_high) = ends
    low = difference - _norm(share * (treated.mean - t_low), share * (c_high - control.mean))
    high = difference + _norm(share * (t_high - treated.mean), share * (control.mean - c_low))
    pooled = (treated.n * treated.mean + control.n * control.mean) / (treated.n + control.n)
    null = _norm(share * np.sqrt(pooled * (1 - pooled) * (1 / treated.n + 1 / control.n)))
    own = _norm(*(share * np.sqrt(group.mean * (1 - group.mean) / group.n) for group in (treated, control)))
    z = float(norm.ppf((1 + LEVEL) / 2))
    power, times = (1.0 if abs(difference) > z * null > 0 else None), None
    if own > 0:
        power = float(norm.cdf((abs(difference) - z * null) / own) + norm.cdf((-abs(difference) - z * null) / own))
    if own > 0 and difference:
        times = ((z * null + float(norm.ppf(POWER)) * own) / difference) ** 2
    p_value = _fisher(treated, control) if _few(treated, control, pooled) else _two_sided(difference, null)
    return _told(treated, control, (share, difference), (max(-1.0, low), min(1.0, high)), p_value, power, times)


def uplift_of_means(treated: TrialArm, control: TrialArm) -> Uplift:
    """Of numbers: Welch's t (Welch 1947) for interval and p-value, the non-central t for power and sample.

    Degrees of freedom by Satterthwaite over all groups of all strata. Every group needs two people.
    """
    from scipy.optimize import brentq
    from scipy.stats import t

    share, difference = _weighted(treated, control)
    counts = np.concatenate([treated.n, control.n])
    parts = np.concatenate([share**2 * treated.variance / treated.n, share**2 * control.variance / control.n])
    error = float(np.sqrt(parts.sum()))
    if error == 0:
        return _told(treated, control, (share, difference), (None, None), None, None, None)

    def freedom(times: float) -> float:
        return float(parts.sum() ** 2 / (parts**2 / np.maximum(counts * times - 1, 1e-9)).sum())

    def power_of(times: float) -> float:
        return _power_of_t(abs(difference) / error * float(np.sqrt(times)), freedom(times))

    reach = float(t.ppf((1 + LEVEL) / 2, freedom(1.0))) * error
    p_value = float(2 * t.sf(abs(difference) / error, freedom(1.0)))
    least = 2.0 / float(counts.min())  # two people in the smallest group
    times = None
    if difference:
        high = max(1.0, least)
        while power_of(high) < POWER:
            high *= 2
        times = least if power_of(least) >= POWER else float(brentq(lambda m: power_of(m) - POWER, least, high))
    return _told(
        treated, control, (share, difference), (difference - reach, difference + reach), p_value, power_of(1.0), times
    )


def _weighted(treated: TrialArm, control: TrialArm) -> tuple[Floats, float]:
    people = treated.n + control.n
    share = people / people.sum()
    apart = treated.mean - control.mean
    spread = np.sqrt(np.maximum(treated.variance, control.variance))
    rounding = _ROUNDING * (np.maximum(np.abs(treated.mean), np.abs(control.mean)) + spread)
    difference = float((share * np.where(np.abs(apart) <= rounding, 0.0, apart)).sum())
    return share, 0.0 if abs(difference) <= float((share * rounding).sum()) else difference


def _wilson(group: TrialArm) -> tuple[Floats, Floats]:
    from scipy.stats import binomtest

    hits = np.rint(group.n * group.mean).astype(int)
    found = [
        binomtest(int(k), int(n)).proportion_ci(LEVEL, method="wilson") for k, n in zip(hits, group.n, strict=True)
    ]
    return np.array([f.low for f in found]), np.array([f.high for f in found])


def _few(treated: TrialArm, control: TrialArm, pooled: Floats) -> bool:
    least = min(treated.n[0], control.n[0]) * min(pooled[0], 1 - pooled[0])
    return len(pooled) == 1 and least < 5


def _fisher(treated: TrialArm, control: TrialArm) -> float:
    from scipy.stats import fisher_exact

    table = [[round(g.n[0] * g.mean[0]), round(g.n[0] * (1 - g.mean[0]))] for g in (treated, control)]
    return float(fisher_exact(table).pvalue)


def _two_sided(difference: float, error: float) -> float | None:
    from scipy.stats import norm

    return float(2 * norm.sf(abs(difference) / error)) if error > 0 else None


def _power_of_t(effect: float, freedom: float) -> float:
    """The power of a two-sided t-test by the non-central t, for an effect in standard errors, 0 or more.

    SciPy knows no upper tail past 35, where it is 1, and not always a lower one past 7, which is at most Φ(-effect).
    """
    from scipy.stats import nct, t

    if effect > 35:
        return 1.0
    edge = float(t.ppf((1 + LEVEL) / 2, freedom))
    wrong_way = float(nct.cdf(-edge, freedom, effect)) if effect < 6 else 0.0
    return float(np.clip(nct.sf(edge, freedom, effect) + wrong_way, 0, 1))


def _norm(*parts: Floats) -> float:
    return float(np.sqrt(sum((part**2).sum() for part in parts)))


def _told(
    treated: TrialArm,
    control: TrialArm,
    weighted: tuple[Floats, float],
    ends: tuple[float | None, float | None],
    p_value: float | None,
    power: float | None,
    times: float | None,
) -> Uplift:
    n, m = int(treated.n.sum()), int(control.n.sum())
    share, difference = weighted
    means = float((share * treated.mean).sum()), float((share * control.mean).sum())
    needed = None if times is None else sum(max(2, int(np.ceil(round(count * times, 6)))) for count in (n, m))
    return Uplift(n, m, *means, difference, *ends, p_value, power, needed)
