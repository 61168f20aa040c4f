"""A column that becomes the id is a value no more."""

import polars as pl
import pytest

from segtui.cleaning.clean import clean
from segtui.plan.model import Plan
from segtui.plan.suggestions.touched_columns import without_as_value

FRAME = pl.DataFrame({"id": ["a", "b", "c"], "code": [7, 8, 9], "spend": [1.0, None, 3.0]})
NAMED = [
    {"step": "impute", "columns": ["code"], "method": "median"},
    {"step": "outliers", "columns": ["code"], "method": "iqr", "action": "clip"},
    {"step": "convert", "columns": ["code"], "to": "kg", "rates": {"g": 0.001}},
    {"step": "drop", "columns": ["code"]},
]


def plan_of(*steps: dict[str, object], **features: object) -> Plan:
    return Plan.model_validate({"source": {"path": "t.csv", "id": "id"}, "clean": steps, "features": features})


@pytest.mark.parametrize("step", NAMED, ids=lambda step: step["step"])
def test_a_step_goes_that_would_work_on_the_id_only_and_keeps_its_other_columns(step):
    assert without_as_value(plan_of(step), "code")["clean"] == ()
    both = without_as_value(plan_of({**step, "columns": ["code", "spend"]}), "code")["clean"]
    assert [s.columns for s in both] == [("spend",)]


def test_steps_know_the_column_by_its_new_name_and_may_still_rename_and_cast_it():
    steps = [
        {"step": "cast", "columns": ["code"], "to": "text"},
        {"step": "rename", "columns": {"code": "number"}},
        {"step": "impute", "columns": ["number", "spend"], "method": "mode"},
        {"step": "outliers", "columns": ["*"], "method": "iqr"},
    ]
    values = without_as_value(plan_of(*steps, use=["number", "spend"], log=["number"]), "code")
    plan = plan_of().model_copy(update=values)
    assert [s.called() for s in plan.clean] == ["cast", "rename", "impute", "outliers"]
    assert (plan.clean[2].columns, plan.features.use, plan.features.log) == (("spend",), ("spend",), ())
    assert clean(FRAME, plan.clean, id="code").id == "number"


def test_globs_stay():
    plan = plan_of({"step": "impute", "columns": ["*"], "method": "median"})
    assert without_as_value(plan, "code")["clean"] == plan.clean
