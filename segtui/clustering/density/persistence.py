"""The densities between which HDBSCAN's clusters live, which new rows are judged by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def lives(condensed: NDArray[Any], labels: NDArray[np.intp]) -> dict[str, Floats]:
    """`birth` and `death` of each cluster: the density (1 / distance) it parts from its parent at, and its last one.

    `condensed` is hdbscan's condensed tree (parent, child, lambda_val, child_size), `labels` (n) the clusters chosen
    from it, -1 for noise. The death is the highest density at which a row or a cluster leaves it, as hdbscan measures
    strengths by. Both are in the order of the labels.
    """
    rows = len(labels)
    leaf = np.empty(rows, dtype=np.int64)
    is_row = condensed["child"] < rows
    leaf[condensed["child"][is_row]] = condensed["parent"][is_row]
    edges = condensed[~is_row]
    above = {int(e["child"]): (int(e["parent"]), float(e["lambda_val"]), int(e["child_size"])) for e in edges}
    sizes = np.bincount(labels[labels >= 0])
    birth, death = np.zeros(len(sizes)), np.zeros(len(sizes))
    for number, size in enumerate(sizes.tolist()):
        cluster = int(leaf[np.argmax(labels == number)])
        while above[cluster][2] != size:  # every row below a chosen cluster has its label
            cluster = above[cluster][0]
        birth[number] = above[cluster][1]
        death[number] = condensed["lambda_val"][condensed["parent"] == cluster].max()
    return {"birth": birth, "death": death}
