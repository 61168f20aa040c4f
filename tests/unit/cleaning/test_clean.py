"""Steps in order: what is checked before, what is logged, what stops the run."""

import polars as pl
import pytest

from segtui.cleaning.clean import check, clean, log_text
from segtui.cleaning.step import Step
from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.cleaning.steps.drop_rename import Drop, Rename
from segtui.cleaning.steps.filter import Filter
from segtui.cleaning.steps.impute import Impute
from segtui.cleaning.steps.outliers import Outliers
from segtui.cleaning.steps.rules import Rule, Rules
from segtui.cleaning.steps.text import Text
from segtui.declare import declarations
from segtui.errors import DataError, PlanError

FRAME = pl.DataFrame({"id": [1, 2, 3], "income": [10, None, 30], "city": [" a", "b", "b"]})


def test_every_step_of_the_plan_is_declared_once() -> None:
    names = [step.called() for step in declarations("segtui.cleaning.steps", Step)]
    wanted = (
        "cast convert dates deduplicate drop filter harmonise impute match outliers rename replace rules text validate"
    )
    assert sorted(names) == wanted.split()
    assert all(step.summary() for step in declarations("segtui.cleaning.steps", Step))


def test_every_wrong_name_of_every_step_is_a_fault_that_names_the_nearest_column() -> None:
    steps = [
        Drop(columns=("incme", "city")),
        Impute(columns=("city",), method="mode"),
        Filter(where="incom > 0"),
        Rename(columns={"income": "id", "x": "y"}),
        Deduplicate(by=("ID",)),
    ]
    faults = check(steps, FRAME.columns)
    assert [f.key for f in faults] == [
        "clean[1].columns",
        "clean[2].columns",
        "clean[3].where",
        "clean[4].columns",
        "clean[4].columns",
        "clean[5].by",
    ]
    assert faults[0].what == 'there is no column "incme"'
    assert faults[0].fix == 'did you mean "income"?'


def test_names_that_earlier_steps_make_are_known_to_later_ones() -> None:
    steps = [
        Rename(columns={"income": "pay"}),
        Outliers(columns=("pay",), action="flag"),
        Rules(rules=(Rule(check="pay > 0", action="flag", name="paid"),)),
        Drop(columns=("pay_outlier", "paid")),
    ]
    assert check(steps, FRAME.columns) == []
    assert check([Drop(columns=("pay",)), *steps[1:2]], ["id", "pay"])[0].key == "clean[2].columns"


def test_the_log_has_one_row_per_step_with_rows_and_cells() -> None:
    steps = [
        Text(columns=("*",)),
        Impute(columns=("*",), method="mean"),
        Filter(where="city = 'b'"),
        Rename(columns={"id": "key"}),
    ]
    done = clean(FRAME, steps, id="id")
    assert done.log.select("step", "columns", "rows_before", "rows_after", "cells_changed").rows() == [
        ("text", ["city"], 3, 3, 1),
        ("impute", ["income"], 3, 3, 1),
        ("filter", ["city"], 3, 2, 0),
        ("rename", ["key"], 2, 2, 0),
    ]
    assert done.log.get_column("notes").to_list() == [
        [],
        ["1 cell of 3 in income filled with the mean 20"],
        ["2 rows of 3 kept where city = 'b'"],
        ["id is now key"],
    ]
    assert done.id == "key"
    assert done.frame.rows() == [(2, 20, "b"), (3, 30, "b")]


def test_no_steps_leave_the_frame_as_it_is_and_the_log_empty() -> None:
    done = clean(FRAME, [], id="id")
    assert done.frame.equals(FRAME)
    assert done.log.height == 0
    assert done.log.columns == ["step", "columns", "rows_before", "rows_after", "cells_changed", "notes"]


def test_a_step_that_leaves_no_row_is_a_data_error_that_names_it() -> None:
    with pytest.raises(DataError, match="filter removes all 3 rows") as caught:
        clean(FRAME, [Text(columns=("*",)), Filter(where="income > 1000")], id="id")
    assert caught.value.where == "clean[2]"


def test_a_kind_that_does_not_suit_is_a_plan_error_with_the_kind_found() -> None:
    with pytest.raises(PlanError) as caught:
        clean(FRAME, [Impute(columns=("city",), method="mean")], id="id")
    assert [(f.key, f.what) for f in caught.value.faults] == [
        ("clean[1].columns", '"city" is text, and this step needs numbers')
    ]


@pytest.mark.parametrize(
    "step", [Impute(columns=("id",), method="mean"), Outliers(columns=("id",)), Drop(columns="id")]
)
def test_the_id_is_left_alone(step: Step) -> None:
    with pytest.raises(PlanError, match='"id" is the id'):
        clean(FRAME, [step], id="id")
    assert clean(FRAME.drop("city"), [Drop(columns=("*",))], id="id").frame.columns == ["id"]


def test_progress_is_told_after_each_step() -> None:
    heard: list[float] = []
    clean(FRAME, [Text(columns=("city",)), Drop(columns=("city",))], id="id", tick=heard.append)
    assert heard == [0.5, 1.0]


def test_a_step_that_is_off_is_passed_over_whatever_it_names() -> None:
    steps = [Drop(columns=("nowhere",), off=True), Drop(columns=("city",))]
    assert check(steps, FRAME.columns) == []
    done = clean(FRAME, steps, id="id")
    assert done.frame.columns == ["id", "income"]
    assert done.log["step"].to_list() == ["drop"]


def test_columns_and_notes_are_joined_only_for_the_file() -> None:
    frame = pl.DataFrame({"id": ["a"], "Income, USD": [" x "], "city": ["b "]})
    log = clean(frame, [Text(columns=("*",)), Rename(columns={"id": "key"})], id="id").log
    assert log["columns"].to_list()[0] == ["Income, USD", "city"]
    assert log_text(log).select("columns", "notes").rows() == [('"Income, USD", city', ""), ("key", "id is now key")]
    assert log_text(log.clear()).schema["columns"] == pl.String
