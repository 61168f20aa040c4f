"""Exports of well-known programs are recognized by their columns."""

from __future__ import annotations

import pytest

from segtui.features.events.layouts import LAYOUTS, recognize

GA4 = ["event_date", "event_timestamp", "event_name", "user_id", "user_pseudo_id", "event_value_in_usd"]
SEGMENT = ["id", "received_at", "uuid_ts", "user_id", "anonymous_id", "event", "original_timestamp", "sent_at"]
SHOPIFY = ["Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Total", "Lineitem quantity"]
STRIPE = ["id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency", "Status", "Customer ID"]
UCI = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]


@pytest.mark.parametrize(
    ("columns", "name", "id", "time", "event", "value", "order"),
    [
        (GA4, "Google Analytics 4", "user_id", "event_timestamp", "event_name", "event_value_in_usd", None),
        (SEGMENT, "Segment", "user_id", "original_timestamp", "event", None, None),
        (SHOPIFY, "Shopify", "Email", "Paid at", None, "Total", "Name"),
        (STRIPE, "Stripe", "Customer ID", "Created date (UTC)", None, '"Amount" - "Amount Refunded"', "id"),
        (UCI, "UCI Online Retail", "CustomerID", "InvoiceDate", None, '"Quantity" * "UnitPrice"', "InvoiceNo"),
    ],
)
def test_a_layout_says_which_column_is_what(columns, name, id, time, event, value, order):
    found = recognize(columns)
    assert found is not None
    assert (found.name, found.id, found.time, found.event, found.value, found.order) == (
        name, id, time, event, value, order,
    )  # fmt: skip


def test_columns_are_known_in_any_case_and_said_as_they_are_written():
    found = recognize([name.lower() for name in UCI])
    assert found is not None and found.value == '"quantity" * "unitprice"' and found.id == "customerid"


def test_an_id_that_is_empty_gives_way_to_the_next():
    found = recognize(GA4, [name for name in GA4 if name != "user_id"])
    assert found is not None and found.id == "user_pseudo_id"


def test_other_tables_have_no_layout():
    assert recognize(["customer_id", "income", "event"]) is None
    assert recognize([name for name in UCI if name != "CustomerID"]) is None
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)
