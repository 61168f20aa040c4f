"""The frame around the screens: tabs, title, keys, help, and what it looks like."""

import asyncio

import pytest

from segtui.workbench.engine_bridge import Heard
from segtui.workbench.screens import SCREENS


class TestTheFrame:
    def test_fits_80_columns_with_nothing_open(self, workbench, story):
        async def tell():
            async with workbench() as d:
                lines = d.text().splitlines()
                assert len(lines) == 24
                assert lines[0].strip() == "segtui"
                assert lines[1] == "[1 Data] 2 Profile  3 Clean  4 Features  5 Cluster  6 Segments  7 Export"
                assert lines[-1].split()[-6:] == ["?", "help", ":", "all", "q", "quit"]

        story(tell())

    @pytest.mark.parametrize(("width", "name"), [(80, "-narrow"), (120, "-wide"), (200, "-huge")])
    def test_knows_how_wide_it_is(self, workbench, story, width, name):
        async def tell():
            async with workbench(size=(width, 40)) as d:
                assert d.app.screen.has_class(name)

        story(tell())

    def test_keeps_everything_when_the_terminal_shrinks_and_grows(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.press("3")
                await d.until(lambda: d.app.panes.front == "clean" and d.app.store.prepared and not d.app.engine.busy())
                before = d.text()
                await d.pilot.resize_terminal(40, 10)
                await d.pilot.resize_terminal(80, 24)
                await d.until(lambda: d.text() == before)

        story(tell())

    def test_shows_a_screen_by_its_number_and_by_a_click(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                for number, place in enumerate(SCREENS, start=1):
                    await d.press(str(number))
                    await d.until(lambda key=place.key: d.app.panes.front == key)
                assert "[7 Export]" in d.text()
                await d.pilot.click("Tabs", offset=(12, 0))
                await d.until(lambda: d.app.panes.front == "profile")

        story(tell())

    def test_says_in_the_title_what_is_open_and_whether_it_is_saved(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.until(d.says("segtui  customers.csv   2,000 × 12   "))
                await d.until(d.says("starter plan"))
                d.app.store.edit("another seed", seed=7)
                await d.until(d.says("not saved"))

        story(tell())

    def test_presses_a_key_by_a_click_on_the_key_line(self, workbench, story):
        async def tell():
            async with workbench() as d:
                await d.pilot.click("KeyLine", offset=(d.text().splitlines()[-1].index("? help") + 1, 0))
                await d.until(lambda: len(d.app.screen_stack) == 2)

        story(tell())

    def test_draws_nothing_but_ascii_where_asked_to(self, workbench, story):
        async def tell():
            async with workbench("customers.csv", ascii=True, size=(120, 40)) as d:
                for key in ("3", "question_mark", "escape", "colon"):
                    await d.press(key)
                    text = d.text()
                    assert text.isascii(), [line for line in text.splitlines() if not line.isascii()]

        story(tell())

    def test_begins_in_the_terminals_own_colours_over_ssh(self, new_workbench, monkeypatch):
        monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
        assert new_workbench().theme == "ansi-dark"

    def test_keeps_the_theme_that_was_chosen(self, workbench, new_workbench, story, monkeypatch):
        monkeypatch.setenv("SSH_TTY", "/dev/pts/1")

        async def tell():
            async with workbench() as d:
                d.app.theme = "nord"
                await d.pilot.pause()

        story(tell())
        assert new_workbench().theme == "nord"


class TestTheEnd:
    def test_what_waits_for_a_moment_is_not_done_when_the_app_ends(self, workbench, story):
        async def tell():
            done = []
            async with workbench() as d:
                d.app.later("soon", lambda: done.append(d.app.status), 0.05)
                d.app.exit()
                await asyncio.sleep(0.2)
            assert not done

        story(tell())

    def test_an_answer_that_comes_when_the_screens_are_gone_is_let_go(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                pass
            assert d.app.ending
            d.app.engine.desk.clear()
            d.app.on_heard(Heard(d.app.store.opened))

        story(tell())


class TestTheHelp:
    def test_tells_of_the_screen_and_every_key_that_works(self, workbench, story):
        async def tell():
            async with workbench(size=(120, 60)) as d:
                await d.press("question_mark")
                await d.until(d.says("Everywhere"))
                assert "Undo the last change to the plan" in d.text()
                assert "Open a data file, a plan or a run" in d.text()
                await d.press("q")
                await d.until(lambda: len(d.app.screen_stack) == 1)

        story(tell())

    @pytest.mark.slow
    def test_opens_the_page_of_the_guide_on_the_screen(self, workbench, story):
        async def tell():
            async with workbench("customers.csv", size=(120, 60)) as d:
                await d.press("3", "question_mark")
                await d.until(d.says("Everywhere"))
                await d.press("g")
                await d.until(d.says("guide: cleaning"))
                assert "The cleaning steps and their settings." in d.text()
                await d.press("g")
                await d.until(d.says("Everywhere"))
                await d.press("g", "escape")
                await d.until(lambda: len(d.app.screen_stack) == 1)

        story(tell())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_empty_frame_looks_as_it_did(new_workbench, snap_compare, size, place):
    async def settle(pilot):
        app = pilot.app
        while app.panes.front == "":
            await pilot.pause(0.05)
        for pane in app.panes.mounted():  # what nearby files there are is the screen's own affair
            pane.display = False
        app.screen.set_focus(None)
        await pilot.pause(0.1)

    assert snap_compare(new_workbench(), terminal_size=size, run_before=settle)
