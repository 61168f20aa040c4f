"""The ids that an export wrote: kept on disk where they are many, and each number met once, in eight bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


_IN_MEMORY = 4 << 20


class AlreadyWritten:
    """Numbers in sorted runs, each less than half as long as the one before, so that a search looks into few of
    them."""

    def __init__(self) -> None:
        self._runs: list[Hashes] = []

    def first(self, numbers: Hashes) -> NDArray[np.bool_]:
        """Which of the numbers occur for the first time, here and in all calls before; from now on they count as
        seen."""
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


class WrittenIds:
    """Ids in the order of their file, added and read back in batches; the file behind them has no name.

    `len(written)` counts them. Raises OSError where the disk is full.
    """

    def __init__(self) -> None:
        self._count = 0
        self._lines = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - goes with this object

    def __len__(self) -> int:
        return self._count

    def take(self, ids: pl.Series) -> None:
        """Keep the ids of a batch."""
        self._lines.write(json.dumps(ids.to_list()).encode() + b"\n")
        self._count += len(ids)

    def batches(self) -> Iterator[list[str]]:
        """The ids in the order in which they were added."""
        self._lines.seek(0)
        for line in self._lines:
            yield json.loads(line)
