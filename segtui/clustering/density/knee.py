"""Where DBSCAN's eps is looked for: around the knee of the k-distance curve."""

from __future__ import annotations

import numpy as np

from segtui.clustering.density.neighbours import Floats


def knee(curve: Floats) -> int:
    """Index of the knee of a rising, convex curve (Kneedle: Satopää, Albrecht, Irwin and Raghavan 2011).

    Both axes are scaled to 0..1; the knee is where the curve lies furthest below the diagonal. Of several local
    furthest points the paper takes the first that stands out from noise; a sorted curve has no noise to stand out
    from, so the furthest of all is taken. A flat curve has its knee at its end.
    """
    low, high = curve[0], curve[-1]
    if high <= low:
        return len(curve) - 1
    across = np.linspace(0.0, 1.0, len(curve))
    return int(np.argmax(across - (curve - low) / (high - low)))


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
