"""Who was met before, in little memory."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.libraries.seen_keys import SeenKeys


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(0, 40), max_size=30), max_size=12))
def test_only_the_first_of_equal_numbers_is_new(batches: list[list[int]]) -> None:
    seen, known = SeenKeys(), set[int]()
    for batch in batches:
        expected = []
        for number in batch:
            expected.append(number not in known)
            known.add(number)
        assert seen.first(np.array(batch, dtype=np.uint64) << np.uint64(58)).tolist() == expected


def test_the_greatest_and_least_number_are_met_as_others_are() -> None:
    seen, ends = SeenKeys(), np.array([0, 2**64 - 1], dtype=np.uint64)
    assert seen.first(ends).tolist() == [True, True]
    assert seen.first(ends[::-1]).tolist() == [False, False]
