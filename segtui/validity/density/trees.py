"""The spanning trees of every cluster of many labelings; a cluster that several labelings have is grown once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from segtui.clustering.density.kd_trees import BlockTree
from segtui.compiled import in_threads
from segtui.validity.density.plain import TIED, Inside, core_distances, inside, spanning_tree
from segtui.validity.pairwise import Floats, thread_count
from segtui.validity.refinement import Indices, Labels

LEAST = 3
"""Clusters of fewer rows count as noise."""


@dataclass(frozen=True)
class Cluster:
    """A cluster by its rows (m, rising), what its tree says, and the core distances (m) of its rows."""

    rows: Indices
    core: Floats
    tree: Inside


class Trees:
    """Grows the trees of clusters of the rows `values` (n, d), each once; kernels need the rows' tree of blocks."""

    def __init__(self, values: Floats, blocks: BlockTree | None = None) -> None:
        self._values = values
        self._place = np.empty(len(values), np.intp)
        if blocks is not None:
            self._place[blocks.rows[blocks.rows >= 0]] = np.arange(len(values))

    def of_all(self, labelings: Sequence[Labels], cores: Floats | None, threads: int | None) -> list[list[Cluster]]:
        """For each labeling its clusters of 3 rows and more, by number.

        `cores` (L, n) are core distances; without them they are measured, and everything is done without kernels.
        """
        wanted: dict[bytes, tuple[int, Indices]] = {}
        members: list[list[bytes]] = []
        for at, labels in enumerate(labelings):
            members.append([])
            for rows in clusters_of(labels):
                name = hashlib.sha256(rows.tobytes()).digest()
                wanted.setdefault(name, (at, rows))
                members[at].append(name)
        # The largest first, so that no thread is left with one of them at the end.
        names = sorted(wanted, key=lambda name: -len(wanted[name][1]))

        def grow(name: bytes) -> Cluster:
            at, rows = wanted[name]
            return self._plain(rows) if cores is None else self._compiled(rows, cores[at, rows])

        grown = dict(zip(names, in_threads(grow, names, thread_count(threads)), strict=True))
        return [[grown[name] for name in found] for found in members]

    def _plain(self, rows: Indices) -> Cluster:
        values = self._values[rows]
        core = core_distances(values)
        return Cluster(rows, core, inside(*spanning_tree(values, core)))

    def _compiled(self, rows: Indices, core: Floats) -> Cluster:
        from segtui.validity.kernels.reach_blocks import BLOCK, into_blocks
        from segtui.validity.kernels.reach_trees import grow

        values, squared_core = np.ascontiguousarray(self._values[rows].T), core * core
        columns, blocks = len(values), -(-len(rows) // BLOCK)
        room = (
            np.zeros((blocks, columns, BLOCK)),
            np.zeros((blocks, BLOCK)),
            np.zeros((blocks, BLOCK), np.int64),
            np.zeros(blocks, np.int64),
            np.zeros((2, columns, blocks)),
        )
        into_blocks(values, squared_core, np.argsort(self._place[rows]), *room)
        sources, nodes = np.empty(len(rows) - 1, np.int64), np.empty(len(rows) - 1, np.int64)
        squared = np.empty(len(rows) - 1)
        grow(values, squared_core, (1 + TIED) ** 2, *room, sources, nodes, squared)
        return Cluster(rows, core, inside(np.column_stack([sources, nodes]), np.sqrt(squared)))


def clusters_of(labels: Labels) -> list[Indices]:
    """The rows of each cluster of 3 rows and more, by number."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(int(labels.max(initial=-1)) + 2))
    parts = [order[first:last] for first, last in pairwise(starts)]
    return [part for part in parts if len(part) >= LEAST]
