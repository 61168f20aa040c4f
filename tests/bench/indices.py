"""Four indices of some 70 labelings: scikit-learn's and SciPy's in a loop beside `score`, in one process.

python tests/bench/indices.py [ROWS ...] [--columns 8] [--rounds 3]

The loop is run for a few labelings and scaled up to all of them, and up to 20,000 rows only: past that it would take
hours. Every figure is the median of the rounds. Kernels are compiled before the clock starts.
"""

import argparse
import threading
from importlib import import_module
from statistics import median
from time import perf_counter, sleep

import numpy as np
import psutil
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from segtui.libraries.compiled import kernel_modules
from segtui.validity.score import duration, memory, score

LOOP_ROWS, LOOP_LABELINGS, FIT_ROWS, BLOCK = 20_000, 3, 20_000, 2_048
HEADS = ["     rows", "labelings", "score s", "forecast s", "peak MiB", "forecast MiB", "   loop s", "loop / score"]
HEADS += ["loop MiB", "Δ silhouette", "Δ Dunn", "Δ D.-B.", "Δ C.-H.", "silhouette error", "Dunn bounds"]
NAMES = ("silhouette", "dunn", "davies_bouldin", "calinski_harabasz")


class Measured:
    """How long a block took, and how far the process grew meanwhile."""

    def __enter__(self):
        self._process, self._over = psutil.Process(), threading.Event()
        self._before = self._peak = self._process.memory_info().rss
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        self._start = perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = perf_counter() - self._start
        self._over.set()
        self._watch.join()
        self.bytes = self._peak - self._before

    def _look(self):
        while not self._over.is_set():
            self._peak = max(self._peak, self._process.memory_info().rss)
            sleep(0.005)


def customers(rows, columns):
    """Six stretched groups of unequal size with 5 % strays, every column with mean 0 and spread 1."""
    random = np.random.default_rng(0)
    stray = rows // 20
    sizes = random.multinomial(rows - stray, random.dirichlet(np.full(6, 3.0)))
    shapes = [random.normal(size=(columns, columns)) * 0.35 + np.eye(columns) * 0.6 for _ in sizes]
    groups = zip(sizes, shapes, strict=True)
    parts = [random.normal(size=(size, columns)) @ shape + random.uniform(-8, 8, columns) for size, shape in groups]
    inside = np.vstack(parts)
    values = np.vstack([inside, random.uniform(inside.min(axis=0), inside.max(axis=0), (stray, columns))])
    values = values[random.permutation(rows)]
    return np.ascontiguousarray((values - values.mean(axis=0)) / values.std(axis=0))


def labelings_of(values):
    """K-means for k = 2 … 12, and each again with the rows far from their centre as noise, by several limits."""
    found = []
    for k in range(2, 13):
        model = KMeans(k, n_init=1, random_state=0).fit(values[:FIT_ROWS])
        labels = model.predict(values)
        away = ((values - model.cluster_centers_[labels]) ** 2).sum(axis=1)
        found.append(labels)
        found += [np.where(away > limit, -1, labels) for limit in np.quantile(away, [0.3, 0.5, 0.7, 0.85, 0.95])]
    return [labels.astype(np.int32) for labels in found]


def by_hand(values, labels):
    """What one writes without segtui, noise left out."""
    kept = labels >= 0
    x, y = values[kept], labels[kept]
    nearest, widest = np.inf, 0.0
    for first in range(0, len(x), BLOCK):
        distances = cdist(x[first : first + BLOCK], x)
        same = y[first : first + BLOCK, None] == y
        nearest, widest = min(nearest, distances[~same].min()), max(widest, distances[same].max())
    return silhouette_score(x, y), nearest / widest, davies_bouldin_score(x, y), calinski_harabasz_score(x, y)


def compare(rows, columns, rounds):
    """Print one row of the table."""
    values = customers(rows, columns)
    labelings = labelings_of(values)
    own, loops, peaks, loop_peaks = [], [], [], []
    few = range(0, len(labelings), len(labelings) // LOOP_LABELINGS)
    for _ in range(rounds):
        with Measured() as ours:
            scores = score(values, labelings)
        own.append(ours.seconds)
        peaks.append(ours.bytes)
        if rows <= LOOP_ROWS:
            with Measured() as loop:
                expected = [by_hand(values, labelings[at]) for at in few]
            loops.append(loop.seconds / len(few) * len(labelings))
            loop_peaks.append(loop.bytes)
    forecast = duration(rows, columns, len(labelings)), memory(rows, columns, len(labelings))
    cells = [f"{rows:,}", len(labelings), f"{median(own):.2f}", f"{forecast[0]:.2f}"]
    cells += [f"{max(peaks) / 2**20:.0f}", f"{forecast[1] / 2**20:.0f}"]
    if loops:
        ratio = median(loop / mine for loop, mine in zip(loops, own, strict=True))
        cells += [f"{median(loops):.1f}", f"{ratio:.0f}", f"{max(loop_peaks) / 2**20:.0f}"]
        for i, name in enumerate(NAMES):
            pairs = [(getattr(scores[at], name), known[i]) for at, known in zip(few, expected, strict=True)]
            cells.append(f"{max(abs(found / known - 1) for found, known in pairs):.0e}")
    else:
        cells += ["–"] * 7
    cells.append(f"{max(found.silhouette_error or 0.0 for found in scores):.0e}")
    cells.append(sum(found.dunn_is_bound for found in scores))
    print_row(cells)


def print_row(cells):
    """Print a line of the table."""
    print(" ".join(f"{cell:>{len(head)}}" for cell, head in zip(cells, HEADS, strict=True)), flush=True)


def main():
    """Print a row per number of rows."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("rows", type=int, nargs="*", default=[2_000, 5_000, 10_000, 20_000, 100_000, 1_000_000])
    asked.add_argument("--columns", type=int, default=8)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    for module in kernel_modules():
        if ".validity." in module:
            import_module(module)
    print_row(HEADS)
    for rows in given.rows:
        compare(rows, given.columns, given.rounds)


if __name__ == "__main__":
    main()
