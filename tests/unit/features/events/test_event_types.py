"""Which types of event get columns."""

import polars as pl

from segtui.features.events.event_types import frequent_types, shared_rows


def test_a_message_is_no_type_however_frequent():
    assert frequent_types(pl.Series(["x" * 101] * 3 + ["y" * 100, "view"])) == ("view", "y" * 100)


def test_types_of_fewer_than_five_customers_get_no_columns_where_there_are_twenty():
    people = [f"c{number}" for number in range(20)]
    rows = {"id": [*people, *people[:5], *people[:4], *["c7"] * 50], "event": [*["view"] * 20, *["five"] * 5]}
    rows["event"] += [*["four"] * 4, *["gift for Zoe"] * 50]
    log = pl.DataFrame(rows)
    assert frequent_types(shared_rows(log)["event"]) == ("view", "five")
    assert shared_rows(log.filter(pl.col("id") != "c19")).height == log.height - 1
