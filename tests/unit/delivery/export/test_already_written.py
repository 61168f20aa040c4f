"""Who was met before, and the ids that were written, in little memory."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.delivery.export import written_ids
from segtui.delivery.export.written_ids import AlreadyWritten, WrittenIds


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(0, 40), max_size=30), max_size=12))
def test_only_the_first_of_equal_numbers_is_new(batches: list[list[int]]) -> None:
    seen, known = AlreadyWritten(), set[int]()
    for batch in batches:
        expected = []
        for number in batch:
            expected.append(number not in known)
            known.add(number)
        assert seen.first(np.array(batch, dtype=np.uint64)).tolist() == expected


def test_the_greatest_and_least_number_are_met_as_others_are() -> None:
    seen, ends = AlreadyWritten(), np.array([0, 2**64 - 1], dtype=np.uint64)
    assert seen.first(ends).tolist() == [True, True]
    assert seen.first(ends[::-1]).tolist() == [False, False]


def test_ids_come_back_as_they_were_whatever_they_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_ids, "_IN_MEMORY", 10)
    batches = [["a\nb", 'q"', "ü, 1"], [], ["\x00", " 007 ", "\U0001f600"]]
    kept = WrittenIds()
    for batch in batches:
        kept.take(pl.Series(batch, dtype=pl.String))
    assert list(kept.batches()) == batches and len(kept) == 6
    assert list(kept.batches()) == batches
