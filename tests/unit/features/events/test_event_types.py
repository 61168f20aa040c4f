"""Which types of event get columns."""

import polars as pl

from segtui.features.events.event_types import count_types, frequent_types


def test_a_message_is_no_type_however_frequent():
    assert frequent_types({"x" * 101: 3, "view": 1, "y" * 100: 1}) == ("view", "y" * 100)


def test_types_of_fewer_than_five_customers_get_no_columns_where_there_are_twenty():
    people = [f"c{number}" for number in range(20)]
    rows = {"id": [*people, *people[:5], *people[:4], *["c7"] * 50], "event": [*["view"] * 20, *["five"] * 5]}
    rows["event"] += [*["four"] * 4, *["gift for Zoe"] * 50]
    log = pl.DataFrame(rows)
    assert count_types([log]).frequent == ("view", "five")
    fewer = log.filter(pl.col("id") != "c19")
    assert count_types([fewer]).shared == set(log["event"])
    halves = [log.filter(pl.col("id").str.ends_with("7") == ends) for ends in (True, False)]
    assert count_types(halves) == count_types([log])
