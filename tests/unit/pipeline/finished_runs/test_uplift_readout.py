"""Whom a campaign moves, from what a readout compares and what a run keeps."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from segtui.errors import DataError, UsageError
from segtui.pipeline.finished_runs import uplift_readout as module
from segtui.pipeline.finished_runs.readout import Readout
from segtui.pipeline.finished_runs.uplift_readout import uplift_readout
from segtui.prediction.models.logistic import Logistic
from segtui.prediction.money import ContactMoney
from segtui.segments.campaigns.outcomes import outcomes_of


@pytest.fixture(autouse=True)
def logistic_only(monkeypatch):
    monkeypatch.setattr(module, "Boosting", lambda **_: Logistic(C=0.01))


def campaign(n=4_000, keeps=None, columns=("bought",)):
    """A run whose people are moved by 30 points where x > 0, and its readout."""
    rng = np.random.default_rng(1)
    x, control, segment = rng.normal(size=n), rng.random(n) < 0.3, rng.integers(0, 2, n)
    bought = rng.random(n) < 0.1 + 0.3 * (x > 0) * ~control
    people = pl.DataFrame({"id": [str(i) for i in range(n)], "segment": segment})
    people = people.with_columns(segment_name=pl.format("S{}", "segment"), control=pl.Series(control))
    outcomes = pl.DataFrame({"who": np.arange(n), **{name: bought * 1 for name in columns}})
    rows = pl.DataFrame({"who": np.arange(n), "segment": segment, "x": x})[::-1].head(keeps or n)
    run = SimpleNamespace(rows=lambda: rows, is_in_parts=keeps is not None, plan=SimpleNamespace(seed=0))
    return run, Readout((), (), people, outcomes_of(outcomes.filter(pl.any_horizontal(pl.col(columns) > 0)), "who"))


def test_those_who_are_moved_are_in_the_highest_deciles_and_a_contact_pays_for_them():
    run, readout = campaign()
    found = uplift_readout(run, readout, ContactMoney(1, 10))
    assert found.fitted.scores.qini.low > 0 and not found.above_zero and found.sampled is None
    moved = found.people.join(run.rows().select(pl.col("who").cast(pl.String), "x"), left_on="id", right_on="who")
    assert (moved.filter(pl.col("decile") > 6)["x"] > 0).mean() > 0.95
    assert found.people["uplift"].is_sorted(descending=True)
    assert found.segments["group"].to_list() == [0, 1] and found.deciles["group"].to_list() == list(range(10, 0, -1))
    paying, others = found.contacted.rows(named=True)
    assert paying["low"] * 10 > 1 > others["low"] * 10
    facts = found.facts()
    assert facts["money"]["threshold"] == 0.1 and len(facts["methods"]) == 4 and len(facts["deciles"]) == 10


def test_people_without_a_row_did_not_buy_or_are_left_out_and_amounts_count_above_0():
    run, readout = campaign(columns=("total",))
    assert len(uplift_readout(run, readout).people) == 4_000
    with pytest.raises(DataError, match="too small"):  # buyers only
        uplift_readout(run, readout, drop_missing=True)


def test_a_run_in_parts_is_learned_from_by_the_rows_that_it_keeps():
    run, readout = campaign(keeps=3_000)
    found = uplift_readout(run, readout)
    assert found.sampled == len(found.people) == 3_000
    assert set(found.people["id"]) == set(run.rows()["who"].cast(pl.String))


def test_one_outcome_is_predicted():
    run, readout = campaign(columns=("bought", "opened"))
    with pytest.raises(UsageError, match="one outcome") as refused:
        uplift_readout(run, readout)
    assert "bought, opened" in refused.value.fix
