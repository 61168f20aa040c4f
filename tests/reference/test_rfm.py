"""RFM against published values: R's rfm package on its own orders, and CDNOW's known totals."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.makers.rfm import Rfm

REAL = os.environ.get("SEGTUI_REAL_DATA")
needs_real_data = pytest.mark.skipif(not REAL, reason="SEGTUI_REAL_DATA names no folder of real data")
CDNOW = Path(__file__).parents[2] / "sample_data" / "cdnow_orders.csv"


def table(path: Path, id: str) -> Table:
    frame = pl.read_csv(path, try_parse_dates=True, infer_schema_length=None)
    return Table(frame, id, ReadReport(str(path), (str(path),), "csv"))


@pytest.fixture(scope="module")
def published():
    """The orders of R's package rfm, as of the day that its vignette takes."""
    orders = table(Path(REAL) / "rfm_data_orders.csv", "customer_id")
    day = dt.date(2006, 12, 31)
    maker = Rfm(kind="rfm", path="", id="customer_id", date="order_date", amount="revenue", as_of=day)
    return maker.fit_transform(orders)


@needs_real_data
def test_the_bin_edges_are_rs_type_7_quantiles(published):
    assert published.edges["recency_days"] == pytest.approx((114, 180, 296.4, 481))
    assert published.edges["frequency"] == pytest.approx((3, 4, 5, 7))
    assert published.edges["monetary"] == pytest.approx((254.8, 381, 505.4, 665))


@needs_real_data
def test_abbey_oreilly_scores_343(published):
    abbey = published.frame.row(by_predicate=pl.col("customer_id") == "Abbey O'Reilly", named=True)
    assert (abbey["recency_days"], abbey["frequency"], abbey["monetary"]) == (205, 6, 472.0)
    assert abbey["rfm_score"] == 343


@needs_real_data
def test_the_ten_segments_have_the_sizes_of_right_closed_bins(published):
    assert Counter(published.frame["rfm_segment"]) == {
        "Champions": 35,
        "Potential Loyalist": 341,
        "Loyal Customers": 171,
        "Promising": 9,
        "New Customers": 104,
        "Can't Lose Them": 48,
        "At Risk": 28,
        "Need Attention": 10,
        "About To Sleep": 101,
        "Lost": 148,
    }


@needs_real_data
def test_cancelled_lines_of_online_retail_reduce_its_revenue_and_are_no_orders():
    retail = table(Path(REAL) / "online_retail_france.csv", "CustomerID")
    times = retail.frame["InvoiceDate"]
    if times.dtype == pl.String:
        retail = Table(retail.frame.with_columns(times.str.to_datetime("%m/%d/%Y %H:%M")), retail.id, retail.reading)
    amount = "Quantity * UnitPrice"
    maker = Rfm(kind="rfm", path="", id="CustomerID", date="InvoiceDate", amount=amount, order="InvoiceNo")
    derived = maker.fit_transform(retail)
    known = retail.frame.drop_nulls("CustomerID")
    revenue = (known["Quantity"] * known["UnitPrice"]).sum()
    invoices = known.filter(~pl.col("InvoiceNo").str.starts_with("C"))["InvoiceNo"].n_unique()
    assert derived.frame.height == 87
    assert derived.frame["monetary"].sum() == pytest.approx(revenue)
    assert derived.frame["frequency"].sum() == invoices
    assert (
        "149 of 8,491 rows are cancelled or returned: they reduce monetary and don't count as orders." in derived.notes
    )
    assert "66 of 8,557 rows are left out: 66 without CustomerID." in derived.notes


@pytest.fixture(scope="module")
def cdnow():
    maker = Rfm(kind="rfm", path="", id="customer_id", date="order_date", amount="amount")
    return maker.fit_transform(table(CDNOW, "customer_id"))


def test_cdnow_has_its_known_customers_orders_and_revenue(cdnow):
    assert cdnow.frame.height == 2_357
    assert cdnow.frame["frequency"].sum() == 6_919
    assert cdnow.frame["monetary"].sum() == pytest.approx(244_091.94)
    assert cdnow.carried_out.as_of == dt.date(1998, 7, 1)


def test_half_of_cdnow_bought_once_which_leaves_a_frequency_score_empty(cdnow):
    assert cdnow.edges["frequency"] == (1.0, 1.0, 2.0, 4.0)
    assert sorted(cdnow.frame["f_score"].unique()) == [1, 3, 4, 5]
    assert any(note.startswith("frequency: score 2 is empty") for note in cdnow.notes)
    assert cdnow.frame["rfm_segment"].null_count() == 0
