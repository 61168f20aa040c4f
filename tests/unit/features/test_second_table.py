"""A second table beside the customers: the column with their ids, and the makers that fit it."""

import datetime as dt

import polars as pl
import pytest

from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.errors import DataError
from segtui.features.recognition.second_table import find_match, match_ids, propose, propose_own

CUSTOMERS = pl.Series("customer_id", range(1, 41))


def table(columns):
    frame = pl.DataFrame(columns)
    return Table(frame, frame.columns[0], ReadReport("more.csv", ("more.csv",), "csv"))


def test_ids_are_compared_as_a_join_compares_them():
    found = match_ids(CUSTOMERS, pl.Series("who", ["0001", "0002", "0041", None, "0002"]))
    assert (found.found, found.customers, found.unknown, found.ids) == (2, 40, 1, 3)


def test_the_column_called_like_the_customers_id_goes_before_numbers_that_happen_to_be_ids():
    orders = {"order_id": list(range(1, 81)), "customer_id": [1 + n % 30 for n in range(80)]}
    assert find_match(CUSTOMERS, table(orders)).column == "customer_id"


def test_a_measure_with_small_numbers_is_no_id():
    with pytest.raises(DataError, match="no column has the customers' ids") as caught:
        find_match(CUSTOMERS, table({"user_id": ["x1", "x2", "x1"], "points": [3, 4, 5]}))
    assert '"user_id" has x1, x2, …' in str(caught.value) and caught.value.where == "more.csv"


def test_a_table_without_rows_and_one_with_nothing_beside_its_id_are_refused():
    with pytest.raises(DataError, match="no rows"):
        find_match(CUSTOMERS, table({"customer_id": []}))
    with pytest.raises(DataError, match="can be made into a feature"):
        propose(table({"customer_id": [1, 2, 3]}), "customer_id", [], "more")


def test_what_knows_the_table_goes_before_a_plain_join_and_names_that_are_taken_get_a_prefix():
    rows = {
        "customer_id": [1, 1, 2, 3],
        "day": [dt.date(2024, 1, n) for n in (1, 2, 3, 9)],
        "total": [5.5, 6.5, 1.5, 2.5],
    }
    found = propose(table(rows), "customer_id", ["recency_days", "total_sum"], "web")
    assert [proposal.maker.called() for proposal in found] == ["rfm", "clv", "join"]
    assert found[0].maker.prefix == "web" and "web_total_sum" in found[2].maker.output_columns()


def test_a_second_log_of_events_gets_a_prefix():
    log = {
        "customer_id": [1, 1, 2, 3],
        "time": [dt.datetime(2024, 1, n, 12) for n in (1, 2, 3, 9)],
        "event": ["open", "click", "open", "open"],
    }
    found = propose(table(log), "customer_id", ["events_total"], "app")
    assert [proposal.maker.called() for proposal in found] == ["events", "lead_score", "join"]
    assert "app_events_total" in found[0].maker.output_columns()


def test_a_row_number_that_reading_added_is_no_id():
    frame = pl.DataFrame({"row": [1, 2, 3], "note": ["a", "b", "c"]})
    read = ReadReport("more.csv", ("more.csv",), "csv", columns=(ColumnReading("note", "text"),))
    with pytest.raises(DataError, match="no column has"):
        find_match(CUSTOMERS, Table(frame, "row", read))


def test_own_places_and_texts_are_proposed_once():
    own = pl.DataFrame(
        {
            "id": range(1, 41),
            "code_postal": [f"{10 + n % 80}000" for n in range(40)],
            "comment": [f"the parcel came {n} days too late" for n in range(40)],
        }
    )
    assert [one.maker.called() for one in propose_own(own, "id")] == ["place", "text"]
    assert [one.maker.called() for one in propose_own(own.with_columns(departement=pl.lit("75")), "id")] == ["text"]
    assert propose_own(own.select("id"), "id") == []


def test_what_an_event_was_worth_is_found_by_its_name_and_prices_and_counts_are_not():
    log = {
        "customer_id": [1, 1, 2, 3],
        "time": [dt.datetime(2024, 1, n, 12) for n in (1, 2, 3, 9)],
        "event": ["buy", "view", "buy", "buy"],
        "unit_price": [2.0, None, 2.0, 1.0],
        "total_units": [2, None, 1, 5],
    }
    worth = {**log, "revenue_eur": [4.0, None, 2.0, 5.0]}
    assert propose(table(log), "customer_id", [], "app")[0].maker.value is None
    assert propose(table(worth), "customer_id", [], "app")[0].maker.value == "revenue_eur"
