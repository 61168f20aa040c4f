import math

import numpy as np
import pytest
from textual.app import App
from textual.color import Color

from tests.widgets.demos.heatmap_demo import HeatmapDemo
from tests.widgets.pages import page
from widgets.drawing.cells import first_shown
from widgets.drawing.palette import contrast
from widgets.heatmap.heatmap import Heatmap
from widgets.heatmap.matrix import HeatmapMatrix
from widgets.heatmap.ramp import mark

SIZES = [(80, 24), (120, 40)]


class Grid(App):
    """A heatmap of given values that keeps the messages it gets."""

    def __init__(self, *given, **settings):
        super().__init__()
        self.heatmap, self.moves, self.opened = Heatmap(*given, **settings), [], []

    def compose(self):
        yield self.heatmap

    def on_mount(self):
        self.heatmap.focus()

    def on_heatmap_cell_highlighted(self, event):
        self.moves.append((event.row, event.column))

    def on_heatmap_cell_selected(self, event):
        self.opened.append((event.row, event.column, event.value))


def grid(rows=3, columns=4, **settings):
    """Values that count up, with names r0, r1 … and c0, c1 …"""
    values = np.arange(rows * columns, dtype=float).reshape(rows, columns)
    return Grid(values, [f"r{i}" for i in range(rows)], [f"c{i}" for i in range(columns)], **settings)


@pytest.mark.parametrize("size", SIZES)
def test_effects_of_eight_segments(snap_compare, size):
    assert snap_compare(HeatmapDemo(), terminal_size=size, press=["j", "l"])


@pytest.mark.parametrize("size", SIZES)
def test_sixty_segments_scrolled(snap_compare, size):
    assert snap_compare(HeatmapDemo(60, 30), terminal_size=size, press=["G", "end"])


def test_means_with_the_heat_of_their_effects(snap_compare):
    assert snap_compare(HeatmapDemo(texts=True))


def test_amounts(snap_compare):
    assert snap_compare(HeatmapDemo(scale="sequential"))


def test_ascii(snap_compare):
    assert snap_compare(HeatmapDemo(ascii=True))


def test_no_color(snap_compare, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(HeatmapDemo(scale="sequential"))


def test_sixteen_colours(snap_compare):
    app = HeatmapDemo()
    app.theme = "ansi-dark"
    assert snap_compare(app)


def test_a_light_theme(snap_compare):
    app = HeatmapDemo()
    app.theme = "textual-light"
    assert snap_compare(app)


@pytest.mark.parametrize("scale", ["diverging", "sequential"])
def test_ascii_draws_nothing_but_ascii(scale):
    assert all(line.isascii() for line in page(HeatmapDemo(60, 30, scale=scale, texts=True, ascii=True)))


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (20, 6), (40, 12), (300, 90)])
def test_every_size_is_drawn_and_no_line_is_longer(size):
    lines = page(HeatmapDemo(60, 30), size, "G", "end", "enter")
    assert [len(line) for line in lines] == [size[0]] * size[1]


def test_nothing_is_said_to_be_nothing():
    for app in (Grid(), Grid(np.empty((0, 3)), [], ["a", "b", "c"])):
        assert "nothing to show" in "\n".join(page(app, (80, 24), "j", "enter", "pagedown"))
        assert app.opened == []


def test_nan_is_a_dot_and_said_to_be_no_value():
    lines = page(Grid([[np.nan, 1.5]], ["all"], ["a", "b"]), (40, 6))
    assert lines[1].split() == ["all", "·", "1.50"]
    assert "all × a: no value" in lines[2]


def test_infinite_values_are_written_and_do_not_stretch_the_scale():
    matrix = HeatmapMatrix.of(np.array([[np.inf, 2.0, -1.0]]), ["r"], ["a", "b", "c"], None, "diverging", None, 2)
    assert matrix.texts == (("inf", "2.00", "-1.00"),)
    assert [matrix.level(0, column) for column in range(3)] == [1.0, 1.0, -0.5]


def test_values_all_equal_are_neutral():
    equal = HeatmapMatrix.of(np.full((1, 2), 3.0), ["r"], ["a", "b"], None, "sequential", None, 2)
    assert [equal.level(0, 0), equal.level(0, 1)] == [0.0, 0.0]
    assert math.isnan(HeatmapMatrix.of(np.full((1, 1), np.nan), ["r"], ["a"], None, "diverging", None, 2).level(0, 0))


def test_marks_say_what_the_colours_say():
    assert [mark(level, "diverging", True) for level in (-1, -0.7, -0.4, 0, 0.2, 0.4, 0.7, 1)] == [
        *("--", "--", "-", "", "", "+", "++", "++"),
    ]
    assert [mark(level, "sequential", False) for level in (0, 0.3, 0.5, 0.7, 1)] == ["", "░", "▒", "▓", "█"]


def test_the_cursor_moves_by_letters_and_arrows_and_stays_inside():
    app = grid()
    page(app, (80, 24), "l", "right", "j", "down", "h", "up", "left", "left", "k", "k")
    assert app.heatmap.cursor == (0, 0)
    assert app.moves[:4] == [(0, 1), (0, 2), (1, 2), (2, 2)]


def test_enter_opens_the_cell_with_its_value():
    app = grid()
    page(app, (80, 24), "G", "end", "enter")
    assert app.opened == [(2, 3, 11.0)]


def test_a_click_moves_there_and_a_second_opens():
    app = grid()

    async def click(pilot):
        await pilot.click(Heatmap, offset=(12, 2))
        await pilot.click(Heatmap, offset=(12, 2))
        await pilot.click(Heatmap, offset=(70, 20))

    page(app, act=click)
    assert app.moves == [(1, 1)]
    assert app.opened == [(1, 1, 5.0)]


def test_headers_stay_while_the_cells_scroll():
    lines = page(grid(60, 30), (40, 10), "G", "end")
    assert lines[0].split()[-1] == "c29"
    assert lines[8].startswith("r59")
    assert "rows 53–60 of 60" in lines[9]


def test_the_cursor_is_kept_when_other_values_come_if_it_can():
    app = grid()

    async def change(pilot):
        app.heatmap.show([[1.0], [2.0]], ["x", "y"], ["only"])

    page(app, (80, 24), "G", "end", act=change)
    assert app.heatmap.cursor == (1, 0)


def test_figures_stand_out_from_their_heat():
    app = HeatmapDemo()
    found = []

    async def look(pilot):
        for theme in ("textual-dark", "textual-light", "gruvbox"):
            app.theme = theme
            await pilot.pause()
            for y in range(2, 10):
                found.extend(segment.style for segment in app.heatmap.render_line(y) if "." in segment.text)

    page(app, act=look)
    assert len(found) > 100
    assert min(contrast(*map(Color.from_rich_color, (s.color, s.bgcolor))) for s in found) >= 4.5


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"2 rows and 1 columns do not fit values of shape \(1, 1\)"):
        Heatmap([[1.0]], ["a", "b"], ["c"])
    with pytest.raises(ValueError, match="texts must be 1 rows of 1"):
        Heatmap([[1.0]], ["a"], ["c"], texts=[["x", "y"]])


def test_the_view_moves_as_little_as_the_cursor_needs():
    assert [first_shown(5, cursor, 10, 100) for cursor in (0, 5, 14, 15, 99)] == [0, 5, 5, 6, 90]
    assert first_shown(95, 97, 10, 100) == 90
    assert first_shown(3, 0, 10, 4) == 0
