"""A scale puts values at pixels, and writes them in few digits."""

import pytest

from widgets.charts.scale import alike, scale_of, tick_label


def test_ends_are_at_the_ends_and_y_is_flipped():
    assert [scale_of(0, 10, 100, 50).at(v) for v in (0, 5, 10)] == [100, 125, 150]
    assert [scale_of(0, 10, 100, 50, flipped=True).at(v) for v in (0, 10)] == [150, 100]


def test_a_single_value_is_in_the_middle():
    assert scale_of(3, 3, 0, 10).at(3) == 5


def test_ticks_are_round_and_inside():
    ticks = scale_of(0.03, 0.97, 0, 10).ticks()
    assert all(0.03 <= tick <= 0.97 for tick in ticks) and 2 <= len(ticks) <= 6


@pytest.mark.parametrize(("value", "text"), [(1234.5, "1,234"), (0.12345, "0.123"), (-0.0, "0"), (12, "12")])
def test_three_digits_or_whole_thousands(value, text):
    assert tick_label(value) == text


def test_shares_are_percentages():
    assert tick_label(0.1234, percent=True) == "12.3 %"


def test_where_one_share_has_a_decimal_all_beside_it_have():
    assert alike([0.493, 0.15, 0.001], percent=True) == ["49.3 %", "15.0 %", "0.1 %"]
    assert alike([0.5, 0.15], percent=True) == ["50 %", "15 %"] and alike([3.25, 3]) == ["3.25", "3"]
