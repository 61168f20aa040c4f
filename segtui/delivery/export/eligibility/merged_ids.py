"""Ids that stand for one person because cleaning merged their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from segtui.delivery.export.identity.match_keys import id_keys
from segtui.delivery.export.identity.persons import Keys, among
from segtui.delivery.export.suppression.match import hashed


@dataclass(frozen=True)
class MergedIds:
    """Hashes of ids, rising, and for each the person it stands for, as the hash of one of that person's ids."""

    ids: Keys
    person: Keys

    @classmethod
    def of(cls, matches: pl.DataFrame) -> Self:
        """From pairs of ids, as text: `id` and the `other` that it was merged into; pairs may be linked to others."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        if matches.is_empty():
            return cls(np.empty(0, np.uint64), np.empty(0, np.uint64))
        pairs = np.stack([hashed(id_keys(matches[name])) for name in ("id", "other")])
        ids, place = np.unique(pairs, return_inverse=True)
        one, other = place.reshape(2, -1)
        graph = coo_matrix((np.ones(len(one), np.int8), (one, other)), shape=(len(ids), len(ids)))
        _, group = connected_components(graph, directed=False)
        first = np.unique(group, return_index=True)[1]
        return cls(ids, ids[first[group]])

    def keys(self, ids: Keys) -> Keys:
        """A key for each of some ids that links those of one person; 0 for ids that were not merged."""
        found = np.zeros(len(ids), np.uint64)
        met = among(ids, self.ids)
        found[met] = self.person[np.searchsorted(self.ids, ids[met])]
        return found
