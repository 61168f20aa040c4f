"""What mixed tables cost: Gower's distances, K-medoids of them and FAMD, beside the same in NumPy.

python tests/bench/mixed.py [ROWS ...]

Rows of five numbers and three texts of four categories. Each line is measured in a fresh process: seconds of processor
time and, in brackets, by the clock; MiB at the peak above the start. Kernels are compiled before.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.apart import Peak, apart  # noqa: E402
from tests.bench.customers import customers  # noqa: E402
from tests.bench.ours import kernels, warm  # noqa: E402

K = 6
BLOCK = 500


def table(rows):
    """Customers whose texts follow numbers that are left out."""
    found = customers(rows, 8)
    texts = [pl.col(f"x{i}").qcut(4, labels=list("abcd")).cast(pl.String).alias(f"text{i}") for i in (5, 6, 7)]
    return found.with_columns(texts).drop("x5", "x6", "x7")


def matrix(rows):
    """The matrix of all columns, by FAMD."""
    from segtui.features.features import Features
    from segtui.features.scaled_matrix.matrix import build_matrix

    frame = table(rows)
    return build_matrix(frame, "customer_id", Features(use=tuple(frame.columns[1:]), categorical="famd"))


def gower_ours(rows):
    """Distances of all pairs, and K-medoids of them."""
    from segtui.clustering.algorithms.kmedoids import gower_distances
    from segtui.clustering.kernels.medoids import build, swap

    x = np.ascontiguousarray(matrix(rows).gower_rows)
    with Peak() as far:
        between = gower_distances(x, 2)
    with Peak() as near:
        medoids = np.empty(K, np.int64)
        build(between, medoids)
        swap(between, medoids)
    return [far, near, between[:, medoids].min(axis=1).sum(dtype=float)]


def gower_numpy(rows):
    """The same by definition: a block of rows and one column at a time; one swap at a time, the best of all."""
    frame = table(rows).drop("customer_id")
    with Peak() as far:
        between = np.zeros((rows, rows), np.float32)
        for column in frame.get_columns():
            values = column.to_physical().to_numpy() if column.dtype.is_numeric() else column.rank("dense").to_numpy()
            span = np.ptp(values) if column.dtype.is_numeric() else 0
            for start in range(0, rows, BLOCK):
                apart_ = values[start : start + BLOCK, None] - values
                between[start : start + BLOCK] += np.abs(apart_) / span if span else apart_ != 0
        between /= frame.width
    with Peak() as near:
        medoids = _numpy_medoids(between)
    return [far, near, between[:, medoids].min(axis=1).sum(dtype=float)]


def _numpy_medoids(between):
    """PAM by FastPAM1's sums (Schubert and Rousseeuw 2021): greedy start, then the best swap until none gains."""
    medoids = [int(between.sum(axis=0).argmin())]
    while len(medoids) < K:
        least = between[:, medoids].min(axis=1)
        medoids.append(int(sum(np.minimum(far - own, 0).sum(axis=0) for far, own in _blocks(between, least)).argmin()))
    while True:
        ordered = np.sort(between[:, medoids], axis=1)
        own, least, second = between[:, medoids].argmin(axis=1), ordered[:, 0], ordered[:, 1]
        gain = np.zeros((K, len(between)))
        for start in range(0, len(between), BLOCK):
            part = slice(start, start + BLOCK)
            joins = np.minimum(between[part] - least[part, None], 0)
            gain += joins.sum(axis=0)
            stays = np.minimum(between[part], second[part, None]) - least[part, None] - joins
            for medoid in range(K):
                gain[medoid] += stays[own[part] == medoid].sum(axis=0)
        out, into = np.unravel_index(gain.argmin(), gain.shape)
        if gain[out, into] >= -1e-4:
            return medoids
        medoids[out] = int(into)


def _blocks(between, least):
    for start in range(0, len(between), BLOCK):
        yield between[start : start + BLOCK], least[start : start + BLOCK, None]


def famd_ours(rows):
    """The components, ten shuffled tables to tell how many among it."""
    from segtui.features.scaled_matrix.components import famd

    made = matrix(rows)
    with Peak() as took:
        components = famd(made.used_values, made.used)
    return [took, float(components.eigenvalues[0])]


def famd_numpy(rows):
    """Singular values of standardised numbers and of indicators divided by the root of their share: no number found."""
    frame = table(rows).drop("customer_id")
    with Peak() as took:
        numbers = frame.select(pl.selectors.numeric()).to_numpy()
        flags = frame.select(pl.selectors.string()).to_dummies().to_numpy().astype(float)
        shares = flags.mean(axis=0)
        both = np.column_stack([(numbers - numbers.mean(axis=0)) / numbers.std(axis=0), (flags - shares) / shares**0.5])
        first = np.linalg.svd(both, full_matrices=False)[1][0] ** 2 / rows
    return [took, float(first)]


def measured(work, rows):
    """What `work` takes, with kernels compiled."""
    warm(kernels())
    work(3_001)
    return [_said(one) if isinstance(one, Peak) else one for one in work(rows)]


def _said(took):
    return f"{took.processor:.3f} ({took.seconds:.2f}) {took.mib:5.0f}"


def main():
    """A table for each count of rows."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("rows", type=int, nargs="*", default=[5_000, 20_000])
    for rows in asked.parse_args().rows:
        print(f"{rows:,} rows{'':30}{'NumPy':>24}{'segtui':>24}", flush=True)
        for titles, theirs, ours in (
            (["Gower's distances", f"K-medoids, k {K}", "sum of distances to medoids"], gower_numpy, gower_ours),
            (["FAMD", "first eigenvalue"], famd_numpy, famd_ours),
        ):
            for title, one, other in zip(
                titles, apart(measured, theirs, rows), apart(measured, ours, rows), strict=True
            ):
                said = [each if isinstance(each, str) else f"{each:.6g}" for each in (one, other)]
                print(f"  {title:<40}{said[0]:>24}{said[1]:>24}", flush=True)


if __name__ == "__main__":
    main()
