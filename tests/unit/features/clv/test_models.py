"""The models of purchases and spend against definitions: derivatives, integrals, and customers made by the models."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import roots_genlaguerre

from segtui.features.clv import bg_nbd, gamma_gamma, pareto_nbd
from segtui.features.clv.bg_nbd import BgNbd
from segtui.features.clv.gamma_gamma import GammaGamma
from segtui.features.clv.pareto_nbd import ParetoNbd
from segtui.features.clv.purchase_history import Histories

SOME = Histories(np.array([0.0, 1.0, 4.0, 40.0]), np.array([0.0, 3.0, 20.0, 29.0]), np.array([30.0, 25.0, 39.0, 30.0]))


def test_the_derivatives_are_those_of_the_likelihoods():
    counts = np.array([3.0, 2.0, 1.0, 1.0])
    at = np.array([0.7, 5.0, 0.9, 2.5])
    value = lambda p: bg_nbd._log_likelihood(p, SOME, counts)[0]  # noqa: E731
    slope = lambda p: bg_nbd._log_likelihood(p, SOME, counts)[1]  # noqa: E731
    assert check_grad(value, slope, at) < 1e-4
    x, spend = np.array([1.0, 2.0, 7.0]), np.array([12.0, 30.5, 9.9])
    value = lambda p: gamma_gamma._log_likelihood(p, x, spend)[0]  # noqa: E731
    slope = lambda p: gamma_gamma._log_likelihood(p, x, spend)[1]  # noqa: E731
    assert check_grad(value, slope, np.array([2.0, 3.0, 20.0])) < 1e-4


@pytest.mark.parametrize("alpha, beta", [(10.0, 11.0), (11.0, 4.0), (6.0, 6.0)])
def test_the_pareto_likelihood_is_its_integral_over_times_to_leave(alpha, beta):
    """Over the customer's own rates, by hand: e^(-(rate + leaving) T) or gone at some time since the last purchase."""
    r, s = 0.8, 1.4
    model = ParetoNbd(r, alpha, s, beta)
    history = Histories(np.array([2.0]), np.array([12.0]), np.array([20.0]))

    def here(rate, leaving):
        return rate**2 * np.exp(-(rate + leaving) * 20.0)

    def gone(rate, leaving):
        both = rate + leaving
        return rate**2 * leaving / both * (np.exp(-both * 12.0) - np.exp(-both * 20.0))

    def over_all(of):
        rates, weights = roots_genlaguerre(60, r - 1)
        leavings, others = roots_genlaguerre(60, s - 1)
        values = of(rates[:, None] / alpha, leavings[None] / beta)
        return weights @ values @ others / (weights.sum() * others.sum())

    stays, leaves = over_all(here), over_all(gone)
    assert model.alive(history)[0] == pytest.approx(stays / (stays + leaves), rel=1e-5)
    parameters = np.array([r, alpha, s, beta])
    assert pareto_nbd._log_likelihoods(parameters, history)[0] == pytest.approx(np.log(stays + leaves), abs=1e-6)


@pytest.mark.parametrize("model", [BgNbd(0.5, 8.0, 0.8, 2.5), BgNbd(0.5, 8.0, 1.0, 2.5), ParetoNbd(0.5, 8.0, 1.0, 9.0)])
def test_more_is_expected_of_longer_horizons_and_nothing_of_none(model):
    expected = [model.expected(SOME, weeks) for weeks in (1e-9, 1.0, 13.0, 52.0, 500.0)]
    assert expected[0] == pytest.approx(np.zeros(4), abs=1e-6)
    assert (np.diff(expected, axis=0) > 0).all()
    alive = model.alive(SOME)
    assert ((alive > 0) & (alive <= 1)).all()


def test_the_fit_finds_the_model_that_made_the_customers():
    random = np.random.default_rng(0)
    size, weeks = 3_000, 60.0
    rates, chances = random.gamma(0.9, 1 / 6.0, size), random.beta(1.2, 4.0, size)
    rows = []
    for rate, chance in zip(rates, chances, strict=True):
        at, last, count = 0.0, 0.0, 0
        while True:  # leaves after a repeat purchase, or stays for another
            at += random.exponential(1 / rate)
            if at > weeks:
                break
            last, count = at, count + 1
            if random.random() < chance:
                break
        rows.append((count, last, weeks))
    model, _ = bg_nbd.fit_bg_nbd(Histories(*np.array(rows).T.copy()))
    assert (model.r, model.alpha) == pytest.approx((0.9, 6.0), rel=0.15)


def test_spend_lies_between_the_own_mean_and_that_of_all():
    model = GammaGamma(6.25, 3.74, 15.45)
    everyone = model.p * model.v / (model.q - 1)
    expected = model.expected(np.array([0.0, 1.0, 50.0]), np.array([0.0, 100.0, 100.0]))
    assert expected[0] == pytest.approx(everyone)
    assert everyone < expected[1] < expected[2] < 100
