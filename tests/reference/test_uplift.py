"""Uplift, its interval, power and sample against published examples and the documented values of other packages."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.segments.campaigns.uplift import TrialArm, uplift_of_means, uplift_of_rates


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def rates(hits: int, n: int, others: int, m: int):
    return uplift_of_rates(
        TrialArm(array(n), array(hits / n), array(0)), TrialArm(array(m), array(others / m), array(0))
    )


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_rates_is_that_of_newcombe_1998_table_ii_method_10(counts, low, high):
    told = rates(*counts)
    assert (told.low, told.high) == pytest.approx((low, high), abs=5e-5)


def test_power_and_sample_of_rates_are_those_of_statsmodels():
    """statsmodels 0.15: power_proportions_2indep(.1, .2, 100) and samplesize_proportions_2indep_onetail(.1, .2, .8)."""
    told = rates(30, 100, 20, 100)
    assert told.power == pytest.approx(0.37116152, abs=1e-8)
    assert told.needed == 2 * 294  # 293.1513 in each group


def test_few_people_are_judged_by_fishers_exact_test():
    """Fisher's lady tasting tea: three of four cups against one of four, p = 0.4857."""
    assert rates(3, 4, 1, 4).p_value == pytest.approx(0.4857, abs=5e-5)


def test_means_are_judged_as_by_r_on_its_sleep_data():
    """R's example(t.test): t.test(extra ~ group, data = sleep): p = 0.07939, interval −3.3654832 to 0.2054832."""
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    groups = [TrialArm(array(10), array(np.mean(x)), array(np.var(x, ddof=1))) for x in (one, two)]
    told = uplift_of_means(*groups)
    assert told.p_value == pytest.approx(0.07939, abs=5e-6)
    assert (told.low, told.high) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)


def test_power_and_sample_of_means_are_those_of_cohen_and_statsmodels():
    """Cohen 1988, table 2.4.1: d = 0.5 needs 64 people a group for 80 %. statsmodels: 63.7656, and power 0.80145956."""
    told = uplift_of_means(TrialArm(array(64), array(0.5), array(1)), TrialArm(array(64), array(0), array(1)))
    assert told.power == pytest.approx(0.8014595579, abs=1e-8)
    assert told.needed == 2 * 64
    small = uplift_of_means(TrialArm(array(50), array(0.2), array(1)), TrialArm(array(50), array(0), array(1)))
    assert small.needed == 2 * 394  # 393.4057 in each group


def test_segments_of_different_control_shares_do_not_blur_the_total():
    """Simpson's paradox: no effect in either segment, and pooled counts would show one."""
    treated = TrialArm(array(900, 100), array(0.5, 0.1), array(0, 0))
    control = TrialArm(array(100, 900), array(0.5, 0.1), array(0, 0))
    told = uplift_of_rates(treated, control)
    assert told.uplift == pytest.approx(0, abs=1e-12)
    assert told.low < 0 < told.high
    assert 900 * 0.5 / 1000 + 0.01 - (0.05 + 0.09) > 0.3  # what pooling would say


def test_equal_segments_together_are_as_one_of_all_their_people():
    half = TrialArm(array(50, 50), array(0.4, 0.4), array(0, 0)), TrialArm(array(50, 50), array(0.2, 0.2), array(0, 0))
    told, whole = uplift_of_rates(*half), rates(40, 100, 20, 100)
    assert told.uplift == pytest.approx(whole.uplift)
    assert (told.p_value, told.power) == pytest.approx((whole.p_value, whole.power))
