"""Features from a second table: recognized, shown column by column, kept in the plan's lines, or refused in words."""

import pytest

from segtui.workbench.screens.features.second_table import SecondTable
from tests.workbench.settle import until
from tests.workbench.sizes import SIZES

pytestmark = pytest.mark.slow

CUSTOMERS = "customer_id,age,income,zip\n" + "".join(
    f"{i:04},{20 + i % 50},{1000 + 37 * i % 900},{10 + i % 60}{100 + i % 7}\n" for i in range(1, 61)
)
ORDERS = "order_id,client,day,total\n" + "".join(
    f"{9000 + n},{1 + n * n % 66},2024-{1 + n % 12:02}-{1 + n % 28:02},{5 + n % 40}.50\n" for n in range(200)
)
PLAN = """\
version = 1
[source]
path = "people.csv"
id = "customer_id"
[features]
use = ["age", "income"]
"""


@pytest.fixture
def tables(place):
    (place / "people.csv").write_text(CUSTOMERS)
    (place / "orders.csv").write_text(ORDERS)
    (place / "people.toml").write_text(PLAN)
    (place / "strangers.csv").write_text("user_id,points\nx1,3\nx2,4\nx1,5\n")
    (place / "empty.csv").write_text("customer_id,points\n")
    return place


async def point_at(d, path):
    """On the Features screen, ask what can be made of a table."""
    await d.press("4")
    await d.until(lambda: d.app.store.prepared and not d.app.engine.busy())
    await d.press("w")
    await name(d, path)


async def name(d, path):
    await d.until(d.says("table to make them from"))
    await d.press(*("full_stop" if letter == "." else letter for letter in path), "enter")
    await d.until(lambda: isinstance(d.app.screen, SecondTable))


def shown(d):
    return isinstance(d.app.screen, SecondTable) and d.app.screen._tried is not None


async def all_shown(d, number=1):
    """The columns of a maker are there."""
    await d.until(lambda: shown(d) and d.app.screen._number >= number)


def test_orders_are_recognized_shown_and_kept(workbench, story, tables):
    async def tell():
        async with workbench("people.toml") as d:
            await point_at(d, "orders.csv")
            await all_shown(d)
            text = d.text()
            assert "200 rows, with dates and amounts: an order log" in text
            assert "client finds 22 of 60 customers; 2 ids of the table are unknown" in text
            assert "id client   date day   amount total" in text
            assert "recency_days" in text and "63.3 %" in text and "leading zeros" in text
            await d.press("enter")
            await d.until(lambda: d.app.store.plan.derive)
            plan = d.app.store.plan
            assert [maker.called() for maker in plan.derive] == ["rfm"]
            assert plan.features.use == ("age", "income", "recency_days", "frequency", "monetary")
            await d.until(lambda: d.app.store.prepared and not d.app.engine.busy())
            await d.press("w")
            await name(d, "orders.csv")
            await all_shown(d)
            assert "orders_recency" in d.text()
            await d.press("escape", "u")
            await d.until(lambda: not d.app.store.plan.derive)

    story(tell())


@pytest.mark.slow
def test_another_maker_and_other_keys_show_other_columns(workbench, story, tables):
    async def tell():
        async with workbench("people.toml") as d:
            await point_at(d, "orders.csv")
            await all_shown(d)
            await d.press("j", "j", "j", "k")
            await d.until(d.says("total_sum"))
            await d.press("e")
            await d.until(lambda: not isinstance(d.app.screen, SecondTable))
            d.app.screen.query_one("#field-columns").value = '{ total = ["max"] }'
            await d.press("enter")
            await d.until(d.says("total_max"))
            await d.until(lambda: shown(d))
            assert "total_sum" not in d.text()
            await d.press("enter")
            await d.until(lambda: d.app.store.plan.derive)
            assert d.app.store.plan.derive[0].columns == {"total": ("max",)}

    story(tell())


def test_several_are_marked_and_kept_in_one_change(workbench, story, tables):
    async def tell():
        async with workbench("people.toml") as d:
            await point_at(d, "orders.csv")
            await all_shown(d)
            await d.press("space", "end")
            await d.until(lambda: shown(d) and d.app.screen.maker.called() == "place")
            assert "that could be French" in d.text() and "▸  place" in d.text()
            await d.press("space", "up", "enter")
            await d.until(lambda: d.app.store.plan.derive)
            assert [maker.called() for maker in d.app.store.plan.derive] == ["rfm", "place"]
            await d.press("u")
            await d.until(lambda: not d.app.store.plan.derive)

    story(tell())


def test_own_columns_are_proposed_without_a_table(workbench, story, tables):
    async def tell():
        async with workbench("people.toml") as d:
            await point_at(d, "")
            await all_shown(d)
            text = d.text()
            assert "Features from the customers' own columns" in text and "60 customers, 4 columns" in text
            await d.press("e")
            await d.until(lambda: not isinstance(d.app.screen, SecondTable))
            assert "zip" in d.text()
            await d.press("escape")
            await all_shown(d)
            await d.press("enter")
            await d.until(lambda: d.app.store.plan.derive)
            assert d.app.store.plan.features.use == ("age", "income")

    story(tell())


@pytest.mark.slow
def test_what_does_not_fit_is_said_and_another_file_asked_for(workbench, story, tables):
    async def tell():
        async with workbench("people.toml") as d:
            await point_at(d, "nowhere.csv")
            await d.until(d.says("nowhere.csv"))
            await d.until(lambda: "RecognizeTable" in d.app.store.failed)
            for path, said in (("strangers.csv", "no column has the customers' ids"), ("empty.csv", "no rows")):
                await d.press("o")
                await d.until(d.says("table to make them from"))
                await d.press("ctrl+u")
                await name(d, path)
                await d.until(d.says(said))
            await d.press("enter")
            assert isinstance(d.app.screen, SecondTable)
            await d.press("escape")
            await d.until(lambda: not isinstance(d.app.screen, SecondTable))
            assert not d.app.store.unsaved

    story(tell())


@pytest.mark.parametrize("size", SIZES)
def test_looks_as_it_should(new_workbench, snap_compare, tables, size):
    app = new_workbench("people.toml")

    async def before(pilot):
        await until(pilot, lambda: app.panes.front and app.store.opened)
        await pilot.press("4")
        await until(pilot, lambda: app.panes.front == "features")
        await until(pilot, lambda: app.store.prepared and not app.engine.busy())
        app.panes.current.making.ask_path = _orders
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, SecondTable) and app.screen._tried is not None)
        app.status.say("")

    assert snap_compare(app, terminal_size=size, run_before=before)


async def _orders(*_):
    return "orders.csv"
