"""The consensus of candidates: each is scored by what its groups are and by what the other candidates found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.shared_structures import SharedStructures
from segtui.libraries.compiled import in_threads
from segtui.validity.consensus.density_graph import density_graph
from segtui.validity.consensus.gap import gaps
from segtui.validity.consensus.misfit import evidence
from segtui.validity.consensus.recurrence import recurrences
from segtui.validity.pairwise import thread_count
from segtui.validity.refinement import compact

Labels = NDArray[np.int32]
Floats = NDArray[np.float64]

EXACT_ROWS = 50_000
"""Past this many rows the ingredients come from a sample of as many."""

MOST_GROUPS = 40
MOST_NOISE, LEAST_SHARE = 0.30, 0.02
"""Which labelings the others are compared with, and which of them say how well rows can be described."""

BALANCE_WEIGHT = 0.2
MISFIT_WEIGHT, MOST_MISFIT_WEIGHT = 0.2, 1.5
"""For each column, and in all: in many columns distances to neighbours even out, and gaps say less."""

WORST_FIT = 3.0
"""How much worse a description may be, per row, before it counts as the worst."""

LEAST_BALANCE = 1e-3


@dataclass(frozen=True)
class Consensus:
    """The ingredients of one labeling and their sum.

    `gap` (-1 to 1) as in `gaps`, `recurrence` (0 to 1) as in `recurrences`, `balance` (0 or less) the logarithm of
    groups × the smallest one's share, `misfit` (0 to 1) how much worse normal distributions describe the rows than by
    the labeling that does it best. `misfit_weight` is min(0.2 d, 1.5) for d columns, `rows` how many rows they all come
    from, `candidates` how many it was compared with, itself included; 0 where that is not known.
    """

    gap: float
    recurrence: float
    balance: float
    misfit: float
    misfit_weight: float
    rows: int
    candidates: int = 0

    @property
    def score(self) -> float:
        """gap + recurrence + 0.2 × balance - misfit_weight × misfit; the largest wins."""
        return self.gap + self.recurrence + BALANCE_WEIGHT * self.balance - self.misfit_weight * self.misfit


@dataclass(frozen=True)
class _Shape:
    groups: int
    smallest: float
    noise: float


def consensus(
    values: Floats,
    labelings: Sequence[Labels],
    counts: Sequence[int] | None = None,
    *,
    seed: int = 0,
    space: SharedStructures | None = None,
    exact_rows: int = EXACT_ROWS,
    most_groups: int = MOST_GROUPS,
    threads: int | None = None,
) -> list[Consensus | None]:
    """The consensus of each labeling; None with fewer than two groups, or more than `most_groups`.

    Labelings are compared with those that leave at most 30 % of the rows out as noise. Nothing is random up to
    `exact_rows` rows; past that a sample of as many, drawn by `seed`, stands for all. Time grows like n log n.

    Args:
        values: (n, d), finite: the scaled matrix.
        labelings: distinct ones, each (n), -1 is noise.
        counts: how many candidates have each labeling; 1 if none are given.
        seed: draws the sample.
        space: the same rows, if neighbours or trees may have been found for them already.
        exact_rows: up to this many rows all are used.
        most_groups: labelings with more groups are left out.
        threads: at most this many; the result is the same to the last bit.
    """
    shapes = [_shape(labels) for labels in labelings]
    used = [at for at, shape in enumerate(shapes) if 2 <= shape.groups <= most_groups]
    found: list[Consensus | None] = [None] * len(labelings)
    if not used:
        return found
    if len(values) > exact_rows:
        rows = np.sort(np.random.default_rng(seed).choice(len(values), exact_rows, replace=False))
        values, space = np.ascontiguousarray(values[rows]), None
        labelings = [labels[rows] for labels in labelings]
    some = [compact(labelings[at]) for at in used]
    given = [shapes[at] for at in used]
    times = [1 if counts is None else counts[at] for at in used]
    space = space or SharedStructures(values, seed, threads)
    for at, one in zip(used, _scored(values, some, given, times, space, threads), strict=True):
        found[at] = one
    return found


def _scored(
    values: Floats,
    labelings: Sequence[Labels],
    shapes: Sequence[_Shape],
    counts: Sequence[int],
    space: SharedStructures,
    threads: int | None,
) -> list[Consensus]:
    peers = [shape.noise <= MOST_NOISE for shape in shapes]
    apart = gaps(density_graph(space), labelings, threads)
    compared = [count * peer for count, peer in zip(counts, peers, strict=True)]
    again, among = recurrences(labelings, compared), sum(compared)
    fits = np.array(list(in_threads(lambda labels: evidence(values, labels), labelings, thread_count(threads))))
    whole = np.array([peer and shape.smallest >= LEAST_SHARE for peer, shape in zip(peers, shapes, strict=True)])
    best = fits[whole if whole.any() else slice(None)].max()
    misfits = np.clip(best - fits, 0.0, WORST_FIT) / WORST_FIT
    weight, rows = misfit_weight(values.shape[1]), len(values)
    balances = [float(np.log(max(shape.groups * shape.smallest, LEAST_BALANCE))) for shape in shapes]
    return [
        Consensus(gap, float(recurrence), balance, float(misfit), weight, rows, among)
        for gap, recurrence, balance, misfit in zip(apart, again, balances, misfits, strict=True)
    ]


def consensus_duration(rows: int, columns: int, labelings: int, threads: int | None = None) -> float:
    """Seconds that `consensus` takes with its kernels compiled: measured at 1,000 to 200,000 rows on two cores.

    Within a factor of two for up to 16 columns; neighbours that a search has found already are not found again.
    """
    seen = min(rows, EXACT_ROWS)
    graph = seen * (2e-6 + 1.5e-6 * columns)
    each = 2e-7 + 5e-9 * columns + 6e-10 * columns**3 / seen + 0.003 / seen
    return 0.05 + (graph + each * seen * labelings) / thread_count(threads)


def misfit_weight(columns: int) -> float:
    """What misfit weighs in this many columns, 0 to 1.5."""
    return min(MISFIT_WEIGHT * columns, MOST_MISFIT_WEIGHT)


def _shape(labels: Labels) -> _Shape:
    sizes = np.unique(labels[labels >= 0], return_counts=True)[1]
    rows = max(len(labels), 1)
    return _Shape(len(sizes), float(sizes.min(initial=rows)) / rows, 1 - float(sizes.sum()) / rows)
