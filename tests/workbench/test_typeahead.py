"""Keys typed in one burst, faster than any dialog opens: each goes where it would have gone, had one waited."""

import asyncio

import pytest
from textual.events import Key
from textual.widgets import Input

from segtui.workbench.parts.form import Form
from widgets.frame.table import FrameTable

pytestmark = pytest.mark.slow

BURST = [("w", "w"), ("tab", None), ("ctrl+u", None), ("4", "4"), ("comma", ","), ("8", "8")]


def burst(app, keys):
    """Post keys without a pause between them."""
    for key, character in keys:
        app.post_message(Key(key, character))


class TestBursts:
    def test_go_to_the_form_that_the_first_key_opens(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await d.press("5")
                await d.until(lambda: d.app.panes.front == "cluster")
                burst(d.app, BURST)
                await d.until(lambda: isinstance(d.app.screen, Form) and "4,8" in d.text())
                assert d.app.panes.front == "cluster"
                assert d.app.screen.query_one("#field-clusters", Input).value == "4,8"
                before = d.app.store.plan.select.clusters
                burst(d.app, [("enter", "\r")])
                await d.until(lambda: d.app.store.plan.select.clusters != before)
                assert d.app.store.plan.select.clusters == (4, 8)

        story(tell())

    def test_go_to_the_prompt_that_the_first_key_opens(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                burst(d.app, [("slash", "/"), *((c, c) for c in "q1"), ("enter", "\r")])
                await d.until(lambda: d.app.query_one("#data-table").search.text == "q1")
                await d.until(lambda: not d.app.prompts.waiting and d.app.prompts.dialog_opens() is False)
                assert d.app.panes.front == "data"

        story(tell())

    @pytest.mark.parametrize("keys", ["jj:", "2:", "?"])
    def test_of_moves_and_screens_arrive_in_order(self, workbench, story, keys):
        names = {":": "colon", "?": "question_mark"}

        async def tell():
            async with workbench("customers.csv") as d:
                burst(d.app, [(names.get(c, c), c) for c in keys])
                await d.until(lambda: len(d.app.screen_stack) == 2)
                assert d.app.panes.front == ("profile" if "2" in keys else "data")
                burst(
                    d.app,
                    [("x", "x"), ("escape", None), ("3", "3")] if keys == "jj:" else [("escape", None), ("3", "3")],
                )
                await d.until(lambda: len(d.app.screen_stack) == 1 and d.app.panes.front == "clean")

        story(tell())

    @pytest.mark.slow
    def test_go_to_the_screen_that_is_still_being_loaded(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                burst(d.app, [("5", "5")])
                while not d.app.panes.switching:
                    await asyncio.sleep(0)
                await asyncio.sleep(0.02)  # the app waits for the screen: what is typed now waits in its queue
                burst(d.app, [("g", "g")])
                await d.until(lambda: d.app.panes.front == "cluster")
                await d.until(lambda: d.app.store.searched)

        story(tell())

    def test_wait_for_nothing_where_no_dialog_opens(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(lambda: isinstance(d.app.focused, FrameTable))
                burst(d.app, [("j", "j")] * 40)
                await d.until(lambda: d.app.focused.row == 40)
                assert not d.app.prompts.dialog_opens()

        story(tell())
