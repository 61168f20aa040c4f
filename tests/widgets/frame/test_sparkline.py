import math

from hypothesis import given
from hypothesis import strategies as st

from widgets.drawing.blocks import bar
from widgets.frame.sparkline import sparkline

counts = st.lists(st.floats(0, 1e9) | st.just(math.nan), max_size=100)


@given(counts, st.integers(0, 60), st.booleans())
def test_a_sparkline_is_exactly_as_wide_as_asked(counts, width, ascii):
    text = sparkline(counts, width, ascii)
    assert len(text) == width
    assert text.isascii() or not ascii


def test_heights_follow_the_counts():
    assert sparkline([1, 4, 9, 3], 4) == "▁▄█▃"
    assert sparkline(range(9), 9) == " ▁▂▃▄▅▆▇█"
    assert sparkline([1, 8], 4, ascii=True) == "..@@"


def test_many_counts_are_averaged_into_the_cells():
    assert sparkline([0, 0, 4, 4, 8, 8], 3) == " ▄█"


def test_a_rare_count_is_still_seen():
    assert sparkline([100_000, 1], 2) == "█▁"


def test_nothing_is_blank():
    assert sparkline([], 5) == sparkline([0, math.nan], 5) == "     "
    assert sparkline([1], 0) == ""


@given(st.floats(0, 1), st.integers(0, 50), st.booleans())
def test_a_bar_is_as_long_as_its_share(share, width, ascii):
    drawn = bar(share, width, ascii)
    assert len(drawn) == width
    assert abs(len(drawn.rstrip()) - share * width) <= 1
    assert bool(drawn.strip()) == (share > 0 and width > 0)
