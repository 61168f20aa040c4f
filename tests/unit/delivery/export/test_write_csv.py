"""What a written CSV file holds, byte for byte, and that it reads back as the frame it was."""

import csv
import io
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from segtui.data.formula_guard import bare, guard, guarded, unguarded
from segtui.delivery.export.write_csv import write_csv
from segtui.errors import DataError, ResourceError, UsageError


def written(frame: pl.DataFrame) -> str:
    buffer = io.BytesIO()
    write_csv(frame, buffer)
    return buffer.getvalue().decode("utf-8")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1e-7, "1e-7"),
        (1e16, "1e+16"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-0.0, "-0.0"),
        (5e-324, "5e-324"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (-1.5, "-1.5"),
    ],
)
def test_a_float_is_written_in_the_shortest_form_that_reads_back(value: float, cell: str) -> None:
    assert written(pl.DataFrame({"x": [value]})) == f"x\n{cell}\n"
    assert float(cell) == value


def test_null_and_nan_are_empty_cells_and_empty_text_is_quoted() -> None:
    frame = pl.DataFrame({"x": [None, float("nan"), 1.0], "s": ["", None, "a"]})
    assert written(frame) == 'x,s\n,""\n,\n1.0,a\n'


def test_dates_and_times_are_iso_and_booleans_are_words() -> None:
    frame = pl.DataFrame(
        {
            "d": [date(2011, 12, 10)],
            "t": [datetime(2011, 12, 10, 8, 45)],
            "f": [datetime(2011, 12, 10, 8, 45, 1, 500)],
            "z": [datetime(2011, 12, 10, 8, 45, tzinfo=UTC)],
            "c": [time(8, 45)],
            "u": [timedelta(days=1, seconds=3)],
            "b": [True],
        }
    )
    line = "2011-12-10,2011-12-10T08:45:00,2011-12-10T08:45:01.000500,2011-12-10T08:45:00+00:00,08:45:00,P1DT3S,true"
    assert written(frame).splitlines()[1] == line


@pytest.mark.parametrize("text", ["-1", "-250.5", "-1e-7"])
def test_text_that_is_a_negative_number_is_left_alone(text: str) -> None:
    assert written(pl.DataFrame({"s": [text]})) == f"s\n{text}\n"
    assert guarded(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1+2", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''-x", "=", "-1\n", "--1"),
        *("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "\ufe66x", "\ufe62x", "\ufe63x", "\ufe6bx"),
        *(" =1", "\u00a0=1", "\ufeff=1", "\u200b=1", "\u3000-x", '"=1', '" =1"', "\u201c=1", " -5", "\x00=1", "\xad=1"),
        *("|calc", "%0A=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "+49 (30) 1", "\u2028=1", "\x0b@"),
    ],
)
def test_text_that_a_spreadsheet_takes_for_a_formula_gets_one_apostrophe(text: str) -> None:
    back = pl.read_csv(io.BytesIO(written(pl.DataFrame({"s": [text]})).encode()), schema={"s": pl.String})
    assert back["s"].item() == f"'{text}" == guarded(text)
    assert unguarded(f"'{text}") == text


