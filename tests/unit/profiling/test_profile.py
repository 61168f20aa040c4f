"""The figures of the profile, against brute force and NumPy."""

import json
import os
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from segtui.data.table import ColumnReading, ReadReport, Table
from segtui.profiling.profile import profile


def table(frame: pl.DataFrame, id: str = "", columns: tuple[ColumnReading, ...] = ()) -> Table:
    return Table(frame, id, ReadReport("t.csv", ("t.csv",), "csv", columns=columns))


def only(series: pl.Series):
    return profile(table(series.to_frame())).columns[0]


numbers = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=60)


@given(numbers)
def test_the_figures_of_a_column_are_those_of_numpy_and_scipy(cells: list[float | None]) -> None:
    found = only(pl.Series("x", cells, dtype=pl.Float64))
    values = np.array([c for c in cells if c is not None])
    assert (found.rows, found.nulls, found.distinct) == (len(cells), len(cells) - values.size, len(set(values)))
    if not values.size:
        assert found.min is found.mean is found.std is None
        return
    points = (found.min, found.q1, found.median, found.q3, found.max)
    assert points == pytest.approx(np.quantile(values, [0, 0.25, 0.5, 0.75, 1]), rel=1e-12, abs=1e-9)
    assert found.mean == pytest.approx(values.mean(), rel=1e-9, abs=1e-9)
    assert sum(found.histogram) == values.size
    if values.size > 1:
        assert found.std == pytest.approx(values.std(ddof=1), rel=1e-6, abs=1e-6)
    if values.std() > 1:
        assert found.skewness == pytest.approx(stats.skew(values), rel=1e-6, abs=1e-6)


@given(st.lists(st.sampled_from(["a", "b", "c", "D", None]), max_size=40))
def test_top_values_are_the_most_frequent_of_those_that_repeat(cells: list[str | None]) -> None:
    found = only(pl.Series("x", cells, dtype=pl.String))
    kept = [c for c in cells if c is not None]
    often = sorted({c: kept.count(c) for c in kept if kept.count(c) > 1}.items(), key=lambda i: (-i[1], i[0]))
    assert found.top == tuple(often)
    assert found.distinct == len(set(kept))


def test_a_histogram_of_few_whole_numbers_has_one_bin_for_each() -> None:
    assert only(pl.Series("x", [3, 1, 1, 5])).histogram == (2, 0, 1, 0, 1)


def test_a_histogram_of_numbers_has_twenty_bins_of_equal_width() -> None:
    values = np.random.default_rng(1).normal(size=500)
    assert only(pl.Series("x", values)).histogram == tuple(np.histogram(values, 20)[0])


def test_whole_numbers_beyond_two_to_the_53_keep_every_digit() -> None:
    found = only(pl.Series("x", [2**60 + 1, 2**60 + 3]))
    assert (found.min, found.max, found.distinct) == (2**60 + 1, 2**60 + 3, 2)


def test_dates_are_profiled_as_text_in_iso_form() -> None:
    found = only(pl.Series("d", [date(2024, 1, 1), date(2024, 1, 2), None]))
    assert (found.kind, found.min, found.median, found.max) == ("date", "2024-01-01", "2024-01-01", "2024-01-02")
    timed = only(pl.Series("d", [datetime(2024, 1, 1, 8, 45), datetime(2024, 1, 2)]))
    assert (timed.kind, timed.min, timed.max) == ("datetime", "2024-01-01 08:45:00", "2024-01-02")


def test_booleans_have_the_share_of_true_as_mean() -> None:
    found = only(pl.Series("b", [True, True, False, None]))
    assert (found.kind, found.mean, found.histogram, found.top) == ("boolean", 2 / 3, (1, 2), (("true", 2),))


