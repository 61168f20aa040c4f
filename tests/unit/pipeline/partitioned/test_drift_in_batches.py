"""Drift counts rows as they pass: the same figures in batches of any size, as a look at all rows has them."""

from functools import partial
from math import log

import numpy as np
import polars as pl
import pytest
from scipy.stats import ks_2samp

from segtui.data.reading.batches import Batches
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.pipeline.scoring import later_columns, new_rows
from segtui.pipeline.scoring.drift import drift
from segtui.plan.load import load

ROWS = 2_000
PLAN = """
[source]
path = "may.parquet"
id = "customer_id"
[[clean]]
step = "impute"
columns = ["income"]
method = "median"
[features]
use = ["income", "visits", "channel"]
log = ["income"]
categorical = "onehot"
[search]
sample = 400
[search.kmeans]
k = [3]
[stability]
resamples = 0
[report]
html = false
[engine]
parts = {parts}
rows = 1000
"""


def _customers(seed: int, more: float = 0) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, ROWS)
    gaps = pl.Series(rng.random(ROWS) < 0.04)
    frame = pl.DataFrame(
        {
            "customer_id": np.arange(ROWS) * 7,
            "income": np.exp(rng.normal(group + more, 0.3)).round(3),
            "visits": rng.poisson(4 + 6 * group),
            "channel": np.array(["web", "shop", "app"])[group],
            "since": [f"2024-0{1 + n}-11" for n in rng.integers(0, 9, ROWS)],
            "city": [f"town {n}" for n in rng.integers(0, 9, ROWS)],
        }
    )
    return frame.with_columns(pl.when(gaps).then(None).otherwise(pl.col("income")).alias("income"))


@pytest.fixture(scope="module", params=["true", pytest.param("false", marks=pytest.mark.slow)])
def run(request, tmp_path_factory) -> RunFiles:
    """A run over parts, or in memory, beside the later customers as text and as Parquet."""
    folder = tmp_path_factory.mktemp("run")
    _customers(1).write_parquet(folder / "may.parquet")
    june = _customers(2, 0.2).with_columns(city=pl.col("city").replace({"town 3": "village"}))
    june.write_csv(folder / "june.csv")
    june.write_parquet(folder / "june.parquet")
    (folder / "plan.toml").write_text(PLAN.format(parts=request.param))
    run_plan(load(folder / "plan.toml"), RunOptions(folder, folder / "run"), Silent())
    return RunFiles.open(folder / "run")


def _figures(run: RunFiles, data: str) -> list[tuple[object, ...]]:
    return [f.row() for f in drift(run, str(run.path.parent / data), {}).frame().iter_slices(1)]


def test_batches_of_any_size_have_the_same_findings(run, monkeypatch):
    whole = {name: _figures(run, name) for name in ("june.csv", "june.parquet")}
    for module in (later_columns, new_rows):
        monkeypatch.setattr(module, "Batches", partial(Batches, rows=700))
    for name, figures in whole.items():
        again = _figures(run, name)
        assert [(row[:2], row[6:]) for row in again] == [(row[:2], row[6:]) for row in figures]
        for one, other in zip(again, figures, strict=True):
            assert one[2:6] == pytest.approx(other[2:6], rel=1e-12)


def test_the_figures_are_those_of_all_later_rows(run):
    found = {(f.subject, f.measure): f for f in drift(run, str(run.path.parent / "june.parquet"), {}).findings}
    june, kept, scale = _customers(2, 0.2), run.rows(), {c["name"]: c for c in run.model["columns"]}
    for name in ("visits", "income"):
        then = kept[name].to_numpy() * scale[name]["scale"] + scale[name]["shift"]
        now = june[name].fill_null(_customers(1)["income"].median()).to_numpy()
        now = np.log1p(now) if name == "income" else now
        if name == "income":  # counts come back from the scale with rounding
            assert found[name, "ks"].value == pytest.approx(ks_2samp(then, now).statistic, abs=2e-3)
            assert found[name, "ks"].now == pytest.approx(np.expm1(np.median(now)))
        edges = np.unique(np.quantile(then, np.arange(1, 10) / 10)) + 1e-9
        counts = [np.bincount(np.searchsorted(edges, each), minlength=len(edges) + 1) for each in (then, now)]
        shares = np.maximum([each / each.sum() for each in counts], 1e-4)
        by_hand = sum((b - a) * log(b / a) for a, b in shares.T)
        assert found[name, "psi"].value == pytest.approx(by_hand, abs=1e-3)
    segments = pl.read_csv(run.path / "segments.csv")["segment"]
    for number, name in run.names.items():
        assert found[f"{number} · {name}", "share"].then == pytest.approx((segments == number).mean())
    assert found["city", "categories"].value == pytest.approx((june["city"] == "town 3").mean())
    assert found["income", "nulls"].now == pytest.approx(june["income"].is_null().mean())


def test_a_column_is_text_where_more_of_its_cells_are_than_may_be_unread(run, tmp_path, monkeypatch):
    for module in (later_columns, new_rows):
        monkeypatch.setattr(module, "Batches", partial(Batches, rows=400))
    june = _customers(2).with_columns(pl.col("visits").cast(pl.String))
    for count, kinds in ((30, []), (200, ["type"])):
        rows = pl.int_range(pl.len())
        mixed = june.with_columns(
            pl.when(rows < count).then(pl.lit("often")).otherwise(pl.col("visits")).alias("visits")
        )
        mixed.write_csv(tmp_path / "mixed.csv")
        found = drift(run, str(tmp_path / "mixed.csv"), {}).findings
        assert [f.measure for f in found if f.subject == "visits" and f.measure == "type"] == kinds
