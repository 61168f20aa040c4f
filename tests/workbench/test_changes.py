"""Changes of the plan: undo, redo, saving, quitting, and going on after all of that was lost."""

import pytest

from segtui.engine.session.sessions import Session
from segtui.plan.load import load, parse
from segtui.workbench import open_or_resume


def kept_sessions():
    return Session.left_behind()


class TestUndo:
    def test_goes_back_and_forth_through_every_change(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                store = d.app.store
                store.edit("seed 1", seed=1)
                store.edit("seed 2", seed=2)
                await d.press("u")
                assert store.plan.seed == 1
                await d.until(d.says("Undone: seed 2."))
                await d.press("u", "u", "u")
                assert store.plan.seed == 0
                await d.until(d.says("Nothing to undo."))
                await d.press("r", "r")
                assert store.plan.seed == 2
                await d.press("u")
                store.edit("seed 3", seed=3)
                await d.press("r")
                assert store.plan.seed == 3

        story(tell())

    def test_refuses_a_plan_with_a_fault_and_says_which(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                before = d.app.store.plan
                assert not d.app.store.edit("bad", select={"by": "silhuette"})
                assert d.app.store.plan is before
                await d.until(d.says('did you mean "silhouette"?'))

        story(tell())

    def test_makes_no_change_that_the_disk_has_no_room_for(self, workbench, story, monkeypatch):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.session.journal.close()
                with open("/dev/full", "wb") as full:
                    d.app.session.journal._file = full.fileno()
                    assert not d.app.store.edit("seed 1", seed=1)
                    assert d.app.store.plan.seed == 0
                    await d.until(d.says("change discarded"))

        story(tell())


class TestSaving:
    def test_asks_for_a_name_the_first_time_and_never_again(self, workbench, story, place):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("seed 5", seed=5)
                await d.press("S")
                await d.until(d.says("save the plan as"))
                await d.until(d.says("customers.toml"))
                await d.press("enter")
                await d.until(d.says("saved"))
                assert load(place / "customers.toml").seed == 5
                d.app.store.edit("seed 6", seed=6)
                await d.press("S")
                await d.until(lambda: not d.app.store.unsaved)
                assert load(place / "customers.toml").seed == 6

        story(tell())

    def test_leaves_a_file_alone_that_is_not_to_be_replaced(self, workbench, story, place):
        (place / "customers.toml").write_text("mine")

        async def tell():
            async with workbench("customers.csv") as d:
                await d.press("S")
                await d.until(d.says("save the plan as"))
                await d.press("enter")
                await d.until(d.says("Replace the file?"))
                await d.press("escape")
                await d.until(lambda: len(d.app.screen_stack) == 1)
                assert (place / "customers.toml").read_text() == "mine"

        story(tell())

    def test_in_another_folder_leads_to_the_same_data(self, workbench, story, place):
        (place / "plans").mkdir()

        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("seed 5", seed=5)
                await d.press("W")
                await d.until(d.says("save the plan as"))
                await d.press(*["backspace"] * len("customers.toml"))
                await d.type("plans/may")
                await d.press("enter")
                await d.until((place / "plans" / "may.toml").exists)
                assert load(place / "plans" / "may.toml").source.path == "../customers.csv"

        story(tell())

    def test_keeps_the_comments_of_a_starter_plan_that_was_not_changed(self, workbench, story, place):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.press("S")
                await d.until(d.says("save the plan as"))
                await d.press("enter")
                await d.until((place / "customers.toml").exists)
                text = (place / "customers.toml").read_text()
                assert "# A starter plan" in text
                assert parse(text) == d.app.store.plan

        story(tell())


class TestQuitting:
    def test_ends_the_session_where_nothing_would_be_lost(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await d.press("q")
                await d.until(lambda: d.app._exit)

        story(tell())
        assert kept_sessions() == []

    @pytest.mark.parametrize(("key", "left"), [("d", 0), ("k", 1)])
    def test_asks_what_becomes_of_changes_that_are_in_no_file(self, workbench, story, key, left, monkeypatch):
        ended = []

        async def tell():
            async with workbench("customers.csv") as d:
                monkeypatch.setattr(d.app.session, "end", lambda: ended.append(1))
                d.app.store.edit("seed 5", seed=5)
                await d.press("q")
                await d.until(d.says("The plan is not saved"))
                await d.press("escape")
                await d.until(lambda: len(d.app.screen_stack) == 1)
                await d.press("q")
                await d.until(d.says("The plan is not saved"))
                await d.press(key)
                await d.until(lambda: d.app._exit)

        story(tell())
        assert len(ended) == 1 - left

    def test_saves_and_quits(self, workbench, story, place):
        async def tell():
            async with workbench("plan.toml") as d:
                d.app.store.edit("seed 5", seed=5)
                await d.press("q")
                await d.until(d.says("The plan is not saved"))
                await d.press("s")
                await d.until(lambda: d.app._exit)

        story(tell())
        assert load(place / "plan.toml").seed == 5


class TestGoingOn:
    def left_behind(self, workbench, story):
        """A session that was cut off after two changes and an undo, on the third screen."""

        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("seed 1", seed=1)
                d.app.store.edit("seed 2", seed=2)
                await d.press("u", "3")
                await d.until(lambda: d.app.panes.front == "clean")
                import os

                os.close(d.app.session._lock)  # as when the process dies

        story(tell())
        return Session.left_behind()

    def test_brings_back_plan_history_and_screen(self, workbench, story):
        left = self.left_behind(workbench, story)
        assert len(left) == 1 and open_or_resume.concerns(left[0], "customers.csv")
        assert open_or_resume.concerns(left[0], None)
        assert not open_or_resume.concerns(left[0], "plan.toml")

        async def tell():
            async with workbench("customers.csv", left=left) as d:
                await d.until(d.says("Unfinished session"))
                assert "1 change of its plan, the last: seed 1" in d.text()
                await d.press("enter")
                await d.until(lambda: d.app.panes.front == "clean")
                store = d.app.store
                assert store.plan.seed == 1 and store.unsaved and store.name == "customers.csv"
                await d.until(lambda: store.opened)
                await d.press("r")
                assert store.plan.seed == 2
                await d.press("u", "u")
                assert store.plan.seed == 0 and not store.unsaved
                d.app.engine.stop()

        story(tell())

    @pytest.mark.slow
    def test_begins_anew_where_asked_to_and_offers_it_again(self, workbench, story):
        left = self.left_behind(workbench, story)

        async def tell():
            async with workbench("customers.csv", left=left) as d:
                await d.until(d.says("Unfinished session"))
                await d.press("n")
                await d.until(lambda: d.app.store.opened)
                assert d.app.store.plan.seed == 0

        story(tell())
        assert left[0].folder in [kept.folder for kept in Session.left_behind()]

    @pytest.mark.slow
    def test_forgets_it_where_asked_to(self, workbench, story):
        left = self.left_behind(workbench, story)

        async def tell():
            async with workbench("customers.csv", left=left) as d:
                await d.until(d.says("Unfinished session"))
                await d.press("d")
                await d.until(lambda: d.app.store.opened)
                await d.until(lambda: not left[0].folder.exists())

        story(tell())
