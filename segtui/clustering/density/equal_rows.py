"""Equal rows stay together, whichever way tied merges fell."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.clustering.density.condensed_tree import Extracted, Floats
from segtui.columns import cols

Groups = NDArray[np.int64]
"""For each row (n) the first row that is equal to it."""


def twins(values: Floats) -> Groups | None:
    """Which rows of `values` (n, d) are equal, 0.0 and -0.0 too; None where no two are."""
    if not values.shape[1]:
        return None
    frame = pl.from_numpy(values + 0.0)
    if frame.n_unique() == frame.height:
        return None
    first = frame.with_row_index("row").select(pl.col("row").first().over(pl.struct(cols(frame.columns))))["row"]
    return first.to_numpy().astype(np.int64)


def together(found: Extracted, groups: Groups | None) -> Extracted:
    """The same clusters, but equal rows are all in the one that most of them are in, of equally many the firmer one.

    Merges at one distance come in some order, and a cluster that is cut amid them may hold one of two equal rows. Where
    no equal rows are apart nothing changes. A cluster that loses all its rows is none: the numbers close up.
    """
    labels, strength, fitted = found
    if groups is None or not (apart := _apart(labels, groups)).any():
        return found
    rows = pl.DataFrame({"group": groups[apart], "label": labels[apart], "strength": strength[apart]})
    homes = (
        rows.group_by("group", "label")
        .agg(pl.len().alias("rows"), pl.col("strength").max())
        .sort("group", "rows", "strength", "label", descending=[False, True, True, True])
        .unique("group", keep="first", maintain_order=True)
    )
    at = np.searchsorted(homes["group"].to_numpy(), groups[apart])
    labels, strength = labels.copy(), strength.copy()
    labels[apart] = homes["label"].to_numpy()[at]
    strength[apart] = homes["strength"].to_numpy()[at]
    kept = np.unique(labels[labels >= 0])
    numbers = np.full(int(found[0].max()) + 2, -1, dtype=np.int32)
    numbers[kept] = np.arange(len(kept))
    return numbers[labels], strength, {name: each[kept] for name, each in fitted.items()}


def _apart(labels: NDArray[np.int32], groups: Groups) -> NDArray[np.bool_]:
    """The rows (n) of groups that have more than one label."""
    odd = np.zeros(len(groups), dtype=bool)
    odd[groups[labels != labels[groups]]] = True
    return odd[groups]
