"""A prediction from a log to figures: chosen, calibrated, kept, and beside its baselines."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.errors import DataError
from segtui.features.clv.bg_nbd import BgNbd
from segtui.features.clv.purchase_history import Histories
from segtui.features.log.log_columns import ORDER, LogColumns
from segtui.features.makers.clv import Clv
from segtui.features.makers.events import Events
from segtui.features.makers.rfm import Rfm
from segtui.prediction.baselines import baselines
from segtui.prediction.fit_prediction import Prediction, fit_prediction
from segtui.prediction.judge import judge
from segtui.prediction.labels.log_outcome import LogOutcome
from segtui.prediction.models.forest import RandomForest
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.snapshots.features_as_of import Makers
from segtui.prediction.snapshots.schedule import plan_snapshots
from segtui.prediction.snapshots.snapshot_rows import snapshot_rows

KEYS = {"path": "log.csv", "id": "who", "date": "day", "amount": "paid"}


@pytest.fixture(scope="module")
def rows(buyers):
    from segtui.data.table import ReadReport, Table

    table = Table(buyers, "who", ReadReport("log.csv", ("log.csv",), "csv"))
    outcome = LogOutcome(LogColumns(ORDER, "who", "day", None, "paid"), "purchase", 30).read(table)
    schedule = plan_snapshots(outcome.first, outcome.over, 30)
    return outcome, snapshot_rows(Makers((Rfm(kind="rfm", **KEYS),), {0: table}, id="who"), outcome, schedule)


TWO = (Logistic(), RandomForest(trees=10))


def fit(found, learners=TWO, **more):
    return fit_prediction(found.training, found.validation, found.calibration, learners, **more)


def test_the_best_on_validation_is_chosen_calibrated_and_kept(rows):
    _, found = rows
    fitted = fit(found)
    assert fitted.prediction.learner == "logistic"  # the first, unless another is better by a standard error
    kept = json.loads(json.dumps(fitted.prediction.facts()))
    again = Prediction.of(kept, fitted.prediction.table())
    assert (again.probabilities(found.test.frame) == fitted.prediction.probabilities(found.test.frame)).all()
    same = fit(found).prediction
    assert json.dumps(same.facts()) == json.dumps(kept)


def test_a_later_learner_is_chosen_only_if_it_is_better_beyond_chance(rows):
    _, found = rows

    class Turned(Logistic):
        name = "turned"

        def fit(self, rows, outcome, seed):
            return super().fit(rows, ~outcome, seed)

    for by in ("average_precision", "log_loss", "roc_auc"):
        assert fit(found, (Turned(), Logistic()), choose_by=by).prediction.learner == "logistic"
        assert fit(found, (Logistic(), Turned()), choose_by=by).prediction.learner == "logistic"


def test_the_outcomes_of_the_test_change_nothing_that_was_learned(rows):
    _, found = rows
    turned = replace(found, test=replace(found.test, outcome=~found.test.outcome))
    assert fit(found, (Logistic(),)).prediction.facts() == fit(turned, (Logistic(),)).prediction.facts()


def test_it_is_judged_for_known_and_new_customers_and_against_baselines(rows):
    outcome, found = rows
    against = baselines(outcome, found.test.ids, found.schedule.test[0])
    told = judge(fit(found, (Logistic(),)).prediction, found.test, found.new, against)
    assert told.known.rows + told.new.rows == told.all.rows == len(found.test)
    assert told.all.roc_auc.low < told.all.roc_auc.value < told.all.roc_auc.high
    assert [each.name for each in told.baselines] == ["bg_nbd", "recency"]
    for each in told.baselines:
        assert each.roc_auc_gained.value == pytest.approx(told.all.roc_auc.value - each.roc_auc)
        assert each.roc_auc_gained.low <= each.roc_auc_gained.value <= each.roc_auc_gained.high


def test_too_few_outcomes_and_no_features_are_refused_with_what_to_do(rows):
    _, found = rows
    few = found.training.where(np.arange(len(found.training)) < 80)
    with pytest.raises(DataError, match="50 are needed"):
        fit(replace(found, training=few))
    nothing = replace(found.training, frame=found.training.frame.select(same=pl.lit(1)))
    with pytest.raises(DataError, match=r"same \(constant\)"):
        fit(replace(found, training=nothing))
    one = replace(found.validation, outcome=np.zeros(len(found.validation), dtype=bool))
    with pytest.raises(DataError, match="same outcome"):
        fit(replace(found, validation=one))


def test_bg_nbds_probability_is_that_of_customers_made_by_it():
    model = BgNbd(0.8, 6.0, 0.9, 2.5)
    rng = np.random.default_rng(1)
    n, age, weeks = 100_000, 20.0, 6.0
    rate, leaves = rng.gamma(model.r, 1 / model.alpha, n), rng.beta(model.a, model.b, n)
    at, last, repeats, alive, later = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool), np.zeros(n, bool)
    for _ in range(120):  # the next purchase of who is still a customer
        at = np.where(alive, at + rng.exponential(1 / rate), np.inf)
        before = at <= age
        later |= (at > age) & (at <= age + weeks)
        last, repeats = np.where(before, at, last), repeats + before
        alive &= before & (rng.random(n) >= leaves)
    for x in (0, 1, 3):
        mine = (repeats == x) & ((last > 8) & (last < 14) if x else True)
        expected = model.buys_within(Histories(repeats[mine], last[mine], np.full(mine.sum(), age)), weeks)
        assert later[mine].mean() == pytest.approx(expected.mean(), abs=4 * np.sqrt(0.25 / mine.sum()))


@pytest.mark.slow
def test_purchases_of_cdnow_are_predicted_as_well_as_published_and_truly(real_data, tmp_path):
    lines = [line.split() for line in (real_data / "CDNOW_sample.txt").read_text().splitlines() if line.strip()]
    text = "\n".join(f"{one[0]},{one[2][:4]}-{one[2][4:6]}-{one[2][6:]},{one[3]},{one[4]}" for one in lines)
    (tmp_path / "orders.csv").write_text("who,day,cds,paid\n" + text)
    table = read(Source(path="orders.csv"), tmp_path)
    keys = KEYS | {"path": "orders.csv"}
    log = {"kind": "events", "path": "orders.csv", "id": "who", "time": "day", "value": "paid"}
    asked = (
        Rfm(kind="rfm", **keys),
        Clv(kind="clv", **keys, horizon="30d"),
        Events(**log, windows=("30d", "90d", "180d")),
    )
    outcome = LogOutcome(LogColumns(ORDER, "who", "day", None, "paid"), "purchase", 30).read(table)
    schedule = plan_snapshots(outcome.first, dt.date(1998, 5, 26), 30, "30d")  # so the test is of April 26
    found = snapshot_rows(Makers(asked, dict.fromkeys(range(3), table), id="who"), outcome, schedule)
    told = judge(fit(found, (Logistic(),)).prediction, found.test, found.new)
    assert told.all.roc_auc.value >= 0.855
    assert abs(told.all.gap.value) <= 0.015
