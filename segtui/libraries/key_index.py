"""Which row has a key, of millions of rows: sorted slice by slice, so that little is in memory beside the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_AT_ONCE = 1 << 18
_LOW_BITS = np.uint64(48)


@dataclass(frozen=True)
class KeyIndex:
    """`keys` (n) rise, each once; `rows` (n) are the first rows that have them; `repeated` are keys of several rows."""

    keys: Keys
    rows: NDArray[np.int32]
    repeated: Keys

    @classmethod
    def of(cls, parts: Sequence[Keys]) -> KeyIndex:
        """Those of rows whose keys, well mixed as hashes are, stand in parts."""
        every = np.concatenate([np.empty(0, np.uint64), *parts])
        keys, rows = np.empty(every.size, np.uint64), np.empty(every.size, np.int32)
        tops = (every >> _LOW_BITS).astype(np.uint16)
        order, ends = np.argsort(tops, kind="stable"), np.cumsum(np.bincount(tops, minlength=1))
        repeated: list[Keys] = [np.empty(0, np.uint64)]
        start = end = 0
        while start < every.size:
            stop = int(ends[min(int(np.searchsorted(ends, start + _AT_ONCE)), ends.size - 1)])
            mine, start = order[start:stop], stop
            found, first, counts = np.unique(every[mine], return_index=True, return_counts=True)
            at, end = end, end + int(found.size)
            keys[at:end], rows[at:end] = found, mine[first]
            repeated.append(found[counts > 1])
        return cls(keys[:end], rows[:end], np.concatenate(repeated))

    def places(self, keys: Keys) -> NDArray[np.int64]:
        """Where in `keys` and `rows` each of these keys (m) stands; -1 where it does not."""
        if not self.keys.size:
            return np.full(keys.size, -1, np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)
        return np.where(self.keys[at] == keys, at, -1)
