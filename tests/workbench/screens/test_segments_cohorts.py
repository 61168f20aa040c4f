"""The cohorts of the plan on the Segments screen: of the segment at the cursor, or of all customers."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.plan.model import Plan
from segtui.workbench.screens.segments.cohort_editing import proposed, told
from segtui.workbench.screens.segments.heat_maps.cohorts import show_cohorts
from segtui.workbench.screens.segments.view_names import COHORTS
from tests.workbench.screens.test_segments import PLAN, searched
from widgets.heatmap.heatmap import Heatmap

COHORT = '[[cohort]]\npath = "cdnow_orders.csv"\nid = "customer_id"\ndate = "order_date"\nsplit = "segment"\n'
NAMES = {0: "0 Loyal", 1: "1 New"}


def triangle(segment, share):
    rows = ["all", "2024-01"]
    texts = [[f"{100 * share:.0f} %", ""], ["–", ""]]
    return {
        "segment": segment,
        "rows": rows,
        "customers": [1200, 7],
        "shares": [[share, None], [None, None]],
        "texts": texts,
    }


def table(*segments, measure="customers"):
    shares = {None: 0.2, 0: 0.5, 1: 0.1}
    triangles = [triangle(segment, shares[segment]) for segment in (None, *segments)]
    return {"measure": measure, "of_orders": True, "by": "month", "sentences": [], "triangles": triangles}


def test_the_cohorts_of_the_segment_at_the_cursor_are_shown_then_those_of_all():
    heat = Heatmap(scale="sequential")
    said = [show_cohorts(heat, [table(0, 1)], number, 1, NAMES).split("   ")[0] for number in (0, 1, 2)]
    assert said[0] == said[2] == "Customers who order again, months after the first order: 1 New"
    assert said[1] == "Customers who order again, months after the first order: all customers"
    figure = heat.figure()
    assert figure is not None and figure.rows == ("all (1,200)", "2024-01 (7)") and figure.columns == ("1", "2")


def test_all_segments_have_the_same_colours():
    heat, limits = Heatmap(scale="sequential"), set()
    for segment in (0, 1):
        show_cohorts(heat, [table(0, 1)], 0, segment, NAMES)
        figure = heat.figure()
        assert figure is not None
        limits.add(figure.limit)
    assert limits == {float(np.quantile([0.2, 0.5, 0.1], 0.95))}


def test_a_table_that_is_not_split_is_of_all_customers_and_the_only_one():
    said = show_cohorts(Heatmap(scale="sequential"), [table(measure="revenue")], 0, 1, NAMES)
    assert said == "Revenue, months after the first order: all customers"


def test_a_first_table_is_proposed_from_the_orders_that_the_plan_reads():
    orders = {"path": "orders.csv", "id": "who", "date": "day"}
    plan = Plan(derive=[{"kind": "rfm", **orders, "amount": "paid"}])
    assert proposed(plan) == {**orders, "amount": "paid", "split": "segment"}
    assert proposed(Plan(source={"path": "a.csv"})) == {"split": "segment"}
    cohort = Plan(source={"path": "a.csv"}, cohort=[orders]).cohort[0]
    assert told(cohort) == "customers by month of first event, from orders.csv"


@pytest.mark.slow
def test_cohorts_are_added_changed_and_deleted(workbench, story):
    async def tell():
        async with workbench("plan.toml") as d:
            await searched(d)
            await d.press("F")
            await d.until(d.says("Cohorts: who comes back"))
            await d.press("enter")
            await d.until(lambda: d.app.store.plan.cohort)
            assert d.app.store.plan.cohort[0].split == "segment"
            await d.press("F")
            await d.until(d.says("Cohort tables"))
            await d.press("d", "enter")
            await d.until(lambda: not d.app.store.plan.cohort)

    story(tell())


@pytest.mark.slow
def test_the_view_turns_to_the_cohorts_of_the_plan(workbench, story, place):
    (place / "cohorts.toml").write_text(PLAN + COHORT)

    async def tell():
        async with workbench("cohorts.toml") as d:
            await searched(d)
            assert COHORTS in d.pane.view.current.turns
            d.pane.navigation.turn(COHORTS)
            await d.until(lambda: "months after the first event: 0 " in d.text())
            await d.press("m")
            await d.until(lambda: "months after the first event: all customers" in d.text())

    story(tell())
