"""Mixtures over all parts, every grid point at once: expectation and maximisation go on from the fit of a sample.

Each pass sums the memberships of all rows, part by part, and the sums are added in the order of the parts.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.mixtures.covariance import Covariance
from segtui.clustering.mixtures.expectation import Sums, expect
from segtui.clustering.mixtures.fit import STEPS, TOLERANCE, FitState, TotalScatter, maximised, resumed
from segtui.clustering.mixtures.gaussians import Floats, Gaussians
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart

Flags = NDArray[np.bool_]
_SUMS = 2**26
"""Bytes of the sums that one walk makes of a part; where grid points need more, there are several walks."""


def settle_mixtures(
    workers: Workers,
    parts: Sequence[MatrixPart],
    begin: Sequence[tuple[Gaussians, Covariance]],
    *,
    tolerance: float = TOLERANCE,
    steps: int = STEPS,
    kept: bytes | None = None,
    keep: Callable[[bytes], None] | None = None,
    tick: Callable[[int], None] | None = None,
) -> list[Gaussians]:
    """The Gaussians after steps over all rows, until a step gains less than the tolerance of the mean log likelihood.

    `keep` gets the state after each pass, from which another call goes on when it is `kept`; `tick` hears how many of
    the mixtures stand.
    """
    shapes = [shape for _by, shape in begin]
    total = _scatter(workers, parts) if "tied" in shapes else None
    scatters = [total if shape == "tied" else None for shape in shapes]
    groups, before, first = [by for by, _shape in begin], np.full(len(begin), -np.inf), 0
    stands = np.zeros(len(begin), dtype=bool)
    if kept is not None:
        groups, before, stands, first = _read(kept)
    rows = sum(part.rows for part in parts)
    for at in range(first, steps):
        open_ = np.flatnonzero(~stands).tolist()
        states = [resumed(groups[i], shapes[i], scatters[i]) for i in open_]
        for i, state, sums in zip(open_, states, _walk(workers, parts, states), strict=True):
            groups[i] = maximised(state, sums, shapes[i], scatters[i]).by
            now = sums.likelihood / rows
            stands[i], before[i] = abs(now - before[i]) < tolerance, now
        if tick is not None:
            tick(int(stands.sum()))
        if keep is not None:
            keep(_written(groups, before, stands, at + 1))
        if stands.all():
            break
    return groups


def _walk(workers: Workers, parts: Sequence[MatrixPart], states: Sequence[FitState]) -> Iterator[Sums]:
    """The sums of each over all rows; as many in one walk through the parts as memory allows."""
    for some in _batches(states):
        total: list[Sums] | None = None
        for found in workers.map(_step, parts, some):
            total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
        assert total is not None
        yield from total


def _batches(states: Sequence[FitState]) -> Iterator[list[FitState]]:
    some, size = list[FitState](), 0
    for state in states:
        more = state.seen.factors.nbytes
        if some and size + more > _SUMS:
            yield some
            some, size = [], 0
        some, size = [*some, state], size + more
    if some:
        yield some


def _step(part: MatrixPart, states: Sequence[FitState]) -> list[Sums]:
    seen = [state.seen for state in states]
    total = [Sums(0.0, np.zeros(len(by.means)), np.zeros_like(by.means), np.zeros_like(by.factors)) for by in seen]
    for block in part.blocks():
        values = block.astype(np.float64)
        total = [sums + expect(values, one.seen, 1, one.frame) for sums, one in zip(total, states, strict=True)]
    return total


def _scatter(workers: Workers, parts: Sequence[MatrixPart]) -> TotalScatter:
    """The mean of all rows and their products around it: two walks, so that nothing large cancels."""
    rows = sum(part.rows for part in parts)
    mean: Floats = reduce(np.add, workers.map(_added, parts, None)) / rows
    return TotalScatter(mean, reduce(np.add, workers.map(_products, parts, mean)))


def _added(part: MatrixPart, _nothing: None) -> Floats:
    total = np.zeros(part.values().shape[1])
    for block in part.blocks():
        total += block.sum(axis=0, dtype=np.float64)
    return total


def _products(part: MatrixPart, mean: Floats) -> Floats:
    total = np.zeros((len(mean), len(mean)))
    for block in part.blocks():
        away = block - mean
        total += away.T @ away
    return total


def _written(groups: Sequence[Gaussians], before: Floats, stands: Flags, passes: int) -> bytes:
    file = io.BytesIO()
    named = {f"{name}-{i}": array for i, by in enumerate(groups) for name, array in by.arrays().items()}
    np.savez(file, allow_pickle=False, before=before, stands=stands, passes=np.array(passes), **named)
    return file.getvalue()


def _read(kept: bytes) -> tuple[list[Gaussians], Floats, Flags, int]:
    with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
        names = ("means", "factors", "offsets")
        groups = [Gaussians(*(arrays[f"{name}-{i}"] for name in names)) for i in range(len(arrays["stands"]))]
        return groups, arrays["before"], arrays["stands"], int(arrays["passes"])
