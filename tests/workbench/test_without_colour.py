"""What the cursor is on can be seen without colour, whatever the theme."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color

from segtui.workbench.keys.key_line import KeyLine
from segtui.workbench.opening.places import Places
from segtui.workbench.terminal.without_colour import WithoutColour
from widgets.inputs.ticks import Selection, Ticks
from widgets.plain.text import PlainText


def styled(app, text):
    """The style of the words on the screen."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if text in segment.text:
                return segment.style
    raise AssertionError(f"{text} is not on the screen")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark", "ansi-light"])
def test_the_cursor_of_a_list_is_reversed(workbench, story, monkeypatch, theme):
    async def tell():
        async with workbench() as d:
            d.app.theme = theme
            await d.until(lambda: d.app.screen.query_one(Places).has_focus)
            assert styled(d.app, "cdnow_orders.csv").reverse
            assert not styled(d.app, "customers.csv").reverse
            await d.press("down")
            assert styled(d.app, "customers.csv").reverse
            assert styled(d.app, "[1 Data]").reverse
            d.app.set_focus(None)
            await d.pilot.pause()
            assert styled(d.app, "customers.csv").underline  # not where the keys go, but where they went
            await d.press("colon")
            await d.until(d.says("data: how read"))
            assert styled(d.app, "data: how read").reverse

    monkeypatch.setenv("NO_COLOR", "1")
    story(tell())


@pytest.mark.parametrize(
    ("text", "ground", "dark", "reversed"),
    [
        ("#121212", "#e0e0e0", True, True),
        ("#e0e0e0", "#121212", True, False),
        ("#e0e0e0", "#0178d4", True, False),
        ("#e0e0e0", "#1f1f1f", False, True),
        ("#1f1f1f", "#e0e0e0", False, False),
        ("color(0)", "color(7)", True, True),
        ("color(15)", "color(4)", False, True),
        ("default", "color(7)", True, False),
    ],
)
def test_light_and_dark_exchanged_are_reversed_and_no_colour_is_left(text, ground, dark, reversed):
    line = [Segment("word", Style(color=text, bgcolor=ground, bold=True)), Segment("end", None)]
    word, end = WithoutColour(lambda: dark).apply(line, Color(0, 0, 0))
    assert (word.text, bool(word.style.reverse), word.style.bold) == ("word", reversed, True)
    assert word.style.color.is_default and word.style.bgcolor.is_default
    assert end.style is None


class TickList(App):
    """Two names, one of them ticked."""

    def compose(self):
        yield Ticks(Selection(PlainText("income"), "income", True), Selection(PlainText("[age]"), "age", False))


def test_what_is_ticked_is_seen_without_colour(story):
    async def tell():
        app = TickList()
        async with app.run_test() as pilot:
            ticks = app.query_one(Ticks)
            lines = [ticks.render_line(y).text.rstrip() for y in (0, 1)]
            assert lines == ["[x] income", "[ ] [age]"]
            await pilot.press("down", "space")
            assert ticks.render_line(1).text.startswith("[x] [age]")
            await pilot.click(Ticks, offset=(3, 1))  # on the box of the first
            await pilot.pause()
            assert ticks.selected == ["age"]

    story(tell())


def test_bars_have_the_accent_and_words_beside_them_have_not(workbench, story, place):
    async def tell():
        async with workbench("customers.csv") as d:
            await d.press("2")
            await d.until(lambda: "Seattle" in d.text() and not d.app.engine.busy())
            accent = Color.parse(d.app.theme_variables["accent"]).rich_color.triplet
            assert styled(d.app, "█").color.triplet == accent
            assert styled(d.app, "histogram").color.triplet != accent
            assert styled(d.app, "Seattle").color.triplet != accent
            keys = d.app.base.query_one(KeyLine).render_line(0)
            colours = {segment.text: segment.style.color.triplet for segment in keys}
            assert colours["q"] == accent and colours[" quit "] != accent

    story(tell())
