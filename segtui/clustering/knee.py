"""The knee of a curve (Kneedle): where DBSCAN's eps is looked for, and where the curve of inertia by k bends.

Satopää, V., Albrecht, J., Irwin, D. and Raghavan, B. (2011). Finding a "kneedle" in a haystack. ICDCS Workshops.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate

Floats = NDArray[np.float64]

_FEWEST = 3


def knee(curve: Floats) -> int:
    """Index of the knee of a rising, convex curve (Kneedle).

    Both axes are scaled to 0..1; the knee is where the curve lies furthest below the diagonal. Of several local
    furthest points the paper takes the first that stands out from noise; a sorted curve has no noise to stand out
    from, so the furthest of all is taken. A flat curve has its knee at its end.
    """
    if curve[-1] <= curve[0]:
        return len(curve) - 1
    return int(np.argmax(_below_diagonal(np.linspace(0.0, 1.0, len(curve)), curve)))


def eps_around_knee(curve: Floats, count: int) -> tuple[float, ...]:
    """`count` values in equal ratios from half to one and a half times the curve's value at its knee.

    `curve` is the sorted distance of each row to its k-th nearest. Most of its rows are noise well below the knee, none
    well above. Where most rows are equal and the knee is at 0, the smallest distance above 0 stands in for it; a
    curve of zeros gives 1.0 alone. Values are rounded to 6 significant digits, so that a plan that states them repeats
    the run exactly. Distances below 1e-300, of which the computer has no more digits, count as 0.
    """
    above = curve[curve > 1e-300]
    if not len(above):
        return (1.0,)
    centre = max(curve[knee(curve)], above[0])
    return tuple(float(f"{eps:.6g}") for eps in np.geomspace(0.5 * centre, 1.5 * centre, count))


def elbow(candidates: Sequence[Candidate]) -> int | None:
    """The k at the knee of inertia by k (Kneedle, S = 1).

    Both axes are scaled to 0..1; the elbow is where the falling curve lies furthest below the diagonal. None without
    inertias of three different k, and where the curve is so straight that the paper takes no point of it for a knee:
    where it comes no further below than the mean step from one k to the next. Of several algorithms with inertias the
    first counts.
    """
    measured = [(c.algorithm, c.parameters["k"], c.inertia) for c in candidates if c.inertia is not None]
    known = {k: inertia for name, k, inertia in measured if name == measured[0][0]}
    if len(known) < _FEWEST:
        return None
    k = np.array(sorted(known), dtype=np.float64)
    inertia = np.array([known[int(each)] for each in k])
    if inertia.max() <= inertia.min():
        return None
    below = _below_diagonal(1 - (k - k[0]) / (k[-1] - k[0]), inertia)
    furthest = int(np.argmax(below))
    return int(k[furthest]) if below[furthest] > 1 / (k.size - 1) else None


def _below_diagonal(across: Floats, curve: Floats) -> Floats:
    """How far each point of a rising curve lies below the diagonal: `across` is 0..1, the curve is scaled to it."""
    below: Floats = across - (curve - curve.min()) / (curve.max() - curve.min())
    return below
