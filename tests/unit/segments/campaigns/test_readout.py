"""Outcomes by person, and the readout of treated against control."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from segtui.console.showing.effect_figures import difference, level
from segtui.errors import UsageError
from segtui.segments.campaigns.outcomes import ROW, outcomes_of
from segtui.segments.campaigns.readout import read_out as effects_of

PEOPLE = pl.DataFrame(
    {
        "id": [str(i) for i in range(40)],
        "segment": [0] * 20 + [1] * 20,
        "segment_name": ["A"] * 20 + ["B"] * 20,
        "control": ([True] * 5 + [False] * 15) * 2,
    }
)


def read_out(people, outcomes, **more):
    found = people.join(outcomes.people, on="id", how="left", maintain_order="left")
    names = dict(people.select("segment", "segment_name").unique().iter_rows())
    return effects_of(people, found.select(list(outcomes.kinds)), names, outcomes.kinds, **more)


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
    with pytest.raises(UsageError, match="neither numeric nor yes/no"):
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


def told(treated, control, outcome="total"):
    """The effect in one segment of these outcomes, and in all."""
    who = [False] * len(treated) + [True] * len(control)
    ids = [str(i) for i in range(len(who))]
    people = pl.DataFrame({"id": ids, "segment": 0, "segment_name": "A", "control": who})
    return read_out(people, outcomes_of(pl.DataFrame({"id": ids, outcome: [*treated, *control]}), "id"))


def test_a_difference_that_rounding_made_is_none():
    effect, everybody = told([0.1] * 10, [0.1] * 3)
    assert (effect.uplift.uplift, effect.uplift.treated_mean, effect.blank) == (0, 0.1, "no_variance")
    assert (everybody.uplift.uplift, everybody.blank) == (0, "no_variance")
    effect, _ = told([0.1, 0.2, 0.3] * 5, [0.3, 0.1, 0.2] * 7)
    assert (effect.uplift.uplift, effect.blank) == (0, "no_difference")
    assert effect.uplift.needed is None and effect.uplift.p_value == pytest.approx(1)


def test_over_segments_equal_rates_make_no_difference_of_a_hair():
    count = [30, 7, 11, 13]
    who = [(s, control) for s, n in enumerate(count) for control in (False, True) for _ in range(10 * n)]
    bought = [i % 10 < 3 for s, n in enumerate(count) for _ in (0, 1) for i in range(10 * n)]
    ids = [str(i) for i in range(len(who))]
    people = pl.DataFrame(
        {
            "id": ids,
            "segment": [s for s, _ in who],
            "segment_name": [f"S{s}" for s, _ in who],
            "control": [c for _, c in who],
        }
    )
    effects = read_out(people, outcomes_of(pl.DataFrame({"id": ids, "bought": bought}), "id"))
    assert [e.uplift.uplift for e in effects] == [0] * 5
    assert {e.blank for e in effects} == {"no_difference"}


def test_a_small_difference_of_large_numbers_is_one():
    effect, _ = told([1e9, 1e9 + 2.0] * 50, [1e9 - 0.5, 1e9 + 1.5] * 50)
    assert effect.uplift.uplift == pytest.approx(0.5, rel=1e-6) and effect.blank is None


@pytest.mark.parametrize(
    ("treated", "control", "blank"),
    [
        ([5.0] * 8, [5.0] * 4, "no_variance"),
        ([5.0] * 8, [7.0] * 4, "no_variance"),
        ([True] * 8, [True] * 4, "no_variance"),
        ([False] * 8, [True] * 4, "no_variance"),
        ([5.0, 6.0], [5.0], "too_few"),
        ([1.5, 2.5, 4.0], [1.0, 2.0, 0.5], None),
        ([True, False, True], [True, False, False], None),
    ],
)
def test_figures_that_are_blank_say_why(treated, control, blank):
    effect, everybody = told(treated, control)
    assert effect.blank == everybody.blank == blank
    if blank == "no_variance":
        assert effect.uplift.needed is None
    if blank is None:
        assert effect.uplift.needed is not None and effect.uplift.low is not None


@pytest.mark.parametrize("value", [-1e-9, -0.0, 0.0, 1e-17])
@pytest.mark.parametrize("rate", [True, False])
def test_no_figure_is_minus_nothing(value, rate):
    assert "-0.00" not in difference(value, rate) and "-0.00" not in level(value, rate)
    assert difference(0.0, rate) == difference(-0.0, rate) == "0"


@pytest.mark.parametrize(("word", "rate"), [("no", 0.0), ("n", 0.0), ("Yes", 1.0), ("nein", 0.0)])
def test_an_outcome_of_one_word_alone_is_that_word(word, rate):
    outcomes = outcomes_of(pl.DataFrame({"id": ["1", "2"], "bought": [word, word]}), "id")
    assert outcomes.kinds == {"bought": "rate"}
    assert outcomes.people["bought"].to_list() == [rate, rate]


def test_a_country_alone_is_no_outcome_unless_it_is_asked_for():
    frame = pl.DataFrame({"id": ["1", "2"], "country": ["NO", "NO"]})
    assert list(outcomes_of(frame, "id").kinds) == [ROW]
    assert outcomes_of(frame, "id", ("country",)).people["country"].to_list() == [0.0, 0.0]


def test_ids_written_as_floats_are_the_same_people():
    frame = pl.DataFrame({"id": [7.0, 8.0], "bought": [True, False]})
    assert outcomes_of(frame, "id").people["id"].to_list() == ["7", "8"]


def test_the_last_day_of_the_calendar_ends_a_campaign_too():
    frame = pl.DataFrame({"id": [1], "at": [date(2024, 5, 1)]})
    assert outcomes_of(frame, "id", until=date.max).outside == 0
