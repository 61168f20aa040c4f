"""The Features screen as a user has it: what is clustered, log, scale, encoding, derived features, correlations."""

import pytest

from tests.workbench.settle import until
from tests.workbench.sizes import states


async def prepared(d):
    """On the Features screen, with everything known."""
    await d.press("4")
    await d.until(lambda: d.app.panes.front == "features")
    await ready(d)


async def ready(d):
    """Everything is up to date."""
    await d.until(lambda: d.app.store.prepared and not d.app.engine.busy())


async def go(d, name):
    """Put the cursor on a column."""
    pane = d.pane
    pane.view.table.move_cursor([c.name for c in pane.view.columns].index(name), 1)
    await d.until(lambda: pane.view.column.name == name)


def features(d):
    return d.app.store.plan.features


class TestColumns:
    def test_say_who_is_clustered_why_some_are_not_used_and_how_they_go_together(self, workbench, story):
        async def tell():
            async with workbench("plan.toml", size=(120, 40)) as d:
                await prepared(d)
                text = d.text()
                assert "1,893 of 1,943 rows × 6 features; 50 rows left out: 50 each without" in text
                assert "recency_days, frequency, monetary" in text
                line = next(line for line in text.splitlines() if "discount_share" in line)
                assert "✓" in line and "yes" in line
                assert "rfm" in next(line for line in text.splitlines() if " recency_days  " in line)
                await go(d, "city")
                await d.press("space")
                await d.until(d.says("city is text: o encodes text"))
                await go(d, "last_visit")
                await d.press("space")
                await d.until(d.says("last_visit is a date, not a number."))
                assert not d.app.store.unsaved
                await d.press("c")
                await d.until(d.says("Pearson's correlation of 6 features after log and scale, 1,893 rows"))
                assert f"{d.app.store.prepared.correlations[0][1]:.2f}" in d.text()
                await d.press("j", "enter")
                await d.until(lambda: d.pane.view.column.name == d.app.store.prepared.features[1]["source"])

        story(tell())

    def test_space_uses_one_or_leaves_it_out(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await prepared(d)
                await go(d, "monetary")
                await d.press("space")
                assert "monetary" not in features(d).use and features(d).log == ("frequency",)
                await d.until(d.says("× 5 features"))
                await go(d, "birth_year")
                await d.until(d.says("empty in 68 of 1,943 rows, left out if used"))
                await d.press("space")
                assert "birth_year" in features(d).use
                await d.until(d.says("68 without birth_year"))
                await d.press("u", "u")
                assert not d.app.store.unsaved
                await ready(d)

        story(tell())

    @pytest.mark.slow
    def test_log_scale_and_encoding_change_and_the_picture_is_of_what_is_clustered(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await prepared(d)
                await go(d, "income")
                assert "log" not in features(d).log
                await d.press("l")
                assert "income" in features(d).log
                await ready(d)
                await d.until(d.says("after log, zscore"))
                await d.until(d.says("log(1 + x)"))
                await d.press("l")
                assert "income" not in features(d).log
                await ready(d)
                for scale in ("minmax", "robust", "none", "zscore"):
                    await d.press("z")
                    assert features(d).scale == scale
                await d.press("o")
                assert features(d).categorical == "onehot"
                await ready(d)
                await go(d, "channel")
                await d.press("space")
                await ready(d)
                assert "channel" in features(d).use
                await d.until(d.says("columns of 0/1"))
                await d.press("o")
                assert features(d).categorical == "famd" and "channel" in features(d).use
                await d.until(d.says("in components"))
                await d.press("o")
                assert features(d).categorical == "none" and "channel" not in features(d).use
                await ready(d)

        story(tell())


class TestDerived:
    def test_one_says_how_it_is_scored_and_what_its_maker_warns_of(self, workbench, story):
        async def tell():
            async with workbench("plan.toml", size=(120, 40)) as d:
                await prepared(d)
                await go(d, "frequency")
                await d.until(d.says("scored 1 to 5, cut at 1, 1, 2, 4"))
                assert "! score 2 is empty, because equal values" in d.text()
                assert "rfm makes it from cdnow_orders.csv" in d.text()
                await go(d, "rfm_segment")
                await d.until(d.says("recency_days scored 1 to 5, cut at"))
                await go(d, "income")
                await d.until(lambda: "scored 1 to 5" not in d.text())

        story(tell())

    def test_features_are_made_from_orders_and_deleted_again(self, workbench, story):
        async def tell():
            async with workbench("customers.csv", size=(80, 24)) as d:
                await prepared(d)
                await d.press("a")
                await d.until(d.says("Which features?"))
                await d.press("r", "enter")
                await d.until(d.says("table to make them from"))
                await d.type("cdnow")
                await d.press("tab")
                await d.until(d.says("cdnow_orders.csv"))
                await d.press("enter")
                await d.until(d.says("The column of the order's date."))
                await d.press("tab")
                await d.type("customer_id")
                await d.press("tab")
                await d.type("order_date")
                await d.press("tab")
                await d.type("amount")
                await d.press("enter")
                await d.until(lambda: d.app.store.plan.derive)
                await ready(d)
                await d.until(d.says("rfm from cdnow_orders.csv"))
                await go(d, "recency_days")
                await d.until(d.says("rfm makes it from cdnow_orders.csv"))
                assert d.pane.view.column.used
                await d.press("d")
                assert not d.app.store.plan.derive
                await ready(d)
                assert "recency_days" not in [c.name for c in d.pane.view.columns]

        story(tell())


class TestWhatGoesWrong:
    def test_is_told_over_the_columns_and_u_takes_it_back(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await prepared(d)
                store = d.app.store
                store.edit("use city", features=features(d).model_copy(update={"use": ("city", "income"), "log": ()}))
                await d.until(d.says('features.use: "city" is text'))
                assert "not up to date   before: 1,893 of" in d.text()
                await d.press("u")
                await ready(d)
                await d.until(d.says("× 6 features"))
                assert "is text" not in d.text()

        story(tell())


class TestTablesOfDerivedFeatures:
    @pytest.mark.slow
    def test_turn_from_one_to_the_next_and_leave_the_columns_as_they_were(self, workbench, story):
        async def tell():
            async with workbench("plan.toml") as d:
                await prepared(d)
                await d.press("t")
                await d.until(d.says("1/2 rfm: Customers by recency score"))
                await d.press("t")
                await d.until(d.says("2/2 rfm: Share of the total spent"))
                await d.press("space", "l", "right_square_bracket")
                await d.until(d.says("1/2 rfm: Customers by recency score"))
                assert not d.app.store.unsaved
                await d.press("escape")
                await d.until(lambda: d.pane.view.table.has_focus)
                fewer = features(d).model_copy(update={"use": ("income",), "log": ()})
                d.app.store.edit("no rfm", derive=(), features=fewer)
                await d.until(lambda: d.app.store.prepared and not d.app.engine.busy())
                await d.press("t")
                await d.until(d.says("No derived features here"))

        story(tell())


class TestPictures:
    @pytest.mark.parametrize(("state", "size"), states("full", "empty", "error", "tables"))
    def test_looks_as_it_should(self, state, size, new_workbench, snap_compare, place):
        app = new_workbench(None if state == "empty" else "plan.toml")

        async def before(pilot):
            await until(pilot, lambda: app.panes.front and (state == "empty" or app.store.opened))
            await pilot.press("4")
            await until(pilot, lambda: app.panes.front == "features")
            if state != "empty":
                await until(pilot, lambda: app.store.prepared and not app.engine.busy())
            if state == "error":
                kept = app.store.plan.features.model_copy(update={"use": ("city", "income"), "log": ()})
                app.store.edit("use city", features=kept)
                await until(pilot, lambda: "Prepare" in app.store.failed)
            if state == "tables":
                await pilot.press("t")
                await until(pilot, lambda: app.panes.current.has_class("-exhibit") and not app.engine.busy())
            app.status.say("")

        assert snap_compare(app, terminal_size=size, run_before=before)
