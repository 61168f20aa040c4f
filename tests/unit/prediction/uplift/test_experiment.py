"""How large an experiment has to be, and how its people count."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.errors import DataError
from segtui.prediction.uplift.cross_fitted import refuse_small
from segtui.prediction.uplift.experiment import Experiment, power_of


def arms(treated, bought, control, control_bought):
    """Treatment and outcome of people by their counts."""
    who = np.repeat([True, False], [treated, control])
    yes = np.concatenate([np.arange(treated) < bought, np.arange(control) < control_bought])
    return who, yes


def test_differences_of_the_detectable_size_are_found_four_times_in_five():
    treated, outcome = arms(4_000, 800, 2_000, 300)
    power = power_of(treated, outcome)
    rng, n, found = np.random.default_rng(2), [2_000, 2_000, 1_000, 1_000], 0
    rates = np.array([0.2 + power.detectable / 2, 0.2 - power.detectable / 2, 0.15, 0.15])
    for _ in range(4_000):
        rate = rng.binomial(n, rates) / n
        error = np.sqrt(np.sum(rate * (1 - rate) / n))
        found += abs(rate[0] - rate[2] - rate[1] + rate[3]) > 1.96 * error
    assert found / 4_000 == pytest.approx(0.8, abs=0.02)


def test_an_experiment_of_the_needed_size_is_enough_and_a_smaller_one_is_refused():
    few = power_of(*arms(1_800, 90, 200, 8))
    assert not few.is_enough and few.needed > 2_000
    with pytest.raises(DataError, match="90 of 1,800 treated and 8 of 200 in control") as refused:
        refuse_small(few, "uplift")
    assert f"{few.needed:,} people are needed, {few.needed_control:,} of them in control" in refused.value.fix
    times = few.needed / 2_000
    grown = power_of(*arms(round(1_800 * times), round(90 * times), few.needed_control, np.ceil(8 * times)))
    assert grown.is_enough
    half = power_of(*arms(round(1_800 * times / 2), round(90 * times / 2), few.needed_control // 2, round(4 * times)))
    assert not half.is_enough


def test_nobody_in_control_with_the_outcome_needs_some_first():
    none = power_of(*arms(1_000, 100, 100, 0))
    assert none.needed is None and not none.is_enough
    with pytest.raises(DataError, match="too small") as refused:
        refuse_small(none, "uplift")
    assert "at least 50" in refused.value.fix


def test_hillstroms_e_mail_test_has_its_published_rates_and_is_large_enough():
    # visits of 21,387 customers mailed about women's and 21,307 about men's merchandise, and of 21,306 who were not
    for mailed, visits, published in ((21_387, 3_238, 0.0452), (21_307, 3_894, 0.0766)):
        power = power_of(*arms(mailed, visits, 21_306, 2_262))
        assert visits / mailed - 2_262 / 21_306 == pytest.approx(published, abs=5e-5)
        assert power.is_enough and power.detectable < published
    assert not power_of(*arms(2_000, 18, 2_000, 11)).is_enough  # of whom a tenth is too few to tell from purchases


def test_arms_hold_the_strata_in_the_same_shares_by_their_weights():
    rng = np.random.default_rng(4)
    strata = rng.integers(0, 3, 3_000)
    treated = rng.random(3_000) < np.array([0.5, 0.7, 0.9])[strata]
    weights = Experiment(None, None, treated, treated, strata).weights()
    for arm in (treated, ~treated):
        shares = np.bincount(strata[arm], weights[arm]) / weights[arm].sum()
        assert shares == pytest.approx(np.bincount(strata) / 3_000)
    assert (Experiment(None, None, treated, treated, 0 * strata).weights() == 1).all()
    treated[strata == 1] = True
    assert (Experiment(None, None, treated, treated, strata).weights()[strata == 1] == 0).all()
