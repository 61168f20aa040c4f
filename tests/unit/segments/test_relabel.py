"""Segments are numbered by falling size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segtui.clustering.algorithm import Labels
from segtui.segments.choosing.choose import relabel


def test_the_largest_segment_is_0_and_noise_stays_noise() -> None:
    labels = np.array([7, -1, 2, 2, 2, 7, 5, 5], dtype=np.int32)
    new, mapping = relabel(labels)
    assert new.tolist() == [1, -1, 0, 0, 0, 1, 2, 2]
    assert mapping == {2: 0, 7: 1, 5: 2}
    assert new.dtype == np.int32


def test_segments_of_one_size_are_in_the_order_of_their_first_rows() -> None:
    new, mapping = relabel(np.array([9, 1, 1, 9, 4], dtype=np.int32))
    assert new.tolist() == [0, 1, 1, 0, 2]
    assert mapping == {9: 0, 1: 1, 4: 2}


def test_all_noise_and_no_rows_have_no_segments() -> None:
    assert relabel(np.array([-1, -1], dtype=np.int32))[0].tolist() == [-1, -1]
    labels, mapping = relabel(np.array([], dtype=np.int32))
    assert (labels.tolist(), mapping) == ([], {})


@given(arrays(np.int32, st.integers(1, 40), elements=st.integers(-1, 6)))
def test_the_same_rows_stay_together_and_sizes_fall(labels: Labels) -> None:
    new, mapping = relabel(labels)
    pairs = set(zip(labels.tolist(), new.tolist(), strict=True))
    assert pairs <= {(-1, -1), *mapping.items()}
    sizes = np.bincount(new[new >= 0]) if (new >= 0).any() else np.array([], dtype=int)
    assert (np.diff(sizes) <= 0).all()
    assert sorted(mapping.values()) == list(range(len(sizes)))
