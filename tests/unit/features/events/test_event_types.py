"""Which types of event get columns."""

import polars as pl

from segtui.features.events.event_types import frequent_types


def test_a_message_is_no_type_however_frequent():
    assert frequent_types(pl.Series(["x" * 101] * 3 + ["y" * 100, "view"])) == ("view", "y" * 100)
