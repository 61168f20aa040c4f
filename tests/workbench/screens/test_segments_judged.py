"""What segments are judged by on the Segments screen: outcomes first, then who brings the value."""

import numpy as np
import polars as pl
import pytest

from segtui.engine.transport.messages import Crosstabbed
from segtui.workbench.screens.segments.column_choice import ColumnChoice
from segtui.workbench.screens.segments.judged import judged_lines, lorenz, outcome_tables, value_table
from segtui.workbench.screens.segments.stability import stabilities, stability_line
from segtui.workbench.screens.segments.view_names import CROSSTAB, FIGURES, OUTCOMES, STABILITY, VALUE
from segtui.workbench.screens.segments.views import Views
from tests.workbench.screens.test_segments import PLAN, answer, searched
from tests.workbench.settle import until
from tests.workbench.sizes import states
from widgets.heatmap.heatmap import Heatmap

pytestmark = pytest.mark.slow

CONVERT = '[[clean]]\nstep = "convert"\ncolumns = ["store_spend"]\nto = "$"\nrates = { "€" = 1.1 }\n'
LABELS = (
    '[source.labels]\nnewsletter = "Reads the letter"\nvisits = "Visits a month"\n[source.units]\nstore_spend = "$"\n'
)
JUDGED = PLAN + CONVERT + '[segments]\noutcome = ["newsletter"]\nvalue = "store_spend"\n'


@pytest.fixture
def small(place):
    (place / "small.toml").write_text(PLAN)
    return "small.toml"


@pytest.fixture
def resampled(place):
    (place / "resampled.toml").write_text(PLAN.replace("resamples = 0", "resamples = 8"))
    return "resampled.toml"


def outcome(segment, p, **more):
    known = {"column": "y", "kind": "rate", "segment": segment, "known": 1200, "value": 0.2, "overall": 0.1}
    tested = {"index": 200.0, "difference": 0.125, "low": 0.01, "high": 0.24, "p_value": p, "p_adjusted": p}
    return known | tested | more


class TestTables:
    def test_a_row_says_rate_index_chance_and_the_difference_from_the_others(self):
        (table,) = outcome_tables([outcome(0, 0.0001), outcome(-1, 0.2, difference=-0.1)], detected=True, ascii=False)
        assert table.head == "y: 10 % of all rows"
        assert table.rows[0] == ["20.0 %", "200 ▲", "<.001", "+12.5 (1.0 to 24.0)", "1,200"]
        assert table.rows[-1][1:3] == ["200  ", ".200"] and "by its name" in table.notes[0]

    def test_what_cannot_be_told_is_a_dash(self):
        nothing = dict.fromkeys(("value", "index", "difference", "low", "high", "p_value", "p_adjusted"))
        (table,) = outcome_tables([outcome(0, None, **nothing, kind="mean")], detected=False, ascii=True)
        assert table.rows[0] == ["–", "  ", "–", "–", "1,200"] and not any("by its name" in n for n in table.notes)

    def test_value_says_how_few_bring_half_and_has_its_curve_by_tenths(self):
        part = {"segment": 0, "rows": 9, "total": 90.0, "per_head": 10.0, "share_of_rows": 1.0, "share_of_value": 1.0}
        curve = [min(1.0, at / 50) for at in range(101)]
        value = {
            "column": "spend",
            "unit": "EUR",
            "segments": [part],
            "total": 90.0,
            "curve": curve,
            "half": 0.25,
            "gini": 0.5,
        }
        table = value_table(value)
        assert table.notes[0] == "25 % of the rows bring half of it; the top 1 % 2 %, 10 % 20 %, 20 % 40 %."
        assert table.rows[0] == ["100.0 %", "100.0 %", "10", "90", "9"]
        assert table.head == "spend: 90 EUR in all" and table.columns[2] == "EUR per head"
        assert judged_lines([], value, 0) == ["Share of spend: 100.0 % (10 EUR per row)"]
        assert list(lorenz(value)[0].y)[:3] == [0, 20, 40] and lorenz(value | {"curve": None}) == []


@pytest.mark.slow
def test_outcomes_are_read_first_then_the_value_and_both_can_be_changed(workbench, story, place):
    (place / "judged.toml").write_text(JUDGED)

    async def tell():
        async with workbench("judged.toml") as d:
            await searched(d)
            described = d.app.store.described[d.app.store.chosen]
            assert d.app.query_one(Views).view == OUTCOMES and "newsletter: " in d.text()
            one = described.outcomes[0]
            labels = pl.read_ipc(described.rows)["segment"]
            assert one["known"] <= (labels == 0).sum() and f"{one['known']:,}" in d.text()
            await d.press("v")
            assert d.app.query_one(Views).view == VALUE
            await d.until(d.says("of the rows bring half of it"))
            await d.press("V")
            await d.until(d.says("column of amounts"))
            await answer(d, "nonsense")
            await d.until(d.says('there is no column "nonsense"'))
            await answer(d, "income")
            await d.until(d.says("income: "))
            assert d.app.store.plan.segments.value == "income" and d.app.query_one(Views).view == VALUE
            await d.press("O")
            await d.until(d.says("outcome columns"))
            await answer(d, "visits")
            await d.until(d.says('"visits" is clustered'))
            await answer(d, "")
            await d.until(lambda: d.app.store.plan.segments.outcome == ())
            await searched(d)
            assert d.app.query_one(Views).view == VALUE
            await d.press("v")
            assert d.app.query_one(Views).view == FIGURES

    story(tell())


