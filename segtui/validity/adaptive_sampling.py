"""Samples more rows for the leading labelings, until it is clear which is first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.validity.indices import silhouette_of
from segtui.validity.refinement import compact
from segtui.validity.sample import SAMPLE_ROWS
from segtui.validity.scores import Scores

PAIRS = 20_000_000_000
GROWTH = 4


def refine_leaders(
    values: NDArray[np.float64],
    labelings: Sequence[NDArray[np.int32]],
    scores: Sequence[Scores],
    *,
    seed: int = 0,
    pairs: int = PAIRS,
    threads: int | None = None,
    tick: Callable[[float], None] | None = None,
) -> list[Scores]:
    """The scores, with narrower silhouette intervals if it is unclear which labeling leads.

    A labeling leads by silhouette x coverage. As long as the 95 % interval of another reaches that of the first, four
    times as many rows are drawn afresh for those concerned, until the intervals part, the silhouettes are exact (where
    the sample would be half of all rows), or the budget is spent. The first is a winner only if `contenders` of the
    result holds it alone. Exact silhouettes are unchanged, and so is everything if nothing was sampled.

    Args:
        values: (n, d), finite: the matrix that was scored.
        labelings: each (n), -1 is noise: those among which the winner will be chosen, in any order.
        scores: what `score` found for them.
        seed: draws the samples, others than `score` drew.
        pairs: the budget, in distances to compute; 2e10 take about 10 s on two cores with 8 columns.
        threads: at most this many; the result is the same to the last bit.
        tick: gets the share that is done, 0 to 1.
    """
    found = list(scores)
    rows, spent, turn = SAMPLE_ROWS, 0, 0
    while True:
        open_ones = [at for at in contenders(found) if found[at].silhouette_error]
        rows, turn = rows * GROWTH, turn + 1
        exact = 2 * rows >= len(values)
        cost = len(values) * (len(values) if exact else rows)
        if not open_ones or len(contenders(found)) < 2 or spent + cost > pairs:
            break
        again = silhouette_of(
            np.ascontiguousarray(values, dtype=np.float64),
            [compact(labelings[at]) for at in open_ones],
            seed + turn,
            None if exact else rows,
            threads,
            _between(tick, spent / pairs, (spent + cost) / pairs),
        )
        spent += cost
        for at, narrowed in zip(open_ones, again, strict=True):
            found[at] = _with(found[at], narrowed)
    if tick is not None:
        tick(1.0)
    return found


def contenders(scores: Sequence[Scores]) -> list[int]:
    """The labelings that may be first by silhouette x coverage: those whose 95 % interval reaches the first one's."""
    low, high = np.full(len(scores), -np.inf), np.full(len(scores), -np.inf)
    for at, each in enumerate(scores):
        if each.silhouette_interval is not None:
            low[at], high[at] = (end * each.coverage for end in each.silhouette_interval)
    if not np.isfinite(low).any():
        return []
    return np.flatnonzero(high >= low[_first(scores)]).tolist()


def _first(scores: Sequence[Scores]) -> int:
    return max(range(len(scores)), key=lambda at: _value(scores[at]))


def _value(scores: Scores) -> float:
    return -np.inf if scores.silhouette is None else scores.silhouette * scores.coverage


def _with(scores: Scores, narrowed: dict[str, Any]) -> Scores:
    """The same with another silhouette and its note."""
    return replace(
        scores,
        silhouette=narrowed.get("silhouette"),
        silhouette_error=narrowed.get("silhouette_error"),
        silhouette_note=narrowed.get("silhouette_note", ""),
        notes=(*narrowed["notes"], *scores.notes),
    )


def _between(tick: Callable[[float], None] | None, first: float, last: float) -> Callable[[float], None] | None:
    return None if tick is None else lambda share: tick(first + share * (last - first))
