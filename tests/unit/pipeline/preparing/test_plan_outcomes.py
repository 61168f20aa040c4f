"""The columns by which a plan's segments are judged."""

from datetime import date

import polars as pl
import pytest

from segtui.errors import DataError
from segtui.pipeline.preparing.outcomes import plan_outcomes
from segtui.plan.model import Plan

FRAME = pl.DataFrame(
    {
        "customer": [1, 2, 3],
        "answered": ["yes", "no", "no"],
        "target": [0, 0, 0],
        "company": ["a", "b", "c"],
        "unknown": pl.Series([None] * 3, dtype=pl.String),
        "since": [date(2020, 1, day) for day in (1, 2, 3)],
    }
)


def judged_by(**segments):
    return Plan.model_validate({"source": {"path": "-"}, "segments": segments})


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("customer", "is the id"),
        ("target", "is the same in all rows"),
        ("company", "is text of 3 values"),
        ("unknown", "is empty"),
        ("since", "holds dates"),
    ],
)
def test_a_column_that_judges_nothing_is_refused_with_the_reason(column, why):
    with pytest.raises(DataError, match=f'"{column}" {why}'):
        plan_outcomes(judged_by(outcome=["answered", column]), FRAME, "customer")


def test_the_id_is_no_value_that_segments_share():
    with pytest.raises(DataError, match='"customer" is the id'):
        plan_outcomes(judged_by(value="customer"), FRAME, "customer")
    assert plan_outcomes(judged_by(outcome=["answered"]), FRAME, "customer").names == {"answered"}
