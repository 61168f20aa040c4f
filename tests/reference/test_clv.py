"""Customer lifetime value against what was published of CDNOW's customers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.clv.bg_nbd import fit_bg_nbd
from segtui.features.clv.gamma_gamma import fit_gamma_gamma
from segtui.features.clv.pareto_nbd import fit_pareto_nbd
from segtui.features.clv.purchase_days import customers, purchase_days
from segtui.features.clv.purchase_history import Histories
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.features.makers.clv import Clv
from segtui.features.rfm.order_lines import orders_and_returns

CDNOW = Path(__file__).parents[2] / "sample_data" / "cdnow_orders.csv"
CALIBRATION = dt.date(1997, 9, 30)


@pytest.fixture(scope="module")
def orders():
    frame = pl.read_csv(CDNOW, try_parse_dates=True)
    return Table(frame, "customer_id", ReadReport(str(CDNOW), (str(CDNOW),), "csv"))


@pytest.fixture(scope="module")
def purchases(orders):
    log = LogColumns(ORDER, "customer_id", "order_date", worth="amount").read(orders)
    return purchase_days(orders_and_returns(log, None).until(log.last).lines)


@pytest.fixture(scope="module")
def known(purchases):
    return customers(purchases, CALIBRATION)


def test_bg_nbd_has_the_parameters_of_fader_hardie_and_lee(known):
    model, best = fit_bg_nbd(known.histories)
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert best.log_likelihood == pytest.approx(-9582.4, abs=0.1) and not any(best.at_limit)
    someone = Histories(np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert model.expected(someone, 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_pareto_nbd_has_the_parameters_of_fader_and_hardie(known):
    model, best = fit_pareto_nbd(known.histories)
    assert (model.r, model.alpha, model.s, model.beta) == pytest.approx((0.553, 10.578, 0.606, 11.669), abs=2e-3)
    assert best.log_likelihood == pytest.approx(-9595.0, abs=0.1)


def test_gamma_gamma_has_the_parameters_of_fader_and_hardie(known):
    some = known.repeaters
    assert int(some.sum()) == 946
    x, spend = known.histories.repeats[some], known.spend[some]
    model, _ = fit_gamma_gamma(x, spend)
    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.74, 15.45), abs=0.02)
    assert np.corrcoef(x, spend)[0, 1] == pytest.approx(0.114, abs=5e-4)


def test_the_maker_expects_what_the_models_do(orders):
    maker = Clv(
        kind="clv", path="", id="customer_id", date="order_date", amount="amount", as_of=CALIBRATION, horizon="39w"
    )
    made = maker.fit_transform(orders)
    first = made.frame.row(0, named=True)
    assert first["clv_purchases"] == pytest.approx(1.226, abs=5e-4)
    assert made.frame["vip"].sum() == 118
    assert maker.transform(orders, made.learned).frame.equals(made.frame)
