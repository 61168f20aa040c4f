"""Differences of rates and means against SciPy."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from segtui.segments.campaigns.uplift import TrialArm, uplift_of_means


def arm(values):
    return TrialArm(*(np.array([each]) for each in (float(len(values)), values.mean(), values.var(ddof=1))))


@pytest.mark.parametrize("apart", [0.0, 1.0, 6.5, 8.0, 10.0, 20.0, 34.0, 80.0])
def test_every_difference_in_standard_errors_has_a_test_a_power_and_a_sample(apart):
    random = np.random.default_rng(1)
    few, many = random.normal(size=59), random.normal(size=1644)
    error = np.sqrt(few.var(ddof=1) / 59 + many.var(ddof=1) / 1644)
    few += many.mean() - few.mean() + apart * error
    found = uplift_of_means(arm(few), arm(many))
    assert found.p_value == pytest.approx(ttest_ind(few, many, equal_var=False).pvalue, rel=1e-6)
    assert found.power is not None and 0.05 - 1e-9 <= found.power <= 1
    assert (found.needed is None) == (apart == 0)
