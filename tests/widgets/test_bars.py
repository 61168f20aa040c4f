import math

import pytest
from textual.app import App

from tests.widgets.demos.bars_demo import BarsDemo
from tests.widgets.pages import page
from widgets.bars import Bars


class Rows(App):
    """Bars of given counts that keep the messages they get."""

    def __init__(self, *given, **settings):
        super().__init__()
        self.bars, self.moves, self.chosen = Bars(*given, **settings), [], []

    def compose(self):
        yield self.bars

    def on_mount(self):
        self.bars.focus()

    def on_bars_highlighted(self, event):
        self.moves.append(event.index)

    def on_bars_selected(self, event):
        self.chosen.append((event.index, event.label, event.count))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_top_values(snap_compare, size):
    assert snap_compare(BarsDemo(), terminal_size=size, press=["j"])


def test_sixty_segments_scrolled(snap_compare):
    assert snap_compare(BarsDemo(60, groups=True), press=["G"])


def test_ascii(snap_compare):
    assert snap_compare(BarsDemo(60, groups=True, ascii=True))


def test_no_color(snap_compare, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(BarsDemo(groups=True))


def test_ascii_draws_nothing_but_ascii():
    assert all(line.isascii() for line in page(BarsDemo(60, groups=True, ascii=True)))


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (20, 6), (300, 90)])
def test_every_size_is_drawn_and_no_line_is_longer(size):
    lines = page(BarsDemo(60, groups=True), size, "G")
    assert [len(line) for line in lines] == [size[0]] * size[1]


def test_shares_are_of_the_total_given():
    lines = page(Rows(["a", "b"], [1, 3], total=8))
    assert [line.split()[-1] for line in lines[:2]] == ["12.5%", "37.5%"]


def test_a_share_that_rounds_to_nothing_is_not_nothing():
    lines = page(Rows(["a", "b", "c"], [9_999, 1, 0]))
    assert [line.split()[-1] for line in lines[:3]] == ["100.0%", "<0.1%", "0.0%"]


@pytest.mark.parametrize("counts", [[0, 0], [math.nan, 0]])
def test_counts_of_nothing_have_no_bars(counts):
    lines = page(Rows(["a", "b"], counts))
    assert not any("█" in line or "▏" in line for line in lines)
    assert lines[0].split() == ["a", "0", "0.0%"]


def test_no_rows_are_said():
    app = Rows()
    assert "nothing to show" in page(app, (80, 24), "j", "enter")[0]
    assert app.chosen == []


def test_enter_chooses_the_row_at_the_cursor():
    app = Rows(["a", "b", "c"], [3, 2, 1])
    page(app, (80, 24), "j", "down", "k", "enter")
    assert app.moves == [1, 2, 1]
    assert app.chosen == [(1, "b", 2.0)]


def test_a_click_moves_there_and_a_second_chooses():
    app = Rows(["a", "b", "c"], [3, 2, 1])

    async def click(pilot):
        await pilot.click(Bars, offset=(3, 2))
        await pilot.click(Bars, offset=(3, 2))
        await pilot.click(Bars, offset=(3, 9))

    page(app, act=click)
    assert app.moves == [2]
    assert app.chosen == [(2, "c", 1.0)]


def test_which_rows_are_in_view_is_said():
    assert page(BarsDemo(60), (80, 11), "G")[-1].startswith("51–60 of 60")


def test_wide_letters_keep_the_columns_straight():
    lines = page(Rows(["日本", "ab"], [2, 1]), (30, 4))
    assert lines[0].startswith("日本 █")
    assert lines[1].startswith("ab   █")


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="2 labels, 1 counts"):
        Bars(["a", "b"], [1])
