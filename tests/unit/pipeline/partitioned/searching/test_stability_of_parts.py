"""How far segments of all rows are found again, by parts and in memory."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.algorithms.mixture import Mixture
from segtui.clustering.shared_structures import SharedStructures
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, Spilled, as_spilled
from segtui.pipeline.partitioned.searching.stability_of_parts import stability_of_parts
from segtui.pipeline.progress import Silent
from segtui.plan.model import Plan
from segtui.validity.stability.bootstrap import bootstrap
from segtui.validity.stability.refit import matrix_route, z_scores

ROWS = 3_000


@pytest.fixture(scope="module")
def values():
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(ROWS, 2)) + np.array([[0, 0], [2.2, 0], [0, 9]])[rng.integers(0, 3, ROWS)]
    return as_spilled((rows - rows.mean(axis=0)) / rows.std(axis=0))


@pytest.fixture(scope="module")
def candidates(values):
    space = SharedStructures(values, 0, threads=1)
    means = KMeans(k=(3, 5)).fit_grid(space, [{"k": 3}, {"k": 5}])
    mixed = Mixture(k=(3,)).fit_grid(space, [{"k": 3, "covariance": "full", "bayesian": False}])
    return [*means, *mixed]


def _found(folder, values, candidates, ends, threads=1, scale="zscore"):
    folder.mkdir()
    parts = []
    for number, rows in enumerate(np.split(values.astype(np.float32), ends)):
        np.save(f"{folder}/{number}.npy", rows)
        parts.append(MatrixPart(number, f"{folder}/{number}.npy", len(rows)))
    spilled = Spilled(tuple(parts), (), ROWS, {})
    columns = tuple(Scaling(name, name, None, False, 0.0, 1.0) for name in ("a", "b"))
    matrix = Matrix(values[:1_500], columns, pl.Series([]), np.arange(1_500), 0, {})
    seen = [replace(one, labels=one.labels[:1_500]) for one in candidates]
    plan = Plan.model_validate({"source": {"path": "x.csv"}, "features": {"scale": scale}})
    (folder / "kept").mkdir()
    kept = Checkpoint(folder / "kept", "key")
    kept.begin()
    rest = kept, folder / "drawn", Silent()
    return stability_of_parts(Threads(threads), spilled, plan, matrix, seen, *rest)


@pytest.mark.slow
def test_segments_are_found_again_as_often_as_in_memory(tmp_path, values, candidates):
    found = _found(tmp_path / "parts", values, candidates, [900, 2_000])
    route = matrix_route(values, candidates, z_scores, 0)
    memory = bootstrap(route, [one.labels for one in candidates], resamples=20, threads=1)
    for one, expected in zip(candidates, memory, strict=True):
        own = found[one.key]
        assert (own.rows, own.drawn) == (ROWS, ROWS)
        for part, whole in zip(own.segments, expected.segments, strict=True):
            spread = np.hypot(*(e.interval[1] - e.jaccard + 0.01 for e in (part, whole)))
            assert abs(part.jaccard - whole.jaccard) < 1.5 * spread


def test_threads_and_parts_change_no_figure(tmp_path, values, candidates):
    whole = _found(tmp_path / "whole", values, candidates[:1], [], 2)
    assert _found(tmp_path / "parts", values, candidates[:1], [1, 1_000, 2_500], 1) == whole
    assert not list((tmp_path / "parts" / "drawn" / "0").iterdir())


@pytest.mark.slow
def test_a_resample_is_scaled_by_its_own_rows(tmp_path, values, candidates):
    """A single row far away decides on the range of all; resamples without it are scaled in another way."""
    far = values.copy()
    far[-1, 1] = 400.0
    steady = _found(tmp_path / "zscore", values, candidates[:1], [], scale="none")
    shaken = _found(tmp_path / "minmax", far, candidates[:1], [], scale="minmax")
    key = candidates[0].key
    assert shaken[key].rand < steady[key].rand
