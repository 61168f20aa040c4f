from pathlib import Path

import numpy as np
import pytest

from segtui.clustering.algorithm import Candidate
from segtui.pipeline.artifacts.checkpoint import cached_candidates
from segtui.pipeline.preparing.table_reader import CachedTableReader
from segtui.pipeline.progress import Watcher
from segtui.pipeline.run import RunOptions, run_plan
from segtui.pipeline.workflow import StageCache, Workflow
from segtui.plan.load import parse

PLAN = '[source]\npath = "customers.csv"\n[search.kmeans]\nk = [2, 3, 4]\n'
INPUTS = {"customers.csv": "abc"}


class Hears:
    def __init__(self):
        self.keys, self.stages = [], []

    def stage(self, name, extent=""):
        self.stages.append(name)

    def advance(self, done, total):
        pass

    def note(self, message):
        pass

    def found(self, candidate, total):
        self.keys.append((candidate.key, total))


def candidate(k):
    return Candidate("kmeans", {"k": k}, np.arange(6, dtype=np.int32) % k, 0.5)


@pytest.mark.parametrize(
    "more",
    [
        "[select]\nclusters = [2, 9]",
        '[segments]\nnames = { 0 = "A" }\nprevious = "runs/may"',
        '[output]\ncolumns = "id"',
        "[drift]\npsi = 0.5",
        '[[export]]\nto = "csv"\nconsent = "ok"\nsuppress = ["stop.csv"]',
    ],
)
def test_what_a_plan_says_after_the_search_leaves_its_cached_candidates(tmp_path, more):
    before = cached_candidates(tmp_path, parse(PLAN), INPUTS)
    before.save(candidate(2))
    before.save_scores([{"silhouette": 0.5}])
    after = cached_candidates(tmp_path, parse(PLAN + more), INPUTS)
    assert [c.key for c in after.candidates()] == [candidate(2).key]
    assert after.scores() == [{"silhouette": 0.5}]


def test_a_longer_grid_keeps_the_candidates_but_not_the_scores(tmp_path):
    before = cached_candidates(tmp_path, parse(PLAN), INPUTS)
    before.save(candidate(2))
    before.save_scores([{"silhouette": 0.5}])
    after = cached_candidates(tmp_path, parse(PLAN.replace("4]", "4, 5]")), INPUTS)
    assert [c.key for c in after.candidates()] == [candidate(2).key]
    assert after.scores() is None


@pytest.mark.parametrize("change", ["seed = 1\n", '[features]\nscale = "minmax"\n', "[search.hdbscan]\n"])
def test_another_matrix_seed_or_reach_of_neighbours_has_finds_of_its_own(tmp_path, change):
    cached_candidates(tmp_path, parse(PLAN), INPUTS).save(candidate(2))
    plan = change + PLAN if "=" in change.split("\n")[0] else PLAN + change
    assert cached_candidates(tmp_path, parse(plan), INPUTS).candidates() == []
    assert cached_candidates(tmp_path, parse(PLAN), {"customers.csv": "abd"}).candidates() == []


@pytest.mark.slow
def test_a_run_of_what_was_found_before_searches_nothing_and_writes_what_a_fresh_one_writes(tmp_path, customers):
    plan = parse(PLAN)
    fresh, again = Hears(), Hears()
    assert isinstance(fresh, Watcher)
    run_plan(plan, RunOptions(tmp_path, tmp_path / "fresh"), fresh)
    session = Workflow(CachedTableReader(), StageCache(2))
    run_plan(plan, RunOptions(tmp_path, tmp_path / "first"), Hears(), workflow=session)
    run_plan(plan, RunOptions(tmp_path, tmp_path / "again"), again, workflow=session)
    assert files(tmp_path / "fresh") == files(tmp_path / "again")
    assert any("searching" in stage for stage in fresh.stages)
    assert again.stages == ["selecting and naming", "writing"]


def files(run: Path):
    return {str(f.relative_to(run)): f.read_bytes() for f in run.rglob("*") if f.is_file() and f.name != "run.json"}
