"""A Gaussian mixture with an assigner of its own, which keeps covariances."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from segtui.clustering.algorithm import Algorithm, Candidate, Cell, Chart
from segtui.clustering.assigner import Assigner, Assignment, Fit, FitInput, Floats, Rule, RuleState
from segtui.clustering.shared_structures import SharedStructures
from segtui.declare import IntGrid


def keep(found: FitInput) -> RuleState:
    """The means, covariances and weights."""
    return RuleState({}, {name: found.fitted[name] for name in ("means", "covariances", "weights")})


def rule(fit: Fit) -> Rule:
    """The most likely component."""
    kept = fit.kept.segments
    inverses = np.linalg.inv(kept["covariances"])
    offsets = np.log(kept["weights"]) - 0.5 * np.linalg.slogdet(kept["covariances"])[1]

    def assign(values: Floats) -> Assignment:
        away = values[:, None, :] - kept["means"][None, :, :]
        score = offsets - 0.5 * np.einsum("msd,sde,mse->ms", away, inverses, away)
        share = np.exp(score - score.max(axis=1, keepdims=True))
        return Assignment(score.argmax(axis=1).astype(np.int32), share.max(axis=1) / share.sum(axis=1))

    return assign


class Mixture(Algorithm):
    """Components with covariances of their own."""

    name: ClassVar[str] = "toy_mixture"
    title: ClassVar[str] = "Mixture"
    assigner: ClassVar[Assigner | None] = Assigner("to the most likely component", keep, rule)
    chart: ClassVar[Chart] = "by_k"
    starter_place: ClassVar[int | None] = 9

    k: IntGrid = (2, 3)
    """How many components."""

    @classmethod
    def starter(cls, rows: int) -> Sequence[str]:
        """What a starter plan says of it."""
        return ["k = [2, 3]"]

    def possible(self, cell: Cell, rows: int, distinct: int) -> bool:
        """At most as many components as there are different rows."""
        return bool(cell["k"] <= distinct)

    def fit_grid(self, space: SharedStructures, cells: Sequence[Cell]) -> Iterator[Candidate]:
        """Fit one cell after the other."""
        from sklearn.mixture import GaussianMixture as Estimator

        for cell in cells:
            start = time.perf_counter()
            model = Estimator(cell["k"], random_state=space.seed, init_params="random_from_data", reg_covar=1e-3)
            labels = model.fit_predict(space.values)
            fitted = {"means": model.means_, "covariances": model.covariances_, "weights": model.weights_}
            strength = model.predict_proba(space.values).max(axis=1)
            yield Candidate(
                self.name, dict(cell), labels.astype(np.int32), time.perf_counter() - start, strength, fitted=fitted
            )

    def memory(self, rows: int, columns: int) -> int:
        """Bytes at the peak."""
        return 8 * rows * (columns + max(self.k))

    def duration(self, rows: int, columns: int) -> float:
        """Seconds."""
        return 1e-7 * rows * columns * sum(self.k)
