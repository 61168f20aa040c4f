"""A finished run of three clear groups, made once, with a receiver that hears what its triggers say."""

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load
from tests.other_side import OtherSide, Reply

PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[[derive]]
kind = "expression"
name = "per_visit"
sql = "spend / visits"
[features]
use = ["age", "spend", "visits"]
[search.kmeans]
k = [3]
[stability]
resamples = 0
[report]
html = false
[segments]
names = { 0 = "Calm", 1 = "Warm", 2 = "Hot" }
"""
TRIGGER = """
[[trigger]]
name = "big"
when = "spend >= 850 AND segment_name IN ('Calm', 'Warm', 'Hot')"
once = "30d"
to = "URL"
consent = "news"
columns = ["spend", "since", "email"]
"""


def table() -> pl.DataFrame:
    """Three clear groups of 40; every fourth says no, every seventh nothing."""
    random = np.random.default_rng(0)
    centres = np.repeat([[30, 200, 2], [50, 900, 12], [65, 100, 25]], 40, axis=0)
    values = centres + random.normal(size=centres.shape) * [3, 30, 1]
    frame = pl.DataFrame(values.round(2), schema=["age", "spend", "visits"]).with_row_index("customer_id", 1)
    row = pl.int_range(120, eager=True)
    news = pl.select(pl.when(row % 4 == 0).then(pl.lit("no")).when(row % 7 == 0).then(None).otherwise(pl.lit("yes")))
    mails = pl.Series("email", [f"c{number}@example.com" for number in range(1, 121)])
    since = pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 4, 29), eager=True).alias("since")
    return frame.with_columns(news.to_series().alias("news"), mails, since)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of a plan with a trigger, and of its run, which did not fire."""
    place = tmp_path_factory.mktemp("triggers")
    table().write_csv(place / "customers.csv")
    (place / "plan.toml").write_text(PLAN + TRIGGER.replace("URL", "http://127.0.0.1:9/hook"))
    run_plan(load(place / "plan.toml"), RunOptions(place, place / "runs" / "may"), Silent())
    return place


class Receiver(OtherSide):
    """Another side with the bodies that it took, by the key of each."""

    def __init__(self) -> None:
        self.says = lambda call: Reply(204, b"")
        super().__init__(lambda call: self.says(call))  # noqa: PLW0108 - it changes


@pytest.fixture
def receiver():
    other = Receiver()
    yield other
    other.close()


@pytest.fixture
def run(made, tmp_path, receiver) -> Path:
    """A copy of the run whose trigger goes to the receiver; other triggers are written into its plan."""
    shutil.copytree(made, tmp_path / "place", dirs_exist_ok=True)
    folder = tmp_path / "place" / "runs" / "may"
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text().replace("http://127.0.0.1:9", receiver.url))
    return folder
