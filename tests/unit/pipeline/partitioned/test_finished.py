"""What follows a run over parts counts all of its rows, not those of the sample that its model keeps."""

import json
from collections import Counter

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from segtui.cli import app
from segtui.errors import UsageError
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.compare_runs import compare
from segtui.pipeline.finished_runs.kept_run import kept_run
from segtui.pipeline.finished_runs.verify import verify
from segtui.pipeline.partitioned.preparing import preparation
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load
from tests.quick_runs import IN_PARTS

ROWS, SAMPLE = 3_000, 300
PLAN = """
[source]
path = "{name}.parquet"
id = "customer_id"
[features]
use = ["income", "visits"]
"""


def _customers(first: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    ids = np.arange(first, first + ROWS)
    group = ids % 3
    income, visits = rng.normal(1_000 * group, 100).round(2), rng.poisson(4 + 6 * group)
    names = [f"person-{n:05d}" for n in ids]
    return pl.DataFrame({"customer_id": ids, "income": income, "visits": visits, "name": names})


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two months over parts, the second with the first as its previous run; and the folder that they are in."""
    folder = tmp_path_factory.mktemp("months")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "SAMPLE", SAMPLE)
        for name, first, seed in (("may", 0, 1), ("june", 500, 2)):
            _customers(first, seed).write_parquet(folder / f"{name}.parquet")
            more = '[segments]\nprevious = "may"\n' if name == "june" else ""
            (folder / f"{name}.toml").write_text(PLAN.format(name=name) + IN_PARTS + more)
            run_plan(load(folder / f"{name}.toml"), RunOptions(folder, folder / name), Silent())
    return folder


def _segments(folder, name: str) -> dict[int, int]:
    return dict(pl.read_csv(folder / name / "segments.csv").select("customer_id", "segment").iter_rows())


def _by_hand(folder) -> dict[str, int]:
    may, june = _segments(folder, "may"), _segments(folder, "june")
    return {
        "both": len(may.keys() & june.keys()),
        "new": len(june.keys() - may.keys()),
        "gone": len(may.keys() - june.keys()),
        "moved": sum(may[id] != june[id] for id in may.keys() & june.keys()),
    }


def test_two_runs_are_compared_by_all_of_their_people(runs):
    found = compare(RunFiles.open(runs / "may"), RunFiles.open(runs / "june"))
    assert found.counts == _by_hand(runs)
    sides = [side.people for pair in found.beside.pairs for side in (pair.old, pair.new) if side]
    assert sum(sides) == 2 * ROWS


def test_a_run_tells_of_all_people_where_they_come_from(runs):
    assert json.loads((runs / "june" / "run.json").read_text())["lineage"]["people"] == _by_hand(runs)
    assert pl.read_csv(runs / "june" / "migration.csv")["people"].sum() == ROWS + 500


def test_a_finished_run_opens_with_the_confidence_of_its_sample(runs):
    run = RunFiles.open(runs / "may")
    kept = kept_run(run, "")
    known = dict(pl.read_csv(runs / "may" / "segments.csv").select("customer_id", "confidence").iter_rows())
    assert kept.segments is not None
    assert kept.segments.confidence.to_list() == [known[id] for id in run.rows().to_series(0)]
    assert sum(card.rows for card in kept.segments.cards) == ROWS


def test_rows_that_come_back_are_counted_whether_or_not_they_were_in_the_sample(runs):
    out = runs / "assigned.csv"
    done = CliRunner().invoke(app, ["assign", str(runs / "may"), str(runs / "may.parquet"), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "of 3,000 rows of the run" in " ".join(done.output.split())
    assert dict(pl.read_csv(out).select("customer_id", "segment").iter_rows()) == _segments(runs, "may")


def _moments(rows: pl.DataFrame, column: dict[str, float]) -> tuple[float, float]:
    """Mean and standard deviation of a column on its scale."""
    values = (rows[column["name"]] - column["shift"]) / column["scale"]
    return pytest.approx((values.mean(), values.std(ddof=0)), abs=1e-9)


def test_a_refresh_tells_of_all_rows_and_its_version_is_whole(runs):
    """A table of another size refreshes a run over parts, twice, and back: nothing is told of the sample alone."""
    rows = _customers(9_000, 5).head(2_000).with_columns(pl.col("income") + 20)
    rows.write_parquet(runs / "july.parquet")
    may = RunFiles.open(runs / "may")
    call = lambda *words: CliRunner().invoke(app, [*map(str, words)])  # noqa: E731
    done = call("refresh", may.path, runs / "july.parquet", "--json")
    assert done.exit_code == 0, done.output
    told, version = json.loads(done.stdout), may.latest
    counts = Counter(_segments(runs, "may").values())
    assert {s["segment"]: s["share_before"] for s in told["segments"]} == {s: n / ROWS for s, n in counts.items()}
    for one, column in zip(told["features"], may.model["columns"], strict=True):
        assert (one["mean_before"], one["std_before"]) == _moments(_customers(0, 1), column)
        assert (one["mean"], one["std"]) == _moments(rows, column)
    assert version.members().collect().height == version.model["rows"] == 2_000
    assert version.rows().height == SAMPLE and set(version.rows().to_series(0)) < set(rows["customer_id"])
    assert isinstance(call("drift", version.path, runs / "july.parquet").exception, UsageError)
    again = json.loads(call("refresh", may.path, runs / "may.parquet", "--json").stdout)
    assert [each["share_before"] for each in again["segments"]] == [each["share"] for each in told["segments"]]
    assert [each["mean_before"] for each in again["features"]] == [each["mean"] for each in told["features"]]
    assert [call("refresh", may.path, "--rollback").exit_code for _ in range(2)] == [0, 0]
    assert may.latest.path == may.path


@pytest.mark.parametrize("sampled", [True, False])
def test_a_person_is_forgotten_whether_or_not_they_are_in_the_sample(runs, sampled):
    run = RunFiles.open(runs / "may")
    kept, before = set(run.rows().to_series(0)), run.model["rows"]
    id = next(id for id in _segments(runs, "may") if (id in kept) == sampled and id > 1_000)
    done = CliRunner().invoke(app, ["forget", str(runs / "may"), str(id)])
    assert done.exit_code == 0, done.output
    after = RunFiles.open(runs / "may")
    assert id not in _segments(runs, "may")
    assert after.members().collect().height == after.model["rows"] == before - 1
    for place in (place for place in (runs / "may").rglob("*") if place.is_file() and place.suffix != ".parquet"):
        assert f"person-{id:05d}" not in place.read_text()
    assert id not in set(after.rows().to_series(0))


def test_a_run_that_people_are_gone_from_is_still_verified(runs, monkeypatch):
    monkeypatch.setattr(preparation, "SAMPLE", SAMPLE)
    found = verify(RunFiles.open(runs / "may"), Silent())
    assert [(file.path, file.why) for file in found.files if file.status != "same"] == []
