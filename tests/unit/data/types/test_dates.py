"""Dates written as text are read as the dates they are, whatever formats a column mixes."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.data.types.date_columns import read_date_column
from segtui.data.types.dates import ParsedDates, _in_any_format, parse_dates, parse_one_format


def read(*cells: str | None, format: str | None = None) -> ParsedDates:
    return parse_dates(pl.Series("x", cells, dtype=pl.String), format=format)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2020-01-31", date(2020, 1, 31)),
        ("2020-1-5", date(2020, 1, 5)),
        ("2020/01/31", date(2020, 1, 31)),
        ("31-01-2020", date(2020, 1, 31)),
        ("31/01/20", date(2020, 1, 31)),
        ("31.1.2020", date(2020, 1, 31)),
        ("1/31/2020", date(2020, 1, 31)),
        ("1 Jan 2020", date(2020, 1, 1)),
        ("01-JAN-2020", date(2020, 1, 1)),
        ("13/Dec/2000", date(2000, 12, 13)),
        ("Jan 1, 2020", date(2020, 1, 1)),
        ("September 30 2020", date(2020, 9, 30)),
        ("1st of January 2020", date(2020, 1, 1)),
        ("Monday, 6 July 2020", date(2020, 7, 6)),
        ("20240131", date(2024, 1, 31)),
        ("2020-01-31T10:20:30", datetime(2020, 1, 31, 10, 20, 30)),
        ("2020-01-31T10:20:30Z", datetime(2020, 1, 31, 10, 20, 30)),
        ("2020-01-31T10:20:30.250Z", datetime(2020, 1, 31, 10, 20, 30, 250_000)),
        ("2020-01-31T10:20:30+02:00", datetime(2020, 1, 31, 8, 20, 30)),
        ("2020-01-31 10:20:30 -0530", datetime(2020, 1, 31, 15, 50, 30)),
        ("2020-01-31 10:20:30 UTC", datetime(2020, 1, 31, 10, 20, 30)),
        ("1/31/2020 8:45", datetime(2020, 1, 31, 8, 45)),
        ("1/31/2020 8:45 PM", datetime(2020, 1, 31, 20, 45)),
        ("1/31/2020, 8:45:10 am", datetime(2020, 1, 31, 8, 45, 10)),
        ("Jan 1, 2020 12:05 AM", datetime(2020, 1, 1, 0, 5)),
        ("5 Sept 2020 10:00 +0200", datetime(2020, 9, 5, 8, 0)),
    ],
)
def test_a_common_format_is_read(cell: str, expected: date) -> None:
    dates = read(cell)
    assert dates.values.to_list() == [expected]
    assert dates.values.dtype == (pl.Datetime("us") if isinstance(expected, datetime) else pl.Date)
    assert sum(dates.formats.values()) == 1


@pytest.mark.parametrize(
    "cell",
    [
        *("1", "2020", "12.05", "43831", "1.234", "10:30", "may", "May 2020", "abc", "12/2020", "5524", "192.168.1.12"),
        *(
            "31/02/2020",
            "2020-13-01",
            "0000-00-00",
            "2020-01-01x",
            "32 Jan 2020",
            "2020-01-01 25:00",
            "5 Jan 2020 9:00 CET",
        ),
    ],
)
def test_what_is_no_date_of_the_calendar_is_unread_and_null(cell: str) -> None:
    dates = read(cell, "2021-05-06", None)
    assert dates.unread.to_list() == [True, False, False]
    assert dates.values.to_list()[0] is None


def test_one_day_above_12_shows_the_order_of_the_whole_column() -> None:
    day = read("04-09-2012", "21-08-2013")
    assert day.values.to_list() == [date(2012, 9, 4), date(2013, 8, 21)]
    assert (day.day_first, day.ambiguous, day.notes) == (True, 0, ())
    month = read("04-09-2012", "08-21-2013")
    assert month.values.to_list() == [date(2012, 4, 9), date(2013, 8, 21)]
    assert (month.day_first, month.formats) == (False, {"%m-%d-%Y": 2})


def test_without_proof_dates_are_day_first_unless_they_look_american_and_a_note_says_so() -> None:
    plain = read("03/04/2020", "05/06/2020")
    assert plain.values.to_list() == [date(2020, 4, 3), date(2020, 6, 5)]
    assert plain.ambiguous == 2
    assert plain.notes == (
        'does not show whether day or month comes first in 2 dates such as "03/04/2020": read day first; '
        "set date_format in the plan to change this",
    )
    american = read("12/1/2010 8:45", "3/4/2010 9:05")
    assert american.values.to_list() == [datetime(2010, 12, 1, 8, 45), datetime(2010, 3, 4, 9, 5)]
    assert "read month first" in american.notes[0]


def test_cells_that_fit_one_order_only_are_read_in_it_even_against_the_others() -> None:
    dates = read("13/02/2020", "14/02/2020", "02/15/2020", "03/04/2020")
    assert dates.values.to_list() == [date(2020, 2, 13), date(2020, 2, 14), date(2020, 2, 15), date(2020, 4, 3)]
    assert dates.formats == {"%d/%m/%Y": 3, "%m/%d/%Y": 1}
    assert dates.mixed
    assert dates.ambiguous == 1
    assert "2 dates that can only be day first and 1 that can only be month first" in dates.notes[0]


def test_each_separator_shows_its_own_order() -> None:
    dates = read("13-02-2020", "03-04-2020", "02/15/2020", "03/04/2020")
    assert dates.values.to_list() == [date(2020, 2, 13), date(2020, 4, 3), date(2020, 2, 15), date(2020, 3, 4)]
    assert dates.ambiguous == 0


def test_mixed_formats_are_counted_and_a_time_in_one_cell_makes_the_column_datetime() -> None:
    dates = read("2020-01-01", "2020-01-02", "3 Feb 2020", "2020-01-04 10:00")
    assert dates.formats == {"%Y-%m-%d": 2, "%Y-%m-%d %H:%M": 1, "%d %B %Y": 1}
    assert dates.mixed
    assert dates.values.to_list()[3] == datetime(2020, 1, 4, 10)


def test_a_rare_format_far_down_a_long_column_is_found() -> None:
    cells = ["2020-01-31"] * 30_000
    cells[29_123] = "Feb 3, 2021"
    dates = read(*cells)
    assert dates.values[29_123] == date(2021, 2, 3)
    assert dates.formats == {"%Y-%m-%d": 29_999, "%B %d, %Y": 1}


def test_years_of_two_digits_turn_at_70_and_a_note_says_so() -> None:
    dates = read("31/12/69", "31/12/70")
    assert [d.year for d in dates.values] == [2069, 1970]
    assert "2 years of two digits" in dates.notes[0]


def test_eight_digits_are_dates_only_where_every_cell_is_one() -> None:
    assert read("20240131", None, "19991231").values.dtype == pl.Date
    assert read("20240131", "20241331").unread.all()
    assert read("20240131", "30240131").unread.all()


def test_a_format_given_is_followed_and_nothing_else_is_read() -> None:
    dates = read("01/02/2020", "2020-02-01", format="%m/%d/%Y")
    assert dates.values.to_list() == [date(2020, 1, 2), None]
    assert dates.unread.to_list() == [False, True]
    assert read("Jan/2020", format="%b/%Y").values.to_list() == [date(2020, 1, 1)]
    assert read("2020-01-01 10:30", format="%Y-%m-%d %H:%M").values.to_list() == [datetime(2020, 1, 1, 10, 30)]
    assert read("x", format="%Q").unread.all()


FORMATS = [
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d %Y", "%d %b %y"),
    *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S.%fZ", "%d %b %Y %I:%M %p", "%Y/%m/%d, %H:%M:%S"),
]
ORDERED = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y", "%m/%d/%Y", "%m-%d-%y", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M"]
MOMENTS = st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)), min_size=1, max_size=15)


def as_written(moment: datetime, format: str) -> datetime | date:
    # Python turns two-digit years at 69, Polars at 70: the year is the moment's own.
    written = datetime.strptime(moment.strftime(format), format).replace(year=moment.year)
    return written if "%M" in format else written.date()


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.sampled_from(FORMATS))
def test_dates_written_in_one_format_read_back(moments: list[datetime], format: str) -> None:
    dates = read(*(m.strftime(format) for m in moments))
    assert dates.values.to_list() == [as_written(m, format) for m in moments]


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.sampled_from(ORDERED))
def test_dates_of_digits_read_back_once_one_day_is_above_12(moments: list[datetime], format: str) -> None:
    moments = [*moments, datetime(2020, 5, 31)]
    dates = read(*(m.strftime(format) for m in moments))
    assert dates.values.to_list() == [as_written(m, format) for m in moments]
    assert dates.day_first == format.startswith("%d")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="0123456789-/:.TZ+ JanFebMayPMst,", max_size=18), max_size=10))
def test_any_text_is_either_read_or_unread(cells: list[str]) -> None:
    dates = read(*cells)
    assert (dates.values.is_null() == dates.unread).all()
    assert sum(dates.formats.values()) == len(cells) - dates.unread.sum()


@given(
    st.lists(
        st.one_of(
            st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(str), st.sampled_from(["2020-13-01 00:00:00"])
        )
    ),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_one_format_in_all_cells_is_read_as_the_search_for_any_format_reads_it(cells: list[str], days: bool) -> None:
    text = pl.Series("x", [None, *(cell[:10] if days else cell for cell in cells)], dtype=pl.String)
    quick = parse_one_format(text)
    if quick is not None:
        thorough = _in_any_format(text)
        assert quick.values.equals(thorough.values, check_dtypes=True)
        assert quick.unread.to_list() == thorough.unread.to_list()
        assert (quick.formats, quick.day_first, quick.notes) == (thorough.formats, thorough.day_first, thorough.notes)


@pytest.mark.parametrize(
    ("written", "zoned"),
    [("2024-03-01T08:00:00Z", True), ("2024-03-01 08:00:00+02:00", True), ("2024-03-01 08:00:00", False)],
)
def test_a_column_says_whether_its_times_had_a_zone(written, zoned):
    column = read_date_column(pl.Series("at", [written] * 3))
    assert column is not None and column.reading.zoned is zoned


@pytest.mark.parametrize(
    "other",
    ["2024-03-01T08:00:00.250Z", "2024-03-01 10:00:00+02:00", "2024-03-01T03:00-05", "2024-03-01T08:00:00"],
)
def test_times_with_a_zone_are_one_way_of_writing_however_they_end(other):
    column = read_date_column(pl.Series("at", ["2024-03-01T08:00:00Z", other] * 3))
    assert column is not None and column.reading.zoned and not column.reading.writings
    assert not any("formats" in note for note in column.notes)
    assert {value.replace(microsecond=0) for value in column.values} == {datetime(2024, 3, 1, 8)}


def test_times_without_an_offset_among_those_with_one_are_counted():
    column = read_date_column(pl.Series("at", ["2024-03-01T08:00:00Z"] * 3 + ["2024-03-01T08:00:00"] * 2))
    assert column is not None
    assert "has 2 times without an offset among those with one, taken as UTC" in column.notes


def test_day_first_beside_iso_stays_two_ways():
    column = read_date_column(pl.Series("at", ["2024-03-21T08:00:00Z", "21/03/2024 08:00"] * 3))
    assert column is not None and len(column.reading.writings) == 2
