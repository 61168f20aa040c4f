"""Whether the chosen segments are groups that are there, or a convenient partition of one crowd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segtui.validity.consensus.consensus import Consensus
from segtui.validity.consensus.misfit import evidence
from segtui.validity.consensus.valley import valley
from segtui.validity.refinement import compact

ROWS = 50_000
"""Past this many rows a sample of as many is looked at."""

LEAST_AGREEMENT, LEAST_VALLEY, LEAST_GAIN = 0.4, 0.35, 1.5
"""Below all three (gap + recurrence, valley, gain) nothing says that there are groups."""

FEWEST_CANDIDATES = 5
"""Among fewer than this, recurrence says nothing: a candidate that is alone always comes back."""

FEW = 0.05
"""Of two groups, one with a smaller share of the rows is set apart from the main one."""

Kind = Literal["groups", "set_apart", "none"]


@dataclass(frozen=True)
class Structure:
    """What says that there are groups, or does not.

    Among fewer than `FEWEST_CANDIDATES` candidates recurrence is 0.
    `kind` is "none" where gap + recurrence, valley and gain are all low, "set_apart" where one of two groups has under
    5 % of the rows. `gain` is how much better, per row, normal distributions describe the groups than all rows as one
    (see `evidence`), `valley` (0 to 1) how few rows lie between neighbouring groups. `smallest` is a share of all rows.
    """

    kind: Kind
    gap: float
    recurrence: float
    valley: float
    gain: float
    smallest: float


def structure(values: NDArray[np.float64], labels: NDArray[np.int32], found: Consensus, seed: int = 0) -> Structure:
    """The verdict on a labeling with two groups or more.

    Args:
        values: (n, d), finite: the scaled matrix.
        labels: (n), -1 is noise.
        found: its consensus with the other candidates.
        seed: draws the sample.
    """
    sizes = np.unique(labels[labels >= 0], return_counts=True)[1]
    smallest = float(sizes.min()) / len(labels)
    if len(values) > ROWS:
        rows = np.sort(np.random.default_rng(seed).choice(len(values), ROWS, replace=False))
        values, labels = np.ascontiguousarray(values[rows]), labels[rows]
    labels = compact(labels)
    gain = evidence(values, labels) - evidence(values, np.zeros(len(values), np.int32))
    depth = valley(values, labels)
    recurrence = 0.0 if 0 < found.candidates < FEWEST_CANDIDATES else found.recurrence
    flat = found.gap + recurrence < LEAST_AGREEMENT and depth < LEAST_VALLEY and gain < LEAST_GAIN
    apart = len(sizes) == 2 and smallest < FEW
    kind: Kind = "set_apart" if apart else "none" if flat else "groups"
    return Structure(kind, found.gap, recurrence, depth, gain, smallest)
