"""Who is meant by an id as somebody types it."""

import polars as pl
import pytest

from segtui.pipeline.forgetting.person import may_be, spellings


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("12346", {"12346"}, {"12346"}),
        ("1.2346E4", {"12346"}, {"12346"}),
        ("12346", {"12346.00", "1.2346E4", "12347"}, {"12346.00", "1.2346E4"}),
        ("12346.0", {"12346.0", "12346"}, {"12346.0"}),
        ("1E5", {"100000"}, {"100000"}),
        ("1E5", {"1E5", "100000"}, {"1E5"}),
        ("7", {"007"}, set()),
        (" C-1 ", {"C-1", "c-1"}, {"C-1"}),
        ("c-1", {"C-1"}, set()),
        ("1.5E0", {"1", "2", "15"}, set()),
        ("-3.0", {"-3", "3"}, {"-3"}),
        ("9" * 400 + ".0", {"9" * 400}, {"9" * 400}),
        ("1E99", {"1"}, set()),
        ("", {""}, {""}),
    ],
)
def test_every_spelling_of_one_id_is_that_id_and_no_other(typed, known, meant):
    assert spellings(typed, known) & known == meant
    ids = pl.Series(sorted(known), dtype=pl.String)
    assert spellings(typed, set(ids.filter(may_be(ids, typed)))) & known == meant
