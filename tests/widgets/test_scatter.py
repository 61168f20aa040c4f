import numpy as np
import pytest
from rich.style import Style
from textual.app import App

from tests.widgets.demos.scatter_demo import ScatterDemo
from tests.widgets.pages import page
from widgets.drawing.legend import Entry, Legend
from widgets.scatter.scatter import Scatter

SIZES = [(80, 24), (120, 40)]


class Plot(App):
    """A scatter of given points that keeps the messages it gets."""

    def __init__(self, *points, **settings):
        super().__init__()
        self.scatter, self.heard = Scatter(*points, **settings), []

    def compose(self):
        yield self.scatter

    def on_mount(self):
        self.scatter.focus()

    def on_scatter_group_highlighted(self, event):
        self.heard.append(event.label)


def three(**settings):
    """Three points in two groups and noise."""
    return Plot([0, 1, 2], [0, 1, 2], [0, 1, -1], {0: "Old", 1: "New"}, **settings)


@pytest.mark.parametrize("size", SIZES)
def test_five_groups_of_100_000_points(snap_compare, size):
    assert snap_compare(ScatterDemo(), terminal_size=size)


def test_one_group_highlighted(snap_compare):
    assert snap_compare(ScatterDemo(2_000), press=["right_square_bracket"])


def test_a_narrow_plot_has_its_legend_below(snap_compare):
    assert snap_compare(ScatterDemo(2_000), terminal_size=(40, 18))


def test_sixty_groups(snap_compare):
    assert snap_compare(ScatterDemo(10_000, 60), terminal_size=(120, 40))


def test_ascii(snap_compare):
    assert snap_compare(ScatterDemo(2_000, ascii=True))


def test_no_color(snap_compare, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(ScatterDemo(2_000))


def test_sixteen_colours(snap_compare):
    app = ScatterDemo(2_000)
    app.theme = "ansi-dark"
    assert snap_compare(app)


def test_ascii_draws_nothing_but_ascii():
    for size in (*SIZES, (40, 18), (12, 4)):
        assert all(line.isascii() for line in page(ScatterDemo(500, 60, ascii=True), size, "2"))


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (12, 4), (30, 8), (300, 90)])
def test_every_size_is_drawn_and_no_line_is_longer(size):
    lines = page(ScatterDemo(500, 30), size)
    assert [len(line) for line in lines] == [size[0]] * size[1]


def test_no_points_are_said():
    assert "no points to show" in "\n".join(page(Plot()))


def test_points_of_which_none_has_a_place_are_said():
    text = "\n".join(page(Plot([np.nan, np.inf], [1, 2])))
    assert "no point has a place" in text
    assert "2 without a place" in text


def test_one_point_is_in_the_middle():
    lines = page(Plot([5], [7]))
    assert lines[0].strip() == "1 point"
    assert sum(character > "⠀" for line in lines for character in line if "⠀" <= character <= "⣿") == 1


def test_points_all_equal_are_one_dot():
    text = "\n".join(page(Plot([3] * 100, [0] * 100)))
    assert "100 points" in text
    assert sum("⠁" <= character <= "⣿" for character in text) == 1


def test_zoom_and_pan_change_what_is_in_view_and_0_shows_all():
    app = three()
    assert "1 of 3 points in view" in page(app, (80, 24), *["plus"] * 4)[0]
    app = three()
    assert "of 3 points in view" in page(app, (80, 24), *["l"] * 6)[0]
    app = three()
    assert "3 points" in page(app, (80, 24), "plus", "plus", "h", "k", "0")[0]


def test_the_arrows_do_as_the_letters():
    for letter, arrow in (("h", "left"), ("j", "down"), ("k", "up"), ("l", "right")):
        one, other = three(), three()
        page(one, (80, 24), letter)
        page(other, (80, 24), arrow)
        assert one.scatter.view == other.scatter.view


def test_brackets_go_around_all_groups_and_none():
    app = three()
    page(app, (80, 24), *["right_square_bracket"] * 4, "left_square_bracket")
    assert app.heard == [0, 1, -1, None, -1]


def test_a_number_highlights_its_group_and_again_none():
    app = three()
    lines = page(app, (80, 24), "2", "2", "2", "9")
    assert app.heard == [1, None, 1]
    assert any("▸2 ▲ New" in line for line in lines)


def test_number_keys_can_be_left_to_the_app():
    app = three(number_keys=False)
    page(app, (80, 24), "1", "2")
    assert app.heard == []


def test_a_click_in_the_legend_highlights_the_group():
    app = three()

    async def click(pilot):
        await pilot.click(Scatter, offset=(app.scatter.size.width - 5, 2))

    page(app, (80, 24), act=click)
    assert app.heard == [1]


def test_dragging_moves_the_points_with_the_pointer():
    app = three()

    async def drag(pilot):
        await pilot.mouse_down(Scatter, offset=(20, 10))
        await pilot.hover(Scatter, offset=(30, 10))
        await pilot.mouse_up(Scatter, offset=(30, 10))

    page(app)
    before = app.scatter.view
    app = three()
    page(app, act=drag)
    assert app.scatter.view.left < before.left
    assert app.scatter.view.bottom == before.bottom
    assert app.heard == []


def test_other_groups_of_the_same_places_keep_the_view():
    app = three()

    async def regroup(pilot):
        app.scatter.show([0, 1, 2], [0, 1, 2], [0, 0, 0])
        app.kept = app.scatter.view
        app.scatter.show([0, 1, 9], [0, 1, 2], [0, 0, 0])

    page(app, (80, 24), "plus", act=regroup)
    assert app.kept.width < 2
    assert app.scatter.view.width > 9


def test_without_colour_each_cell_shows_its_group(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = "\n".join(line[:66] for line in page(three()))
    assert "●" in text and "▲" in text and "·" in text
    assert not any("⠁" <= character <= "⣿" for character in text)


def test_a_legend_without_room_loses_counts_then_the_ends_of_names_then_whole_groups():
    names = ("few visits", "many visits", "high income", "lapsed long ago")
    entries = tuple(Entry("", "x", Style(), name, 1234) for name in names)
    legend = Legend(entries, Style(), Style())

    def text(width, rows):
        return ["".join(segment.text for segment in line).rstrip() for line in legend.lines(width, rows)]

    assert text(96, 1)[0].count("1,234") == 4
    assert "1,234" not in text(68, 1)[0] and text(68, 1)[0].endswith("lapsed long ago")
    assert text(52, 1) == [" x few vis…   x many vi…   x high in…   x lapsed…"]
    assert text(36, 2) == [" x few visits   x many visits", " x high income   x lapsed long ago"]
    assert text(30, 1) == [" x few visits  +3 more"]
    for width in range(12, 120):
        for rows in (1, 2):
            assert len(text(width, rows)) <= rows and all(len(line) <= width for line in text(width, rows))
