"""BG/NBD: customers buy at their own rates, and may leave after any purchase.

Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). "Counting your customers" the easy way: an alternative to the
Pareto/NBD model. Marketing Science 24(2), 275-284.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.features.clv.maximum_likelihood import Floats, Maximum, maximise
from segtui.features.clv.purchase_history import Histories


@dataclass(frozen=True)
class BgNbd:
    """A fitted model: rates are gamma(r, alpha) a week, chances to leave after a purchase beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, histories: Histories) -> Floats:
        """The probability (n) that a customer is still one; 1 without a repeat purchase, by the model's idea."""
        return 1.0 / (1.0 + self._odds_gone(histories))

    def expected(self, histories: Histories, weeks: float) -> Floats:
        """The purchases (n) to expect of each customer in the next weeks."""
        from scipy.special import hyp2f1

        a = self.a if abs(self.a - 1.0) > 1e-6 else 1.0 + 1e-6  # the formula has a removable gap at 1
        x, age = histories.repeats, histories.age
        share = weeks / (self.alpha + age + weeks)
        tail = np.exp((self.r + x) * np.log1p(-share))
        series = hyp2f1(self.r + x, self.b + x, a + self.b + x - 1.0, share)
        purchases = (a + self.b + x - 1.0) / (a - 1.0) * (1.0 - tail * series)
        found: Floats = purchases / (1.0 + self._odds_gone(histories))
        return found

    def buys_within(self, histories: Histories, weeks: float) -> Floats:
        """The probability (n) of at least one purchase in the next weeks.

        Those who still are customers can't leave before the next one, and buy at rates of gamma(r + x, alpha + age).
        """
        none = np.exp(-(self.r + histories.repeats) * np.log1p(weeks / (self.alpha + histories.age)))
        return self.alive(histories) * (1.0 - none)

    def _odds_gone(self, histories: Histories) -> Floats:
        x = histories.repeats
        ratio = (self.r + x) * np.log((self.alpha + histories.age) / (self.alpha + histories.last))
        with np.errstate(over="ignore"):
            gone = np.exp(np.log(self.a) - np.log(np.maximum(self.b + x - 1.0, 1e-300)) + ratio)
        return np.where(x > 0, gone, 0.0)


def fit_bg_nbd(histories: Histories) -> tuple[BgNbd, Maximum]:
    """The likeliest model, by derivatives of the log-likelihood."""
    kinds, counts = histories.distinct()
    age = float(np.average(kinds.age, weights=counts)) or 1.0
    starts = [(1.0, age, 1.0, 1.0), (0.3, age / 4, 0.5, 2.0), (3.0, 3 * age, 0.2, 5.0)]
    best = maximise(lambda parameters: _log_likelihood(parameters, kinds, counts), starts, float(counts.sum()))
    return BgNbd(*best.parameters), best


def _log_likelihood(parameters: Floats, kinds: Histories, counts: Floats) -> tuple[float, Floats]:
    from scipy.special import digamma, gammaln

    r, alpha, a, b = parameters
    x, to_last, to_now = kinds.repeats, np.log(alpha + kinds.last), np.log(alpha + kinds.age)
    repeats = x > 0
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    leaving = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    here = -(r + x) * to_now
    room = np.where(repeats, b + x - 1.0, 1.0)
    gone = np.where(repeats, np.log(a) - np.log(np.maximum(room, 1e-300)) - (r + x) * to_last, -np.inf)
    both = np.logaddexp(here, gone)
    is_here, is_gone = np.exp(here - both), np.exp(gone - both)
    value = float(counts @ (rate + leaving + both))
    by_r = digamma(r + x) - digamma(r) + np.log(alpha) - is_here * to_now - is_gone * to_last
    by_alpha = r / alpha - (r + x) * (is_here / (alpha + kinds.age) + is_gone / (alpha + kinds.last))
    shared = digamma(a + b) - digamma(a + b + x)
    by_a = shared + is_gone / a
    by_b = shared + digamma(b + x) - digamma(b) - is_gone / room
    return value, np.array([counts @ by_r, counts @ by_alpha, counts @ by_a, counts @ by_b])
