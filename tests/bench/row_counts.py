"""Jaccard indices of DBSCAN's and HDBSCAN's segments on resamples beside those on new rows from the same population.

python tests/bench/row_counts.py

For each algorithm and population: segments, bias and error of the resamples' mean Jaccard index, by how many standard
deviations `min_samples` and `min_cluster_size` get beyond their share of the rows.
"""

import math
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from segtui.clustering.algorithms.dbscan import DBSCAN  # noqa: E402
from segtui.clustering.algorithms.hdbscan import HDBSCAN  # noqa: E402
from segtui.clustering.shared_structures import SharedStructures  # noqa: E402
from segtui.validity.refinement import compact  # noqa: E402
from segtui.validity.stability.jaccard import counts, jaccard  # noqa: E402

ROWS, TABLES, DRAWS, MARGINS = 1_200, 3, 6, (0.0, 0.5, 1.0, 1.5, 2.0)
CELLS = [
    *((HDBSCAN, {"min_cluster_size": size, "min_samples": k}) for size in (6, 13, 25, 60) for k in (5, 15)),
    *((DBSCAN, {"eps": eps, "min_samples": k}) for eps in (0.2, 0.5, 1.0) for k in (5, 10, 20)),
]


def blobs(random):
    """Normal groups of different sizes, no equal rows."""
    centers = np.array([[0, 0], [6, 0], [0, 6], [7, 7]])
    return centers[random.choice(4, ROWS, p=[0.5, 0.3, 0.15, 0.05])] + random.normal(size=(ROWS, 2))


def small_counts(random):
    """Whole numbers, most of them equal."""
    means = np.array([[0.2, 0.1], [3, 1], [9, 6]])[random.choice(3, ROWS, p=[0.5, 0.35, 0.15])]
    return random.poisson(means).astype(float)


def zeros(random):
    """A third of equal rows beside two normal groups."""
    share, values = random.random(ROWS), random.normal(size=(ROWS, 3)) + 4
    values[share < 0.35] = 0
    values[(share > 0.35) & (share < 0.5)] += [5, 0, 0]
    return values


def days(random):
    """Customers who bought once, of whom only the day is known, beside others."""
    once, values = random.random(ROWS) < 0.6, np.zeros((ROWS, 3))
    values[:, 0] = random.integers(0, 60, ROWS) / 30
    values[~once, 1:] = random.normal(size=((~once).sum(), 2)) + 3
    return values


def labels_of(algorithm, values, cell):
    """Labels by one cell."""
    grid = algorithm(**{axis: (value,) for axis, value in cell.items()})
    space = SharedStructures(values, threads=1)
    space.reserve(grid.expects())
    return next(iter(grid.fit_grid(space, [cell]))).labels


def found_again(own, values, others, labels):
    """The Jaccard index of each segment of `values` with what its rows' nearest among `others` are in."""
    like = cKDTree(others, leafsize=32).query(values)[1]
    return jaccard(counts(own, compact(labels[like])))[:-1]


def smaller(cell, share, margin):
    """The cell for a share of the rows."""
    more = {a: n * share + margin * math.sqrt(n * share * (1 - share)) for a, n in cell.items() if a != "eps"}
    return cell | {axis: max(2, math.ceil(n) if margin else round(n)) for axis, n in more.items()}


def differences(population, algorithm, cell, table):
    """Mean Jaccard index on resamples minus that on new rows, for segments of 2 % or more, by margin."""
    values = population(np.random.default_rng(table + 200))
    own = compact(labels_of(algorithm, values, cell))
    sizes = np.bincount(own[own >= 0])
    if not 1 <= len(sizes) <= 12:
        return {}
    true, resampled = [], defaultdict(list)
    for number in range(DRAWS):
        new = population(np.random.default_rng([table, number, 7]))
        true.append(found_again(own, values, new, labels_of(algorithm, new, cell)))
        drawn = np.unique(np.random.default_rng([table, number]).integers(0, ROWS, ROWS))
        for margin in MARGINS:
            fewer = smaller(cell, len(drawn) / ROWS, margin)
            again = labels_of(algorithm, values[drawn], fewer)
            resampled[margin].append(found_again(own, values, values[drawn], again))
    large = sizes >= 0.02 * ROWS
    return {margin: (np.mean(each, 0) - np.mean(true, 0))[large] for margin, each in resampled.items()}


def main():
    """A line for each algorithm and population."""
    known = defaultdict(list)
    for population in (blobs, small_counts, zeros, days):
        for algorithm, cell in CELLS:
            for table in range(TABLES):
                for margin, some in differences(population, algorithm, cell, table).items():
                    known[algorithm.name, margin] += list(some)
                    known[population.__name__, margin] += list(some)
    for (name, margin), some in sorted(known.items()):
        error = np.sqrt(np.mean(np.square(some)))
        print(f"{name:<14}{margin:4.1f} sd {len(some):5} segments   bias {np.mean(some):6.3f}   error {error:.3f}")


if __name__ == "__main__":
    main()
