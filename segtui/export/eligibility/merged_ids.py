"""Ids that stand for one person because cleaning merged their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from segtui.export.identity.match_keys import id_keys
from segtui.export.identity.persons import Keys, among
from segtui.export.suppression.match import hashed


@dataclass(frozen=True)
class MergedIds:
    """Hashes of ids: rows of `gone` (rising) were merged into those of the ids `into`, each in its place."""

    gone: Keys
    into: Keys

    @classmethod
    def of(cls, matches: pl.DataFrame) -> Self:
        """From pairs of ids, as text: `id` and the `other` that it was merged into."""
        gone, into = (hashed(id_keys(matches[name])) for name in ("id", "other"))
        order = np.argsort(gone, kind="stable")
        return cls(gone[order], into[order])

    def keys(self, ids: Keys) -> tuple[Keys, Keys]:
        """Two keys for each of some ids, 0 for none, that link the merged: what it was merged into, and itself."""
        first = np.zeros(len(ids), np.uint64)
        met = among(ids, self.gone)
        first[met] = self.into[np.searchsorted(self.gone, ids[met])]
        return first, np.where(among(ids, np.unique(self.into)), ids, np.uint64(0))
