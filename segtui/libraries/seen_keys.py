"""Which keys, of millions that come one batch after another, come for the first time: in eight bytes a key."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_BITS = 6
"""The first bits of a key say which of 64 slices it is in, so that little beside the keys is held while some merge."""


class SeenKeys:
    """Keys that were met, well mixed as hashes are: in each slice sorted runs, each less than half as long as the one
    before, so that a search looks into few of them."""

    def __init__(self) -> None:
        self._slices: list[list[Keys]] = [[] for _ in range(1 << _BITS)]

    def first(self, keys: Keys) -> NDArray[np.bool_]:
        """Which of the keys (m) occur for the first time, here and in all calls before; from now on they count as
        seen."""
        found, places = np.unique(keys, return_index=True)
        ends = np.searchsorted(found >> np.uint64(64 - _BITS), np.arange(len(self._slices), dtype=np.uint64), "right")
        new, at = np.ones(found.size, np.bool_), 0
        for runs, end in zip(self._slices, ends.tolist(), strict=True):
            if at < end:
                mine = found[at:end]
                new[at:end] = fresh = _not_in(runs, mine)
                _keep(runs, mine[fresh])
            at = end
        first = np.zeros(keys.size, np.bool_)
        first[places[new]] = True
        return first


def _not_in(runs: list[Keys], keys: Keys) -> NDArray[np.bool_]:
    new = np.ones(keys.size, np.bool_)
    for run in runs:
        at = np.minimum(np.searchsorted(run, keys), run.size - 1)
        new &= run[at] != keys
    return new


def _keep(runs: list[Keys], run: Keys) -> None:
    if not run.size:
        return
    while runs and runs[-1].size < 2 * run.size:
        run = np.concatenate([runs.pop(), run])
        run.sort(kind="stable")
    runs.append(run)
