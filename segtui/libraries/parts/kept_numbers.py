"""Numbers kept in a file as they come, of which exact quantiles are asked: in little memory, however many they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.errors import no_room, system_number
from segtui.language.sentences import say
from segtui.libraries.parts.totals import RankCounts, bracket_of, quantile_of

Floats = NDArray[np.float64]
_BLOCK = 1 << 20
_SAMPLE = 50_000


class KeptNumbers:
    """Finite numbers in a new `file`, of which there are `count`.

    Up to a million are sorted at once. Of more, a sample, drawn with the `seed`, says between which two values a
    quantile lies: what is below is counted, what is between is sorted. Raises ResourceError where the disk is full.
    """

    def __init__(self, file: Path, seed: int) -> None:
        self._file, self._seed, self.count = file, seed, 0

    def add(self, values: Floats) -> None:
        """Keep more numbers (m)."""
        try:
            with self._file.open("ab") as file:
                file.write(np.ascontiguousarray(values, dtype=np.float64).data)
        except OSError as error:
            fix = say("free some space there, or name another folder in the environment variable TMPDIR")
            if full := no_room(system_number(error), self._file.parent, where=str(self._file.parent), fix=fix):
                raise full from error
            raise
        self.count += len(values)

    def quantile(self, share: float) -> float:
        """The quantile of all of them by linear interpolation (NumPy's and R's type 7); NaN where there are none."""
        if not self.count:
            return float("nan")
        if self.count <= _BLOCK:
            return float(np.quantile(np.fromfile(self._file), share))
        bracket, counts = bracket_of(self._sample(), share), RankCounts()
        for block in self._blocks():
            counts = counts + RankCounts.of(block, bracket)
        found = quantile_of(counts, bracket, share, self.count)
        return float(np.quantile(np.fromfile(self._file), share)) if found is None else found

    def _sample(self) -> Floats:
        places = np.sort(np.random.default_rng(self._seed).choice(self.count, _SAMPLE, replace=False, shuffle=False))
        drawn: Floats = np.sort(np.memmap(self._file, dtype=np.float64, mode="r")[places])
        return drawn

    def _blocks(self) -> Iterator[Floats]:
        with self._file.open("rb") as file:
            while len(block := np.fromfile(file, count=_BLOCK)):
                yield block
