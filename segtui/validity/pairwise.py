"""Distances from blocks of rows to all rows, reduced per class before the next chunk, so that n x n is never held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.compiled import processors
from segtui.validity.refinement import Indices, Refinement

Floats = NDArray[np.float64]

CHUNK = 2048
BLOCK = 256
BLOCK_BYTES = 16 * 2**20
MOST_THREADS = 8


@dataclass(frozen=True)
class Span:
    """Rows `first` to `last` in class order; they touch classes `low` to `high`, from `starts` on, less `first`."""

    first: int
    last: int
    low: int
    high: int
    starts: Indices


class Pairs:
    """All pairs of rows: float64 Euclidean distances by differences, never by the dot product, which loses digits.

    `values` (n, d), in class order, are the values given, `scaled`. Memory: per thread about 20 MiB whatever n, for
    `block` rows at a time.
    """

    def __init__(self, values: Floats, refinement: Refinement) -> None:
        self.values: Floats = scaled(values)[refinement.order]
        self.refinement = refinement
        self.block = int(np.clip(BLOCK_BYTES // (48 * refinement.classes), 8, BLOCK))
        self.chunks = self.spans(CHUNK)

    def spans(self, size: int) -> list[Span]:
        """The rows in spans of at most `size`; the same whatever the number of threads."""
        return [self._span(first, min(first + size, len(self.values))) for first in range(0, len(self.values), size)]

    def sums(self, points: Floats) -> Floats:
        """Sum of distances from each point to each class: (U, points)."""
        total = np.zeros((self.refinement.classes, len(points)))
        for chunk, distances in self._distances(points, self.chunks):
            _add(total, chunk, distances)
        return total

    def extremes(self, rows: Span) -> tuple[Floats, Floats]:
        """Smallest and largest distance between each class in `rows` and each class at or after it: (classes, U) both.

        Pairs with rows of an earlier span are left out: that span has seen them.
        """
        low = np.full((rows.high - rows.low, self.refinement.classes), np.inf)
        high = np.zeros((rows.high - rows.low, self.refinement.classes))
        chunks = [chunk for chunk in self.chunks if chunk.last > rows.first]
        for chunk, distances in self._distances(self.values[rows.first : rows.last], chunks):
            _widen(low, high, rows, chunk, distances)
        return low, high

    def _distances(self, points: Floats, chunks: Sequence[Span]) -> Iterator[tuple[Span, Floats]]:
        from scipy.spatial.distance import cdist

        room = np.empty(len(points) * min(CHUNK, len(self.values)))
        for chunk in chunks:
            width = chunk.last - chunk.first
            out = room[: len(points) * width].reshape(len(points), width)
            yield chunk, cdist(points, self.values[chunk.first : chunk.last], out=out)

    def _span(self, first: int, last: int) -> Span:
        low, high = int(self.refinement.row_class[first]), int(self.refinement.row_class[last - 1]) + 1
        return Span(first, last, low, high, np.maximum(self.refinement.starts[low:high], first) - first)


def scaled(values: Floats) -> Floats:
    """The values (n, d) divided by a power of two that brings the largest near 1.

    No square overflows, no digit is lost, and the indices do not depend on scale.
    """
    found: Floats = np.ldexp(values, -int(np.frexp(np.abs(values).max(initial=0.0))[1]))
    return found


def thread_count(threads: int | None) -> int:
    """How many threads to use: as asked, else as many as there are processors, at most 8."""
    return max(1, min(threads or processors(), MOST_THREADS))


def _add(total: Floats, chunk: Span, distances: Floats) -> None:
    total[chunk.low : chunk.high] += np.add.reduceat(distances, chunk.starts, axis=1).T


def _widen(low: Floats, high: Floats, rows: Span, chunk: Span, distances: Floats) -> None:
    ends = [*rows.starts[1:].tolist(), rows.last - rows.first]
    for i, (start, end) in enumerate(zip(rows.starts.tolist(), ends, strict=True)):
        part = distances[start:end]
        near, far = part.min(axis=0), part.max(axis=0)
        seen = slice(chunk.low, chunk.high)
        np.minimum(low[i, seen], np.minimum.reduceat(near, chunk.starts), out=low[i, seen])
        np.maximum(high[i, seen], np.maximum.reduceat(far, chunk.starts), out=high[i, seen])
