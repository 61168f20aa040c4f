"""The column that names the rows of a table, or the customers of a log, is found."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from segtui.data.identifiers.ids import find_id, find_owner
from segtui.data.source import Source
from segtui.data.types.infer_types import type_columns

TEN = list(range(10))


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "ID",
        "customer_id",
        "CUST_ID",
        "CustomerID",
        "customerId",
        "custid",
        "Client No",
        "user_key",
        "uuid",
        "account number",
    ],
)
def test_a_unique_column_called_like_an_id_is_the_id(name: str) -> None:
    assert find_id(pl.DataFrame({"age": [3] * 10, name: [v * 7 % 10 + 100 for v in TEN]})) == name


def test_a_persons_id_goes_before_another_id_and_that_before_an_email() -> None:
    codes = [f"k{v}" for v in TEN]
    frame = pl.DataFrame({"email": [f"{c}@x.org" for c in codes], "order_id": TEN, "customer_id": codes})
    assert find_id(frame) == "customer_id"
    assert find_id(frame.drop("customer_id")) == "order_id"
    assert find_id(frame.select("email")) == "email"


def test_an_id_may_repeat_or_be_empty_in_a_tenth_of_the_rows_but_no_more() -> None:
    assert find_id(pl.DataFrame({"customer_id": [*range(18), 1, 2]})) == "customer_id"
    assert find_id(pl.DataFrame({"customer_id": [*range(17), 1, 2, 3]})) is None
    assert find_id(pl.DataFrame({"customer_id": [*range(18), None, None]})) == "customer_id"
    assert find_id(pl.DataFrame({"email": [*(f"a{v}@x" for v in range(18)), "a1@x", "a2@x"]})) is None


def test_without_a_name_only_a_counter_or_a_code_in_front_is_an_id() -> None:
    assert find_id(pl.DataFrame({"n": TEN, "x": TEN[::-1]})) == "n"
    assert find_id(pl.DataFrame({"n": [v * v for v in TEN]})) is None
    assert find_id(pl.DataFrame({"a": [1] * 10, "b": [2] * 10, "n": TEN})) is None
    assert find_id(pl.DataFrame({"who": [f"C{v}" for v in TEN]})) == "who"
    assert find_id(pl.DataFrame({"who": [f"shop number {v}" for v in TEN]})) is None


def test_measures_dates_prose_and_groups_are_no_ids() -> None:
    assert find_id(pl.DataFrame({"customer_id": [v + 0.5 for v in TEN]})) is None
    assert find_id(pl.DataFrame({"user": [date(2020, 1, v + 1) for v in TEN]})) is None
    assert find_id(pl.DataFrame({"account": [f"this is what customer {v} said to us" for v in TEN]})) is None
    assert find_id(pl.DataFrame({"year": [2000 + v for v in TEN]})) is None
    assert find_id(pl.DataFrame({"country_code": [f"c{v}" for v in TEN] * 2})) is None
    assert find_id(pl.DataFrame()) is None


def test_the_owner_of_orders_is_the_repeated_person_not_the_order_or_the_product() -> None:
    frame = pl.DataFrame(
        {
            "order_id": [1, 1, 2, 3],
            "product_id": [7, 8, 7, 7],
            "country": ["F", "F", "D", "D"],
            "email": ["a", "a", "b", "b"],
            "user_id": [5, 5, 6, 6],
        }
    )
    assert find_id(frame) is None
    assert find_owner(frame) == "user_id"
    assert find_owner(frame.drop("user_id")) == "email"
    assert find_owner(frame.drop("user_id", "email")) is None
    assert find_owner(frame.rename({"user_id": "customer name"}).drop("email")) == "customer name"


def real(name: str, separator: str = ",") -> pl.DataFrame:
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name the folder of real data")
    raw = pl.read_csv(Path(folder) / name, infer_schema=False, separator=separator)
    return type_columns(raw, Source(path=name)).frame


@pytest.mark.parametrize(
    ("name", "separator", "id", "owner"),
    [
        ("Mall_Customers.csv", ",", "CustomerID", None),
        ("cc_general.csv", ",", "CUST_ID", None),
        ("marketing_campaign.csv", "\t", "ID", None),
        ("wholesale_customers.csv", ",", None, None),
        ("cdnow_customers_summary.csv", ",", "ID", None),
        ("online_retail_france.csv", ",", None, "CustomerID"),
        ("rfm_data_orders.csv", ",", None, "customer_id"),
    ],
)
def test_real_files_have_the_id_that_a_reader_would_name(
    name: str, separator: str, id: str | None, owner: str | None
) -> None:
    frame = real(name, separator)
    assert find_id(frame) == id
    assert find_owner(frame) == owner


def test_the_headerless_cdnow_orders_belong_to_their_first_column() -> None:
    folder = os.environ.get("SEGTUI_REAL_DATA")
    if not folder:
        pytest.skip("SEGTUI_REAL_DATA does not name the folder of real data")
    rows = [line.split() for line in (Path(folder) / "CDNOW_sample.txt").read_text().splitlines()]
    names = [f"column_{i + 1}" for i in range(5)]
    typed = type_columns(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"), Source(path="x"))
    assert [c.kind for c in typed.columns] == ["text", "text", "date", "integer", "number"]
    assert find_id(typed.frame) is None
    assert find_owner(typed.frame) == "column_1"
    assert round(float(typed.frame["column_5"].sum()), 2) == 244_091.94


def test_a_status_called_after_a_person_owns_no_rows():
    member = pl.DataFrame(
        {"ID": range(200), "member": [i % 2 for i in range(200)], "spend": [1.5 * i for i in range(200)]}
    )
    assert find_owner(member) is None
    tier = pl.DataFrame({"customer_id": range(200), "account_no": [i % 90 for i in range(200)]})
    assert find_owner(tier) is None


@pytest.mark.parametrize("second", ["age", "zip", "points"])
def test_a_table_with_an_id_for_each_row_is_no_log_of_its_second_column(second):
    days = [date(2024, 1, 1 + n % 28) for n in range(60)]
    frame = pl.DataFrame({"id": [f"C{n}" for n in range(60)], second: [20 + n % 40 for n in range(60)], "last": days})
    assert find_owner(frame) is None
    assert find_owner(frame.rename({"id": "who"}).drop(second).with_columns(zip=pl.Series(range(60)) % 40)) is None
