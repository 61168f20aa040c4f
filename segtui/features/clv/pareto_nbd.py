"""Pareto/NBD: customers buy at their own rates, and leave at their own, at any time.

Schmittlein, D. C., Morrison, D. G. and Colombo, R. (1987). Counting your customers: who are they and what will they do
next? Management Science 33(1), 1-24; the likelihood as in Fader, P. S. and Hardie, B. G. S. (2005). A note on deriving
the Pareto/NBD model and related expressions. brucehardie.com, note 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.features.clv.maximum_likelihood import Floats, Maximum, maximise
from segtui.features.clv.purchase_history import Histories

_STEP = 1e-6


@dataclass(frozen=True)
class ParetoNbd:
    """A fitted model: rates of purchase are gamma(r, alpha) a week, rates of leaving gamma(s, beta)."""

    r: float
    alpha: float
    s: float
    beta: float

    def alive(self, histories: Histories) -> Floats:
        """The probability (n) that a customer is still one."""
        parameters = np.array([self.r, self.alpha, self.s, self.beta])
        here, gone = _ways(parameters, histories)
        found: Floats = np.exp(here - np.logaddexp(here, gone))
        return found

    def expected(self, histories: Histories, weeks: float) -> Floats:
        """The purchases (n) to expect of each customer in the next weeks."""
        s = self.s if abs(self.s - 1.0) > 1e-6 else 1.0 + 1e-6  # the formula has a removable gap at 1
        gone_after = self.beta + histories.age
        stays = 1.0 - np.exp((s - 1.0) * np.log(gone_after / (gone_after + weeks)))
        rate = (self.r + histories.repeats) / (self.alpha + histories.age)
        found: Floats = self.alive(histories) * rate * gone_after / (s - 1.0) * stays
        return found


def fit_pareto_nbd(histories: Histories) -> tuple[ParetoNbd, Maximum]:
    """The likeliest model; derivatives by differences, as those of the hypergeometric function cost more."""
    kinds, counts = histories.distinct()

    def value(parameters: Floats) -> float:
        return float(counts @ _log_likelihoods(parameters, kinds))

    def with_gradient(parameters: Floats) -> tuple[float, Floats]:
        steps = _STEP * parameters
        gradient = [(value(parameters + step) - value(parameters - step)) / (2 * step.sum()) for step in np.diag(steps)]
        return value(parameters), np.array(gradient)

    age = float(np.average(kinds.age, weights=counts)) or 1.0
    starts = [(1.0, age, 1.0, age), (0.5, age / 4, 0.5, age / 3)]
    best = maximise(with_gradient, starts, float(counts.sum()))
    return ParetoNbd(*best.parameters), best


def _log_likelihoods(parameters: Floats, histories: Histories) -> Floats:
    from scipy.special import gammaln

    r, alpha, s, beta = parameters
    common = gammaln(r + histories.repeats) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    found: Floats = common + np.logaddexp(*_ways(parameters, histories))
    return found


def _ways(parameters: Floats, histories: Histories) -> tuple[Floats, Floats]:
    """The logarithms (n) of the two ways to a history: still a customer, or gone since the last purchase."""
    r, alpha, s, beta = parameters
    x = histories.repeats
    here = -(r + x) * np.log(alpha + histories.age) - s * np.log(beta + histories.age)
    last, now = _tail(parameters, x, histories.last), _tail(parameters, x, histories.age)
    with np.errstate(divide="ignore"):
        gone = np.log(s) - np.log(r + s + x) + last + np.log(-np.expm1(np.minimum(now - last, 0.0)))
    return here, gone


def _tail(parameters: Floats, x: Floats, time: Floats) -> Floats:
    """The logarithm (n) of the integral over the times to leave from `time` on, but for what both ways share.

    The hypergeometric function by Euler's transformation, which keeps it small where the series grows without end.
    """
    from scipy.special import hyp2f1

    r, alpha, s, beta = parameters
    larger, second = (alpha, s + 1.0) if alpha >= beta else (beta, r + x)
    power = r + s + x
    share = np.minimum(abs(alpha - beta) / (larger + time), 1.0 - 1e-12)
    series = hyp2f1(1.0, power + 1.0 - second, power + 1.0, share)
    found: Floats = np.log(series) + (1.0 - second) * np.log1p(-share) - power * np.log(larger + time)
    return found
