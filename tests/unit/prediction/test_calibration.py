"""Calibration against scikit-learn, and its limits."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

from segtui.errors import DataError
from segtui.prediction.calibration import Calibration, calibrate
from segtui.prediction.predictors.predictor import logit


def drawn(n, seed=0, slope=0.5):
    rng = np.random.default_rng(seed)
    raw = rng.beta(1, 5, n)
    return raw, rng.random(n) < 1 / (1 + np.exp(-(slope * logit(raw) - 0.7)))


def test_the_sigmoid_is_scikit_learns_on_log_odds():
    raw, yes = drawn(2_000)
    found = calibrate(raw, yes, "sigmoid")
    expected = _SigmoidCalibration().fit(logit(raw), yes).predict(logit(raw))
    assert np.allclose(found.probabilities(raw), expected, atol=1e-5)
    assert abs(found.probabilities(raw).mean() - yes.mean()) < 0.002 and abs(found.slope - 0.5) < 0.1
    again = Calibration.of(json.loads(json.dumps(found.facts())))
    assert (again.probabilities(raw) == found.probabilities(raw)).all()


def test_isotonic_is_scikit_learns_and_needs_a_thousand_outcomes():
    raw, yes = drawn(12_000)
    found = Calibration.of(json.loads(json.dumps(calibrate(raw, yes, "isotonic").facts())))
    expected = IsotonicRegression(out_of_bounds="clip").fit(raw, yes).predict(raw)
    assert np.allclose(found.probabilities(raw), expected, atol=1e-12)
    with pytest.raises(DataError, match="sigmoid"):
        calibrate(raw[:900], yes[:900], "isotonic")


def test_few_outcomes_and_a_turned_order_do_no_harm():
    raw, yes = drawn(3_000, slope=-0.5)
    found = calibrate(raw, yes, "sigmoid").probabilities(raw)
    assert np.ptp(found) == 0 and found[0] == pytest.approx(yes.mean(), abs=0.001)
    assert (calibrate(raw, yes, "none").probabilities(raw) == raw).all()
    with pytest.raises(DataError, match="3 rows with the outcome"):
        calibrate(raw[:50], np.arange(50) < 3, "sigmoid")
