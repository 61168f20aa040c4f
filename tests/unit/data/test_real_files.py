"""Real customer files, read as they are: row counts, columns and kinds as their sources state them."""

import os
from pathlib import Path

import pytest

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.table import Table

FOLDER = os.environ.get("SEGTUI_REAL_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="SEGTUI_REAL_DATA does not name the folder of real files")


def table(name: str, **given) -> Table:
    found = read(Source(path=name, **given), Path(FOLDER or ""))
    assert (found.reading.rows_skipped, found.reading.rows_repaired) == (0, 0)
    return found


def kinds(found: Table) -> list[str]:
    return [column.kind for column in found.reading.columns]


@pytest.mark.parametrize(
    ("name", "rows", "columns", "delimiter", "header", "row_id"),
    [
        ("CDNOW_sample.txt", 6919, 5, " ", False, "row"),
        ("cdnow_customers_summary.csv", 2357, 4, ",", True, "ID"),
        ("cdnow_customers_summary_with_transactions.csv", 2357, 5, ",", True, "ID"),
        ("rfm_data_orders.csv", 4906, 6, ",", True, "row"),
        ("wholesale_customers.csv", 440, 8, ",", True, "row"),
        ("Mall_Customers.csv", 200, 5, ",", True, "CustomerID"),
        ("cc_general.csv", 8950, 18, ",", True, "CUST_ID"),
        ("marketing_campaign.csv", 2240, 29, "\t", True, "ID"),
        ("online_retail_france.csv", 8557, 8, ",", True, "row"),
    ],
)
def test_every_file_has_its_rows_columns_delimiter_header_and_id(name, rows, columns, delimiter, header, row_id):
    found = table(name)
    reading = found.reading
    assert (found.frame.height, len(reading.columns), reading.delimiter) == (rows, columns, delimiter)
    assert (reading.header, found.id, reading.encoding) == (header, row_id, "utf-8")
    assert sum(column.unread for column in reading.columns) == 0


def test_cdnow_orders_sum_to_their_revenue():
    found = table("CDNOW_sample.txt")
    assert kinds(found) == ["text", "text", "date", "integer", "number"]
    assert found.frame["column_1"].n_unique() == 2357
    assert found.frame["column_5"].sum() == pytest.approx(244_091.94)
    assert (str(found.frame["column_3"].min()), str(found.frame["column_3"].max())) == ("1997-01-01", "1998-06-30")


def test_rfm_orders_have_their_customers_and_revenue():
    found = table("rfm_data_orders.csv")
    assert kinds(found) == ["text", "date", "integer", "text", "text", "text"]
    assert (found.frame["customer_id"].n_unique(), found.frame["revenue"].sum()) == (995, 464_158)


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    found = table("wholesale_customers.csv")
    assert found.frame.columns[1] == "Channel" and kinds(found) == ["integer"] * 8


def test_the_credit_card_holders_lack_what_their_source_says():
    found = table("cc_general.csv").frame
    assert (found["MINIMUM_PAYMENTS"].null_count(), found["CREDIT_LIMIT"].null_count()) == (313, 1)


def test_the_campaign_has_its_nulls_dates_and_aberrant_income():
    found = table("marketing_campaign.csv")
    assert kinds(found)[7] == "date" and found.reading.columns[7].name == "Dt_Customer"
    assert (found.frame["Income"].null_count(), found.frame["Income"].max()) == (24, 666_666)


def test_online_retail_has_its_times_cancellations_and_revenue():
    found = table("online_retail_france.csv").frame
    assert str(found["InvoiceDate"].dtype).startswith("Datetime")
    assert found["CustomerID"].null_count() == 66 and found["CustomerID"].drop_nulls().n_unique() == 87
    assert found["InvoiceNo"].str.starts_with("C").sum() == 149
    assert (found["Quantity"] * found["UnitPrice"]).sum() == pytest.approx(197_403.90)
