from types import SimpleNamespace

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.workflow import Basis


def candidate(k):
    return Candidate(
        "kmeans", {"k": k}, np.arange(6, dtype=np.int32) % k, 0.5, np.full(6, 0.25), inertia=3.5, bic=-7.25
    )


def test_what_was_saved_is_there_for_the_next_run(tmp_path):
    first = Checkpoint(tmp_path, "key")
    first.begin()
    first.save(candidate(2))
    first.save(candidate(3))
    first.save_scores([{"silhouette": 0.1 + 0.2}])
    again = Checkpoint(tmp_path, "key")
    assert again.matches()
    found = {c.key: c for c in again.candidates()}
    assert found.keys() == {candidate(2).key, candidate(3).key}
    kept = found[candidate(3).key]
    assert kept.labels.dtype == np.int32
    assert kept.labels.tolist() == [0, 1, 2, 0, 1, 2]
    assert (kept.seconds, kept.inertia, kept.bic, kept.aic) == (0.5, 3.5, -7.25, None)
    assert kept.strength.tolist() == [0.25] * 6
    assert again.scores() == [{"silhouette": 0.1 + 0.2}]


def test_another_plan_does_not_match(tmp_path):
    Checkpoint(tmp_path, "key").begin()
    assert not Checkpoint(tmp_path, "other").matches()
    assert not Checkpoint(tmp_path / "nowhere", "key").matches()


def test_a_file_cut_short_counts_as_not_finished(tmp_path):
    checkpoint = Checkpoint(tmp_path, "key")
    checkpoint.begin()
    checkpoint.save(candidate(2))
    place = next((tmp_path / "candidates").iterdir())
    place.write_bytes(place.read_bytes()[:100])
    assert checkpoint.candidates() == []
    assert not place.exists()


def test_nothing_is_pickled(tmp_path):
    checkpoint = Checkpoint(tmp_path, "key")
    checkpoint.begin()
    checkpoint.save(candidate(2))
    with np.load(next((tmp_path / "candidates").iterdir()), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays)


def test_the_same_cells_in_another_type_are_not_the_same_basis():
    kinds = {Basis(SimpleNamespace(frame=pl.DataFrame({"x": cells})), "").kinds for cells in ([1, 2], ["1", "2"])}
    assert len(kinds) == 2
