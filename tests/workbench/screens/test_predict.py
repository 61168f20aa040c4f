"""The Predict view as a user has it: add a prediction, see what it would learn from, learn it, read it."""

import os
import signal

import numpy as np
import polars as pl
import pytest

from tests.made_orders import RFM, write_orders
from tests.workbench.sizes import SIZES, SMALL

pytestmark = pytest.mark.slow

PLAN = (
    RFM
    + """
[search.kmeans]
k = [2]
[stability]
resamples = 0
"""
)
BUYS = """
[[predict]]
name = "buys_30d"
label = "purchase"
models = ["logistic"]
money = { contact = 1, margin = 10 }
"""
PEOPLE = """
[source]
path = "people.csv"

[features]
use = ["a", "b"]

[search.kmeans]
k = [2]
[stability]
resamples = 0
"""


@pytest.fixture
def orders(place):
    """A plan over a year of orders of 200 people, each at a pace of their own."""
    write_orders(place, people=200, pace=40)
    (place / "it.toml").write_text(PLAN)
    (place / "buys.toml").write_text(PLAN + BUYS)
    return place


@pytest.fixture
def people(place):
    """A plan over 400 people of whom some replied, and some things happened to nearly none."""
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=400), np.repeat([0.0, 8.0], 200) + rng.normal(size=400)
    reply, rare = a + rng.normal(size=400) > 0.3, np.arange(400) < 9
    columns = {"id": range(400), "a": a, "b": b, "reply": reply.astype(int), "rare": rare.astype(int)}
    pl.DataFrame(columns).write_csv(place / "people.csv")
    (place / "it.toml").write_text(PEOPLE)


def orders_of(d):
    return d.app.store.plan.predict


async def opened(d, key="4"):
    """In the Predict view of a screen."""
    await d.press(key)
    await d.until(lambda: d.app.panes.front == {"4": "features", "6": "segments"}[key])
    await d.press("P")
    await d.until(lambda: d.pane.predictions.is_open and d.app.focused in d.pane.predictions.view.walk_children())


async def idle(d):
    await d.until(lambda: d.app.store.prepared and not d.app.engine.busy())


def test_a_prediction_is_added_previewed_learned_and_read(workbench, orders, story):
    async def tell():
        async with workbench("it.toml", size=(80, 24)) as d:
            await opened(d)
            await d.until(d.says("The plan predicts nothing yet. a adds a prediction"))
            await idle(d)
            await d.press("a")
            await d.until(d.says("purchase"))
            form = d.app.screen
            form.query_one("#field-models").value = "logistic"
            form.query_one("#field-money").value = "contact = 1, margin = 10"
            await d.press("enter")
            await d.until(lambda: orders_of(d))
            assert orders_of(d)[0].name == "buys_30d" and orders_of(d)[0].money.margin == 10
            await d.until(d.says("g learns and tests it, in about"))
            text = d.text()
            assert "validation" in text or "training" in text
            assert "not learned, takes about" in text
            await d.press("g")
            await d.until(d.says("ROC-AUC 0."))
            await idle(d)
            text = d.text()
            assert "1/10 buys_30d: figures of the test" in text and "recency" in text and "average precision" in text
            await d.press("v")
            assert "profit" in d.text() and "A contact pays from a probability of 10.0 %" in d.text()
            heads = ["How many buys_30d finds", "Lift of buys_30d", "How true buys_30d is", "ROC of buys_30d"]
            for said in [*heads, "Precision of buys_30d by recall", "What buys_30d goes by", "in words"]:
                await d.press("v")
                await d.until(d.says(said))
                if said == "How true buys_30d is":
                    assert "Rows at each point: " in d.text()
            await d.press("u")
            await d.until(lambda: not orders_of(d))
            await d.press("r")
            await d.until(d.says("ROC-AUC 0."))
            await d.press("escape")
            await d.until(lambda: d.app.focused is d.pane.view.table)

    story(tell())


def test_columns_of_two_values_can_be_predicted_and_too_few_are_refused(workbench, people, story):
    async def tell():
        async with workbench("it.toml", size=(80, 24)) as d:
            await opened(d)
            await idle(d)
            await d.press("a")
            await d.until(d.says("reply = 1"))
            choice = d.app.screen.query_one("#field-label")
            assert choice.words == ("reply = 1", "rare = 1")
            choice.value = "rare = 1"
            await d.press("enter")
            await d.until(d.says("can't be learned"))
            await d.until(d.says("only 9 of 400 rows have the outcome"))
            await d.press("g")
            await d.until(d.says("It can't be learned so; e changes it."))
            await d.press("e")
            await d.until(lambda: d.app.screen.query("#field-label"))
            d.app.screen.query_one("#field-label").value = "reply = 1"
            d.app.screen.query_one("#field-horizon").value = "30d"
            await d.press("enter")
            await d.until(d.says("goes with label = purchase or churn"))
            d.app.screen.query_one("#field-horizon").value = ""
            await d.press("enter")
            await d.until(d.says("not learned, takes about"))
            os.kill(d.app.engine.client.pid, signal.SIGSTOP)  # it learns faster than a test looks
            await d.press("g")
            await d.until(lambda: d.app.engine.busy("LearnPrediction"))
            await d.press("x")
            await d.until(d.says("not learned, takes about"))
            assert not d.app.engine.busy("LearnPrediction")
            await d.press("d")
            await d.until(lambda: not orders_of(d))

    story(tell())


@pytest.mark.slow
def test_segments_say_their_mean_probability(workbench, orders, story):
    async def tell():
        async with workbench("buys.toml", size=(120, 40)) as d:
            await d.press("5")
            await d.until(lambda: d.app.panes.front == "cluster")
            await d.press("g")
            await d.until(lambda: d.app.store.searched)
            await opened(d, "6")
            await idle(d)
            await d.press("g")
            await d.until(d.says("ROC-AUC 0."))
            assert "figures of the test; How many buys_30d finds" in d.text()
            await d.press("escape")
            await d.until(d.says("buys_30d: "))

    story(tell())


@pytest.mark.parametrize("size", SIZES)
def test_looks_like_this(snap_compare, new_workbench, orders, size):
    async def before(pilot):
        app = pilot.app
        while not app.store.opened:
            await pilot.pause(0.02)
        await pilot.press("4")
        while app.panes.front != "features" or not app.store.prepared:
            await pilot.pause(0.02)
        await pilot.press("p")
        while not app.panes.current.predictions.view.turns or app.engine.busy():
            await pilot.pause(0.02)
        await pilot.press("g")
        while len(app.panes.current.predictions.view.turns) < 3:
            await pilot.pause(0.02)
        if size == SMALL:
            await pilot.press("v", "v")

    assert snap_compare(new_workbench("buys.toml"), run_before=before, terminal_size=size)
