"""The spanning trees of every cluster of many labelings; a cluster that several labelings have is grown once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import Neighbours
from segtui.libraries.compiled import in_threads
from segtui.validity.density.landmarks import Landmarks
from segtui.validity.density.plain import TIED, core_distances, inside, spanning_tree
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices, Labels

LEAST = 3
"""Clusters of fewer rows count as noise."""

_JOBS = 64


@dataclass(frozen=True)
class Cluster:
    """What the tree of a cluster says.

    `label` is its number, `size` its rows; `inner` are the rows (among all n, rising) with more than one edge, `core`
    their core distances; `sparseness` is the longest edge between two of them, of all edges if there is none.
    """

    label: int
    size: int
    inner: Indices
    core: Floats
    sparseness: float


@dataclass(frozen=True)
class _Rows:
    """A cluster's rows, rising, and the labeling it was first seen in."""

    labeling: int
    rows: Indices


def trees(
    values: Floats,
    labelings: Sequence[Labels],
    cores: Floats | None,
    marks: Landmarks | None,
    near: Neighbours | None,
    threads: int | None,
) -> list[list[Cluster]]:
    """For each labeling of the rows `values` (n, d) its clusters of 3 rows and more, by number.

    `cores` (L, n) are core distances; without them, landmarks and neighbours, everything is done without kernels.
    """
    wanted: dict[bytes, _Rows] = {}
    members: list[list[tuple[int, bytes]]] = []
    for at, labels in enumerate(labelings):
        members.append([])
        for number, rows in clusters_of(labels):
            name = hashlib.sha256(rows.tobytes()).digest()
            wanted.setdefault(name, _Rows(at, rows))
            members[-1].append((number, name))
    # The largest first, so that no thread is left with one of them at the end.
    names = sorted(wanted, key=lambda name: -len(wanted[name].rows))
    found = [wanted[name] for name in names]
    if cores is None or marks is None or near is None:
        grown = _plain(values, found, threads)
    else:
        grown = _compiled(values, found, cores, marks, near, threads)
    by_name = dict(zip(names, grown, strict=True))
    return [[Cluster(number, *by_name[name]) for number, name in each] for each in members]


_Grown = tuple[int, Indices, Floats, float]


def _plain(values: Floats, found: Sequence[_Rows], threads: int | None) -> list[_Grown]:
    def grow(each: _Rows) -> _Grown:
        own = values[each.rows]
        core = core_distances(own)
        tree = inside(*spanning_tree(own, core))
        return len(own), each.rows[tree.inner], core[tree.inner], tree.sparseness

    return list(in_threads(grow, found, thread_count(threads)))


def _compiled(
    values: Floats,
    found: Sequence[_Rows],
    cores: Floats,
    marks: Landmarks,
    near: Neighbours,
    threads: int | None,
) -> list[_Grown]:
    from segtui.validity.kernels.cluster_trees import grow_all
    from segtui.validity.kernels.reach_blocks import SAFE

    if not found:
        return []
    rows = np.concatenate([each.rows for each in found]).astype(np.int64)
    core = np.concatenate([cores[each.labeling, each.rows] for each in found])
    order = np.concatenate([np.argsort(marks.rank[each.rows]) for each in found]).astype(np.int64)
    starts = np.cumsum([0, *(len(each.rows) for each in found)])
    close, horizon = np.ascontiguousarray(near.rows), near.squared[:, -1] * SAFE
    level = _level(values, near)
    even = np.array([level[each.rows].any() for each in found])
    inner, sparseness, squared = np.empty(len(rows), np.bool_), np.empty(len(found)), core * core

    def grow(span: tuple[int, int]) -> None:
        grow_all(
            values, rows, squared, order, starts, (1 + TIED) ** 2, marks.nearest, marks.apart, marks.distances,
            close, horizon, even, *span, inner, sparseness,
        )  # fmt: skip

    for _ in in_threads(grow, _jobs(starts), thread_count(threads)):
        pass
    spans = [slice(*span) for span in pairwise(starts)]
    return [
        (len(each.rows), each.rows[inner[span]], core[span][inner[span]], float(np.sqrt(one)))
        for each, span, one in zip(found, spans, sparseness, strict=True)
    ]


def _level(values: Floats, near: Neighbours) -> NDArray[np.bool_]:
    """Which rows (n) are equally far from two neighbours that are not equal."""
    rows, at = np.nonzero(near.squared[:, 1:] == near.squared[:, :-1])
    differ = (values[near.rows[rows, at]] != values[near.rows[rows, at + 1]]).any(axis=1)
    found = np.zeros(len(values), np.bool_)
    found[rows[differ]] = True
    return found


def _jobs(starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Clusters in runs: large ones alone, many small ones together."""
    most = max(int(starts[-1]) // _JOBS, 1)
    firsts = [0]
    for cluster in range(1, len(starts) - 1):
        if starts[cluster + 1] - starts[firsts[-1]] > most:
            firsts.append(cluster)
    return list(pairwise([*firsts, len(starts) - 1]))


def clusters_of(labels: Labels) -> list[tuple[int, Indices]]:
    """The number and the rows of each cluster of 3 rows and more, by number."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(int(labels.max(initial=-1)) + 2))
    parts = [(number, order[first:last]) for number, (first, last) in enumerate(pairwise(starts))]
    return [(number, part) for number, part in parts if len(part) >= LEAST]
