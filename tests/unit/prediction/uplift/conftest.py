from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from segtui.prediction.uplift.experiment import Experiment


@dataclass(frozen=True)
class Simulated:
    """An experiment, and the true uplift (n) of each of its people."""

    experiment: Experiment
    truth: np.ndarray


@pytest.fixture(scope="session")
def simulate():
    """A mailing by chance: a tenth would buy anyway, the `moved` add up to .3 to that, growing with their visits."""

    def made(n=6_000, held=0.3, effect=0.3, seed=1):
        rng = np.random.default_rng(seed)
        visits, age = rng.gamma(2, 2, n), rng.normal(45, 12, n)
        truth = effect * np.clip((visits - 3) / 5, 0, 1)
        treated = rng.random(n) >= held
        outcome = rng.random(n) < 0.1 + 0.1 * (age > 50) + truth * treated
        frame = pl.DataFrame({"visits": visits, "age": age})
        ids = pl.Series([f"p{i}" for i in range(n)])
        return Simulated(Experiment(frame, ids, treated, outcome, np.zeros(n, dtype=np.int64)), truth)

    return made


@pytest.fixture(scope="session")
def mailing(simulate):
    return simulate()
