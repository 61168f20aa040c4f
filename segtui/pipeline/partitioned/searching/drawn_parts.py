"""Resamples of all rows, drawn part by part: every row is as likely, and which ones they are does not depend on parts.

A bootstrap by weights: the number of times that a row is drawn is Poisson (Hanley, J. A. and MacGibbon, B. (2006).
Creating non-parametric bootstrap samples using Poisson frequencies. Computer Methods and Programs in Biomedicine 83,
57-62). As in a resample in memory, a row that is drawn several times counts once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.parts.kept_arrays import load_array, save_array
from segtui.libraries.parts.totals import Totals
from segtui.libraries.parts.workers import Tick, Workers
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart

_SIXTEEN_BITS = 2**16
_AT_ONCE = 16
"""Rows that one step of the generator draws for."""


@dataclass(frozen=True)
class DrawnParts:
    """The rows of each resample, by part in a file of its own: `counts` (parts, resamples) of them one after the other.

    `totals` are those of every column over all rows, drawn or not.
    """

    files: tuple[str, ...]
    counts: NDArray[np.int64]
    totals: tuple[Totals, ...]

    def rows(self, resample: int) -> NDArray[np.float32]:
        """The rows (m, d) of a resample, in the order of the parts."""
        ends = self.counts.cumsum(axis=1)
        spans = zip(ends[:, resample] - self.counts[:, resample], ends[:, resample], ends[:, -1], strict=True)
        own = [
            load_array(file, rows, mapped=True)[first:last]
            for file, (first, last, rows) in zip(self.files, spans, strict=True)
        ]
        return np.concatenate(own)


@dataclass(frozen=True)
class _Task:
    odds: int
    resamples: int
    seed: int
    folder: str


def draw_parts(
    workers: Workers,
    parts: Sequence[MatrixPart],
    drawn: int,
    resamples: int,
    seed: int,
    folder: Path,
    tick: Tick | None = None,
) -> DrawnParts:
    """Keep in `folder` the rows of each resample, those that `drawn` draws with replacement from all rows meet."""
    folder.mkdir(parents=True, exist_ok=True)
    before = [0, *accumulate(part.rows for part in parts)]
    task = _Task(odds_of(drawn, before[-1]), resamples, seed, str(folder))
    done = list(workers.map(_draw_part, list(zip(parts, before[:-1], strict=True)), task, tick))
    columns = zip(*(totals for *_, totals in done), strict=True)
    return DrawnParts(
        tuple(file for file, *_ in done),
        np.array([counts for _, counts, _ in done]),
        tuple(sum(column, Totals()) for column in columns),
    )


def odds_of(drawn: int, rows: int) -> int:
    """Of 2 ** 16, in how many cases a row is among this many draws with replacement from all rows."""
    return max(1, round(-math.expm1(-drawn / rows) * _SIXTEEN_BITS))


def is_drawn(seed: int, resample: int, first: int, count: int, odds: int) -> NDArray[np.bool_]:
    """Which of `count` rows from the place `first` among all on are in a resample."""
    bits = np.random.Philox(np.random.SeedSequence([seed, resample]))
    bits.advance(first // _AT_ONCE)
    skipped = first % _AT_ONCE
    words = bits.random_raw(-(-(skipped + count) // 4)).astype("<u8", copy=False)
    found: NDArray[np.bool_] = words.view("<u2")[skipped : skipped + count] < odds
    return found


def _draw_part(both: tuple[MatrixPart, int], task: _Task) -> tuple[str, list[int], list[Totals]]:
    part, first = both
    values = part.values()
    own: list[list[NDArray[np.float32]]] = [[] for _ in range(task.resamples)]
    totals = [Totals()] * values.shape[1]
    for block in part.blocks():
        totals = [total + Totals.of(c.astype(np.float64)) for total, c in zip(totals, block.T, strict=True)]
        for resample, found in enumerate(own):
            found.append(block[is_drawn(task.seed, resample, first, len(block), task.odds)])
        first += len(block)
    nothing = values[:0]
    file = f"{task.folder}/{part.number:06d}.npy"
    save_array(file, np.concatenate([nothing, *(each for found in own for each in found)]))
    return file, [sum(map(len, found)) for found in own], totals
