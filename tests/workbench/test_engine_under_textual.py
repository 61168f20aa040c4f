"""hdbscan under a running Textual app, whose standard error has no file number: in a thread of the app it fails."""

import asyncio
import queue
import sys

import numpy as np
import polars as pl
import pytest
from textual.app import App
from textual.widgets import Static

from segtui.engine.transport.client import Engine
from segtui.engine.transport.messages import Message, Searched, SearchGrids

PLAN = """
[source]
path = "rows.csv"
[search.hdbscan]
min_cluster_size = [400]
min_samples = [5]
"""


class Tiny(App[None]):
    """Starts a compute process when it runs already, and asks it for a search."""

    def __init__(self, session, folder):
        super().__init__()
        self.engine = Engine(session)
        self.folder = folder
        self.answers = queue.Queue()
        self.stderr_was_replaced = False

    def compose(self):
        yield Static("waiting")

    def on_mount(self):
        self.stderr_was_replaced = sys.stderr is not sys.__stderr__
        self.engine.listen(lambda message: self.call_from_thread(self.heard, message))
        self.engine.start()
        self.engine.send(SearchGrids(1, plan=PLAN, folder=str(self.folder)))

    def heard(self, message: Message):
        self.query_one(Static).update(type(message).__name__)
        if message.ticket and not message.partial:
            self.answers.put(message)


@pytest.mark.slow
def test_hdbscan_on_20000_rows_answers_under_a_running_app(tmp_path):
    random = np.random.default_rng(0)
    centres = random.integers(0, 3, size=(20_000, 1)) * 9
    values = (centres + random.normal(size=(20_000, 3))).round(4)
    pl.DataFrame(values, schema=["a", "b", "c"]).write_csv(tmp_path / "rows.csv")

    async def run():
        app = Tiny(tmp_path, tmp_path)
        async with app.run_test() as pilot:
            while app.answers.empty():
                await pilot.pause(0.05)
            assert app.stderr_was_replaced
            assert app.engine.alive
        app.engine.stop()
        return app.answers.get()

    answer = asyncio.run(asyncio.wait_for(run(), 60))
    assert isinstance(answer, Searched), answer
    (row,) = answer.rows
    assert row["clusters"] == 3
    assert row["coverage"] > 0.9
