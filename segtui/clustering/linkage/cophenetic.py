"""How faithful a tree of merges is to the distances between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.density.neighbours import Floats
from segtui.clustering.linkage.dendrogram import LinkageTree
from segtui.clustering.linkage.trees import Large, Plain
from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.compiled import Span, in_threads, spans, worthwhile

EXACT_ROWS = 20_000
_SPAN = 256
_SUMS = 5


@dataclass(frozen=True)
class Cophenetic:
    """The correlation of the heights at which rows join with their distances, None where either does not vary.

    It is over all pairs of `drawn` rows of n `rows`.
    """

    correlation: float | None
    rows: int
    drawn: int

    @property
    def is_sampled(self) -> bool:
        """Whether only some of the rows were looked at."""
        return self.drawn < self.rows


def cophenetic_by_linkage(
    space: SharedStructures, linkages: Sequence[str], *, exact_rows: int = EXACT_ROWS
) -> dict[str, Cophenetic]:
    """The cophenetic correlation of the tree of each linkage over a space's rows; the trees are grown for it.

    With a tree already grown, call `cophenetic`.
    """
    dense = set(linkages) != {"single"}
    trees = Large(space, dense) if worthwhile(space.rows) else Plain(space.values, dense)
    return {
        linkage: cophenetic(
            space.values, trees.tree(linkage), exact_rows=exact_rows, seed=space.seed, threads=space.threads
        )
        for linkage in linkages
    }


def cophenetic(
    values: NDArray[np.float64], tree: LinkageTree, *, exact_rows: int = EXACT_ROWS, seed: int = 0, threads: int = 1
) -> Cophenetic:
    """The cophenetic correlation of a tree over rows (n, d) whose heights only rise, as all four linkages' do.

    Sokal, R. R. and Rohlf, F. J. (1962). The comparison of dendrograms by objective methods. Taxon 11, 33-40. In the
    order in which a drawing has the rows, two rows join at the largest height between them, so no matrix is held.

    Past `exact_rows` rows it is the correlation over the pairs of this many drawn rows, whose joining heights are those
    of the whole tree. Threads do not change a bit.
    """
    rows = len(values)
    order, heights = drawing(tree)
    if rows > exact_rows:
        chosen = np.zeros(rows, np.bool_)
        chosen[np.random.default_rng(seed).choice(rows, exact_rows, replace=False)] = True
        places = np.flatnonzero(chosen[order])
        heights = np.maximum.reduceat(heights[: places[-1]], places[:-1])
        order = order[places]
    values = np.ascontiguousarray(values[order] - values.mean(axis=0) if rows else values, dtype=np.float64)
    # Both relative to their largest, so that no square overflows.
    size, highest = float(np.abs(values).max(initial=0.0)), float(heights.max(initial=0.0))
    if len(order) < 3 or size == 0.0 or highest == 0.0:
        return Cophenetic(None, rows, len(order))
    return Cophenetic(_correlation(values / size, heights / highest, threads), rows, len(order))


def drawing(tree: LinkageTree) -> tuple[NDArray[np.intp], Floats]:
    """The rows (n) in an order in which no two branches cross, and the height (n - 1) at which neighbours join."""
    rows = len(tree.merges) + 1
    first, last = np.arange(2 * rows - 1), np.arange(2 * rows - 1)
    follows, joins = np.full(rows, -1), np.zeros(rows)
    merges = zip(tree.merges.tolist(), tree.heights.tolist(), strict=True)
    for cluster, ((left, right), height) in enumerate(merges, rows):
        first[cluster], last[cluster] = first[left], last[right]
        follows[last[left]], joins[last[left]] = first[right], height
    order = np.empty(rows, np.intp)
    at = int(first[-1])
    for place in range(rows):
        order[place] = at
        at = int(follows[at])
    return order, joins[order[:-1]]


def _correlation(values: Floats, heights: Floats, threads: int) -> float | None:
    """Over all pairs, from sums of distances d, heights c, d d, c c and d c about a first guess at their means."""
    few = np.linspace(0, len(values) - 1, 64).astype(np.intp)
    guess = float(np.linalg.norm(values[few[:-1]] - values[few[1:]], axis=1).mean()), float(heights.mean())

    def block(piece: Span) -> Floats:
        start, end = piece
        if worthwhile(len(values)):
            from segtui.clustering.kernels.cophenetic import pair_sums

            sums = np.zeros(_SUMS)
            pair_sums(values, heights, start, end, *guess, sums)
            return sums
        return _plain(values, heights, start, end, *guess)

    pieces = spans(len(values) - 1, _SPAN)
    sums = np.array(list(in_threads(block, pieces, threads))).sum(axis=0)
    pairs = len(values) * (len(values) - 1) / 2
    d, c, dd, cc, dc = (sums / pairs).tolist()
    spread = (dd - d * d) * (cc - c * c)
    if dd - d * d <= 1e-14 * dd or cc - c * c <= 1e-14 * cc:
        return None
    return float(np.clip((dc - d * c) / spread**0.5, -1.0, 1.0))


def _plain(values: Floats, heights: Floats, start: int, end: int, distance: float, height: float) -> Floats:
    """The sums over pairs of the rows `start` to `end` (exclusive) and later rows."""
    from scipy.spatial.distance import cdist

    later = np.arange(start + 1, len(values)) > np.arange(start, end)[:, None]
    d = (cdist(values[start:end], values[start + 1 :]) - distance)[later]
    c = np.concatenate([np.maximum.accumulate(heights[row:]) for row in range(start, end)]) - height
    # Not by BLAS, whose threads add up in another order on another machine.
    return np.array([d.sum(), c.sum(), (d * d).sum(), (c * c).sum(), (d * c).sum()])
