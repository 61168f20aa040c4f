"""A matrix and the structures that algorithms share over it, each computed once, when first needed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import Floats, Neighbours, nearest_neighbours
from segtui.clustering.density.spanning_trees import ReachabilityGraph, SpanningTree, core_squared
from segtui.errors import DataError
from segtui.language.sentences import say
from segtui.libraries.compiled import processors, worthwhile

if TYPE_CHECKING:
    from segtui.clustering.density.kd_trees import BlockTree

FEWEST = 8
"""For large data, at least this many neighbors are searched: the spanning tree is mostly read from them."""


class SharedStructures:
    """The rows to cluster: `values` is float64, C-contiguous, (n, d); `seed` drives all randomness.

    `threads` (default: OMP_NUM_THREADS, else the number of processors) changes the duration, never a result. Call
    `expect` with the largest number of neighbors that will be needed, before anything else: one neighbor search and one
    spanning tree then serve every algorithm. `gower` are the same rows for algorithms of mixed tables, `ruled` (m, 1)
    the number of the rule that each row matches, of all m rows even where `values` are a sample; so `banded`, by
    prediction, the number of the band (m, 1) that its probability is in. Not thread-safe.
    """

    def __init__(
        self,
        values: Floats,
        seed: int = 0,
        threads: int | None = None,
        gower: Floats | None = None,
        ruled: Floats | None = None,
        banded: Mapping[str, Floats] | None = None,
    ) -> None:
        self.values = np.ascontiguousarray(values, dtype=np.float64)
        if self.values.ndim != 2 or not np.isfinite(self.values).all():
            raise DataError(say("the feature matrix contains NaN or infinite values"), fix=say("impute or drop them"))
        self._gower = gower
        self._ruled = ruled
        self.banded = banded or {}
        self.seed = seed
        self.threads = threads or processors()
        self._most = 0
        self._near: Neighbours | None = None
        self._graph: ReachabilityGraph | None = None
        self._blocks: BlockTree | None = None
        self._trees: dict[int, SpanningTree] = {}
        self._uncharged = 0.0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self.values.shape[1])

    @cached_property
    def distinct(self) -> int:
        """The number of distinct rows; 0.0 and -0.0 are equal."""
        return pl.from_numpy(self.values + 0.0).n_unique() if self.columns else min(self.rows, 1)

    @cached_property
    def gower(self) -> Floats:
        """The rows (n, p) such that sums of absolute differences are Gower's distances, 0 to 1.

        Those given, which know text from numbers; without them every column counts as a number.
        """
        if self._gower is not None:
            return self._gower
        span = np.ptp(self.values, axis=0) if self.rows else np.ones(self.columns)
        return np.divide(self.values, span * self.columns, out=np.zeros_like(self.values), where=span > 0)

    @property
    def ruled(self) -> Floats:
        """The number of the rule that each row matches, (m, 1)."""
        assert self._ruled is not None
        return self._ruled

    def some_rows(self, most: int) -> NDArray[np.intp]:
        """The numbers of all rows, or of a sample of that many, each as likely, in rising order."""
        if self.rows <= most:
            return np.arange(self.rows)
        drawn = np.random.default_rng(self.seed).choice(self.rows, most, replace=False, shuffle=False)
        return np.sort(drawn)

    @property
    def ready(self) -> bool:
        """Whether neighbors are already known, so that one more spanning tree costs little."""
        return self._near is not None

    def reserve(self, neighbours: int) -> None:
        """Announce that this many neighbors (at most n - 1) will be needed."""
        self._most = max(self._most, min(neighbours, max(self.rows - 1, 0)))

    def neighbours(self, k: int) -> Neighbours:
        """The k nearest other rows of every row (k from 0 to n - 1)."""
        self.reserve(k)
        if self._near is None or self._near.count < k:
            with self._timed():
                most = max(self._most, FEWEST) if worthwhile(self.rows) else self._most
                self._near = nearest_neighbours(self.values, most, self.threads, self._block_tree())
            self._graph = None
        return self._near.first(k)

    def core_squared(self, k: int) -> Floats:
        """Squared distance from each row to its k-th nearest other row, float64 (n,); zeros for k = 0."""
        return core_squared(self.neighbours(k), k)

    def spanning_tree(self, k: int) -> SpanningTree:
        """The minimum spanning tree of mutual reachability at the k-th nearest other row; 0 is the Euclidean tree."""
        if k not in self._trees:
            self.neighbours(k)
            assert self._near is not None
            with self._timed():
                self._graph = self._graph or ReachabilityGraph(
                    self.values, self._near, self.threads, self._block_tree()
                )
                self._trees[k] = self._graph.tree(k)
        return self._trees[k]

    def take_elapsed(self) -> float:
        """Seconds spent on shared structures since the last call: the caller divides them among its grid points."""
        seconds, self._uncharged = self._uncharged, 0.0
        return seconds

    def free(self) -> None:
        """Free the memory of neighbors and graph; the spanning trees stay."""
        self._near = self._graph = self._blocks = None

    def _block_tree(self) -> BlockTree | None:
        if self._blocks is None and worthwhile(self.rows):
            from segtui.clustering.density.kd_trees import block_tree

            self._blocks = block_tree(self.values)
        return self._blocks

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._uncharged += time.perf_counter() - start
