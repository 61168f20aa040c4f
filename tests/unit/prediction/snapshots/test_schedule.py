"""Which days are snapshots, with the gaps that keep the past from knowing the future."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.errors import DataError
from segtui.prediction.snapshots.new_customers import are_new, drawn, folds
from segtui.prediction.snapshots.schedule import plan_snapshots
from tests.unit.prediction.conftest import JAN


def test_the_roles_are_a_horizon_apart_and_training_goes_back_in_months():
    found = plan_snapshots(dt.date(1997, 1, 1), dt.date(1998, 7, 1), 30, "monthly")
    assert found.test == (dt.date(1998, 6, 1),)
    assert found.calibration == (dt.date(1998, 5, 2),)
    assert found.validation == (dt.date(1998, 4, 2),)
    assert found.training[-2:] == (dt.date(1998, 2, 3), dt.date(1998, 3, 3)) and found.training[0] == dt.date(
        1997, 2, 3
    )
    assert found.apart


@given(
    st.integers(20, 900),
    st.integers(1, 120),
    st.sampled_from(["weekly", "monthly", "quarterly", "10d", "3w"]),
    st.integers(1, 3),
)
def test_labels_of_one_role_are_known_before_the_next_begins(length, horizon, every, tests):
    over = JAN + dt.timedelta(days=length)
    try:
        found = plan_snapshots(JAN, over, horizon, every, tests)
    except DataError:
        return
    gap = dt.timedelta(days=horizon)
    assert found.training[0] >= JAN + gap and found.test[-1] + gap == over
    assert found.calibration[-1] + gap <= found.test[0]
    assert found.training[-1] + gap <= found.validation[0] <= found.calibration[0]
    assert not found.apart or found.validation[-1] + gap <= found.calibration[0]


def test_a_log_of_under_four_horizons_is_refused_with_the_longest_that_it_allows():
    with pytest.raises(DataError, match="at most 22d"):
        plan_snapshots(JAN, JAN + dt.timedelta(days=90), 30)
    assert not plan_snapshots(JAN, JAN + dt.timedelta(days=120), 30).apart
    assert plan_snapshots(JAN, JAN + dt.timedelta(days=150), 30).apart


def test_new_customers_are_a_share_by_their_ids_alone():
    ids = pl.Series(range(5_000))
    new = are_new(ids, 0.2, 7)
    assert abs(new.mean() - 0.2) < 0.02
    assert (are_new(ids.reverse(), 0.2, 7)[::-1] == new).all()
    assert (are_new(ids, 0.2, 8) != new).any()
    assert (drawn(ids, 0) >= 0).all() and (drawn(ids, 0) < 1).all()


def test_folds_keep_a_customers_rows_together_and_share_out_the_outcome():
    rng = np.random.default_rng(0)
    ids = pl.Series(rng.integers(0, 300, 1_000))
    outcome = rng.random(1_000) < 0.05
    found = folds(ids, outcome, 5, 1)
    table = pl.DataFrame({"id": ids, "fold": found, "yes": outcome})
    assert table.group_by("id").agg(pl.col("fold").n_unique())["fold"].max() == 1
    positive = table.group_by("id", "fold").agg(pl.col("yes").any()).group_by("fold").agg(pl.col("yes").sum())
    assert positive["yes"].max() - positive["yes"].min() <= 1
