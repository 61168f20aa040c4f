import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.silhouette.profile import line_counts, profiles

values = st.lists(st.floats(-1, 1), min_size=1, max_size=60)


def profile(numbers):
    (only,), _ = profiles(numbers, np.zeros(len(numbers), dtype=int), {})
    return only


@given(values, st.integers(1, 30))
def test_lines_fall_from_the_best_to_the_worst_and_reach_the_lowest_row(numbers, count):
    medians, worst = profile(numbers).lines(count)
    assert len(medians) == len(worst) == count
    assert np.all(np.diff(medians) <= 0) and np.all(worst <= medians)
    assert worst[-1] == min(numbers)


@given(values)
def test_as_many_lines_as_rows_show_every_row(numbers):
    medians, _ = profile(numbers).lines(len(numbers))
    assert medians.tolist() == sorted(numbers, reverse=True)


def test_noise_and_rows_without_a_value_are_counted_not_drawn():
    shown, left_out = profiles([0.5, np.nan, 0.1, -0.2, np.inf], [0, 0, -1, 2, 2], {0: "Loyal"})
    assert [(p.label, p.name, p.values.tolist()) for p in shown] == [(0, "Loyal", [0.5]), (2, "2", [-0.2])]
    assert left_out == 3


def test_means_and_rows_below_0_are_those_of_the_segment():
    shown, _ = profiles([0.5, -0.1, 0.2, 0.3], [1, 1, 1, 0], {})
    assert [(p.label, round(p.mean, 6), p.below) for p in shown] == [(0, 0.3, 0), (1, 0.2, 1)]


def test_values_without_their_labels_are_refused():
    with pytest.raises(ValueError, match="3 values go with 2 labels"):
        profiles([0.1, 0.2, 0.3], [0, 1], {})


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=20), st.integers(1, 100))
def test_all_lines_are_given_to_segments_and_none_gets_too_few(sizes, lines):
    counts = line_counts(sizes, lines)
    assert min(counts) >= 2
    assert sum(counts) == max(lines, 2 * len(sizes))


def test_larger_segments_get_more_lines():
    assert line_counts([800, 200, 100], 22) == sorted(line_counts([800, 200, 100], 22), reverse=True)
