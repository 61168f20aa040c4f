"""Expected purchases and value as a maker: what it refuses, and what does not change them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from segtui.errors import DataError, PlanError
from segtui.features.clv.exhibits import told
from segtui.features.clv.lifetime_value import fit_lifetime_value
from segtui.features.makers.clv import Clv


@pytest.fixture(scope="module")
def log():
    """150 customers over two years: some come back often, some never; every order is of one day."""
    random = np.random.default_rng(3)
    rows = []
    for who in range(150):
        at = float(random.uniform(0, 300))
        gap = float(random.gamma(2, 30))
        while at < 700 and (not rows or random.random() > 0.1):
            rows.append((who, dt.date(2022, 1, 1) + dt.timedelta(days=int(at)), round(float(random.gamma(6, 5)), 2)))
            at += 1 + float(random.exponential(gap))
    return pl.DataFrame(rows, schema=["who", "day", "paid"], orient="row")


def clv(**more):
    return Clv(
        **{"kind": "clv", "path": "o.csv", "id": "who", "date": "day", "amount": "paid", "horizon": "20w"} | more
    )


def test_the_order_of_rows_and_the_size_of_amounts_do_not_change_purchases(log, as_table):
    first = clv().fit_transform(as_table(log))
    shuffled = clv().fit_transform(as_table(log.sample(fraction=1.0, shuffle=True, seed=1)))
    assert shuffled.frame.equals(first.frame)
    dearer = clv().fit_transform(as_table(log.with_columns(pl.col("paid") * 10))).frame
    assert dearer["clv_purchases"].equals(first.frame["clv_purchases"])
    assert dearer["clv_value"].to_numpy() == pytest.approx(10 * first.frame["clv_value"].to_numpy(), rel=1e-3)
    assert dearer["vip"].equals(first.frame["vip"])


def test_bg_nbd_is_said_to_be_certain_of_those_who_ordered_once(log, as_table):
    made = clv().fit_transform(as_table(log))
    once = log.group_by("who").len().filter(pl.col("len") == 1)["who"].to_list()
    assert once and set(made.frame.filter(pl.col("who").is_in(once))["clv_alive"]) == {1.0}
    assert any(f"all {len(once)} customers with a single purchase" in str(remark) for remark in made.remarks)
    assert "1 after a single order" in clv().labels()["clv_alive"]
    assert "single" not in clv(model="pareto_nbd").labels()["clv_alive"]


@pytest.mark.parametrize("model", ["bg_nbd", "pareto_nbd"])
def test_later_rows_are_judged_by_what_the_run_learned(log, as_table, model):
    made = clv(model=model).fit_transform(as_table(log))
    some = log.filter(pl.col("who") < 20)
    maker = clv(model=model, as_of=made.carried_out.as_of)
    assert maker.transform(as_table(some), made.learned).frame.equals(made.frame.filter(pl.col("who") < 20))
    assert made.frame["vip"].sum() == round(0.05 * made.frame.height)
    assert set(made.frame["clv_decile"]) == set(range(1, 11))


def test_the_holdout_compares_what_was_expected_with_what_came(log, as_table):
    made = clv().fit_transform(as_table(log))
    table = made.exhibits[0].frame
    today = made.carried_out.as_of
    split = today - dt.timedelta(weeks=20)
    before = log.filter(pl.col("day") <= split).group_by("who").agg(repeats=(pl.col("day").n_unique() - 1).clip(0, 7))
    after = log.filter(pl.col("day") > split).group_by("who").agg(bought=pl.col("day").n_unique())
    by_hand = (
        before.join(after, on="who", how="left")
        .group_by("repeats")
        .agg(customers=pl.len(), actual=pl.col("bought").fill_null(0).mean())
        .sort("repeats")
    )
    assert table["customers"].to_list() == by_hand["customers"].to_list()
    shown = table.filter(pl.col("customers") >= 5)["actual"].to_numpy()
    assert shown == pytest.approx(by_hand.filter(pl.col("customers") >= 5)["actual"].to_numpy())


@pytest.mark.parametrize(
    "change, told",
    [
        (lambda log: log.unique("who"), "no customer bought on two different days"),
        (lambda log: log.filter(pl.col("who") < 12), "bought again and paid for it"),
        (lambda log: log.with_columns(paid=pl.lit(0.0)), "bought again and paid for it"),
        (lambda log: log.filter(pl.col("day") < dt.date(2022, 1, 29)), "too little to look"),
        (lambda log: log.vstack(
            pl.DataFrame({"who": [999], "day": [dt.date(1970, 1, 1)], "paid": [1.0]})), "weeks back"),
    ],
)  # fmt: skip
def test_data_that_cannot_carry_it_is_refused(log, as_table, change, told):
    with pytest.raises(DataError, match=told):
        clv().fit_transform(as_table(change(log)))


def test_parameters_that_the_orders_do_not_determine_are_told(log, as_table):
    alike = log.with_columns(paid=pl.lit(25.0))
    assert any("at a limit of the search" in note for note in clv().fit_transform(as_table(alike)).notes)


def test_an_id_named_like_a_new_column_is_a_fault(log, as_table):
    with pytest.raises(PlanError, match="rename the id column"):
        clv(id="vip").fit_transform(as_table(log.rename({"who": "vip"})))


@pytest.mark.parametrize("horizon", ["0d", "3", "52 w", "1y", "-1w", "99999w"])
def test_a_horizon_is_a_length_of_time(horizon):
    with pytest.raises(ValueError, match=r"not a length of time|longer than a century"):
        clv(horizon=horizon)


@pytest.mark.parametrize(("model", "doubted"), [("bg_nbd", True), ("pareto_nbd", False)])
def test_vips_who_bought_only_once_are_doubted(log, as_table, model, doubted):
    maker = clv(model=model)
    known = maker._purchases(maker.read(as_table(log)))[0].customers
    notes = told(known, fit_lifetime_value(known, model, "o.csv"), None, 9.0, ~known.repeaters)
    assert any("VIPs have bought only once" in note for note in notes) == doubted
