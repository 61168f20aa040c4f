"""Gamma-Gamma: what a purchase of each customer is worth on average, from the few that were seen.

Fader, P. S. and Hardie, B. G. S. (2013). The gamma-gamma model of monetary value. brucehardie.com, note 25.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from segtui.features.clv.maximum_likelihood import Floats, Maximum, maximise


@dataclass(frozen=True)
class GammaGamma:
    """A fitted model: purchases are gamma(p, nu), and nu of customers is gamma(q, v)."""

    p: float
    q: float
    v: float

    def expected(self, repeats: Floats, spend: Floats) -> Floats:
        """The mean value (n) of a purchase to come, given the number (n, 0 and more) and mean value (n) of those seen.

        Between the customer's own mean and that of all, the nearer to the own the more purchases were seen.
        """
        own = np.where(repeats > 0, spend, 0.0)
        found: Floats = self.p * (self.v + repeats * own) / (self.p * repeats + self.q - 1.0)
        return found


def fit_gamma_gamma(repeats: Floats, spend: Floats) -> tuple[GammaGamma, Maximum]:
    """The likeliest model of customers with repeat purchases (n, 1 and more) and a mean spend on them (n, above 0).

    Where customers hardly differ, q and v grow to the limit of the search, and everyone is expected to spend alike.
    """
    unit = float(spend.mean())  # so that no currency is nearer to the limits of the search than another
    starts = [(2.0, 3.0, 2.0), (6.0, 4.0, 0.5), (1.0, 2.0, 1.0)]
    best = maximise(lambda parameters: _log_likelihood(parameters, repeats, spend / unit), starts, float(len(spend)))
    p, q, v = best.parameters
    return GammaGamma(p, q, v * unit), best


def _log_likelihood(parameters: Floats, x: Floats, spend: Floats) -> tuple[float, Floats]:
    from scipy.special import digamma, gammaln

    p, q, v = parameters
    total, joint = np.log(v + x * spend), p * x + q
    value = (
        gammaln(joint) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        + (p * x - 1.0) * np.log(spend) + p * x * np.log(x) - joint * total
    )  # fmt: skip
    by_p = x * (digamma(joint) - digamma(p * x) + np.log(spend) + np.log(x) - total)
    by_q = digamma(joint) - digamma(q) + np.log(v) - total
    by_v = q / v - joint / (v + x * spend)
    return float(value.sum()), np.array([by_p.sum(), by_q.sum(), by_v.sum()])
