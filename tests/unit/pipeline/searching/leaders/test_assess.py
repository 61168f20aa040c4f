"""What resamples say of the candidates that lead: in a search, beside it, and on odd tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from segtui.features.features import Features
from segtui.features.scaled_matrix.matrix import build_matrix
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.searching.leaders import assess as module
from segtui.pipeline.searching.leaders.assess import assess, leaders
from segtui.pipeline.searching.search import search
from segtui.plan.load import parse
from segtui.segments.choosing.choose import choose_candidate

PLAN = """
[source]
path = "customers.csv"
[search]
{sample}
[search.kmeans]
k = "{ks}"
[search.hierarchical]
linkage = ["average"]
k = "{ks}"
[select]
min_share = 0.0
max_noise = 1.0
[stability]
resamples = {resamples}
candidates = {candidates}
"""


class Quiet:
    def stage(self, name, extent=""):
        pass

    def advance(self, done, total):
        pass

    def note(self, message):
        pass


def groups(rows: int = 90):
    random = np.random.default_rng(0)
    centers = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], rows // 3, axis=0)
    return centers + random.normal(size=centers.shape)


def assessed(values, folder: Path, resamples: int = 4, candidates: int = 3, ks: str = "2..4", sample: str = ""):
    plan = parse(PLAN.format(resamples=resamples, candidates=candidates, ks=ks, sample=sample))
    frame = pl.DataFrame(values, schema=["a", "b"]).with_row_index("id")
    matrix = build_matrix(frame, "id", Features(use=("a", "b")))
    checkpoint = Checkpoint(folder, "key")
    checkpoint.begin()
    choice = choose_candidate(search(plan, matrix, checkpoint, Quiet()).scored, plan.select)
    return plan, choice, assess(plan, matrix, choice, checkpoint, Quiet())


def test_the_chosen_candidate_comes_first_and_the_next_best_after_it(tmp_path):
    plan, choice, found = assessed(groups(), tmp_path)
    told = found.told(choice)
    keys = [candidate.key for candidate in leaders(plan, choice)]
    assert list(found.stability) == keys
    assert len(keys) == 3
    assert told.chosen is not None and told.chosen in told.ranked
    assert told.chosen.scored.stability is not None and told.chosen.scored.stability.weakest.badge == "highly stable"
    board = told.leaderboard()
    assert board["stability"].drop_nulls().len() == 3
    assert board.filter(pl.col("algorithm") == "hierarchical")["cophenetic"].null_count() == 0
    assert board.filter(pl.col("algorithm") == "kmeans")["cophenetic"].drop_nulls().is_empty()
    assert found.how_many(told, 4).picks()["silhouette"] == 3


def test_more_candidates_than_there_are_and_one_resample_will_do(tmp_path):
    _, choice, found = assessed(groups(), tmp_path, resamples=1, candidates=100)
    assert len(found.stability) == sum(r.scored.duplicate_of is None and not r.rejected for r in choice.ranked)
    assert {one.resamples for one in found.stability.values()} == {1}


def test_nothing_is_resampled_where_the_plan_says_so(tmp_path):
    _, choice, found = assessed(groups(), tmp_path, resamples=0)
    assert (found.asked, found.stability, found.gap, found.strength) == (0, {}, None, None)
    assert "stability" not in found.told(choice).leaderboard().columns


def test_a_checkpoint_has_it_the_second_time(tmp_path, monkeypatch):
    first = assessed(groups(), tmp_path)[2]
    for name in ("stabilities", "gap_statistic", "prediction_strength", "cophenetic_by_linkage"):
        monkeypatch.setattr(module, name, None)
    assert assessed(groups(), tmp_path)[2] == first


def test_a_sample_is_resampled_where_a_sample_was_clustered(tmp_path):
    _, _, found = assessed(groups(150), tmp_path, sample="sample = 100")
    assert {one.rows for one in found.stability.values()} == {100}


@pytest.mark.parametrize("values", [[[0.0, 1.0], [5.0, 2.0]], [[1.0, 1.0]] * 8 + [[2.0, 2.0]]])
def test_two_rows_and_equal_rows_are_assessed(values, tmp_path):
    _, choice, found = assessed(np.array(values), tmp_path, ks="2..2")
    assert choice.chosen is not None
    assert found.stability[choice.chosen.scored.candidate.key] is not None


def test_algorithms_of_mixed_tables_see_the_text_of_the_drawn_rows(tmp_path):
    plan = parse('[source]\npath = "c.csv"\n[search.kmedoids]\nk = [3]\n[stability]\nresamples = 3\n')
    kind = np.repeat(["a", "b", "c"], 30)
    frame = pl.DataFrame({"id": range(90), "kind": kind, "spend": groups()[:, 0] / 9})
    matrix = build_matrix(frame, "id", Features(use=("kind", "spend"), categorical="onehot"))
    checkpoint = Checkpoint(tmp_path, "key")
    checkpoint.begin()
    choice = choose_candidate(search(plan, matrix, checkpoint, Quiet()).scored, plan.select)
    (found,) = assess(plan, matrix, choice, checkpoint, Quiet()).stability.values()
    assert found is not None and found.weakest is not None and found.weakest.badge == "highly stable"
