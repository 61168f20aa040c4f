"""The Profile screen, used from the keyboard."""

import json
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from segtui.workbench.screens.profile.column_table import ColumnTable
from segtui.workbench.screens.profile.column_view import bins
from segtui.workbench.screens.profile.correlations import correlations
from tests.patience import PATIENCE
from tests.workbench.settle import until
from tests.workbench.sizes import SIZES, states


def columns(d) -> ColumnTable:
    return d.app.query_one(ColumnTable)


def worded(profiled):
    """The columns with their alerts as they are worded; the command line knows fewer codes and facts."""
    return [{**c, "alerts": [(a["message"], a["count"]) for a in c["alerts"]]} for c in profiled]


async def profile_of(d):
    """Go to the Profile screen of the file that is being opened."""
    await d.until(lambda: d.app.store.opened and not d.app.engine.busy())
    await d.press("2")
    await d.until(lambda: d.app.query(ColumnTable) and columns(d).frame is not None)


async def at(d, column: str):
    """Put the cursor on a column, by finding its name."""
    await d.press("g", "slash")
    await d.type(column)
    await d.press("enter")
    await d.until(lambda: columns(d).row_values().get("column") == column)
    await d.pilot.pause(0.1)


class TestColumns:
    def test_each_has_a_row_with_the_figures_of_the_command_line(self, workbench, story, place):
        done = subprocess.run(
            [sys.executable, "-m", "segtui", "profile", "customers.csv", "--json"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        known = json.loads(done.stdout)

        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                shown = columns(d).frame
                assert shown.get_column("column").to_list() == [c["name"] for c in known["columns"]]
                assert shown.get_column("empty").to_list() == [c["nulls"] for c in known["columns"]]
                assert shown.get_column("distinct").to_list() == [c["distinct"] for c in known["columns"]]
                assert worded(d.app.store.opened.profile["columns"]) == worded(known["columns"])
                assert "12 columns of 2,000 rows as read" in d.text()

        story(tell())

    def test_a_reading_that_was_cancelled_is_told_and_begun_again(self, workbench, story, monkeypatch):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                with monkeypatch.context() as patched:
                    patched.setattr(d.app.engine.client, "send", lambda question: None)  # it takes as long as you like
                    d.app.store.edit("decimal", source={"path": "customers.csv", "decimal": "."})
                    await d.until(d.says("reading customers.csv"))
                    await d.press("X")
                    await d.until(d.says("customers.csv was not read: 2 reads it."))
                await d.press("2")
                await d.until(d.says("12 columns of 2,000 rows as read"))

        story(tell())

    def test_enter_opens_one_and_enter_on_a_value_shows_its_rows(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                await at(d, "channel")
                await d.press("enter")
                await d.until(lambda: d.app.query_one("#profile-values").has_focus)
                assert "45.8%" in d.text()
                await d.press("j", "enter")
                await d.until(lambda: d.app.panes.front == "data")
                await d.until(d.says("showing 353 of 2,000 rows"))

        story(tell())

    @pytest.mark.parametrize("column", ["signup_date", "newsletter", "income", "visits"])
    @pytest.mark.slow
    def test_the_rows_of_a_value_are_as_many_as_the_profile_counts(self, workbench, story, column):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                known = next(c for c in d.app.store.opened.profile["columns"] if c["name"] == column)
                await at(d, column)
                await d.press("enter")
                await d.until(lambda: d.app.query_one("#profile-values").has_focus)
                await d.press("enter")
                await d.until(d.says(f"showing {known['top'][0]['count']:,} of 2,000 rows"))

        story(tell())

    def test_escape_leads_back_to_the_columns(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                await d.press("enter")
                await d.until(lambda: d.app.query_one("#profile-values").has_focus)
                await d.press("escape")
                await d.until(lambda: columns(d).has_focus)

        story(tell())

    def test_as_cleaned_the_gaps_are_filled(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                await at(d, "income")
                assert columns(d).row_values()["empty"] == 140
                await d.press("b")
                await d.until(d.says("as cleaned"))
                await d.until(lambda: d.app.store.prepared)
                await d.until(lambda: columns(d).frame.filter(column="income").item(0, "empty") == 0)
                await d.press("b")
                await d.until(d.says("as read"))

        story(tell())

    def test_the_numbers_that_go_together_are_shown_with_heat(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                await d.press("c")
                await d.until(d.says("Pearson's correlation of 4 columns over 2,000 rows"))
                await d.press("j", "enter")
                await d.until(lambda: columns(d).has_focus)
                assert columns(d).row_values()["column"] == "income"

        story(tell())


class TestFixing:
    def test_x_mends_says_where_and_can_be_undone(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                before = d.app.store.plan
                await at(d, "city")
                await d.until(d.says("x trim spaces, letters in title case"))
                await d.press("x")
                await d.until(d.says("text on city"))
                text = next(s for s in d.app.store.plan.clean if s.called() == "text")
                assert text.columns == ("city",)
                assert columns(d).row_values()["stands"] == "done"
                await d.press("u")
                assert d.app.store.plan == before
                assert columns(d).row_values()["stands"] == "open"

        story(tell())

    def test_all_that_is_odd_is_mended_from_one_to_the_next_and_the_plan_can_be_carried_out(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                for _ in range(30):
                    await d.press("a")
                    if "No open alerts." in d.text():
                        break
                    changes = d.app.store.history.position
                    await d.press("x")
                    await d.until(lambda n=changes: d.app.store.history.position > n or _asked(d))
                    if _asked(d):
                        await d.type("1.1")
                        await d.press("enter")
                        await d.until(lambda n=changes: d.app.store.history.position > n)
                await d.press("b")
                await d.until(lambda: d.app.store.prepared or d.app.store.failed)
                assert not d.app.store.failed
                kept = d.app.store.prepared.profile["columns"]
                assert next(c for c in kept if c["name"] == "store_spend")["kind"] == "number"

        story(tell())

    @pytest.mark.slow
    def test_a_rate_is_asked_for_until_it_is_one(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                await at(d, "store_spend")
                await d.press("tab")
                alerts = d.app.query_one("#profile-alerts")
                await d.until(lambda: alerts.has_focus)
                while "convert all amounts" not in str(alerts.get_option_at_index(alerts.highlighted).prompt):
                    await d.press("j")
                await d.press("enter")
                await d.until(d.says("1 € in $"))
                await d.type("much")
                await d.press("enter")
                await d.until(d.says("a number above 0"))
                await d.press("escape")
                assert not any(s.called() == "convert" for s in d.app.store.plan.clean)
                await d.press("enter")
                await d.until(d.says("1 € in $"))
                await d.type("1.1")
                await d.press("enter")
                await d.until(lambda: any(s.called() == "convert" for s in d.app.store.plan.clean))
                convert = next(s for s in d.app.store.plan.clean if s.called() == "convert")
                assert (convert.to, convert.rates) == ("$", {"€": 1.1})

        story(tell())

    def test_another_way_is_taken_from_the_list(self, workbench, story, place):
        (place / "far.csv").write_text("id,age\n" + "".join(f"{i},{30 + i % 9 if i else 900}\n" for i in range(60)))
        (place / "far.toml").write_text('[source]\npath = "far.csv"\nid = "id"\n')

        async def tell():
            async with workbench("far.toml") as d:
                await profile_of(d)
                await at(d, "age")
                await d.press("tab", "j", "enter")
                await d.until(lambda: d.app.store.plan.clean)
                assert d.app.store.plan.clean[0].action == "null"
                assert d.app.store.plan.clean[1].called() == "impute"

        story(tell())

    def test_where_nothing_is_odd_that_is_said(self, workbench, story):
        async def tell():
            async with workbench("customers.csv") as d:
                await profile_of(d)
                await at(d, "newsletter")
                await d.until(d.says("No alerts."))
                await d.press("x")
                await d.until(d.says("No alerts to fix for newsletter."))

        story(tell())

    @pytest.mark.slow
    def test_a_log_is_left_alone(self, workbench, story):
        async def tell():
            async with workbench("cdnow_orders.csv") as d:
                await profile_of(d)
                await d.press("a")
                await d.until(d.says("No open alerts."))
                await d.press("b")
                await d.until(d.says("recency_days"))

        story(tell())


class TestTrouble:
    def test_cleaning_that_leaves_nothing_is_told_in_place(self, workbench, story, place):
        plan = '[source]\npath = "customers.csv"\n[[clean]]\nstep = "filter"\nwhere = "visits > 5000"\n'
        (place / "none.toml").write_text(plan)

        async def tell():
            async with workbench("none.toml") as d:
                await profile_of(d)
                await d.press("b")
                await d.until(d.says("removes all 2,000 rows"))
                await d.press("b")
                await d.until(d.says("as read"))

        story(tell())

    def test_without_a_file_it_says_how_to_open_one(self, workbench, story):
        async def tell():
            async with workbench() as d:
                await d.press("2")
                await d.until(d.says("No file is open. o opens one"))

        story(tell())

    def test_a_file_that_cannot_be_read_is_told_here_too(self, workbench, story, place):
        (place / "latin.csv").write_bytes("id,city\n1,Besançon\n".encode("latin-1"))
        (place / "latin.toml").write_text('[source]\npath = "latin.csv"\nencoding = "utf-8"\n')

        async def tell():
            async with workbench("latin.toml") as d:
                await d.until(d.says("could not be read"))
                await d.press("2")
                await d.until(d.says("1 shows how the file is read"))

        story(tell())

    def test_ascii_is_ascii(self, workbench, story, place):
        rows = "".join(f"{i},town {i % 3},{i * i % 97}\n" for i in range(90))
        (place / "plain.csv").write_text("id,city,spent\n" + rows)

        async def tell():
            async with workbench("plain.csv", ascii=True, size=(120, 40)) as d:
                await profile_of(d)
                for key in ("j", "j", "enter", "c"):
                    await d.press(key)
                    await d.pilot.pause(0.1)
                    assert d.text().isascii()

        story(tell())


class TestParts:
    def test_correlations_are_those_of_numpy_over_the_rows_that_have_both(self):
        random = np.random.default_rng(1)
        x = random.normal(size=(500, 3))
        x[:, 1] += x[:, 0]
        x[::7, 2] = np.nan
        frame = pl.DataFrame(x, schema=["a", "b", "c"]).with_columns(pl.col("c").fill_nan(None))
        values, used = correlations(frame, ["a", "b", "c"])
        both = ~np.isnan(x[:, 2])
        assert used == 500
        assert values[0, 1] == pytest.approx(np.corrcoef(x[:, 0], x[:, 1])[0, 1])
        assert values[0, 2] == pytest.approx(np.corrcoef(x[both, 0], x[both, 2])[0, 1])
        assert np.allclose(values, values.T)
        assert np.allclose(np.diag(values), 1)

    def test_of_many_rows_some_are_taken(self):
        frame = pl.DataFrame({"a": np.arange(200_000), "b": np.arange(200_000) ** 2})
        values, used = correlations(frame, ["a", "b"])
        assert used == 50_000
        assert values[0, 1] == pytest.approx(0.968, abs=0.001)

    def test_a_column_that_is_empty_or_constant_has_no_correlation(self):
        frame = pl.DataFrame(
            {"a": [1.0, 2.0, 3.0, 4.0], "b": [None] * 4, "c": [5.0] * 4}, schema_overrides={"b": pl.Float64}
        )
        values, _ = correlations(frame, ["a", "b", "c"])
        assert np.isnan(values[0, 1])
        assert np.isnan(values[0, 2])

    @pytest.mark.parametrize(
        ("column", "edges"),
        [
            ({"kind": "integer", "min": 0, "max": 3, "histogram": [5, 1, 2, 1]}, [0, 1, 2, 3, 4]),
            ({"kind": "number", "min": 0.0, "max": 2.0, "histogram": [5, 1]}, [0, 1, 2]),
            ({"kind": "number", "min": 7.0, "max": 7.0, "histogram": [9]}, [6.5, 7.5]),
            ({"kind": "date", "min": "2023-01-01", "max": "2025-01-01", "histogram": [1, 1]}, [2023, 2024, 2025]),
            ({"kind": "boolean", "min": None, "max": None, "histogram": [1, 2]}, [0, 1, 2]),
            ({"kind": "text", "min": None, "max": None, "histogram": []}, []),
        ],
    )
    def test_bins_lie_where_the_values_are(self, column, edges):
        assert bins(column)[1] == pytest.approx(edges)


def _asked(d) -> bool:
    return "a rate, such as" in d.text() or "in $" in d.text().splitlines()[-2]


class TestPictures:
    @pytest.mark.parametrize("size", SIZES)
    def test_empty(self, new_workbench, snap_compare, size):
        async def before(pilot):
            await until(pilot, lambda: pilot.app.panes.front)
            await pilot.press("2")
            await until(pilot, lambda: pilot.app.panes.front == "profile")

        assert snap_compare(new_workbench(), terminal_size=size, run_before=before)

    @pytest.mark.parametrize(("state", "size"), states("columns", "column", "correlations"))
    def test_full(self, new_workbench, snap_compare, state, size):
        keys = {"columns": (), "column": ("enter",), "correlations": ("c",)}[state]

        async def before(pilot):
            await _profile(pilot)
            await pilot.press(*"jjjjjjjj", *keys)

        assert snap_compare(new_workbench("customers.csv"), terminal_size=size, run_before=before)

    @pytest.mark.parametrize("size", SIZES)
    def test_in_error(self, new_workbench, snap_compare, place, size):
        plan = '[source]\npath = "customers.csv"\n[[clean]]\nstep = "filter"\nwhere = "visits > 5000"\n'
        (place / "none.toml").write_text(plan)

        async def before(pilot):
            await _profile(pilot)
            await pilot.press("b")
            await until(pilot, lambda: "Prepare" in pilot.app.store.failed)

        assert snap_compare(new_workbench("none.toml"), terminal_size=size, run_before=before)


async def _profile(pilot):
    await until(pilot, lambda: pilot.app.store.opened and not pilot.app.engine.busy())
    await pilot.press("2")
    await until(pilot, lambda: pilot.app.query(ColumnTable) and pilot.app.query_one(ColumnTable).frame is not None)
