"""Nested scores: cut within the customers of equal scores before, for later customers by the bounds of the run."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.features.rfm.binning import SCORED, ScoreBins, give_scores
from segtui.features.rfm.grid import score_grid

PEOPLE = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6), st.integers(0, 20)), min_size=1, max_size=60)


def customers(rows):
    frame = pl.DataFrame(rows, schema=["recency_days", "frequency", "monetary"], orient="row")
    return frame.with_columns(pl.col("monetary").cast(pl.Float64))


def by_hand(values, group, bins, *, low_is_best=False):
    """The score of each value among those of its group: how many quantiles of the group it exceeds, and one."""
    scores = []
    for value, own in zip(values, group, strict=True):
        peers = [v for v, other in zip(values, group, strict=True) if other == own]
        cuts = np.quantile(peers, [j / bins for j in range(1, bins)])
        found = int(sum(value > cut + 1e-9 for cut in cuts))
        scores.append(bins - found if low_is_best else found + 1)
    return scores


@given(PEOPLE, st.integers(2, 5))
def test_each_scale_is_cut_within_the_equal_scores_before(rows, bins):
    frame = customers(rows)
    made = give_scores(frame, bins, "nested")
    r = by_hand(frame["recency_days"].to_list(), [0] * len(rows), bins, low_is_best=True)
    f = by_hand(frame["frequency"].to_list(), r, bins)
    m = by_hand(frame["monetary"].to_list(), list(zip(r, f, strict=True)), bins)
    assert [made.scores[name].tolist() for name in SCORED.values()] == [r, f, m]


@given(PEOPLE, st.sampled_from(["nested", "independent"]))
def test_the_same_customers_have_the_same_scores_by_what_was_learned(rows, binning):
    frame = customers(rows)
    made = give_scores(frame, 4, binning)
    known = ScoreBins.from_data(json.loads(json.dumps(made.bins.as_data())), 4, binning)
    again = give_scores(frame[: len(rows) // 2 + 1], 4, binning, known)
    assert all(again.scores[name].tolist() == made.scores[name][: len(rows) // 2 + 1].tolist() for name in made.scores)


def test_later_customers_of_a_group_that_nobody_was_in_are_scored_by_the_bounds_of_all():
    made = give_scores(customers([(1, 1, 5), (1, 2, 6), (1, 3, 7)]), 3, "nested")
    assert set(made.bins.within["frequency"]) == {"3"}
    later = give_scores(customers([(99, 3, 9)]), 3, "nested", made.bins)
    assert [int(later.scores[name][0]) for name in SCORED.values()] == [1, 3, 3]


def test_groups_with_empty_scores_are_told():
    rows = [(r, f, m) for r in range(9) for f in (1, 2, 3) for m in (1, 2, 3)]
    told = {note.feature: note.text for note in give_scores(customers(rows), 3, "nested").notes}
    assert not told
    told = {note.feature: note.text for note in give_scores(customers([*rows, *[(0, 1, 1)] * 40]), 3, "nested").notes}
    assert told["monetary"].startswith("in ") and "groups some scores are empty" in told["monetary"]


@given(PEOPLE)
def test_the_grid_has_every_customer_and_all_they_spent(rows):
    frame = customers(rows)
    made = give_scores(frame, 3, "independent")
    scored = frame.with_columns(
        value="monetary", r_score=pl.Series(made.scores["r_score"]), f_score=pl.Series(made.scores["f_score"])
    )
    grid = score_grid(scored, 3)
    assert grid.select("r_score", "f_score").rows() == [(r, f) for r in (3, 2, 1) for f in (1, 2, 3)]
    assert grid["customers"].sum() == len(rows) and grid["share"].sum() == pytest.approx(1)
    cell = scored.filter(pl.col("r_score") == 3, pl.col("f_score") == 1)
    assert grid["customers"][0] == cell.height and grid["value"][0] == pytest.approx(cell["monetary"].sum())
    shares = grid["value_share"]
    assert shares.null_count() == 9 if frame["monetary"].sum() == 0 else shares.sum() == pytest.approx(1)


def shown(rfm, as_table, **more):
    rows = [
        (f"c{i:02}", f"2024-0{1 + i % 3}-0{1 + day}", 10.0 * (i + 1)) for i in range(40) for day in range(1 + i % 4)
    ]
    orders = pl.DataFrame(rows, schema=["who", "day", "paid"], orient="row")
    derived = rfm(bins=3, **more).fit_transform(as_table(orders.with_columns(pl.col("day").str.to_date())))
    return derived, {exhibit.name: exhibit for exhibit in derived.exhibits}, sum(paid for _who, _day, paid in rows)


def test_the_report_gets_the_grid_without_cells_of_a_handful_of_people(rfm, as_table):
    derived, exhibits, _total = shown(rfm, as_table)
    assert list(exhibits) == ["grid", "value"]
    grid = exhibits["grid"].frame
    assert grid.columns == ["r_score", "1", "2", "3"] and grid["r_score"].to_list() == [3, 2, 1]
    known = {(r, f): n for r, f, n in derived.frame.group_by("r_score", "f_score").len().rows()}
    cells = {(row[0], f): n for row in grid.rows() for f, n in enumerate(row[1:], 1)}
    assert all(n == (None if 0 < known.get(key, 0) < 5 else known.get(key, 0)) for key, n in cells.items())


def test_the_value_of_a_cell_is_what_was_spent_in_all_also_where_monetary_is_a_mean(rfm, as_table):
    _derived, whole, _total = shown(rfm, as_table)
    _derived, mean, _total = shown(rfm, as_table, monetary="mean")
    assert whole["value"].frame.equals(mean["value"].frame)


def test_nested_bins_are_shown_group_by_group(rfm, as_table):
    derived, exhibits, _total = shown(rfm, as_table, binning="nested")
    assert list(exhibits) == ["grid", "value", "frequency-bins", "monetary-bins"]
    bounds = exhibits["frequency-bins"].frame
    assert bounds.columns == ["r_score", "customers", "1", "2"]
    assert bounds.row(0)[2:] == tuple(derived.learned["within"]["frequency"]["3"])
    assert set(derived.edges) == {"recency_days"}
