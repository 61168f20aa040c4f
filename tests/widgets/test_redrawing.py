import asyncio

import pytest
from rich.segment import Segment
from textual.app import App
from textual.reactive import reactive

from tests.widgets.demos.dendrogram_demo import DendrogramDemo, example_tree
from tests.widgets.demos.line_chart_demo import LineChartDemo
from tests.widgets.demos.silhouette_plot_demo import SilhouetteDemo, example_values
from widgets.drawing.redrawing import Redrawing


class Ruler(Redrawing):
    length: reactive[int] = reactive(3)

    def draw(self, width, height):
        return [[Segment("-" * self.length, self.style_of("text"))], [Segment("above", self.style_of("axis"))]]


class RulerApp(App):
    def compose(self):
        self.ruler = Ruler()
        yield self.ruler


def on_screen(app):
    return [[(s.text, s.style) for s in strip] for strip in app.screen._compositor.render_strips()]


def painted(app, act):
    regions = []

    async def go():
        async with app.run_test(size=(20, 5)) as pilot:
            await pilot.pause()
            keep = app.ruler._set_dirty
            app.ruler._set_dirty = lambda *changed: (regions.extend(changed or ["all"]), keep(*changed))[1]
            await act(pilot)
            await pilot.pause()
            return next(s.text for s in app.screen._compositor.render_strips()).rstrip()

    return asyncio.run(go()), regions


def test_only_the_cells_that_differ_are_painted():
    app = RulerApp()

    async def act(pilot):
        app.ruler.length = 5

    line, regions = painted(app, act)
    assert line == "-----"
    assert [(r.x, r.y, r.width, r.height) for r in regions] == [(3, 0, 2, 1)]


def test_changes_of_one_message_are_painted_together_and_none_if_nothing_differs():
    app = RulerApp()

    async def act(pilot):
        for app.ruler.length in (4, 9, 3):
            pass

    assert painted(app, act) == ("---", [])


def test_a_new_size_is_painted_as_a_whole():
    app = RulerApp()

    async def act(pilot):
        await pilot.resize_terminal(30, 6)

    _, regions = painted(app, act)
    assert regions and all(region == "all" or region.width == 30 for region in regions)


@pytest.mark.parametrize(
    ("app", "keys"),
    [
        (lambda: DendrogramDemo(example_tree(), 4), "jjksGg"),
        (LineChartDemo, "llhGg"),
        (lambda: SilhouetteDemo(*example_values(14)), "jjkGg"),
    ],
)
def test_what_is_on_the_screen_after_keys_is_what_a_whole_paint_would_show(app, keys):
    app = app()

    async def go():
        async with app.run_test(size=(80, 24)) as pilot:
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
                shown = on_screen(app)
                app.screen.refresh(layout=True)
                for widget in app.screen.walk_children():
                    widget.refresh(layout=True)
                await pilot.pause()
                assert on_screen(app) == shown

    asyncio.run(go())
