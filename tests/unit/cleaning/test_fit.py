"""Steps that learned from a frame do there what the steps of the plan did, and on other rows what they learned."""

import json

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from pydantic import TypeAdapter

from segtui.cleaning.clean import clean, from_plain, learn, to_plain
from segtui.cleaning.fitted.knn import KEPT, FittedKNN
from segtui.errors import SegtuiError
from segtui.plan.model import AnyStep

STEPS = [
    *({"step": "impute", "columns": "*", "method": m} for m in ("mean", "median", "mode", "knn", "iterative", "drop")),
    {"step": "impute", "columns": ["a", "b"], "method": "interpolate"},
    {"step": "impute", "columns": ["b"], "method": "constant", "value": 2.5},
    *({"step": "outliers", "columns": "*", "action": a} for a in ("clip", "drop", "null", "flag")),
    {"step": "outliers", "columns": ["a"], "method": "zscore", "threshold": 1.0},
    {"step": "cast", "columns": ["amount"], "to": "number"},
    {"step": "cast", "columns": ["amount"], "to": "integer"},
    {"step": "cast", "columns": ["said"], "to": "boolean"},
    {"step": "cast", "columns": ["day"], "to": "date"},
    {"step": "cast", "columns": ["a"], "to": "text"},
    {"step": "dates", "columns": ["day"]},
    {"step": "dates", "columns": "*"},
    {"step": "convert", "columns": ["amount"], "to": "$", "rates": {"€": 1.1}},
    {"step": "replace", "columns": "*", "values": {"3": "4"}},
    {"step": "text", "columns": "*", "case": "upper"},
    *({"step": "harmonise", "columns": ["said", "day"], "method": m} for m in ("fingerprint", "ngram", "nearest")),
    {"step": "harmonise", "columns": "*", "method": "nearest", "edits": 3, "values": {"ja": "yes", "y": "y"}},
    {"step": "filter", "where": "a > 0 OR a IS NULL"},
    {"step": "deduplicate", "by": ["a"], "keep": "last"},
    {"step": "drop", "columns": ["said"]},
    {"step": "rename", "columns": {"id": "who"}},
]
some = TypeAdapter(AnyStep).validate_python


def cells(*values):
    return st.lists(st.sampled_from([*values, None]), min_size=8, max_size=8)


@st.composite
def frames(draw):
    return pl.DataFrame(
        {
            "id": list(range(8)),
            "a": draw(st.lists(st.one_of(st.none(), st.integers(-5, 50)), min_size=8, max_size=8)),
            "b": draw(st.lists(st.one_of(st.none(), st.floats(-1e3, 1e3)), min_size=8, max_size=8)),
            "amount": draw(cells("1.234", "12,5 €", "$7", "1,234", "1.000,25", "x", "3")),
            "day": draw(cells("2024-01-31", "31/01/2024", "01/02/2024", "5 Jan 2020", "2024-02-30", "later")),
            "said": draw(cells("ja", "nein", "yes", "no", "1", "y")),
        },
        schema={
            "id": pl.Int64,
            "a": pl.Int64,
            "b": pl.Float64,
            "amount": pl.String,
            "day": pl.String,
            "said": pl.String,
        },
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(frame=frames(), steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=3))
def test_learned_steps_do_on_the_same_rows_what_the_plans_steps_did(frame, steps):
    plan = [some(step) for step in steps]
    try:
        there = clean(frame, plan, id="id")
    except SegtuiError:
        assume(False)
    kept = json.loads(json.dumps(to_plain(learn(frame, plan, id="id")), allow_nan=False))
    again = clean(frame, [step for _, step in from_plain(kept)], id="id")
    assert again.id == there.id
    assert_frame_equal(again.frame, there.frame, check_exact=False, rel_tol=1e-12)


@pytest.mark.parametrize(("method", "filled"), [("mean", 4.0), ("median", 3.0), ("mode", 3)])
def test_later_gaps_are_filled_with_what_the_run_found_also_where_it_had_no_gap(method, filled):
    before = pl.DataFrame({"id": range(4), "x": [3, 3, 2, 8]})
    ((_, step),) = learn(before, [some({"step": "impute", "columns": "x", "method": method})], id="id")
    later = pl.DataFrame({"id": [9, 10], "x": [None, 100]})
    assert step.apply(later, id="id").frame["x"].to_list() == [filled, 100]


def test_later_values_are_drawn_in_to_the_bounds_of_the_run():
    before = pl.DataFrame({"id": range(5), "x": [0.0, 1.0, 2.0, 3.0, 4.0]})
    ((number, step),) = learn(before, [some({"step": "outliers", "columns": "*"})], id="id")
    assert number == 1
    assert step.apply(pl.DataFrame({"id": [1, 2], "x": [90.0, 2.0]}), id="id").frame["x"].to_list() == [6.0, 2.0]


def test_of_many_rows_only_so_many_are_kept_to_fill_later_ones_from_with_whose_they_are():
    rows = KEPT + 200
    before = pl.DataFrame({"id": range(rows), "x": [float(i) for i in range(rows)], "y": [1.0, None] * (rows // 2)})
    ((_, step),) = learn(before, [some({"step": "impute", "columns": "y", "method": "knn"})], id="id")
    assert isinstance(step, FittedKNN) and len(step.rows) == len(step.ids) == KEPT
    later = pl.DataFrame({"id": [1], "x": [5.0], "y": [None]}, schema_overrides={"y": pl.Float64})
    assert step.apply(later, id="id").frame["y"].to_list() == [1.0]


def test_steps_that_are_off_are_not_kept_and_the_others_keep_their_numbers():
    before = pl.DataFrame({"id": range(3), "x": [1.0, None, 3.0]})
    plan = [
        some({"step": "drop", "columns": "x", "off": True}),
        some({"step": "impute", "columns": "x", "method": "median"}),
    ]
    assert [number for number, _ in learn(before, plan, id="id")] == [2]
