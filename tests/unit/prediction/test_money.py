"""The threshold that pays, and profit by decile and by group, against plain loops."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from segtui.prediction.money import ContactMoney, profit_by_decile, profit_by_group

MONEY = ContactMoney(0.8, 25)


@pytest.fixture(scope="module")
def scored():
    """Probabilities, true of their outcomes, and a group of each row."""
    rng = np.random.default_rng(5)
    p = rng.beta(0.5, 12, 2_000)
    return p, rng.random(p.size) < p, pl.Series(rng.choice(["A", "B", "C"], p.size))


def test_the_threshold_that_pays_is_the_best_of_all_thresholds(scored):
    p, _, _ = scored
    assert MONEY.threshold == pytest.approx(0.032)
    expected = [sum(25 * q - 0.8 for q in p if q > threshold) for threshold in np.linspace(0, 1, 501)]
    assert sum(25 * q - 0.8 for q in p if q > MONEY.threshold) >= max(expected)


def test_deciles_bring_what_a_loop_over_them_says(scored):
    p, outcome, _ = scored
    table = profit_by_decile(p, outcome, MONEY)
    order, total = np.argsort(-p, kind="stable"), 0.0
    for decile, row in zip(range(10, 0, -1), table.iter_rows(named=True), strict=True):
        mine = order[(10 - decile) * 200 : (11 - decile) * 200]
        profit = sum(25 * outcome[i] - 0.8 for i in mine)
        total += profit
        assert (row["decile"], row["rows"], row["positives"]) == (decile, 200, pytest.approx(outcome[mine].sum()))
        assert row["profit"] == pytest.approx(profit) and row["cumulative_profit"] == pytest.approx(total)
        assert row["expected_profit"] == pytest.approx(sum(25 * p[i] - 0.8 for i in mine))


def test_groups_and_all_bring_what_a_loop_over_rows_says(scored):
    p, outcome, groups = scored
    table = profit_by_group(p, outcome, groups, MONEY)
    assert table["group"].to_list() == ["A", "B", "C", None]
    for row in table.iter_rows(named=True):
        mine = [i for i, group in enumerate(groups) if row["group"] in (group, None)]
        chosen = [i for i in mine if 25 * p[i] > 0.8]
        assert (row["rows"], row["contacted"]) == (len(mine), len(chosen))
        assert row["positives"] == outcome[chosen].sum()
        assert row["expected_profit"] == pytest.approx(sum(25 * p[i] - 0.8 for i in chosen))
        assert row["profit"] == pytest.approx(sum(25 * outcome[i] - 0.8 for i in chosen))
        assert row["profit_of_all"] == pytest.approx(sum(25 * outcome[i] - 0.8 for i in mine))


def test_a_contact_dearer_than_the_margin_pays_for_nobody(scored):
    p, outcome, groups = scored
    assert profit_by_group(p, outcome, groups, ContactMoney(30, 25))["contacted"].sum() == 0
    with pytest.raises(ValueError, match="margin above 0"):
        ContactMoney(1, 0)
    with pytest.raises(ValueError, match="contact must be 0 or more"):
        ContactMoney(float("nan"), 1)
