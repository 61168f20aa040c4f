"""Which numbers were met before, in eight bytes each; a set of Python's would take ten times that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


class AlreadyWritten:
    """Numbers in sorted runs, each less than half as long as the one before it: a search looks into few of them."""

    def __init__(self) -> None:
        self._runs: list[Hashes] = []

    def first(self, numbers: Hashes) -> NDArray[np.bool_]:
        """Which of the numbers stand at their first place, here and in all calls before; they are met from now on."""
        found, places = np.unique(numbers, return_index=True)
        new = np.ones(found.size, np.bool_)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run, found), run.size - 1)
            new &= run[at] != found
        first = np.zeros(numbers.size, np.bool_)
        first[places[new]] = True
        self._keep(found[new])
        return first

    def _keep(self, run: Hashes) -> None:
        if not run.size:
            return
        while self._runs and self._runs[-1].size < 2 * run.size:
            run = np.concatenate([self._runs.pop(), run])
            run.sort(kind="stable")
        self._runs.append(run)
