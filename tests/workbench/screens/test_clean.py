"""The Clean screen as a user has it: look first, keep, edit, move, switch off, undo; suggestions; what goes wrong."""

import polars as pl
import pytest

from segtui.engine.transport.messages import Previewed
from tests.workbench.settle import until
from tests.workbench.sizes import states


async def cleaned(d):
    """On the Clean screen, with everything known."""
    await d.press("3")
    await d.until(lambda: d.app.panes.front == "clean")
    await known(d)


async def known(d):
    """Everything is up to date."""
    await d.until(lambda: d.app.store.prepared and not d.app.engine.busy())


def steps(d):
    return [step.called() for step in d.app.store.plan.clean]


class TestSteps:
    @pytest.mark.slow
    def test_each_says_what_it_did_and_shows_the_columns_and_cells_that_it_touched(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await cleaned(d)
                text = d.text()
                assert "7 steps   2,000 → 1,943 rows" in text
                assert "2,000 → 1,943" in next(line for line in text.splitlines() if "deduplicate" in line)
                changed = sum(step["cells_changed"] for step in d.app.store.prepared.cleaning)
                assert f"{changed:,} cells changed" in text
                await d.press("G", "k")
                await d.until(d.says("1 of 3 columns"))
                most = {c["name"]: c["max"] for c in d.app.store.opened.profile["columns"]}["income"]
                row = next(line for line in d.text().splitlines() if line.strip().startswith("max"))
                assert f"{most:,.0f}" in row and "145,500" in row
                await d.press("right")
                await d.until(d.says("2 of 3 columns"))
                await d.press("g", "j", "j", "p")
                await d.until(d.says("Changes 101 cells in 101 of 1,943 rows."))
                assert "catalogue" in d.text() and "keep" not in d.text()
                found = pl.read_ipc(d.app.store.results.latest(Previewed).frame)
                assert d.pane.query_one("#clean-cells").frame.height == found.height == 101
                await d.press("escape")
                await d.until(d.says("7 steps"))
                assert not d.app.store.unsaved

        story(tell())

    def test_one_is_seen_before_it_is_kept(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await cleaned(d)
                before = d.app.store.plan
                await d.press("a")
                await d.until(d.says("Which step?"))
                await d.press("i", "enter")
                await d.until(d.says("How cells are filled"))
                await d.type("store_spend")
                await d.press("tab", "right", "right", "enter")
                await d.until(d.says("Changes 72 cells in 72 of 1,943 rows."))
                assert "Enter keep, e edit, Esc discard" in d.text()
                assert d.app.store.plan is before
                await d.press("e")
                await d.until(d.says("How cells are filled"))
                await d.press("tab", "left", "enter")
                await d.until(d.says("Changes 72 cells"))
                await d.press("enter")
                await d.until(lambda: steps(d)[-1] == "impute" and len(steps(d)) == 8)
                assert d.app.store.plan.clean[-1].method == "mean"
                await d.until(lambda: d.app.store.prepared)
                await d.until(d.says("72 cells of 1,943 in store_spend filled with the mean"))
                await d.press("u")
                assert d.app.store.plan == before
                await known(d)

        story(tell())

    @pytest.mark.slow
    def test_escape_drops_one_that_was_looked_at_or_that_fails(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await cleaned(d)
                before = d.app.store.plan
                await d.press("a")
                await d.until(d.says("Which step?"))
                await d.press("f", "enter")
                await d.until(d.says("Required. A condition in SQL"))
                await d.type("visits > 5")
                await d.press("enter")
                await d.until(d.says("Removes 907 of 1,943 rows"))
                assert "(row removed)" in d.text()
                await d.press("d")  # the steps behind it stay as they are
                await d.press("escape")
                await d.until(d.says("Discarded; the plan is unchanged."))
                assert d.app.store.plan == before
                await d.press("a")
                await d.until(d.says("Which step?"))
                await d.press("f", "enter")
                await d.until(d.says("Required. A condition in SQL"))
                await d.type("income > 99999999")
                await d.press("enter")
                await d.until(d.says("removes all 1,943 rows"))
                await d.press("escape")
                await d.until(d.says("7 steps"))
                assert not d.app.store.unsaved

        story(tell())

    @pytest.mark.slow
    def test_they_move_go_off_and_go_away_and_come_back(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await cleaned(d)
                table = d.pane.view.table
                await d.press("J")
                assert steps(d)[:2] == ["text", "deduplicate"] and table.row == 1
                await d.press("K", "space")
                assert steps(d)[0] == "deduplicate" and d.app.store.plan.clean[0].off
                assert "off" in d.text()
                await d.until(d.says("7 steps, 1 off   2,000 → 2,000 rows"))
                await d.press("space", "j", "d")
                assert steps(d)[:2] == ["deduplicate", "replace"]
                await d.press("u", "u", "u", "u", "u")
                assert not d.app.store.unsaved
                await known(d)

        story(tell())

    def test_enter_edits_and_shows_what_changes(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await cleaned(d)
                await d.press("G", "enter")
                await d.until(d.says("How cells are filled"))
                await d.press("tab", "right", "enter")
                await d.until(d.says("Changes"))
                assert d.app.store.plan.clean[-1].method == "median"
                await d.press("enter")
                await d.until(lambda: d.app.store.plan.clean[-1].method == "mode")
                await known(d)

        story(tell())


class TestColumnAtHand:
    def test_years_have_no_commas_and_amounts_have(self, workbench, story, place):
        pl.DataFrame(
            {"customer_id": range(1, 61), "birth_year": [1950 + i % 40 for i in range(60)], "income": [20500.0] * 60}
        ).write_csv(place / "people.csv")

        async def tell():
            async with workbench("people.csv", size=(120, 40)) as d:
                await cleaned(d)
                view = d.pane.query_one("#clean-column")
                known = {c["name"]: c for c in d.app.store.prepared.profile["columns"]}
                view.show("birth_year", known["birth_year"], known["birth_year"], "")
                await d.until(d.says("1950"))
                assert "1,950" not in d.text() and "1989" in d.text()
                view.show("income", known["income"], known["income"], "")
                await d.until(d.says("20,500"))

        story(tell())


class TestSuggestions:
    def test_come_from_the_alerts_and_enter_takes_one(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await cleaned(d)
                assert "fill 101 empty cells with the most frequent value" in d.text()
                await d.press("f", "p")
                await d.until(lambda: d.app.store.results.latest(Previewed) and d.says("Changes")())
                assert not d.app.store.unsaved
                await d.press("escape", "f", "enter")
                await d.until(lambda: d.app.store.unsaved)
                assert any("store_spend" in getattr(s, "columns", ()) for s in d.app.store.plan.clean[5:])
                await d.until(d.says("no open alerts"))
                await known(d)

        story(tell())


class TestSpellings:
    def test_each_method_says_what_it_merges_and_m_goes_to_the_next(self, workbench, story, place):
        towns = ["Lyon"] * 9 + ["LYON", "lyon", "Bordeaux", "Bordeaux", "Bordeax"]
        (place / "towns.csv").write_text("x,town\n" + "".join(f"{at}.5,{town}\n" for at, town in enumerate(towns)))

        async def tell():
            async with workbench("towns.csv") as d:
                await cleaned(d)
                await d.press("f", "down", "down", "p")
                await d.until(d.says("[fingerprint: 2 values, 2 cells]"))
                assert "nearest: 3 values, 3 cells" in d.text() and "LYON" in d.text()
                await d.press("m")
                await d.until(d.says("[ngram: 2 values, 2 cells]"))
                await d.press("m")
                await d.until(d.says("[nearest: 3 values, 3 cells]"))
                assert any(line.split()[-3:] == ["Bordeax", "Bordeaux", "1"] for line in d.text().splitlines())
                await d.press("enter")
                await d.until(lambda: d.app.store.unsaved)
                assert d.app.store.plan.clean[0].method == "nearest"

        story(tell())


class TestWhatGoesWrong:
    def failing(self, place):
        text = (
            (place / "plan.toml").read_text().replace('columns = ["channel"]\nvalues', 'columns = ["chanel"]\nvalues')
        )
        (place / "plan.toml").write_text(text)

    def test_is_told_at_the_step_as_the_command_line_tells_it(self, workbench, story, place):
        self.failing(place)

        async def tell():
            async with workbench("plan.toml") as d:
                await d.press("3")
                await d.until(d.says('clean[3].columns: there is no column "chanel"'))
                assert 'did you mean "channel"?' in d.text()
                line = next(line for line in d.text().splitlines() if "replace" in line)
                assert "!" in line and "fails" in line
                await d.press("j", "j", "d")
                await d.until(lambda: d.app.store.prepared)
                assert "chanel" not in d.text()

        story(tell())


class TestPictures:
    @pytest.mark.parametrize(("state", "size"), states("full", "empty", "error"))
    def test_looks_as_it_should(self, state, size, new_workbench, snap_compare, place):
        if state == "error":
            TestWhatGoesWrong().failing(place)
        app = new_workbench(None if state == "empty" else "plan.toml")

        async def before(pilot):

            def ready():
                store = app.store
                return app.panes.front and (state == "empty" or store.opened)

            await until(pilot, ready)
            await pilot.press("3")
            await until(pilot, lambda: app.panes.front == "clean")
            if state == "full":
                await until(pilot, lambda: app.store.prepared and not app.engine.busy())
            if state == "error":
                await until(pilot, lambda: "Prepare" in app.store.failed)
            await pilot.press("j", "j")
            app.status.say("")

        assert snap_compare(app, terminal_size=size, run_before=before)


class TestNumbersOfTheSteps:
    """Rows and cells of each step are there whatever comes after it."""

    PLAN = """
[source]
path = "customers.csv"
[[clean]]
step = "filter"
where = "visits > 0"
[[clean]]
step = "filter"
where = "visits > 0"
[features]
use = ["{use}"]
"""

    @pytest.mark.parametrize("use", ["income", "city"])
    def test_are_shown_when_the_features_fail_and_for_each_of_two_equal_steps(self, workbench, story, place, use):
        (place / "twice.toml").write_text(self.PLAN.replace("{use}", use))

        async def tell():
            async with workbench("twice.toml") as d:
                if use == "city":  # the failure is known before Clean is first shown
                    await d.press("4")
                    await d.until(lambda: "Prepare" in d.app.store.failed)
                await d.press("3")
                await d.until(lambda: d.app.panes.front == "clean" and not d.app.engine.busy())
                await d.until(lambda: d.pane.view.table.frame is not None)
                await d.until(lambda: all(d.pane.view.table.frame["rows"].to_list()))
                first, second = d.pane.view.table.frame["rows"].to_list()
                assert "→" in first and "→" not in second  # the second has nothing left to take out

        story(tell())
