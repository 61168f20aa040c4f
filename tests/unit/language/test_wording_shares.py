"""What the mean of a column says: a share, or a figure."""

import pytest

from segtui.workbench.parts.figures import point_of, whole_percent

POINTS = {"name": "optin", "q1": 0, "median": 0, "q3": 0}


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ({"kind": "boolean", "distinct": 2, "min": None, "max": None, "mean": 0.086}, "8.6 %"),
        ({"kind": "boolean", "distinct": 1, "min": None, "max": None, "mean": 0.0}, "0 %"),
        ({"kind": "boolean", "distinct": 0, "min": None, "max": None, "mean": None}, ""),
        ({"kind": "integer", "distinct": 2, "min": 0, "max": 1, "mean": 0.518}, "51.8 %"),
        ({"kind": "number", "distinct": 2, "min": 0.0, "max": 1.0, "mean": 0.0004}, "under 0.1 %"),
        ({"kind": "number", "distinct": 9, "min": 0.0, "max": 1.0, "mean": 0.4442}, "0.4442"),
        ({"kind": "integer", "distinct": 3, "min": 0, "max": 2, "mean": 0.4442}, "0.4442"),
    ],
)
def test_the_mean_of_yes_and_no_is_a_percentage(column, said):
    assert point_of(POINTS | column, "mean") == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "  0%"), (1 / 474, " <1%"), (0.006, "  1%"), (0.5, " 50%"), (0.994, " 99%"), (615 / 616, ">99%"), (1, "100%")],
)
def test_a_few_people_are_never_nobody_nor_nearly_all_of_them_all(share, said):
    assert whole_percent(share) == said
