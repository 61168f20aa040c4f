"""Moments are the same in whatever unit since 1970 they are written."""

import polars as pl
import pytest

from segtui.features.log.times import has_hours, is_timed, moments


@pytest.mark.parametrize("digits", ["", "000", "000000", "000000000"])
@pytest.mark.parametrize("kind", [pl.Int64, pl.String])
def test_times_since_1970_are_read_in_their_unit_also_where_a_text_file_keeps_their_digits(digits, kind):
    column = pl.Series("at", [f"1704067200{digits}", None, f"1704067261{digits}"]).cast(kind)
    if kind == pl.String and len(digits) < 6:
        assert not is_timed(column)
        return
    assert is_timed(column) and has_hours(column)
    assert moments(column.to_frame(), "at").to_list() == [1_704_067_200_000_000, None, 1_704_067_261_000_000]


def test_codes_of_sixteen_digits_are_no_times():
    assert not is_timed(pl.Series(["4111111111111111", "5500000000000004"]))
    assert not is_timed(pl.Series([None, None], dtype=pl.String))
