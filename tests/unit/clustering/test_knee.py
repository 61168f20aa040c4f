from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from segtui.clustering.knee import eps_around_knee, knee


def test_the_knee_of_a_bent_line_is_its_bend():
    assert knee(np.concatenate([np.linspace(1, 2, 91), np.linspace(2, 20, 11)[1:]])) == 90


def test_the_knee_of_the_papers_figure_mirrored_to_rise_is_found():
    # Satopää et al. 2011, figure 2: y = -1 / (x + 0.1) + 5 has its knee at x = 0.22 (concave, rising).
    x = np.linspace(0, 1, 1_000)
    concave = -1 / (x + 0.1) + 5
    assert abs(x[len(x) - 1 - knee(-concave[::-1])] - 0.22) < 0.015


def test_a_flat_curve_has_its_knee_at_its_end():
    assert knee(np.full(5, 2.0)) == 4


@example([1e-323], 2)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.integers(2, 10))
def test_values_around_the_knee_are_positive_and_rise(distances, count):
    eps = eps_around_knee(np.sort(np.array(distances)), count)
    assert len(eps) in (1, count)
    assert eps[0] > 0 and all(a < b for a, b in pairwise(eps))
    assert all(value == float(f"{value:.6g}") for value in eps)
