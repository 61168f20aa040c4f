"""What segtui writes, segtui reads back: ids, numbers, dates, booleans, and text whatever stands in it."""

import tempfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from segtui.data.reading.read import read
from segtui.data.source import Source
from segtui.delivery.export.write_csv import write_csv

# Words that say nothing but themselves, so that a column of them is text; the rest of a cell may be anything.
WORDS = st.sampled_from(["Löwe", "quiz", "naïve", "日本", "Ωmega", "x²", "l'été"])
ODD = st.text(st.sampled_from("=+-@\t'\";,|\n a€é🙂"), max_size=6)
TEXT = st.builds(lambda before, word, after: f"{before}{word}{after}", ODD, WORDS, ODD).filter(lambda t: t == t.strip())
FORMULAS = st.sampled_from(["=SUM(A1:A9)", "+quiz", "-quiz", "@quiz", "=cmd|' /C calc'!A0", "'=quiz"])
NUMBER = st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: x + 0.0)


def column(values, rows):
    return st.lists(values, min_size=rows, max_size=rows)


@st.composite
def frames(draw):
    rows = draw(st.integers(3, 12))
    frame = pl.DataFrame(
        {
            "customer_id": list(range(1, rows + 1)),
            "whole": draw(column(st.one_of(st.none(), st.integers(-(10**14), 10**14)), rows)),
            "number": draw(column(st.one_of(st.none(), NUMBER), rows)),
            "member": draw(column(st.one_of(st.none(), st.booleans()), rows)),
            "day": draw(column(st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2049, 12, 31))), rows)),
            "moment": draw(
                column(st.one_of(st.none(), st.datetimes(datetime(1950, 1, 1), datetime(2049, 12, 31))), rows)
            ),
            "text": draw(column(st.one_of(st.none(), TEXT, FORMULAS), rows)),
        },
        schema={
            "customer_id": pl.Int64,
            "whole": pl.Int64,
            "number": pl.Float64,
            "member": pl.Boolean,
            "day": pl.Date,
            "moment": pl.Datetime("us"),
            "text": pl.String,
        },
    )
    # A column of nothing, or of one word, is no column of its kind any more.
    assume(all(frame[name].null_count() < rows for name in frame.columns))
    return frame


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(frame=frames())
@example(
    pl.DataFrame(
        {
            "customer_id": [1, 2, 3],
            "whole": [None, None, 0],
            "number": [None, None, 0.0],
            "member": [None, None, False],
            "day": [None, None, date(2000, 1, 1)],
            "moment": [None, None, datetime(2000, 1, 1)],
            "text": [None, None, "Löwe"],
        }
    )
)
def test_a_written_frame_reads_back_as_itself(frame):
    with tempfile.TemporaryDirectory() as folder:
        write_csv(frame, Path(folder) / "a.csv")
        found = read(Source(path="a.csv"), Path(folder))
    assert found.id == "customer_id"
    assert (found.reading.rows_read, found.reading.rows_skipped) == (frame.height, 0)
    assert_frame_equal(found.frame, as_text_says(frame), check_exact=True)


def as_text_says(frame):
    """Text cannot tell a fraction that is never there: 0.0 and 7.0 alone are the integers 0 and 7."""
    whole = (frame["number"] % 1 == 0).all()
    return frame.with_columns(pl.col("number").cast(pl.Int64)) if whole else frame