@pytest.mark.parametrize("text", ["a=1", "'a", "1-2", " a=1", "5 %", "a|b", "\u2212x", "é", "(=1)", "'"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert written(pl.DataFrame({"s": [text]})) == f"s\n{text}\n"


def test_categories_and_column_names_are_guarded_too() -> None:
    frame = pl.DataFrame(
        {
            "=a": pl.Series(["=x", "y"], dtype=pl.Categorical),
            "-b": pl.Series(["+x", "y"], dtype=pl.Enum(["+x", "y"])),
            "*": [1, 2],
            "^c$": [3, -4],
        }
    )
    assert written(frame) == "'=a,'-b,*,^c$\n'=x,'+x,1,3\ny,y,2,-4\n"


def test_numbers_below_zero_are_left_alone() -> None:
    assert written(pl.DataFrame({"i": [-1], "x": [-2.5]})) == "i,x\n-1,-2.5\n"


def test_line_ends_are_single_line_feeds_whatever_the_cells_hold(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    write_csv(pl.DataFrame({"s": ["a\r\nb", "c"]}), target)
    assert target.read_bytes() == b's\n"a\r\nb"\nc\n'


def test_a_list_is_refused_by_its_column() -> None:
    with pytest.raises(DataError, match='column "tags"'):
        written(pl.DataFrame({"tags": [["a"]]}))


def test_a_full_disk_is_a_resource_error_that_names_the_file() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(ResourceError, match=r"/dev/full: the disk is full"):
        write_csv(pl.DataFrame({"x": range(10)}), "/dev/full")


def test_a_full_disk_under_an_open_file_is_a_resource_error_too() -> None:
    class Full(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(ResourceError, match="the disk is full"):
        write_csv(pl.DataFrame({"x": range(10)}), Full())  # type: ignore[arg-type]


def test_a_missing_folder_and_a_folder_for_a_file_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the folder does not exist"):
        write_csv(pl.DataFrame({"x": [1]}), tmp_path / "no" / "a.csv")
    with pytest.raises(UsageError, match="this is a folder"):
        write_csv(pl.DataFrame({"x": [1]}), tmp_path)


def test_a_read_only_place_is_a_usage_error() -> None:
    kernel = Path("/proc/sys/kernel/osrelease")
    if not kernel.exists():
        pytest.skip("this system has no /proc/sys, which even root may not write")
    with pytest.raises(UsageError, match="no permission to write"):
        write_csv(pl.DataFrame({"x": [1]}), kernel)


CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.one_of(
    st.none(),
    st.text(CHARACTERS, max_size=6),
    st.text(st.sampled_from("'=+-@\t\r\n\", a"), max_size=5),
)
ROWS = st.lists(
    st.tuples(
        TEXT,
        TEXT,
        st.one_of(st.none(), st.floats(allow_nan=False)),
        st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
        st.one_of(st.none(), st.booleans()),
        st.one_of(st.none(), st.dates(date(1, 1, 1))),
        st.one_of(st.none(), st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))),
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, name=st.text(st.sampled_from("'=+-@a b,\""), min_size=1, max_size=5))
def test_what_is_written_reads_back_as_the_same_frame(rows: list[tuple[object, ...]], name: str) -> None:
    schema: dict[str, type[pl.DataType] | pl.DataType] = {
        name: pl.String,
        "text": pl.String,
        "float": pl.Float64,
        "whole": pl.Int64,
        "flag": pl.Boolean,
        "date": pl.Date,
        "time": pl.Datetime("us"),
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    text = written(frame)
    header = next(csv.reader(io.StringIO(text)))
    assert [unguarded(n) for n in header] == list(schema)
    # Polars misreads a header that is a single quote mark, so the columns are told by their place here.
    back = pl.read_csv(io.BytesIO(text.encode()), schema=schema, has_header=False, skip_lines=1)
    texts = [pl.col(n).map_elements(unguarded, return_dtype=pl.String) for n in (name, "text")]
    assert_frame_equal(back.with_columns(texts), frame, check_exact=True)


@settings(max_examples=80)
@given(st.text(st.sampled_from("=+-@\uff1d'\"\u00a0\ufeff\u200b\t\n |%a1.") | st.characters(codec="utf-8"), max_size=6))
def test_what_is_guarded_reads_back_the_same_and_begins_no_formula(text: str) -> None:
    told = guarded(text)
    assert unguarded(told) == text
    frame = pl.DataFrame({"s": [text]})
    assert frame.select(guard(pl.col("s"))).item() == told
    assert pl.DataFrame({"s": [told]}).select(bare(pl.col("s"))).item() == text
    begins = told.strip("\ufeff\u200b\u00a0 \"'")[:1]
    assert begins not in tuple("=+-@\uff1d|%\t\n") or told.startswith("'") or re.fullmatch(r"-[0-9.]+", told)
