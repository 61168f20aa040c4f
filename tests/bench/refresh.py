"""How well centres that follow a drifting stream keep up with fitting each month anew, and what both cost.

    .venv/bin/python tests/bench/refresh.py [rows a month]

Eight segments in six features move by a share of their spread each month, and their sizes change. Every month the
centres of the month before follow its rows (`segtui refresh`), and K-means with ten starts is fitted to them (`segtui
run`). Agreement is the adjusted Rand index of the two; "same number" the share of rows whose segment has the number
that it had in the first month, the refit's numbers matched to the month before by the Hungarian algorithm.
"""

from __future__ import annotations

import sys
import time
from statistics import median

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.clustering.shared_structures import SharedStructures
from segtui.segments.monitoring.centroid_shift import MovingCentres

SEGMENTS, FEATURES, MONTHS = 8, 6, 12
KEEPS = (1.0, 0.5, 0.1)


def stream(rows, drift, seed):
    """Each month's rows and the segments that they were drawn from."""
    random = np.random.default_rng(seed)
    centers = random.normal(size=(SEGMENTS, FEATURES)) * 3
    ways = random.normal(size=centers.shape)
    ways /= np.linalg.norm(ways, axis=1)[:, None]
    sizes = random.dirichlet(np.full(SEGMENTS, 5.0))
    for _ in range(MONTHS + 1):
        truth = random.choice(SEGMENTS, rows, p=sizes)
        yield centers[truth] + random.normal(size=(rows, FEATURES)), truth
        centers = centers + drift * ways
        sizes = 0.8 * sizes + 0.2 * random.dirichlet(np.full(SEGMENTS, 5.0))


def refit(values):
    candidate = next(iter(KMeans(k=(SEGMENTS,)).fit_grid(SharedStructures(values, 0), [{"k": SEGMENTS}])))
    return candidate.labels, candidate.fitted["centers"]


def matched(centers, before):
    """The centres in the order of those before that they are nearest to."""
    away = ((before[:, None] - centers[None]) ** 2).sum(axis=2)
    return linear_sum_assignment(away)[1]


def follow(months, keep):
    """For each later month: agreement, truth found by both, same numbers of both, seconds of both."""
    (first, _), *later = months
    labels, centers = refit(first)
    moving = MovingCentres(centers.copy(), np.bincount(labels, minlength=SEGMENTS).astype(float))
    truth_of = {}
    told = []
    last = centers
    for s in range(SEGMENTS):
        truth_of[s] = np.bincount(months[0][1][labels == s], minlength=SEGMENTS).argmax()
    for values, truth in later:
        begin = time.perf_counter()
        moving.weights *= keep
        moving.learn(values)
        ours = nearest(values, moving.centers)
        middle = time.perf_counter()
        theirs, fitted = refit(values)
        end = time.perf_counter()
        order = matched(fitted, last)
        last, number = fitted[order], np.argsort(order)
        wanted = np.array([truth_of[s] for s in range(SEGMENTS)])
        told.append(
            (
                adjusted_rand_score(ours, theirs),
                adjusted_rand_score(truth, ours),
                adjusted_rand_score(truth, theirs),
                np.mean(wanted[ours] == truth),
                np.mean(wanted[number[theirs]] == truth),
                middle - begin,
                end - middle,
            )
        )
    return np.array(told)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{SEGMENTS} segments, {FEATURES} features, {MONTHS} months of {rows:,} rows; medians of 3 streams")
    print("drift   keep   agreement    ARI to truth      same number        seconds a month")
    print(" a month                   refresh  refit    refresh  refit    refresh   refit  ratio")
    for drift in (0.0, 0.1, 0.5):
        streams = [list(stream(rows, drift, seed)) for seed in range(3)]
        for keep in KEEPS:
            runs = [follow(months, keep) for months in streams]
            last = [median(r[-1, i] for r in runs) for i in range(5)]
            ours, theirs = (median(float(np.median(r[:, i])) for r in runs) for i in (5, 6))
            agreement, *rest = last
            print(
                f"{drift:5.1f}   {keep:4.2f}   {agreement:9.3f}   {rest[0]:8.3f} {rest[1]:6.3f}"
                f"   {rest[2]:8.3f} {rest[3]:6.3f}   {ours:8.3f} {theirs:7.3f} {theirs / ours:6.1f}"
            )


if __name__ == "__main__":
    main()
