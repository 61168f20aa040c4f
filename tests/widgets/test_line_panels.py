"""Panels of lines share a marker, fit the terminal, and show the figures that their SVG shows."""

import asyncio

import numpy as np
import pytest
from textual.app import App, ComposeResult

from widgets.charts.chart import Line, LineFigure, PanelFigure
from widgets.line.panels import LinePanels

KS = np.arange(2.0, 6.0)
INERTIA = LineFigure(
    "inertia", "k", "", (Line("inertia", KS, np.array([900.0, 450, 400, 390]), 3.0),), note="knee at 3"
)
GAP = LineFigure("gap", "k", "", (Line("gap", KS, np.array([0.1, 0.2, np.nan, 0.25]), error=np.full(4, 0.01)),))


class PanelsDemo(App[None]):
    def __init__(self, panels, ascii=False) -> None:
        super().__init__()
        self.panels = LinePanels(x_label="k", ascii=ascii)
        self.heard: list[float] = []
        self.given = PanelFigure("How many", panels)

    def compose(self) -> ComposeResult:
        yield self.panels

    def on_mount(self) -> None:
        self.panels.show(self.given, 3.0)

    def on_line_panels_moved(self, event: LinePanels.Moved) -> None:
        self.heard.append(event.x)


def at(app, *keys, size=(80, 24)):
    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            width, height = app.panels.size
            lines = [app.panels.render_line(y) for y in range(height)]
            assert all(line.cell_length == width for line in lines)
            return "\n".join(line.text for line in lines)

    return asyncio.run(go())


def test_each_panel_has_its_title_the_marked_value_and_its_note():
    said = at(PanelsDemo((INERTIA, GAP)))
    assert "inertia 450, knee at 3" in said and "gap 0.2" in said


def test_the_marker_moves_through_every_x_of_all_and_stops_at_the_ends():
    app = PanelsDemo((INERTIA, GAP))
    said = at(app, "tab", "right", "l", "l", "left")
    assert app.heard == [4.0, 5.0, 4.0] and "inertia 400" in said and "gap\n" in said.replace(" ", "")


@pytest.mark.parametrize("size", [(80, 24), (40, 30), (120, 12), (26, 20), (19, 5), (1, 1)])
@pytest.mark.parametrize("ascii", [False, True])
def test_any_size_is_filled_and_no_more(size, ascii):
    said = at(PanelsDemo((INERTIA, GAP) * 3, ascii=ascii), size=size)
    assert not ascii or said.isascii()


def test_without_panels_it_says_so_and_has_nothing_to_save():
    assert "nothing to draw yet" in at(PanelsDemo(()))
    assert LinePanels().figure() is None


def test_the_file_shows_the_same_figure():
    app = PanelsDemo((INERTIA, GAP))
    at(app)
    assert app.panels.figure() is app.given
