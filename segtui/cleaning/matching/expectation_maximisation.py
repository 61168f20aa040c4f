"""How often people who match agree in a column: the EM algorithm on counted patterns of agreement.

Fellegi and Sunter (1969), A Theory for Record Linkage; Winkler (1988) for the EM algorithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.cleaning.matching.comparison import MISSING

Shares = NDArray[np.float64]
_CLOSE = 1e-6
_WEIGHT = 5.0


@dataclass(frozen=True)
class Agreement:
    """`m` are the shares of the levels from 1 upwards among pairs that match, one array a column; `matching` how many
    pairs are expected to."""

    m: tuple[Shares, ...]
    matching: float


def expect(
    patterns: NDArray[np.uint8],
    counts: NDArray[np.int64],
    u: Sequence[Shares],
    prior: Sequence[Shares],
    rounds: int = 200,
) -> Agreement:
    """Estimate m from patterns of levels (r, k), each seen `counts` (r) times.

    `u` are the shares of the levels among pairs that do not match, which stay as they are; `prior` are those that m
    begins with, and five pairs more that match have them. Level 0, an empty cell, says
    nothing. `rounds` is the most there may be, fewer where the pairs that match hardly change.
    """
    m, share = [np.asarray(each) for each in prior], 0.1
    unlike = _likelihood(patterns, u)
    total = int(counts.sum())
    matching = 0.0
    for _ in range(rounds if total else 0):
        alike = share * _likelihood(patterns, m)
        expected = counts * alike / (alike + (1 - share) * unlike)
        before, matching = matching, float(expected.sum())
        share = min(max(matching / total, 1e-9), 1 - 1e-9)
        m = [_shares(patterns[:, i], expected, np.asarray(each)) for i, each in enumerate(prior)]
        if abs(matching - before) <= _CLOSE * total:
            break
    return Agreement(tuple(m), matching)


def _likelihood(patterns: NDArray[np.uint8], shares: Sequence[Shares]) -> Shares:
    likely = np.ones(len(patterns))
    for i, each in enumerate(shares):
        likely *= np.append(1.0, each)[patterns[:, i]]
    return likely


def _shares(levels: NDArray[np.uint8], expected: Shares, prior: Shares) -> Shares:
    found = np.bincount(levels, weights=expected, minlength=len(prior) + 1)[MISSING + 1 :] + _WEIGHT * prior
    return np.asarray(found / found.sum(), dtype=np.float64)
