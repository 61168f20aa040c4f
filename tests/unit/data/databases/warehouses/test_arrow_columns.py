"""Columns of Arrow as a table has them."""

import datetime
from decimal import Decimal

import polars as pl
import pytest

from segtui.data.databases.column_types import typed
from segtui.data.databases.warehouses.arrow_columns import database_column, readable


def test_nested_values_are_json_bytes_hexadecimal_and_times_those_of_utc():
    at = datetime.datetime(2026, 3, 1, 10, tzinfo=datetime.UTC)
    frame = pl.DataFrame(
        {
            "pair": [{"x": 1, "day": datetime.date(2026, 3, 1)}, None],
            "tags": [["é"], None],
            "raw": [b"\x01\xff", None],
            "clock": [datetime.time(10, 11, 12, 500_000), None],
            "at": [at, None],
            "nothing": [None, None],
        }
    ).with_columns(pl.col("at").dt.convert_time_zone("America/New_York"))
    made = frame.lazy().select(readable(frame.schema.items())).collect()
    assert made.row(0) == ('{"x": 1, "day": "2026-03-01"}', '["é"]', "01ff", "10:11:12.500", at, None)
    assert made.row(1) == (None,) * 6 and made.schema["nothing"] == pl.String


@pytest.mark.parametrize(
    ("cells", "scale", "dtype", "first"),
    [
        (["7.00", None], 2, pl.Int64, 7),
        (["7.00", "0.25"], 2, pl.Float64, 7.0),
        (["999999999999999999"], 0, pl.Int64, 999999999999999999),
        (["1000000000000000000", "-1"], 0, pl.String, "1000000000000000000"),
        (["-1000000000000000000.00", "0.25"], 2, pl.String, "-1000000000000000000.00"),
    ],
)
def test_exact_numbers_are_integers_where_all_are_whole(cells, scale, dtype, first):
    exact = pl.Decimal(38, scale)
    frame = pl.DataFrame({"n": [None if c is None else Decimal(c) for c in cells]}, schema={"n": exact})
    made = typed(frame.lazy(), [database_column("n", "number", exact)]).collect()
    assert made.schema["n"] == dtype and made["n"][0] == first
