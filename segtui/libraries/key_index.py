"""Which row has a key, of millions of rows: sorted slice by slice, so that little is in memory beside the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_AT_ONCE = 1 << 18
_SLICES = 64
"""The most slices of keys: each is looked for among all of them."""


@dataclass(frozen=True)
class KeyIndex:
    """`keys` (n) rise, each once; `rows` (n) are the first rows that have them; `repeated` are keys of several rows."""

    keys: Keys
    rows: NDArray[np.int32]
    repeated: Keys

    @classmethod
    def of(cls, parts: Iterable[Keys], size: int) -> KeyIndex:
        """Those of at most `size` rows whose keys, well mixed as hashes are, come in parts.

        While it is made, 20 bytes a row are held.
        """
        every, count = np.empty(size, np.uint64), 0
        for part in parts:
            every[count : count + part.size] = part
            count += part.size
        every = every[:count]
        keys, rows = np.empty(count, np.uint64), np.empty(count, np.int32)
        repeated: list[Keys] = [np.empty(0, np.uint64)]
        end, bits = 0, min(_SLICES, 1 << (count // _AT_ONCE).bit_length()).bit_length()
        for top in range(1 << bits):
            mine = _rows_of(every, top, bits)
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


def _rows_of(keys: Keys, top: int, bits: int) -> NDArray[np.int64]:
    """The rows of the keys that have these first bits."""
    shift, found = np.uint64(64 - bits), [np.empty(0, np.int64)]
    for at in range(0, keys.size, _AT_ONCE):
        found.append(np.flatnonzero(keys[at : at + _AT_ONCE] >> shift == top) + at)
    return np.concatenate(found)
