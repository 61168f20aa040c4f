"""How unequal all rows of a run are in what they are worth: Lorenz's curve over parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segtui.libraries.parts.kept_arrays import load_array
from segtui.segments.describing.value_shares import ValueShares, lorenz

Floats = NDArray[np.float64]
_AT_ONCE = 16_000_000


def with_curve(value: ValueShares, files: Sequence[str], sample: Floats) -> ValueShares:
    """The value with the curve of all rows: their amounts are in `files`, rising in each; `sample` (m) has some."""
    parts = [load_array(file, mapped=True) for file in files]
    rows = sum(map(len, parts))
    if value.total <= 0 or any(len(part) and part[0] < 0 for part in parts):
        return replace(value, curve=None, half=None, gini=None)
    curve, half, gini = lorenz(_falling(parts, rows, sample), rows, value.total)
    return replace(value, curve=curve, half=half, gini=gini)


def _falling(parts: Sequence[Floats], rows: int, sample: Floats) -> Iterator[Floats]:
    """All amounts, falling, about as many at a time as are in memory at once, by the quantiles of the sample."""
    blocks = -(-rows // _AT_ONCE)
    edges = np.unique(np.quantile(sample, np.arange(1, blocks) / blocks))[::-1] if blocks > 1 else np.empty(0)
    for high, low in zip([np.inf, *edges], [*edges, -np.inf], strict=True):
        spans = (np.searchsorted(part, [low, high], side="right") for part in parts)
        block = np.concatenate([part[first:last] for part, (first, last) in zip(parts, spans, strict=True)])
        block.sort()
        yield block[::-1]
