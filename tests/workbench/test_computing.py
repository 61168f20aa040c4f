"""What is asked of the compute process: progress, cancelling, answers that came too late, and its death."""

import os
import signal

import pytest

from segtui.engine.session.sessions import Session
from segtui.engine.transport.messages import Describe, Read, SearchGrids
from segtui.plan.stages import SEARCHED
from segtui.workbench.requests import Desk
from segtui.workbench.state.store import Store

LONG = {"hierarchical": {"linkage": ["ward", "complete", "average"], "k": "2..12"}, "kmeans": {"k": "2..200"}}


class TestTheDesk:
    @pytest.fixture
    def desk(self):
        sent = []
        store = Store()
        store.plan_text = lambda: "plan"
        desk = Desk(store, sent.append, lambda: None)
        desk.sent = sent
        return desk

    def test_asks_the_same_only_once_while_it_waits(self, desk):
        desk.ask(Describe, key="a")
        desk.ask(Describe, key="a")
        desk.ask(Describe, key="b")
        assert [q.key for q in desk.sent] == ["a", "b"]

    def test_takes_only_the_newest_answer_of_a_kind(self, desk):
        from segtui.engine.transport.messages import Failed, Stage

        desk.ask(Describe, key="a")
        desk.ask(Describe, key="b")
        old, new = (q.ticket for q in desk.sent)
        assert desk.kind(Stage(old, "late")) is None
        assert desk.kind(Stage(new, "early")) == "Describe"
        assert desk.kind(Failed(new, "no", 3)) == "Describe"
        assert desk.open == () and desk.store.failed["Describe"].what == "no"

    def test_forgets_what_a_change_of_the_plan_makes_stale(self, desk):
        desk.ask(Read)
        desk.ask(SearchGrids)
        assert desk.outdate(frozenset({"select"}) & SEARCHED)
        assert desk.open == ("Read",)


class TestComputing:
    def test_tells_the_progress_and_shows_it_in_one_line(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("a search", search={"kmeans": {"k": "2..20"}})
                d.app.engine.ask(SearchGrids)
                await d.until(d.says("X cancel"))
                await d.until(lambda: d.app.store.searched, 120)
                assert "X cancel" not in d.text()
                assert len(d.app.store.found) == len(d.app.store.searched.rows)

        story(tell())

    def test_stops_at_once_when_it_is_cancelled_and_keeps_what_was_found(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("a long search", search=LONG)
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: len(d.app.store.found) > 3)
                await d.press("X")
                assert not d.app.engine.busy()
                kept = len(d.app.store.found)
                await d.until(d.says(f"Cancelled; {kept} candidates are kept."))
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: len(d.app.store.found) > kept, 120)

        story(tell())

    @pytest.mark.slow
    def test_draws_what_a_cancelled_search_had_found_and_shows_the_segments_of_one_that_is_chosen(
        self, workbench, story
    ):
        async def tell():
            async with workbench("customers.csv", size=(120, 40)) as d:
                d.app.store.edit("a long search", search=LONG)
                await d.press("5")
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: len(d.app.store.found) > 3)
                said = "The scatter plot appears when the search is done."  # on the screen it may wrap
                await d.until(lambda: str(d.pane.query_one("#cluster-why").content) == said)
                await d.press("x")
                await d.until(lambda: d.app.store.described)
                await d.until(d.says("component 1"))
                await d.press("c")
                await d.until(d.says("is chosen."))
                await d.press("n")
                await d.until(lambda: d.app.panes.front == "segments")
                await d.until(d.says("v view"))
                assert d.app.store.searched is None and not d.app.engine.busy("SearchGrids")

        story(tell())

    @pytest.mark.slow
    def test_stops_a_search_when_the_plan_it_was_for_changes(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("a long search", search=LONG)
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: d.app.store.found)
                d.app.store.edit("a short one", search={"kmeans": {"k": [3, 4]}})
                await d.until(d.says("The search was stopped because the plan has changed."))
                assert not d.app.store.found
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: d.app.store.searched)
                assert len(d.app.store.found) == 2

        story(tell())

    def test_choosing_a_candidate_leaves_what_is_known(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("a short one", search={"kmeans": {"k": [3, 4, 5]}})
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: d.app.store.searched)
                store = d.app.store
                other = next(k for k in store.found if k != store.chosen)
                assert store.choose(other)
                assert store.chosen == other and store.searched and len(store.found) == 3
                assert store.plan.select.candidate == store.found[other]["name"]
                await d.press("u")
                assert store.plan.select.candidate is None

        story(tell())

    def test_survives_the_death_of_the_compute_process(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                d.app.store.edit("a long search", search=LONG)
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: d.app.store.found)
                os.kill(d.app.engine.client._child.pid, signal.SIGKILL)
                await d.until(lambda: "SearchGrids" in d.app.store.failed)
                assert not d.app.engine.busy("SearchGrids")
                d.app.store.edit("a short one", search={"kmeans": {"k": [3]}})
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: d.app.store.searched, 120)

        story(tell())

    def test_brings_the_candidates_back_after_a_crash(self, workbench, story):
        async def before():
            async with workbench("customers.csv") as d:
                d.app.store.edit("a short one", search={"kmeans": {"k": [3, 4]}})
                d.app.engine.ask(SearchGrids)
                await d.until(lambda: d.app.store.searched)
                os.close(d.app.session._lock)

        async def after():
            async with workbench("customers.csv", left=Session.left_behind()) as d:
                await d.until(d.says("2 candidates found"))
                await d.press("enter")
                await d.until(lambda: d.app.store.searched)
                assert len(d.app.store.found) == 2
                d.app.engine.stop()

        story(before())
        story(after())
