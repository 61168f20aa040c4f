"""Candidates of a sample become those of all rows, where their algorithm can go on over parts: K-means, mixtures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from segtui.clustering.algorithm import Candidate
from segtui.clustering.algorithms.mixture import settled
from segtui.clustering.assigners.nearest_centroid import nearest
from segtui.clustering.mixtures.gaussians import Gaussians
from segtui.features.scaled_matrix.matrix import Floats
from segtui.language.sentences import say
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.partitioned.preparing.scaled_parts import Spilled
from segtui.pipeline.partitioned.searching.kmeans_of_parts import Centers, settle
from segtui.pipeline.partitioned.searching.mixtures_of_parts import settle_mixtures
from segtui.pipeline.progress import Listener

_CENTERS, _GAUSSIANS = "centers", "gaussians"


@dataclass
class Settling:
    """`values` (m, d) are the sample among the `spilled` rows; `centers` has by key what K-means found in all rows.

    The checkpoint has how far it came.
    """

    workers: Workers
    spilled: Spilled
    values: Floats
    checkpoint: Checkpoint
    listener: Listener
    centers: dict[str, Centers] = field(default_factory=dict)

    def settled(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, those of K-means and mixtures as they are among all rows."""
        return self._mixtures(self._kmeans(found))

    def _kmeans(self, found: Sequence[Candidate]) -> list[Candidate]:
        begun = {c.key: c.fitted["centers"] for c in found if c.algorithm == "kmeans" and c.fitted}
        if not begun:
            return list(found)
        self._tell(say("K-means over all rows"))
        known = settle(
            self.workers,
            self.spilled.parts,
            list(begun.values()),
            float(self.values.var(axis=0).mean()),
            kept=self.checkpoint.fact(_CENTERS),
            keep=lambda state: self.checkpoint.save_fact(_CENTERS, state),
            tick=lambda _passes, done: self.listener.advance(done, len(begun)),
        )
        self.centers = dict(zip(begun, known, strict=True))
        return [_moved(one, self.centers[one.key], self.values) if one.key in begun else one for one in found]

    def _mixtures(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Bayesian ones stay as they are: their inference has priors that a sum over rows does not know."""
        begun = {
            c.key: (Gaussians.from_arrays(c.fitted), c.parameters["covariance"])
            for c in found
            if goes_on(c) and c.fitted
        }
        if not begun or len(self.values) >= self.spilled.rows:
            return list(found)
        self._tell(say("mixtures over all rows"))
        known = settle_mixtures(
            self.workers,
            self.spilled.parts,
            list(begun.values()),
            kept=self.checkpoint.fact(_GAUSSIANS),
            keep=lambda state: self.checkpoint.save_fact(_GAUSSIANS, state),
            tick=lambda done: self.listener.advance(done, len(begun)),
        )
        by_key = dict(zip(begun, known, strict=True))
        return [_fitted(one, by_key[one.key], self.values) if one.key in by_key else one for one in found]

    def _tell(self, stage: str) -> None:
        self.listener.stage(stage, say("{rows:,} rows", rows=self.spilled.rows))


def goes_on(candidate: Candidate) -> bool:
    """Whether a mixture is one of maximum likelihood."""
    return candidate.algorithm == "mixture" and not candidate.parameters.get("bayesian")


def _moved(candidate: Candidate, centers: Centers, values: Floats) -> Candidate:
    labels = nearest(values, centers.centers)
    return replace(candidate, labels=labels, inertia=centers.inertia, fitted={"centers": centers.centers})


def _fitted(candidate: Candidate, by: Gaussians, values: Floats) -> Candidate:
    labels, used, strength = settled(values, by, by.memberships(values)[0])
    return replace(candidate, labels=labels, strength=strength, fitted=used.arrays())
