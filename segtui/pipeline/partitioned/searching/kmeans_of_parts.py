"""K-means over all parts, every number of clusters at once: Lloyd's algorithm goes on from the centroids of a sample.

Each pass sums the rows nearest to each centroid, part by part, and the sums are added in the order of the parts.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart

Floats = NDArray[np.float64]
_TOLERANCE = 1e-5
"""Of the mean variance: how far all centroids together may move in a last step (squared)."""
_MOST_PASSES = 300


@dataclass(frozen=True)
class Centers:
    """`centers` (k, d) over all rows; by cluster its rows, and the sums of squared distances and of distances to its
    center."""

    centers: Floats
    counts: NDArray[np.int64]
    squares: Floats
    radius: Floats
    passes: int = 0

    @property
    def inertia(self) -> float:
        """The sum of squared distances of all rows."""
        return float(self.squares.sum())


@dataclass(frozen=True)
class _Pass:
    centers: Floats
    starts: NDArray[np.int64]


@dataclass(frozen=True)
class _Sums:
    sums: Floats
    counts: NDArray[np.int64]
    squares: Floats
    radius: Floats

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(
            self.sums + other.sums,
            self.counts + other.counts,
            self.squares + other.squares,
            self.radius + other.radius,
        )


def settle(
    workers: Workers,
    parts: Sequence[MatrixPart],
    begin: Sequence[Floats],
    variance: float,
    *,
    kept: bytes | None = None,
    keep: Callable[[bytes], None] | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> list[Centers]:
    """Lloyd's algorithm from each of the `begin` (k, d) until its centroids stand; `variance` is the mean of columns.

    `keep` gets the state after each pass, from which another call goes on when it is `kept`; `tick` hears how many of
    the groups stand after which pass.
    """
    groups = [np.array(one, dtype=np.float64) for one in begin]
    done: list[Centers | None] = [None] * len(groups)
    stands, first = [False] * len(groups), 0
    if kept is not None:
        groups, stands, first = _read(kept)
    for at in range(first, _MOST_PASSES + 1):
        open_ = [i for i, one in enumerate(done) if one is None]
        found = _walk(workers, parts, [groups[i] for i in open_])
        for i, sums in zip(open_, found, strict=True):
            if stands[i] or at == _MOST_PASSES:
                done[i] = Centers(groups[i], sums.counts, sums.squares, sums.radius, at)
                continue
            there = sums.counts > 0
            moved = groups[i].copy()
            moved[there] = sums.sums[there] / sums.counts[there, None]
            stands[i] = float(((moved[there] - groups[i][there]) ** 2).sum()) <= _TOLERANCE * variance
            groups[i] = moved
        if tick is not None:
            tick(at + 1, sum(one is not None for one in done))
        if all(one is not None for one in done):
            break
        if keep is not None:
            keep(_written(groups, [a or b is not None for a, b in zip(stands, done, strict=True)], at + 1))
    return [one for one in done if one is not None]


def measure(workers: Workers, parts: Sequence[MatrixPart], centers: Sequence[Floats]) -> list[Centers]:
    """What all rows have around centers that stay where they are."""
    found = _walk(workers, parts, centers)
    return [Centers(c, s.counts, s.squares, s.radius) for c, s in zip(centers, found, strict=True)]


def _walk(workers: Workers, parts: Sequence[MatrixPart], groups: Sequence[Floats]) -> list[_Sums]:
    """The sums of each group, in one walk through the parts."""
    starts = np.concatenate([[0], np.cumsum([len(one) for one in groups])]).astype(np.int64)
    total: _Sums | None = None
    for sums in workers.map(_step, parts, _Pass(np.concatenate(groups), starts)):
        total = sums if total is None else total + sums
    assert total is not None
    spans = [slice(*span) for span in pairwise(starts.tolist())]
    return [_Sums(total.sums[s], total.counts[s], total.squares[s], total.radius[s]) for s in spans]


def _step(part: MatrixPart, task: _Pass) -> _Sums:
    from segtui.clustering.kernels.lloyd import step

    clusters, columns = task.centers.shape
    found = _Sums(np.zeros((clusters, columns)), np.zeros(clusters, np.int64), np.zeros(clusters), np.zeros(clusters))
    centers = task.centers.astype(np.float32)
    for values in part.blocks():
        step(values, centers, task.starts, found.sums, found.counts, found.squares, found.radius)
    return found


def _written(groups: Sequence[Floats], stands: Sequence[bool], passes: int) -> bytes:
    file = io.BytesIO()
    np.savez(
        file,
        allow_pickle=False,
        stands=np.array(stands),
        passes=np.array(passes),
        **{f"group-{i}": one for i, one in enumerate(groups)},
    )
    return file.getvalue()


def _read(kept: bytes) -> tuple[list[Floats], list[bool], int]:
    with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
        groups = [arrays[f"group-{i}"] for i in range(len(arrays["stands"]))]
        return groups, arrays["stands"].tolist(), int(arrays["passes"])
