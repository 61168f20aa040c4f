"""The Segments screen: what sets each segment apart, its name and note in the plan, its rows, the cross-tab."""

import subprocess
import sys

import polars as pl
import pytest

from segtui.workbench.parts.question import Question
from segtui.workbench.screens.segments.heat_maps.crosstab import Other
from segtui.workbench.screens.segments.migration import Migration
from segtui.workbench.screens.segments.segment_list import SegmentList
from segtui.workbench.screens.segments.segment_rows import SegmentRows
from segtui.workbench.screens.segments.view_names import BESIDE, CARD, FIGURES, ROWS, SCATTER, SILHOUETTES, STABILITY
from segtui.workbench.screens.segments.views import Views
from tests.workbench.sizes import LARGE, SIZES, SMALL, states
from widgets.heatmap.heatmap import Heatmap
from widgets.scatter.scatter import Scatter

PLAN = """
[source]
path = "customers.csv"
[features]
use = ["visits", "discount_share"]
[stability]
resamples = 0
[search.kmeans]
k = [2, 3, 4]
[select]
clusters = [2, 9]
min_share = 0.0
"""


@pytest.fixture
def small(place):
    (place / "small.toml").write_text(PLAN)
    return "small.toml"


async def searched(d):
    """Search, then go to the segments and wait for them, as a user does."""
    await d.press("5")
    await d.until(lambda: d.pane.key == "cluster")
    await d.press("g")
    await d.until(lambda: d.app.store.searched and not d.app.engine.busy())
    await d.press("6")
    await d.until(lambda: d.pane.key == "segments" and d.pane.has_class("-there") and not d.app.engine.busy())


async def answer(d, text):
    """Empty the prompt, type, and press Enter."""
    await d.press("ctrl+u")
    await d.type(text)
    await d.press("enter")


def cards(d):
    return d.app.store.described[d.app.store.chosen].cards


