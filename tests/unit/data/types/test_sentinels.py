"""Dates at the ends of the calendar, and days that stand for none, are told and left out; nothing overflows."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.cleaning.steps.cast import Cast
from segtui.cleaning.steps.read_dates import ReadDates
from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.data.types.cell_words import null_words
from segtui.data.types.column_format import ColumnFormat, as_before, column_formats
from segtui.data.types.dates import parse_dates
from segtui.data.types.native_types import describe_typed
from segtui.data.types.sentinels import without_sentinels
from segtui.features.makers.rfm import Rfm
from segtui.profiling.profile import profile

ENDS = ["9999-12-31", "0001-01-01", "2999-12-31", "1900-01-01", "1899-12-30", "2099-12-31", "1753-01-01", "0000-00-00"]


def orders(folder, days):
    lines = [f"{1 + i % 4},{day},{10 + i}" for i, day in enumerate(days)]
    (folder / "o.csv").write_text("customer_id,day,amount\n" + "\n".join(lines) + "\n")
    return read(Source(path="o.csv"), folder)


@pytest.mark.parametrize("end", [*ENDS, "9999-12-31 23:59:59", "31.12.9999", "12/31/9999"])
def test_a_day_that_stands_for_none_is_left_out_and_told(tmp_path, end):
    likeness = {"31.12.9999": "{2:02}.{1:02}.{0}", "12/31/9999": "{1:02}/{2:02}/{0}"}.get(end, "{0}-{1:02}-{2:02}")
    days = [likeness.format(2024, 1 + i % 12, 13 + i % 9) for i in range(30)]
    table = orders(tmp_path, [*days, end, end])
    assert table.frame["day"].null_count() == 2 and table.frame["day"].drop_nulls().dt.year().unique().to_list() == [
        2024
    ]
    (alert,) = [a for c in profile(table).columns for a in c.alerts if a.code == "placeholder_dates"]
    assert alert.count == 2 and any("stand for none" in note for note in table.reading.notes)
    made = Rfm(kind="rfm", path="", id="customer_id", date="day", amount="amount").fit_transform(table)
    assert made.carried_out.as_of.year == 2024
    form = next(f for f in column_formats(table.reading) if f.name == "day")
    again, unread = as_before(pl.Series("day", [end, days[0]]), form, null_words(), typed=False)
    assert again.is_null().to_list() == [True, False] and not unread.any()


@pytest.mark.parametrize("unit", ["ms", "us"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_times_beyond_every_calendar_are_left_out(tmp_path, unit, zone):
    far = [2**62, -(2**62), 2**63 - 1, -(2**63) + 1, None]
    values = pl.Series("t", far, dtype=pl.Int64).cast(pl.Datetime(unit, zone))
    values = pl.concat(
        [values, pl.Series("t", [datetime(2024, 5, 1, tzinfo=UTC if zone else None)]).cast(values.dtype)]
    )
    pl.DataFrame({"id": range(6), "t": values}).write_parquet(tmp_path / "a.parquet")
    table = read(Source(path="a.parquet"), tmp_path)
    assert table.frame["t"].drop_nulls().to_list() == [datetime(2024, 5, 1)]
    assert profile(table).to_dict()["rows"] == 6


@settings(max_examples=150, deadline=None)
@given(
    ticks=st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), min_size=1),
    unit=st.sampled_from(["ms", "us", "ns"]),
)
def test_any_time_of_a_file_is_one_of_the_calendar_or_none(ticks, unit):
    column = describe_typed(pl.Series("t", ticks, dtype=pl.Int64).cast(pl.Datetime(unit)))
    years = {value.year for value in column.values.to_list() if value is not None}
    assert all(1602 <= year < 2200 for year in years)
    assert column.values.null_count() == sum(t is None for t in ticks) + column.reading.sentinels


@settings(max_examples=100, deadline=None)
@given(days=st.lists(st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1)), min_size=1))
def test_any_day_of_a_file_is_one_of_the_calendar_or_none(days):
    values = pl.Series("d", days, dtype=pl.Int32).cast(pl.Date)
    assert all(day is None or 1602 <= day.year < 2200 for day in without_sentinels(values)[0].to_list())
    assert as_before(values, ColumnFormat("d", "date"), (), typed=True)[0].null_count() >= values.null_count()


def test_steps_that_read_dates_leave_them_out_too():
    frame = pl.DataFrame({"id": [1, 2], "d": ["2024-01-31", "9999-12-31"]})
    for step in (ReadDates(columns=("d",)), Cast(columns=("d",), to="date")):
        assert step.apply(frame, id="id").frame["d"].to_list() == [date(2024, 1, 31), None]
        (learned,) = step.fitted(frame, id="id")
        assert learned.apply(frame, id="id").frame["d"].to_list() == [date(2024, 1, 31), None]


@pytest.mark.parametrize("as_of", [date.max, date(9999, 1, 1), date(2024, 3, 1)])
def test_recency_counts_to_any_day_of_a_plan(tmp_path, as_of):
    table = orders(tmp_path, ["2024-01-01", "2024-02-01", "2024-03-01", "2024-01-15"] * 2)
    made = Rfm(kind="rfm", path="", id="customer_id", date="day", amount="amount", as_of=as_of).fit_transform(table)
    assert made.frame["recency_days"].max() == (as_of - date(2024, 1, 1)).days


CELLS = ["31/01/2024", "01/02/2024", "12/25/2024 8:45 AM", "12/25/2024 8:45 AM"]


def test_the_order_of_day_and_month_that_the_run_learned_decides(tmp_path):
    table = orders(tmp_path, CELLS)
    form = next(f for f in column_formats(table.reading) if f.name == "day")
    for cells in (CELLS, CELLS[1:2], [CELLS[1], "13/01/2024"], ["01/02/2024 9:00 PM"]):
        read_now, unread = as_before(pl.Series("day", cells), form, null_words(), typed=False)
        assert not unread.any()
        wanted = {"01/02/2024": datetime(2024, 1, 2), "01/02/2024 9:00 PM": datetime(2024, 1, 2, 21)}
        assert all(value == wanted.get(cell, value) for cell, value in zip(cells, read_now, strict=True))


def test_an_order_that_no_cell_of_a_format_shows_is_learned_for_it_too():
    column = pl.Series("d", ["31/01/2024", *["12/25/2024 8:45 AM"] * 3])
    form = ColumnFormat("d", "datetime", None, parse_dates(column).tried)
    again, _ = as_before(pl.Series("d", ["01/02/2024", "31/01/2024"]), form, null_words(), typed=False)
    assert again.to_list() == [datetime(2024, 1, 2), datetime(2024, 1, 31)]


def test_a_date_in_the_order_that_the_run_did_not_meet_is_counted_and_empty():
    form = ColumnFormat("d", "date", None, parse_dates(pl.Series("d", ["31/01/2024", "01/02/2024"])).tried)
    again, unread = as_before(pl.Series("d", ["12/25/2024", "01/03/2024"]), form, null_words(), typed=False)
    assert (again.to_list(), unread.to_list()) == ([None, date(2024, 3, 1)], [True, False])


@pytest.mark.parametrize("end", ["99991231", "00000000", "00010101", "29991231"])
def test_eight_digits_that_stand_for_no_day_are_left_out(tmp_path, end):
    table = orders(tmp_path, [*(f"202401{10 + i % 9}" for i in range(20)), end, end])
    assert table.frame["day"].dtype == pl.Date and table.frame["day"].null_count() == 2
    (reading,) = [c for c in table.reading.columns if c.name == "day"]
    assert reading.sentinels == 2 and reading.unread == 0


def test_eight_digits_of_a_file_with_types_are_days_too(tmp_path):
    frame = pl.DataFrame({"customer_id": [1, 1, 2, 2], "day": [20240110, 99991231, 20240111, 0], "amount": [1.0] * 4})
    frame.write_parquet(tmp_path / "o.parquet")
    table = read(Source(path="o.parquet"), tmp_path)
    made = Rfm(kind="rfm", path="", id="customer_id", date="day", amount="amount").fit_transform(table)
    assert made.frame["recency_days"].to_list() == [2, 1]
