"""How long the scatter takes to draw a page of 120 × 40 cells, beside numpy.histogram2d over the same dots.

python tests/bench/scatter.py
"""

from time import perf_counter

import numpy as np
from rich.style import Style

from widgets.drawing.drawing_look import DrawingLook
from widgets.scatter.plane_window import PlaneWindow
from widgets.scatter.plot import ScatterPlot
from widgets.scatter.points import Points

WIDTH, HEIGHT, GROUPS, ROUNDS = 120, 40, 8, 7


def best(work):
    """The shortest of several runs in milliseconds, and what the last returned."""
    spent = []
    for _ in range(ROUNDS):
        start = perf_counter()
        result = work()
        spent.append(1000 * (perf_counter() - start))
    return min(spent), result


def main():
    """Print a row per number of points."""
    look = DrawingLook(*[Style()] * 7)
    print(f"{'points':>10} {'page ms':>9} {'one group lit ms':>17} {'histogram2d ms':>15} {'page / histogram2d':>19}")
    for count in (10_000, 100_000, 1_000_000):
        random = np.random.default_rng(0)
        labels = random.integers(0, GROUPS, count)
        x, y = random.uniform(-8, 8, (GROUPS, 2))[labels].T + random.normal(size=(2, count))
        points = Points.of(x, y, labels, {})
        view = PlaneWindow.around(points.x, points.y)
        plot = ScatterPlot(points, view, look, WIDTH, HEIGHT)
        dots = (2 * plot.columns, 4 * plot.rows)
        page, _ = best(lambda: ScatterPlot(points, view, look, WIDTH, HEIGHT).lines())  # noqa: B023
        lit, _ = best(lambda: ScatterPlot(points, view, look, WIDTH, HEIGHT, highlighted=3).lines())  # noqa: B023
        plain, _ = best(lambda: np.histogram2d(x, y, bins=dots))  # noqa: B023
        print(f"{count:>10,} {page:>9.1f} {lit:>17.1f} {plain:>15.1f} {page / plain:>19.2f}")


if __name__ == "__main__":
    main()
