from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.scatter import raster
from widgets.scatter.plane_window import PlaneWindow
from widgets.scatter.points import Points
from widgets.scatter.raster import rasterise

BITS = {(0, 0): 1, (0, 1): 2, (0, 2): 4, (1, 0): 8, (1, 1): 16, (1, 2): 32, (0, 3): 64, (1, 3): 128}
places = st.floats(-2, 12, allow_subnormal=False)  # what is too small to scale is at 0
points = st.lists(st.tuples(places, places, st.integers(0, 4)), max_size=60)
UNIT = PlaneWindow(0, 10, 0, 10)


def by_hand(rows, columns, lines):
    """Dots, majority and points in view by the definition, one point at a time."""
    dots, votes, inside = np.zeros((lines, columns), dtype=int), {}, 0
    for x, y, group in rows:
        if not (0 <= x < 10 and 0 <= y < 10):
            continue
        inside += 1
        dot_x, dot_y = int(x * (columns * 2 / 10)), lines * 4 - 1 - int(y * (lines * 4 / 10))
        cell = dot_y // 4, dot_x // 2
        dots[cell] |= BITS[dot_x % 2, dot_y % 4]
        votes.setdefault(cell, Counter())[group] += 1
    winners = np.full((lines, columns), -1)
    for cell, counter in votes.items():
        winners[cell] = min(counter, key=lambda group: (-counter[group], group))
    return dots, winners, inside


@given(points, st.integers(1, 7), st.integers(1, 5))
@pytest.mark.parametrize("sparse", [0, 4_000_000])
def test_dots_and_majority_are_those_of_counting_by_hand(sparse, rows, columns, lines):
    x, y, group = (np.array([row[i] for row in rows], dtype=kind) for i, kind in enumerate((float, float, int)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "_SPARSE", sparse)
        found = rasterise(x, y, group, 5, UNIT, columns, lines)
    dots, winners, inside = by_hand(rows, columns, lines)
    assert (found.dots == dots).all()
    assert (found.group == winners).all()
    assert found.inside == inside


def test_a_point_far_outside_is_not_wrapped_into_the_view():
    far = np.array([1e299, -1e299, 5.0])
    assert rasterise(far, far, np.zeros(3, dtype=int), 1, UNIT, 4, 4).inside == 1


@given(st.lists(st.floats(-1e200, 1e200), min_size=1, max_size=20))
def test_every_point_is_in_the_view_around_them(values):
    x = np.array(values)
    view = PlaneWindow.around(x, -x)
    assert rasterise(x, -x, np.zeros(len(x), dtype=int), 1, view, 10, 5).inside == len(x)


@given(st.floats(0.1, 10), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_the_place_under_the_pointer(factor, x, y):
    view = UNIT.zoomed(factor, x, y)
    assert view.left + x * view.width == pytest.approx(10 * x)
    assert view.bottom + y * view.height == pytest.approx(10 * y)


def test_zooming_ends_where_numbers_end():
    view = UNIT
    for _ in range(1000):
        view = view.zoomed(2)
    assert 0 < view.width < 1e-7
    for _ in range(3000):
        view = view.zoomed(0.5).moved(1, 1)
    assert np.isfinite([view.left, view.right, view.bottom, view.top]).all()


def test_points_without_a_place_are_left_out_and_counted():
    points = Points.of([1, np.nan, np.inf, 4], [1, 2, 3, -np.inf], [0, 0, 1, 1], {})
    assert (len(points), points.ignored, points.labels, points.counts) == (1, 3, (0,), (1,))


def test_noise_comes_last_and_is_named():
    points = Points.of([1, 2, 3], [1, 2, 3], [-1, 1, 0], {1: "New"})
    assert points.labels == (0, 1, -1)
    assert points.names == ("0", "New", "noise")
    assert points.group.tolist() == [2, 1, 0]


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="of one length, not 2, 2 and 3"):
        Points.of([1, 2], [1, 2], [0, 0, 0], {})
