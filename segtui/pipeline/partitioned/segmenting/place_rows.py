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
from segtui.libraries.parts.kept_arrays import load_array, save_array
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.scaled_parts import as_spilled
from segtui.pipeline.partitioned.preparing.seen_rows import PartRows, RuleView
from segtui.segments.confidence import confidence


@dataclass(frozen=True)
class Placing:
    """The rule of a candidate, as it can be sent to another process.

    `values` (m, p) are the sample as the rule sees it, `labels` (m) its clusters as places in `clusters`, `seen` (m)
    which rows the algorithm saw; `centroids` (s, d) are those of the matrix. `key` is a digest of all of these.
    """

    key: str
    algorithm: str
    parameters: Mapping[str, Any]
    values: Floats = field(repr=False)
    labels: Labels = field(repr=False)
    clusters: NDArray[np.int64] = field(repr=False)
    centroids: Floats = field(repr=False)
    fitted: Mapping[str, Floats] = field(repr=False)
    seen: NDArray[np.bool_] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Placing) and self.key == other.key

    @classmethod
    def of(
        cls, candidate: Candidate, matrix: Floats, read: Floats | None = None, seen: NDArray[np.bool_] | None = None
    ) -> Placing:
        """The rule of a candidate whose labels are those of the sample's `matrix` (m, d).

        `read` (m, p) is the sample as the rule sees it, where that is not the matrix; `seen` (m) are the rows that the
        algorithm saw, by default all.
        """
        clusters = np.unique(candidate.labels[candidate.labels != -1]).astype(np.int64)
        at = np.searchsorted(clusters, candidate.labels)
        labels = np.where(candidate.labels == -1, -1, at).astype(np.int32)
        fitted = {name: found[clusters] for name, found in (candidate.fitted or {}).items()}
        own = [matrix[labels == place] for place in range(len(clusters))]
        centroids = np.stack([rows.mean(axis=0) for rows in own]) if own else np.empty((0, matrix.shape[1]))
        if "centers" in fitted:
            centroids = fitted["centers"]
        values = as_spilled(matrix) if read is None else read
        seen = np.ones(len(values), dtype=bool) if seen is None else seen
        digest = hashlib.sha256(candidate.key.encode())
        arrays: list[NDArray[Any]] = [values, labels, centroids, seen, *fitted.values()]
        for array in arrays:
            digest.update(array.tobytes())
        name, parameters = candidate.algorithm, candidate.parameters
        return cls(digest.hexdigest(), name, parameters, values, labels, clusters, centroids, fitted, seen)

    def rule(self) -> Rule:
        """The rule, made once in a process."""
        return _rule(self)


@lru_cache(maxsize=1)
def _rule(placing: Placing) -> Rule:
    assigner = assigner_of(placing.algorithm)
    given = FitInput(placing.values, placing.labels, placing.parameters, placing.fitted, placing.seen)
    kept = assigner.keep(given)
    state = RuleState(dict(kept.rows), dict(kept.segments))
    return assigner.rule(
        Fit(placing.values, placing.labels, placing.centroids, placing.clusters, placing.parameters, state)
    )


@dataclass(frozen=True)
class PlacedPart:
    """The clusters of a part's clustered rows, as places (-1 is none), with their checksum, and how firmly they are in
    them: two files."""

    number: int
    labels: str
    firm: str
    check: int

    def read(self) -> tuple[Labels, Floats]:
        """Both, (rows) each; raises ResourceError where other clusters are there than were written."""
        return load_array(self.labels, check=self.check), load_array(self.firm).astype(np.float64)


@dataclass(frozen=True)
class Placed:
    """All rows in clusters: the `parts`, and by place how many rows there are, and the means of their columns."""

    parts: tuple[PlacedPart, ...]
    counts: NDArray[np.int64]
    noise: int
    centroids: Floats


@dataclass(frozen=True)
class _Task:
    placing: Placing
    view: RuleView
    folder: str


def place_rows(
    workers: Workers,
    parts: Sequence[PartRows],
    placing: Placing,
    view: RuleView,
    folder: Path,
    tick: Callable[[float], None] | None = None,
) -> Placed:
    """Place the rows of every part, which the rule sees as `view` has them; their clusters are kept in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    size, columns = len(placing.clusters), placing.centroids.shape[1]
    counts, sums, noise, firm = np.zeros(size, dtype=np.int64), np.zeros((size, columns)), 0, True
    made: list[PlacedPart] = []
    for one in workers.map(_place_part, parts, _Task(placing, view, str(folder)), tick):
        made.append(one.part)
        counts, sums, noise, firm = counts + one.counts, sums + one.sums, noise + one.noise, firm and one.firm
    means = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], placing.centroids)
    if not firm:
        for _done in workers.map(_measure_part, list(zip(parts, made, strict=True)), means, tick):
            pass
    return Placed(tuple(made), counts, noise, means)


@dataclass(frozen=True)
class _Found:
    """A part, and by place its rows and sums of columns; `firm` is whether the rule told how firm they are."""

    part: PlacedPart
    counts: NDArray[np.int64]
    sums: Floats
    noise: int
    firm: bool


def _place_part(part: PartRows, task: _Task) -> _Found:
    rule, size = task.placing.rule(), len(task.placing.clusters)
    counts, sums, known = np.zeros(size, dtype=np.int64), np.zeros((size, task.placing.centroids.shape[1])), True
    labels, firm = np.empty(part.matrix.rows, dtype=np.int32), np.zeros(part.matrix.rows, dtype=np.float32)
    first = 0
    for values, read in task.view.blocks(part):
        rows = slice(first, first + len(values))
        found = rule(read)
        labels[rows] = found.labels
        if found.strength is None:
            known = False
        else:
            firm[rows] = confidence(values, found.labels, found.strength)
        inside = found.labels >= 0
        counts += np.bincount(found.labels[inside], minlength=size)
        for j, column in enumerate(values.T):
            sums[:, j] += np.bincount(found.labels[inside], weights=column[inside], minlength=size)
        first += len(values)
    place = f"{task.folder}/{part.matrix.number:06d}"
    check = save_array(f"{place}.labels.npy", labels)
    made = PlacedPart(part.matrix.number, f"{place}.labels.npy", f"{place}.firm.npy", check)
    save_array(made.firm, firm)
    return _Found(made, counts, sums, int((labels == -1).sum()), known)


def _measure_part(both: tuple[PartRows, PlacedPart], centroids: Floats) -> None:
    """How firmly the rows of a part are in their clusters, by the means of all rows, as for rows that come later."""
    part, placed = both
    labels, firm, first = load_array(placed.labels, check=placed.check), np.empty(part.matrix.rows, dtype=np.float32), 0
    for block in part.matrix.blocks():
        rows = slice(first, first + len(block))
        firm[rows] = confidence(block.astype(np.float64), labels[rows], None, centroids)
        first += len(block)
    save_array(placed.firm, firm)
