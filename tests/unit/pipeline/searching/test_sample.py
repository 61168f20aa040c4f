"""A search of a sample of the rows: refused or offered, never silent, and the same bytes every time."""

import json
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from segtui.errors import ResourceError
from segtui.pipeline.searching.forecast import check_memory, outlook
from segtui.plan.load import parse

PLAN = """
[source]
path = "customers.csv"
[search]
sample = 150
[search.kmeans]
k = "2..4"
[search.hierarchical]
linkage = ["ward", "average"]
k = "2..4"
[search.dbscan]
min_samples = [5]
[search.hdbscan]
min_samples = [5]
"""


@pytest.fixture
def plan(tmp_path):
    rng = np.random.default_rng(2)
    centres = np.repeat([[30, 200, 2], [50, 900, 12], [65, 100, 25]], 200, axis=0)
    values = centres + rng.normal(size=centres.shape) * [3, 30, 1]
    pl.DataFrame(values, schema=["age", "spend", "visits"]).with_row_index("id").write_csv(tmp_path / "customers.csv")
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path


def _matrix(rows, columns=8):
    """A shape is all that a forecast looks at."""
    return SimpleNamespace(values=np.broadcast_to(0.0, (rows, columns)))


def test_a_run_on_a_sample_labels_every_row_and_says_so_everywhere(segtui, plan, tmp_path):
    done = segtui("run", plan, "-o", "out")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    assert "Clustering a random sample of 150 of 600 rows" in done.stderr
    segments = pl.read_csv(out / "segments.csv")
    assert segments.height == 600
    assert segments["segment"].value_counts()["count"].to_list() == [200, 200, 200]
    notes = pl.read_csv(out / "leaderboard.csv")["notes"]
    assert notes.str.contains("found on 150 of 600 rows, the rest assigned").all()
    assert "found on 150 of 600 rows" in (out / "report.md").read_text()
    manifest = json.loads((out / "run.json").read_text())
    assert (manifest["rows"]["clustered"], manifest["rows"]["sampled"]) == (600, 150)
    assert "sample = 150" in (out / "plan.toml").read_text()


def test_the_plan_as_carried_out_gives_the_same_bytes(segtui, plan, tmp_path):
    assert segtui("run", plan, "-o", "a").returncode == 0
    assert segtui("run", tmp_path / "a" / "plan.toml", "-o", "b").returncode == 0
    for name in ("segments.csv", "leaderboard.csv", "plan.toml"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_sample_is_a_key_of_its_own_without_any_grid():
    plan = parse('source = { path = "a.csv" }\nsearch = { sample = 500 }')
    assert plan.sample() == 500
    assert len(plan.grids()) == 5
    assert parse('source = { path = "a.csv" }').sample() is None


def test_a_refused_search_names_a_sample_that_would_fit():
    plan = parse('source = { path = "a.csv" }')
    sampled = parse('source = { path = "a.csv" }\nsearch = { sample = 100000 }')
    limit = outlook(sampled, _matrix(2_000_000)).bytes
    with pytest.raises(ResourceError, match="would need about") as refused:
        check_memory(plan, _matrix(2_000_000), limit)
    number = int(str(refused.value).split("search.sample=")[1].split()[0])
    assert 1_000 <= number < 2_000_000
    fitting = parse(f'source = {{ path = "a.csv" }}\nsearch = {{ sample = {number} }}')
    check_memory(fitting, _matrix(2_000_000), limit)


def test_no_sample_is_named_where_none_would_fit():
    with pytest.raises(ResourceError) as refused:
        check_memory(parse('source = { path = "a.csv" }'), _matrix(100_000), 2**20)
    assert "search.sample" not in str(refused.value)
