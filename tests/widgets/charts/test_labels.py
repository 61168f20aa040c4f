"""Labels do not cover each other, and stay where there is room."""

from itertools import combinations

from widgets.charts.labels import LINE, apart, width_of


def test_labels_that_are_apart_stay():
    labels = [(100.0, 50.0, "one"), (100.0, 90.0, "two"), (300.0, 50.0, "three")]
    assert sorted(apart(labels, 300)) == sorted(labels)


def test_labels_in_one_place_get_lines_of_their_own():
    found = apart([(100.0, 50.0, f"segment {i}") for i in range(6)], 300)
    assert all(abs(one[1] - other[1]) >= LINE for one, other in combinations(found, 2))
    assert all(LINE <= y <= 300 for _, y, _ in found)


def test_none_goes_below_the_bottom_to_be_free():
    found = apart([(100.0, 95.0, "one"), (100.0, 96.0, "two"), (100.0, 97.0, "three")], 100)
    assert all(y <= 100 for _, y, _ in found)


def test_wide_characters_are_wide():
    assert width_of("abc") < width_of("ABC") < width_of("客户群")
    assert width_of("") == 0
