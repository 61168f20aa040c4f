"""Of the tables that features come from, a run reads the columns that it needs."""

import datetime as dt

import polars as pl
import pytest

from segtui.errors import PlanError
from segtui.pipeline.preparing.prepare import start
from segtui.pipeline.progress import Silent
from segtui.plan.model import Plan

ORDERS = pl.DataFrame(
    {
        "who": [1, 1, 2, 3],
        "day": [dt.date(2024, 1, d) for d in (1, 2, 3, 4)],
        "pieces": [1, 2, 3, 4],
        "price": [2.5] * 4,
        "remark": ["x"] * 4,
        "parts": [{"a": 1}] * 4,
    }
)
RFM = {"kind": "rfm", "path": "orders.parquet", "id": "who", "date": "day", "amount": "pieces * price"}


def begun(folder, **more):
    pl.DataFrame({"id": [1, 2, 3]}).write_csv(folder / "customers.csv")
    ORDERS.drop(more.pop("without", ["parts"])).write_parquet(folder / "orders.parquet")
    plan = {"source": {"path": "customers.csv"}, "derive": [{**RFM, **more}]}
    return start(Plan.model_validate({k: v for k, v in plan.items() if v}), folder, Silent())


def test_columns_that_no_feature_needs_are_left_unread_and_change_nothing(tmp_path):
    some, whole = begun(tmp_path), begun(tmp_path, without=[])
    assert some.tables[1].frame.columns == ["row", "who", "day", "pieces", "price"]
    assert some.tables[1].reading.left == ("remark",)
    assert whole.tables[1].reading.left == ()  # records are flattened, so that all of it is read
    assert some.derived[1].frame.equals(whole.derived[1].frame)


def test_what_is_wrong_is_told_with_all_columns_at_hand(tmp_path):
    with pytest.raises(PlanError) as refused:
        begun(tmp_path, date="remrk")
    assert [(fault.key, fault.fix) for fault in refused.value.faults] == [("derive[1].date", 'did you mean "remark"?')]


def test_the_table_that_customers_come_from_is_read_whole(tmp_path):
    ORDERS.drop("parts").write_parquet(tmp_path / "orders.parquet")
    found = start(Plan.model_validate({"derive": [RFM]}), tmp_path, Silent())
    assert found.tables[0].frame.columns == ["row", *ORDERS.columns[:-1]]