class TestLooking:
    def test_segments_are_listed_by_size_with_rows_and_share(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                rows = [c["rows"] for c in cards(d)]
                assert rows == sorted(rows, reverse=True)
                for card in cards(d):
                    line = next(line for line in d.text().splitlines() if str(card["name"])[:20] in line)
                    assert f"{card['rows']:,}" in line and f"{card['share']:.1%}" in line

        story(tell())

    def test_what_is_beside_follows_the_cursor(self, workbench, story, small):
        async def tell():
            async with workbench(small, size=(120, 40)) as d:
                await searched(d)
                first, second = cards(d)[:2]
                assert first["rule"][1][:15] in d.text()
                await d.press("j")
                await d.until(d.says(second["rule"][1][:15]))
                assert d.app.query_one("#segments-figures", Heatmap).cursor[0] == 1
                await d.press("l")
                assert d.app.query_one("#segments-figures", Heatmap).cursor == (1, 1)

        story(tell())

    def test_v_goes_through_the_views_and_m_switches_to_medians(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                seen = []
                for _ in range(6):
                    seen.append(d.app.query_one(Views).view)
                    await d.press("v")
                assert seen == [FIGURES, CARD, SCATTER, SILHOUETTES, STABILITY, FIGURES]
                await d.press("v", "v", "v", "v")
                await d.until(d.says("Means of"))
                await d.press("m")
                await d.until(d.says("Medians of"))

        story(tell())

    def test_brackets_stress_the_segment_at_hand_in_the_scatter(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("v", "v", "right_square_bracket")
                assert d.app.query_one(Scatter).highlighted == 1
                await d.press("tab", "left_square_bracket")
                await d.until(lambda: d.app.query_one(SegmentList).segment == 0)
                assert d.app.query_one(Scatter).highlighted == 0

        story(tell())

    @pytest.mark.slow
    def test_the_rows_of_a_segment_are_those_that_the_file_has(self, workbench, story, place, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("j", "w")
                table = d.app.query_one(SegmentRows)
                await d.until(lambda: table.frame is not None and table.has_focus)
                ids = table.frame["customer_id"].to_list()
                await d.press("escape")
                await d.until(lambda: d.app.query_one(SegmentList).has_focus)
                assert d.app.query_one(Views).view == FIGURES
                return ids

        ids = story(tell())
        done = subprocess.run(
            [sys.executable, "-m", "segtui", "run", small, "-o", "out"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        written = pl.read_csv(place / "out" / "segments.csv").filter(pl.col("segment") == 1)
        assert written["customer_id"].to_list() == ids

    def test_the_cross_tab_counts_the_rows_that_two_candidates_share(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("b")
                await d.until(lambda: isinstance(d.app.screen, Other))
                await d.press("j", "enter")
                await d.until(d.says("adjusted Rand index"))
                store = d.app.store
                here, other = (
                    store.described[store.chosen],
                    next(described for key, described in store.described.items() if key != store.chosen),
                )
                a, b = (pl.read_ipc(x.rows)["segment"] for x in (here, other))
                assert f"{((a == 0) & (b == 0)).sum():,} " in d.text()
                assert d.app.query_one(Views).view == BESIDE
                await d.press("escape")
                assert d.app.query_one(Views).view == FIGURES

        story(tell())


class TestMoving:
    @pytest.mark.slow
    def test_a_run_that_follows_another_shows_who_moved(self, workbench, story, place, small):
        for more in (["-o", "may"], ["--previous", "may", "-o", "june", "--set", "search.kmeans.k=[3]"]):
            run = [sys.executable, "-m", "segtui", "run", small, "-q", *more]
            assert subprocess.run(run, cwd=place, check=False).returncode == 0

        async def tell():
            async with workbench("june") as d:
                await searched(d)
                await d.press("p")
                await d.until(lambda: isinstance(d.app.screen, Migration))
                await d.until(d.says("From may, down, to june, across"))
                assert "people in both runs" in d.text() and "adjusted Rand index" in d.text()
                await d.press("escape")
                assert not isinstance(d.app.screen, Migration)

        story(tell())

    @pytest.mark.slow
    def test_the_earlier_run_is_asked_for_and_there_must_be_one_to_compare(self, workbench, story, place, small):
        run = [sys.executable, "-m", "segtui", "run", small, "-q", "-o", "may"]
        assert subprocess.run(run, cwd=place, check=False).returncode == 0

        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("p")
                await d.until(d.says("No run to compare yet"))
            async with workbench("may") as d:
                await searched(d)
                await d.press("p")
                await d.until(d.says("folder of the earlier run"))
                await answer(d, "may")
                await d.until(lambda: isinstance(d.app.screen, Migration))
                assert "0 moved" in d.text()

        story(tell())


class TestFinishedRuns:
    @pytest.mark.slow
    def test_a_run_whose_data_is_gone_is_looked_at_and_two_runs_stand_beside_each_other(self, workbench, story, place):
        (place / "judged.toml").write_text(PLAN + '[segments]\noutcome = ["newsletter"]\n')
        run = [sys.executable, "-m", "segtui", "run", "judged.toml", "-q", "-o", "may"]
        assert subprocess.run(run, cwd=place, check=False).returncode == 0
        (place / "customers.csv").unlink()

        async def tell():
            async with workbench("may") as d:
                await d.press("6")
                await d.until(lambda: d.pane.key == "segments" and d.pane.has_class("-there"))
                await d.until(d.says("its data can't be used"))
                assert "newsletter: " in d.text()
                await d.press("w")
                await d.until(d.says("The rows are in the run's data, which can't be used"))
                await d.press("escape", "p")
                await d.until(d.says("folder of the earlier run"))
                await answer(d, "may")
                await d.until(lambda: isinstance(d.app.screen, Migration))
                assert "earlier" not in d.text().split("across")[1]
                await d.press("v")
                assert "earlier" in d.text() and "newsletter" in d.text() and " → " in d.text()
                await d.press("v")
                assert d.app.screen.query_one(Heatmap).display

        story(tell())


class TestNaming:
    @pytest.mark.slow
    def test_a_name_and_a_note_are_in_the_plan_and_in_the_files_of_a_headless_run(self, workbench, story, place, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("n")
                await d.until(d.says("name of segment 0"))
                await answer(d, "Loyal")
                await d.until(lambda: not d.app.engine.busy() and "Loyal" in d.text().splitlines()[3])
                await d.press("t")
                await d.until(d.says("note on segment 0"))
                await answer(d, "Call them first")
                await d.until(lambda: d.app.store.plan.segments.notes == {0: "Call them first"})
                await d.press("S")
                await d.until(lambda: not d.app.store.unsaved)
                await d.press("7", "w")
                await d.until(d.says("Written:"))

        story(tell())
        done = subprocess.run(
            [sys.executable, "-m", "segtui", "run", small, "-o", "headless"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for name in ("segments.csv", "report.md", "comparison.csv", "leaderboard.csv"):
            assert (place / "runs" / "small" / name).read_bytes() == (place / "headless" / name).read_bytes()
        report = (place / "headless" / "report.md").read_text()
        assert "### 0 · Loyal" in report and "Note: Call them first" in report

    def test_a_name_that_another_segment_has_is_refused_where_it_is_typed(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                taken = cards(d)[1]["name"]
                await d.press("n")
                await answer(d, taken.upper())
                await d.until(d.says("another segment is named"))
                await d.press("escape")
                assert d.app.store.plan.segments.names is None

        story(tell())

    def test_an_empty_answer_gives_the_made_name_back_and_undo_the_given_one(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("n")
                await answer(d, "Loyal")
                await d.until(lambda: d.app.store.plan.segments.names == {0: "Loyal"} and not d.app.engine.busy())
                await d.press("n")
                await answer(d, "")
                await d.until(lambda: d.app.store.plan.segments.names is None and not d.app.engine.busy())
                await d.press("u")
                await d.until(lambda: not d.app.engine.busy() and "Loyal" in d.text().splitlines()[3])

        story(tell())

    @pytest.mark.slow
    def test_y_copies_the_card_with_its_note(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.press("t")
                await answer(d, "Call them first")
                await d.until(lambda: not d.app.engine.busy())
                await d.press("y")
                assert "Note: Call them first" in d.app.clipboard and cards(d)[0]["rule"][1] in d.app.clipboard

        story(tell())


class TestWhoseNames:
    async def named(self, d):
        """Search, name segment 0 and note on segment 1, then go to the second candidate."""
        await searched(d)
        await d.press("n")
        await answer(d, "Loyal")
        await d.until(lambda: not d.app.engine.busy() and "Loyal" in d.text())
        await d.press("j", "t")
        await answer(d, "Call them first")
        await d.until(lambda: d.app.store.plan.segments.notes and not d.app.engine.busy())
        await d.press("5", "j", "c")
        await d.until(lambda: isinstance(d.app.screen, Question))

    @pytest.mark.slow
    def test_choosing_another_candidate_asks_and_can_move_names_to_where_their_rows_went(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await self.named(d)
                store = d.app.store
                before, segments = store.described[store.chosen], store.plan.segments
                await d.press("m")
                await d.until(lambda: store.plan.select.candidate)
                await d.press("6")
                await d.until(lambda: store.chosen in store.described and not d.app.engine.busy())
                after = store.described[store.chosen]
                old, new = (pl.read_ipc(x.rows)["segment"] for x in (before, after))
                to = next(n for n, name in store.plan.segments.names.items() if name == "Loyal")
                assert to == new.filter(old == 0).mode().item()
                assert not d.pane.has_class("-stray")
                await d.press("u")
                assert store.plan.segments == segments
                await d.until(lambda: d.pane.has_class("-there") and not d.app.engine.busy())
                assert not d.pane.has_class("-stray")

        story(tell())

    @pytest.mark.slow
    def test_names_can_be_dropped_kept_or_the_choice_left(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await self.named(d)
                store, segments = d.app.store, d.app.store.plan.segments
                await d.press("escape")
                assert store.plan.select.candidate is None
                await d.press("c")
                await d.until(lambda: isinstance(d.app.screen, Question))
                await d.press("k")
                await d.until(lambda: store.plan.select.candidate)
                assert store.plan.segments == segments
                await d.press("u", "c")
                await d.until(lambda: isinstance(d.app.screen, Question))
                await d.press("d")
                await d.until(lambda: store.plan.segments.names is None and store.plan.segments.notes is None)

        story(tell())

    @pytest.mark.slow
    def test_that_the_choice_moved_without_the_user_is_said_where_the_names_stand(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await self.named(d)
                await d.press("escape")
                store = d.app.store
                first = store.found[store.chosen]["clusters"]
                many = next(n for n in (3, 4) if n != first)
                assert store.edit("conditions", select=store.plan.select.model_copy(update={"clusters": (many, many)}))
                await d.until(lambda: store.searched and not d.app.engine.busy())
                await d.press("6")
                await d.until(d.says("were given for the segments of"))
                await d.press("a")
                await d.until(lambda: isinstance(d.app.screen, Question))
                await d.press("k")
                await d.until(lambda: not d.pane.has_class("-stray"))

        story(tell())

    @pytest.mark.slow
    def test_a_number_that_no_segment_has_is_told_on_the_screen_and_in_the_report(self, workbench, story, place, small):
        given = '[segments]\nnames = { 7 = "Nobody" }\nnotes = { 8 = "nothing" }\n'
        (place / small).write_text(PLAN + given)

        async def tell():
            async with workbench(small) as d:
                await searched(d)
                await d.until(d.says("names or notes for 7, 8, but there is no such segment"))
                await d.press("a")
                await d.until(lambda: isinstance(d.app.screen, Question))
                await d.press("l")
                await d.until(lambda: d.app.store.plan.segments.names is None and not d.pane.has_class("-stray"))

        story(tell())
        done = subprocess.run(
            [sys.executable, "-m", "segtui", "run", small, "-o", "out"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        report = (place / "out" / "report.md").read_text()
        assert 'The plan names segment 7 "Nobody", but there is no such segment' in report
        assert 'The plan has a note on segment 8 "nothing", but there is no such segment' in report


class TestWithoutSegments:
    def test_without_a_search_the_screen_says_which_keys_search(self, workbench, story, small):
        async def tell():
            async with workbench(small) as d:
                await d.press("6")
                await d.until(d.says("search for them on Cluster (5)"))

        story(tell())

    def test_that_no_candidate_met_the_conditions_is_told_in_place(self, workbench, story, place):
        (place / "none.toml").write_text(PLAN.replace("[2, 9]", "[8, 9]"))

        async def tell():
            async with workbench("none.toml") as d:
                await d.press("5", "g")
                await d.until(lambda: d.app.store.searched and not d.app.engine.busy())
                await d.press("6")
                await d.until(d.says("No candidate met the conditions. Closest:"))

        story(tell())

    def test_noise_comes_last_and_says_what_it_is(self, workbench, story, place):
        grid = "[search.dbscan]\neps = [0.05, 0.1]\nmin_samples = [5]\n"
        plan = PLAN.replace("[search.kmeans]\nk = [2, 3, 4]\n", grid).replace("[2, 9]", "[2, 99]")
        (place / "noise.toml").write_text(plan + "max_noise = 0.9\n")

        async def tell():
            async with workbench("noise.toml") as d:
                await searched(d)
                assert cards(d)[-1]["segment"] == -1
                await d.press("G", "v")
                await d.until(d.says("Rows in no segment."))

        story(tell())


class TestLook:
    @pytest.mark.parametrize(
        ("view", "size"),
        [
            *states(FIGURES, SCATTER, BESIDE),
            *(
                pytest.param(*state, marks=pytest.mark.slow)
                for state in ((CARD, SMALL), (SILHOUETTES, LARGE), (ROWS, SMALL))
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
    )
    def test_with_segments(self, new_workbench, snap_compare, small, view, size):
        app = new_workbench(small)

        async def go(pilot):
            async def until(condition):
                while not condition():
                    await pilot.pause(0.05)
                await pilot.pause()

            await until(lambda: app.store.opened)
            await pilot.press("5")
            await until(lambda: app.panes.front == "cluster")
            await pilot.press("g")
            await until(lambda: app.store.searched and not app.engine.busy())
            await pilot.press("6")
            await until(
                lambda: (
                    app.panes.front == "segments" and app.panes.current.has_class("-there") and not app.engine.busy()
                )
            )
            if view == ROWS:
                await pilot.press("w")
                await until(lambda: app.query_one(SegmentRows).frame is not None)
            elif view == BESIDE:
                await pilot.press("b")
                await until(lambda: isinstance(app.screen, Other))
                await pilot.press("enter")
                await until(lambda: "adjusted Rand" in str(app.query_one("#segments-title").render()))
            else:
                app.panes.current.navigation.turn(view)
            before = None
            while before != (before := app.export_screenshot()):  # a slow machine draws on for a while
                await pilot.pause(0.3)

        assert snap_compare(app, terminal_size=size, run_before=go)

    @pytest.mark.parametrize("size", SIZES)
    def test_in_error(self, new_workbench, snap_compare, place, size):
        (place / "wrong.toml").write_text(PLAN.replace('"visits"', '"wealth"'))
        app = new_workbench("wrong.toml")

        async def go(pilot):
            while not app.store.opened:
                await pilot.pause(0.05)
            await pilot.press("5")
            while not app.store.failed:
                await pilot.pause(0.05)
            await pilot.press("g")
            while "SearchGrids" not in app.store.failed:
                await pilot.pause(0.05)
            await pilot.press("6")
            while app.panes.front != "segments":
                await pilot.pause(0.05)
            app.status.say("")
            await pilot.pause(0.3)

        assert snap_compare(app, terminal_size=size, run_before=go)

    @pytest.mark.parametrize("size", SIZES)
    def test_without_a_file(self, new_workbench, snap_compare, size):
        async def go(pilot):
            await pilot.pause()
            await pilot.press("escape", "6")
            await pilot.pause()

        assert snap_compare(new_workbench(), terminal_size=size, run_before=go)
