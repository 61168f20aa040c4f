"""The cluster of every row of all parts, by the rule of a candidate that was found on a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate, Labels
from segtui.clustering.assigner import Fit, FitInput, Floats, Rule, RuleState
from segtui.clustering.registry import assigner_of
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.scaled_parts import MatrixPart
from segtui.segments.confidence import confidence


@dataclass(frozen=True)
class Placing:
    """The rule of a candidate, as it can be sent to another process.

    `values` (m, d) and `labels` (m) are the sample and its clusters as places in `clusters`; `centroids` (s, d) are
    theirs. `key` is a digest of all of these.
    """

    key: str
    algorithm: str
    parameters: Mapping[str, Any]
    values: Floats = field(repr=False)
    labels: Labels = field(repr=False)
    clusters: NDArray[np.int64] = field(repr=False)
    centroids: Floats = field(repr=False)
    fitted: Mapping[str, Floats] = field(repr=False, default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Placing) and self.key == other.key

    @classmethod
    def of(cls, candidate: Candidate, values: Floats) -> Placing:
        """The rule of a candidate whose labels are those of the sample `values` (m, d)."""
        clusters = np.unique(candidate.labels[candidate.labels != -1]).astype(np.int64)
        at = np.searchsorted(clusters, candidate.labels)
        labels = np.where(candidate.labels == -1, -1, at).astype(np.int32)
        fitted = {name: found[clusters] for name, found in (candidate.fitted or {}).items()}
        own = [values[labels == place] for place in range(len(clusters))]
        centroids = np.stack([rows.mean(axis=0) for rows in own]) if own else np.empty((0, values.shape[1]))
        if "centers" in fitted:
            centroids = fitted["centers"]
        digest = hashlib.sha256(candidate.key.encode())
        arrays: list[NDArray[Any]] = [values, labels, *fitted.values()]
        for array in arrays:
            digest.update(array.tobytes())
        return cls(
            digest.hexdigest(), candidate.algorithm, candidate.parameters, values, labels, clusters, centroids, fitted
        )

    def rule(self) -> Rule:
        """The rule, made once in a process."""
        return _rule(self)


@lru_cache(maxsize=1)
def _rule(placing: Placing) -> Rule:
    assigner = assigner_of(placing.algorithm)
    seen = np.ones(len(placing.values), dtype=bool)
    kept = assigner.keep(FitInput(placing.values, placing.labels, placing.parameters, placing.fitted, seen))
    state = RuleState(dict(kept.rows), dict(kept.segments))
    return assigner.rule(
        Fit(placing.values, placing.labels, placing.centroids, placing.clusters, placing.parameters, state)
    )


@dataclass(frozen=True)
class PlacedPart:
    """The clusters of a part's clustered rows, as places (-1 is none), and how firmly they are in them: two files."""

    number: int
    labels: str
    firm: str

    def read(self) -> tuple[Labels, Floats]:
        """Both, (rows) each."""
        return np.load(self.labels), np.load(self.firm).astype(np.float64)


@dataclass(frozen=True)
class Placed:
    """All rows in clusters: the `parts`, and by place how many rows there are, and the means of their columns."""

    parts: tuple[PlacedPart, ...]
    counts: NDArray[np.int64]
    noise: int
    centroids: Floats

    @property
    def rows(self) -> int:
        """All rows, noise included."""
        return int(self.counts.sum()) + self.noise


@dataclass(frozen=True)
class _Task:
    placing: Placing
    folder: str


def place_rows(
    workers: Workers,
    parts: Sequence[MatrixPart],
    placing: Placing,
    folder: Path,
    tick: Callable[[float], None] | None = None,
) -> Placed:
    """Place the rows of every part; their clusters are kept in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    size, columns = len(placing.clusters), placing.values.shape[1]
    counts, sums, noise = np.zeros(size, dtype=np.int64), np.zeros((size, columns)), 0
    made: list[PlacedPart] = []
    for part, own, total, nowhere in workers.map(_place_part, parts, _Task(placing, str(folder)), tick):
        made.append(part)
        counts, sums, noise = counts + own, sums + total, noise + nowhere
    means = sums / np.maximum(counts, 1)[:, None]
    return Placed(tuple(made), counts, noise, means)


def _place_part(part: MatrixPart, task: _Task) -> tuple[PlacedPart, NDArray[np.int64], Floats, int]:
    rule, centroids = task.placing.rule(), task.placing.centroids
    size = len(task.placing.clusters)
    counts, sums = np.zeros(size, dtype=np.int64), np.zeros((size, centroids.shape[1]))
    labels, firm = np.empty(part.rows, dtype=np.int32), np.empty(part.rows, dtype=np.float32)
    first = 0
    for block in part.blocks():
        values = block.astype(np.float64)
        rows = slice(first, first + len(values))
        found = rule(values)
        labels[rows] = found.labels
        firm[rows] = confidence(values, found.labels, found.strength, centroids)
        inside = found.labels >= 0
        counts += np.bincount(found.labels[inside], minlength=size)
        for j, column in enumerate(values.T):
            sums[:, j] += np.bincount(found.labels[inside], weights=column[inside], minlength=size)
        first += len(values)
    place = f"{task.folder}/{part.number:06d}"
    np.save(f"{place}.labels.npy", labels)
    np.save(f"{place}.firm.npy", firm)
    made = PlacedPart(part.number, f"{place}.labels.npy", f"{place}.firm.npy")
    return made, counts, sums, int((labels == -1).sum())
