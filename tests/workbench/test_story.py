"""An analyst's whole way from a file that nobody prepared to files that a campaign can use, by keys alone."""

import os
import subprocess
import sys

import polars as pl
import pytest


@pytest.mark.slow
def test_from_a_file_to_its_segments_by_keys_with_the_bytes_of_the_headless_run(workbench, story, place):
    async def tell():
        async with workbench("customers.csv", size=(120, 40)) as d:
            store = d.app.store
            steps = len(store.plan.clean)
            await d.press("2")
            await d.until(d.says("to fix ("))
            await d.press("a", "x")  # the next alert, mended by its first way
            await d.until(lambda: len(store.plan.clean) > steps or store.unsaved)
            await d.press("5")
            await d.until(d.says("g searches"))
            await d.press("g")
            await d.until(lambda: store.searched and not d.app.engine.busy("SearchGrids"), 120)
            best = store.searched.chosen
            await d.until(d.says("Chosen: the best"))
            await d.press("full_stop", "c")  # the second candidate, chosen by one key
            await d.until(d.says("Chosen by you"))
            assert store.plan.select.candidate
            assert store.chosen != best
            await d.press("6")
            await d.until(lambda: store.described and not d.app.engine.busy())
            await d.press("n")
            await d.press("ctrl+u")
            await d.type("Champions")
            await d.press("enter")
            await d.until(lambda: store.plan.segments.names)
            await d.press("S")
            await d.until(d.says("save the plan as"))
            await d.press("enter")
            await d.until(lambda: not store.unsaved)
            await d.press("7")
            await d.until(d.says("as it will be written"))
            assert "Champions" in d.text()
            await d.press("w")
            await d.until(lambda: store.wrote, 120)

    story(tell())
    written = next((place / "runs").iterdir())
    plan = next(f for f in place.glob("*.toml") if f.name != "plan.toml")
    done = subprocess.run(
        [sys.executable, "-m", "segtui", "run", plan.name, "-o", "headless", "-q"],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for file in sorted(written.glob("*.csv")):
        assert file.read_bytes() == (place / "headless" / file.name).read_bytes(), file.name
    assert "Champions" in pl.read_csv(written / "segments.csv")["segment_name"].unique()