def test_columns_are_called_as_the_plan_calls_them(workbench, story, place):
    (place / "judged.toml").write_text(JUDGED + LABELS)

    async def tell():
        async with workbench("judged.toml") as d:
            await searched(d)
            assert "Reads the letter: " in d.text()
            d.app.panes.current.navigation.turn(FIGURES)
            await d.until(d.says("Visits a month"))
            await d.press("c")
            await d.type("newsl")
            await d.press("enter")
            await d.until(d.says("Reads the letter: shares"))

    story(tell())


def test_c_counts_any_column_by_segment_and_small_cells_can_be_hidden(workbench, story, place):
    (place / "judged.toml").write_text(JUDGED)

    async def tell():
        async with workbench("judged.toml") as d:
            await searched(d)
            await d.press("c")
            await d.until(lambda: isinstance(d.app.screen, ColumnChoice))
            await d.type("chann")
            await d.press("enter")
            await d.until(d.says("channel: shares; Cramér's V"))
            store = d.app.store
            found, described = store.results.latest(Crosstabbed), store.described[store.chosen]
            assert found.column == "channel" and sum(map(sum, found.counts)) <= pl.read_ipc(described.rows).height
            assert f"{found.shares[0][0]:.1%}".replace("%", " %").replace(".0 %", " %") in d.text()
            await d.press("m", "m")
            await d.until(d.says("channel: rows"))
            assert f"{found.counts[0][0]:,}" in d.text()
            heat = d.app.query_one("#segments-crosstab", Heatmap)
            small = sum(0 < n < 10 for row in found.counts for n in row)
            assert small and not np.isnan(heat._matrix.values).any()
            await d.press("i")
            assert np.isnan(heat._matrix.values).sum() == small
            await d.press("n")  # e saves the chart that has the focus
            await answer(d, "Loyal")
            await d.until(lambda: not d.app.engine.busy() and "Loyal" in d.text())
            await d.press("escape")
            assert d.app.query_one(Views).view == OUTCOMES

    story(tell())


def test_resamples_give_badges_to_segments_and_figures_to_candidates(workbench, story, resampled):
    async def tell():
        async with workbench(resampled) as d:
            await searched(d)
            d.app.panes.current.navigation.turn(STABILITY)
            await d.until(lambda: d.app.store.assessed and not d.app.store.assessed.left)
            await d.until(d.says("mean adjusted Rand index"))
            store = d.app.store
            described, found = store.described[store.chosen], store.assessed.stability[store.chosen]
            told = stabilities(store.assessed, described)
            assert sorted(told) == [card["segment"] for card in described.cards]
            assert {one["badge"] for one in found["clusters"]} >= {told[0]["badge"]} and told[0]["badge"] in d.text()
            assert stability_line(told[0]).startswith(f"Found again on resamples: {told[0]['badge']} (Jaccard ")
            await d.press("5")
            await d.until(d.says("the least stable segment"))
            assert "stable" in d.pane.view.board.frame.columns
            assert store.found[store.chosen]["stability"] == found["rand"]

    story(tell())


@pytest.mark.parametrize(("view", "size"), states(OUTCOMES, VALUE, CROSSTAB))
def test_look(new_workbench, snap_compare, place, view, size):
    (place / "judged.toml").write_text(JUDGED)
    app = new_workbench("judged.toml")

    async def go(pilot):
        await until(pilot, lambda: app.store.opened)
        await pilot.press("5")
        await until(pilot, lambda: app.panes.front == "cluster")
        await pilot.press("g")
        await until(pilot, lambda: app.store.searched and not app.engine.busy())
        await pilot.press("6")
        await until(pilot, lambda: app.panes.front == "segments" and app.panes.current.has_class("-there"))
        if view == CROSSTAB:
            await pilot.press("c", *"channel", "enter")
            await until(pilot, lambda: app.store.results.latest(Crosstabbed))
        else:
            app.panes.current.navigation.turn(view)

    assert snap_compare(app, terminal_size=size, run_before=go)


def test_stability_comes_by_itself_one_candidate_after_the_other(workbench, story, resampled):
    async def tell():
        async with workbench(resampled) as d:
            await searched(d)
            store = d.app.store
            await d.until(lambda: store.assessed)
            assert next(iter(store.assessed.stability)) == store.chosen
            await d.until(lambda: store.assessed and store.assessed.looked_at and not store.assessed.left)
            assert len(store.assessed.stability) == store.assessed.looked_at > 1
            assert not d.app.engine.busy()

    story(tell())
