"""Indices at a size where a matrix of all distances would take 3 GiB."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
import numpy as np
from segtui.validity.score import memory, score

random = np.random.default_rng(0)
centers = random.normal(scale=6, size=(12, 8))
values = centers[random.integers(0, 12, 20_000)] + random.normal(size=(20_000, 8))
away = np.stack([((values - center) ** 2).sum(axis=1) for center in centers], axis=1)
labelings = []
for at in range(60):
    labels = away[:, random.choice(12, 2 + at % 8, replace=False)].argmin(axis=1)
    labels[away.min(axis=1) > 12 + at] = -1
    labelings.append(labels.astype(np.int32))
score(values[:3_500], [labels[:3_500] for labels in labelings[:3]])  # what a first call compiles is not the data's
unit = 1 if sys.platform == "darwin" else 1024
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
found = score(values, labelings, threads=2)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before
assert all(each.silhouette is not None and each.dunn is not None for each in found)
print(grown, memory(20_000, 8, 60, threads=2))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read through resource, which Windows lacks")
def test_twenty_thousand_rows_and_sixty_labelings_stay_within_the_forecast_and_far_under_one_gib():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    grown, forecast = map(int, done.stdout.split())
    assert grown < forecast < 400 * 2**20
