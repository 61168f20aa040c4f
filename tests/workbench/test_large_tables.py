"""A table that a run works through in parts: what each screen looks at, and what is written of it."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from segtui.workbench.frame.title_bar import looked_at
from segtui.workbench.screens.segments.view_names import BESIDE

PLAN = """
[source]
path = "large.parquet"
id = "customer_id"
[engine]
parts = true
rows = 1_000
[stability]
resamples = 0
[search]
sample = 500
[search.kmeans]
k = [2, 3, 4]
[select]
clusters = [3, 3]
min_share = 0.0
"""
SMALL_SAMPLE = """
from segtui.engine import serve
from segtui.pipeline.partitioned.preparing import preparation, source_parts
from segtui.pipeline.partitioned.segmenting import exported_rows

source_parts.SAMPLE = preparation.SAMPLE = exported_rows.SAMPLE = 500
serve.main()
"""


@pytest.fixture
def large(place, new_workbench, nursery, monkeypatch, tmp_path):
    """3,000 customers in three groups, in three parts, of whom 500 are a sample."""
    centres = np.repeat([[30.0, 2.0], [50.0, 12.0], [70.0, 25.0]], 1_000, axis=0)
    values = centres + np.random.default_rng(0).normal(size=centres.shape)
    frame = pl.DataFrame(values.round(2), schema=["spend", "visits"]).with_row_index("customer_id", 1)
    frame.write_parquet(place / "large.parquet")
    (place / "large.toml").write_text(PLAN)
    script = tmp_path / "compute.py"
    script.write_text(SMALL_SAMPLE)
    monkeypatch.setattr("segtui.engine.transport.child._start", partial(nursery.compute, script=script))
    return "large.toml"


@pytest.mark.parametrize(("front", "told"), [("data", "10 of 30"), ("features", "28")])
def test_the_title_says_all_rows_where_a_screen_looks_at_all(front, told):
    opened, prepared = SimpleNamespace(rows=10, of=30, part=True), SimpleNamespace(rows=28, of=None)
    assert looked_at(SimpleNamespace(prepared=prepared, searched=None), opened, front) == told


async def written(d):
    """Write the run from the Export screen."""
    await d.press("7")
    await d.until(d.says("not searched yet"))
    await d.press("w")
    await d.until(d.says("Written:"))


@pytest.mark.slow
def test_screens_look_at_a_sample_and_the_run_that_is_written_has_all_rows(workbench, story, place, large):
    async def tell():
        async with workbench(large) as d:
            await d.until(d.says("3,000 × 3"))
            await d.press("5", "g")
            await d.until(lambda: d.app.store.searched)
            assert "500 of 3,000 × 3" in d.text()
            await d.press("6")
            await d.until(lambda: d.pane.has_class("-there"))
            assert "500 of 3,000 × 3" in d.text() and "500 rows" in d.text()
            await d.press("b", "enter")
            await d.until(lambda: d.pane.query_one("Views").view == BESIDE and not d.app.engine.busy())
            assert "500 of 3,000 × 3" in d.text()
            await d.press("7")
            await d.until(d.says("of 3,000 rows"))
            await d.press("w")
            await d.until(d.says("Written:"))

    story(tell())
    segments = pl.read_csv(place / "runs" / "large" / "segments.csv")
    assert segments.height == 3_000 and segments["segment"].n_unique() == 3


def test_a_run_that_is_being_written_is_cancelled_and_leaves_nothing(workbench, story, place, large):
    async def tell():
        async with workbench(large) as d:
            await d.press("7")
            await d.until(d.says("not searched yet"))
            await d.press("w")
            await d.until(lambda: list(place.glob("runs/.large.partial.spill/*")))
            await d.press("x")
            await d.until(lambda: not d.app.engine.busy())
            await d.until(d.says("not searched yet"))
            await d.until(lambda: not list(place.glob("runs/.*.spill")))

    (place / large).write_text(PLAN.replace("[2, 3, 4]", "[2, 3, 4, 5]").replace("resamples = 0", "resamples = 20"))
    story(tell())
    assert not (place / "runs" / "large").exists()


@pytest.mark.slow
def test_a_finished_run_shows_its_own_figures_and_says_what_it_lacks(workbench, story, place, large):
    async def tell():
        async with workbench(large) as d:
            await written(d)
        async with workbench("runs/large") as d:
            await d.press("6")
            await d.until(lambda: d.pane.has_class("-there"))
            assert "3,000 rows" in d.text() and d.app.store.opened is None  # nobody waits for its source
            await d.press("b", "enter")
            await d.until(d.says("a run keeps the segments of its chosen candidate only"))
            await d.press("2")
            await d.until(lambda: d.app.store.opened is not None)

    story(tell())
