"""The rule of the chosen candidate by which other rows come into its segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.assigner import Assigner, Fit, FitInput, Floats, Rule, RuleState
from segtui.clustering.registry import find_algorithm
from segtui.clustering.subsample import draw
from segtui.features.scaled_matrix.matrix import Matrix
from segtui.plan.model import Plan


@dataclass(frozen=True)
class FittedRule:
    """What an assigner keeps of a run: `numbers` (s) are the segments, rising, `clusters` (s) the candidate's.

    `labels` (n) are places in the numbers, -1 for noise.
    """

    assigner: Assigner
    kept: RuleState
    numbers: NDArray[np.int32]
    clusters: NDArray[np.int64]
    labels: Labels

    def rule(self, values: Floats, candidate: Candidate) -> Rule:
        """The rule over the rows of the matrix (n, d)."""
        places = range(len(self.numbers))
        centroids = np.stack([values[self.labels == place].mean(axis=0) for place in places])
        fit = Fit(values, self.labels, centroids, self.clusters, candidate.parameters, self.kept)
        return self.assigner.rule(fit)


def fitted_rule(
    plan: Plan, matrix: Matrix, candidate: Candidate, labels: Labels, mapping: Mapping[int, int]
) -> FittedRule | None:
    """That of the segments `labels` (n), to which `mapping` leads from clusters; None where rows can't be assigned."""
    declared = find_algorithm(candidate.algorithm)
    if declared is None or declared.assigner is None:
        return None
    by_segment = sorted((new, old) for old, new in mapping.items())
    clusters = np.array([old for _, old in by_segment], dtype=np.int64)
    numbers = np.array([new for new, _ in by_segment], dtype=np.int32)
    sample = draw(matrix.values, plan.sample(), plan.seed)
    seen = np.ones(len(matrix.values), dtype=bool)
    if sample:
        seen[:] = False
        seen[sample.rows] = True
    fitted = {name: values[clusters] for name, values in (candidate.fitted or {}).items()}
    places = np.where(labels == -1, -1, np.searchsorted(numbers, labels)).astype(np.int32)
    values = matrix.gower_rows if declared.mixed else matrix.values
    kept = declared.assigner.keep(FitInput(values, places, candidate.parameters, fitted, seen))
    return FittedRule(declared.assigner, kept, numbers, clusters, places)