def test_nan_counts_as_null_and_infinite_values_are_left_out_of_the_figures() -> None:
    found = only(pl.Series("x", [1.0, 2.0, float("nan"), float("inf"), None]))
    assert (found.nulls, found.max, found.mean, found.distinct) == (2, 2.0, 1.5, 3)
    assert [a.code for a in found.alerts] == ["nulls", "infinite"]


def test_columns_of_other_types_are_counted_without_figures() -> None:
    frame = pl.DataFrame(
        {
            "list": [[1], [1], [2]],
            "money": pl.Series(["1.50", "2.50", "2.50"]).cast(pl.Decimal(10, 2)),
            "kind": pl.Series(["a", "b", "a"]).cast(pl.Categorical),
            "nothing": [None, None, None],
        }
    )
    found = {c.name: c for c in profile(table(frame)).columns}
    assert (found["list"].kind, found["list"].distinct, found["list"].min) == ("other", 2, None)
    assert (found["money"].kind, found["money"].max) == ("number", 2.5)
    assert (found["kind"].kind, found["kind"].top) == ("text", (("a", 2),))
    assert (found["nothing"].kind, found["nothing"].alerts[0].code) == ("text", "empty")


def test_a_table_without_rows_has_a_profile() -> None:
    found = profile(table(pl.DataFrame(schema={"a": pl.Int64, "b": pl.String})))
    assert found.rows == 0
    assert found.frame().height == 2


def test_the_frame_has_one_row_per_source_column_and_not_the_made_row_number() -> None:
    frame = pl.DataFrame({"row": [1, 2, 3], "x": [1.5, -2.0, 3.0], "d": [date(2024, 1, 1)] * 3})
    out = profile(table(frame, "row", (ColumnReading("x", "number"), ColumnReading("d", "date")))).frame()
    figures = ["min", "q1", "median", "q3", "max", "mean", "std"]
    assert out.columns == ["column", "type", "nulls", "distinct", *figures, "alerts"]
    assert out.get_column("column").to_list() == ["x", "d"]
    assert out.get_column("min").to_list() == ["-2", "2024-01-01"]
    assert out.get_column("alerts").to_list() == ["", "every cell holds 2024-01-01"]


def test_the_dictionary_is_json_and_holds_histogram_top_and_alerts() -> None:
    frame = pl.DataFrame({"x": [1, 1, 2], "d": [date(2024, 1, 1)] * 3, "t": ["a", "a", "b"]})
    told = json.loads(json.dumps(profile(table(frame)).to_dict(), allow_nan=False))
    assert told["rows"] == 3
    assert told["columns"][0]["histogram"] == [2, 1]
    assert told["columns"][2]["top"] == [{"value": "a", "count": 2}]
    assert told["columns"][1]["alerts"][0]["code"] == "constant"


REAL = os.environ.get("SEGTUI_REAL_DATA")


@pytest.mark.skipif(not REAL, reason="SEGTUI_REAL_DATA names no folder of real data")
def test_the_real_columns_are_alerted_as_an_analyst_would() -> None:
    from segtui.data.reading.read import read
    from segtui.data.source import Source

    def codes(name: str) -> dict[str, dict[str, int]]:
        found = profile(read(Source(path=name), Path(REAL or "."))).columns
        return {c.name: {a.code: a.count for a in c.alerts} for c in found}

    campaign = codes("marketing_campaign.csv")
    assert campaign["Income"] == {"aberrant": 1}
    assert campaign["Year_Birth"] == {"impossible_date": 2, "aberrant": 3}
    assert campaign["Z_Revenue"] == campaign["Z_CostContact"] == {"constant": 2240}
    assert "id_like" in campaign["ID"]
    assert not campaign["Kidhome"]
    assert codes("online_retail_france.csv")["Quantity"]["negative"] == 149
    assert codes("rfm_data_orders.csv")["email"] == {"near_copy": 4906}
    for name in ("wholesale_customers.csv", "cc_general.csv"):
        assert all(c.get("aberrant", 0) <= 10 for c in codes(name).values())
