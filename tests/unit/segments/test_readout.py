"""Outcomes by person, and the readout of treated against control."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from segtui.errors import UsageError
from segtui.segments.outcomes import ROW, outcomes_of
from segtui.segments.readout import read_out

PEOPLE = pl.DataFrame(
    {
        "id": [str(i) for i in range(40)],
        "segment": [0] * 20 + [1] * 20,
        "segment_name": ["A"] * 20 + ["B"] * 20,
        "control": ([True] * 5 + [False] * 15) * 2,
    }
)


def test_many_rows_of_a_person_are_one_outcome():
    frame = pl.DataFrame({"id": [1, 1, 2], "bought": [False, True, False], "total": [5.0, 7.5, None]})
    outcomes = outcomes_of(frame, "id")
    assert outcomes.kinds == {"bought": "rate", "total": "mean"}
    assert outcomes.people.sort("id").rows() == [("1", 1.0, 12.5), ("2", 0.0, None)]


def test_a_file_of_ids_alone_tells_by_who_is_in_it():
    outcomes = outcomes_of(pl.DataFrame({"customer": ["a", "b", "a", None]}), "customer")
    assert outcomes.kinds == {ROW: "rate"}
    assert sorted(outcomes.people.rows()) == [("a", 1.0), ("b", 1.0)]


def test_both_days_count_and_an_order_number_is_no_outcome():
    frame = pl.DataFrame(
        {
            "id": [1, 2, 3],
            "order_id": [7, 8, 9],
            "at": [datetime(2024, 5, 1), datetime(2024, 5, 31, 23, 59), datetime(2024, 6, 1)],
        }
    )
    outcomes = outcomes_of(frame, "id", since=date(2024, 5, 1), until=date(2024, 5, 31))
    assert sorted(outcomes.people["id"]) == ["1", "2"]
    assert outcomes.outside == 1 and list(outcomes.kinds) == [ROW]


def test_dates_need_one_column_or_its_name():
    frame = pl.DataFrame({"id": [1], "n": [1]})
    with pytest.raises(UsageError, match="no column holds dates"):
        outcomes_of(frame, "id", since=date(2024, 5, 1))
    with pytest.raises(UsageError, match="neither numbers nor yes and no"):
        outcomes_of(pl.DataFrame({"id": [1], "word": ["x"]}), "id", ("word",))


def test_people_without_a_row_count_as_nothing_or_are_left_out():
    outcomes = outcomes_of(pl.DataFrame({"id": [str(i) for i in range(10)], "bought": [True] * 10}), "id")
    zero, _, all_zero = read_out(PEOPLE, outcomes)
    assert (zero.treated, zero.control) == (15, 5)
    assert zero.uplift.treated_mean == pytest.approx(5 / 15) and zero.uplift.control_mean == 1
    assert all_zero.segment is None and all_zero.treated == 30
    dropped, other, all_dropped = read_out(PEOPLE, outcomes, drop_missing=True)
    assert (dropped.treated, dropped.control, dropped.uplift.uplift) == (5, 5, 0)
    assert other.uplift is None and other.treated == 0
    assert all_dropped.treated == 5


def test_numbers_without_any_spread_have_no_interval():
    outcomes = outcomes_of(pl.DataFrame({"id": ["0"], "total": [0.5]}), "id")
    flat = read_out(PEOPLE.filter(pl.col("segment") == 1), outcomes)[0].uplift
    assert (flat.uplift, flat.low, flat.p_value, flat.needed) == (0, None, None, None)
