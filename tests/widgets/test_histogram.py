import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from tests.widgets.demos.histogram_demo import HistogramDemo
from tests.widgets.pages import page
from widgets.histogram.bins import Bins
from widgets.histogram.histogram import Histogram

counts = st.lists(st.integers(0, 1000), min_size=1, max_size=200)


class Drawn(App):
    """A histogram of given counts."""

    def __init__(self, *given, **settings):
        super().__init__()
        self.histogram = Histogram(*given, **settings)

    def compose(self):
        yield self.histogram


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_columns_before_and_after(snap_compare, size):
    assert snap_compare(HistogramDemo(), terminal_size=size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_bars_before_and_after(snap_compare, size):
    assert snap_compare(HistogramDemo(bars=True), terminal_size=size)


def test_one_distribution_alone(snap_compare):
    assert snap_compare(HistogramDemo(12, overlay=False))


def test_ascii(snap_compare):
    assert snap_compare(HistogramDemo(ascii=True))


def test_no_color(snap_compare, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(HistogramDemo())


@pytest.mark.parametrize("bars", [True, False])
def test_ascii_draws_nothing_but_ascii(bars):
    assert all(line.isascii() for line in page(HistogramDemo(ascii=True, bars=bars)))


@pytest.mark.parametrize("bars", [True, False])
@pytest.mark.parametrize("size", [(1, 1), (5, 3), (20, 6), (40, 12), (300, 90)])
def test_every_size_is_drawn_and_no_line_is_longer(size, bars):
    lines = page(HistogramDemo(bars=bars), size)
    assert [len(line) for line in lines] == [size[0]] * size[1]


@pytest.mark.parametrize("given", [((), ()), ([0, 0], [0, 1, 2])])
def test_no_values_are_said(given):
    assert "no values to show" in "\n".join(page(Drawn(*given)))


def test_values_all_equal_are_one_full_column():
    for edges in ([4.5, 5.5], [5, 5]):
        lines = page(Drawn([7], edges), (40, 10))
        assert sum("█" in line for line in lines) == 7
        assert "5" in lines[9]


def test_a_rare_bin_is_still_seen():
    assert any("▁" in line for line in page(Drawn([100_000, 1], [0, 1, 2])))


def test_marks_are_named_with_their_values():
    lines = page(Drawn([1, 2, 3, 4], range(5), marks={"median": 2.5, "nothing": np.nan}), (40, 12))
    assert lines[-1].strip() == "median 2.5"
    assert "│" in lines[-2]


def test_bars_say_range_count_share_and_marks():
    lines = page(Drawn([30, 10], [0, 10, 20], bars=True, marks={"median": 7}), (60, 8))
    assert lines[1].split()[:3] == ["0", "–", "10"]
    assert "30  75.0% ◂ median" in lines[1]
    assert "10  25.0%" in lines[2]


@given(counts, st.integers(1, 300))
def test_merging_bins_keeps_every_value_and_both_ends(n, most):
    bins = Bins.of(n, range(len(n) + 1), n, {})
    merged, each = bins.widened(most)
    assert merged.counts.sum() == merged.overlay.sum() == sum(n)
    assert (merged.edges[0], merged.edges[-1]) == (0, len(n))
    assert 1 <= each * len(merged) <= most


@given(st.floats(0, 10))
def test_a_value_lies_in_the_bin_that_numpy_counts_it_in(value):
    edges = np.array([0.0, 1.0, 2.5, 2.5, 10.0])
    kept = np.array([0.0, 1.0, 2.5, 10.0])
    bins = Bins.of([1, 1, 1], kept, None, {})
    assert np.histogram([value], kept)[0][bins.bin_of(value)] == 1
    assert len(Bins.of([1] * 4, edges, None, {})) == 4


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (([1, 2], [0, 1], None), "2 counts need 3 edges, not 2"),
        (([1], [0, 1], [1, 2]), "the overlay needs 1 counts, not 2"),
        (([-1], [0, 1], None), "the counts must be finite and at least 0"),
        (([1], [0, 1], [np.nan]), "the overlay must be finite and at least 0"),
        (([1], [1, 0], None), "the edges must be finite and ascend"),
        (([1], [0, np.inf], None), "the edges must be finite and ascend"),
    ],
)
def test_bins_that_do_not_fit_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Bins.of(*given, {})


def test_years_on_the_axis_and_as_marks_have_no_commas():
    bins = Bins.of([3, 4, 5, 6], [1900, 1950, 2000, 2050, 2100], None, {"median": 1970}, plain=True)
    assert [label for _, label in bins.ticks(4, 40)] == ["1900", "2000", "2100"]
    assert bins.said(1970.0, 4) == "1970" and bins.said(1968.8, 4) == "1969"
