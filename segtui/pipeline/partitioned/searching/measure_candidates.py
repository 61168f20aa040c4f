"""Candidates of a sample, measured on all rows: their clusters, and the likelihood of mixtures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from segtui.clustering.algorithm import Candidate
from segtui.clustering.algorithms.mixture import criteria
from segtui.clustering.registry import assigner_of, find_algorithm
from segtui.clustering.subsample import by_rules
from segtui.language.sentences import say
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.partitioned.preparing.preparation import PreparedParts
from segtui.pipeline.partitioned.preparing.scaled_parts import as_spilled
from segtui.pipeline.partitioned.preparing.seen_rows import view_of
from segtui.pipeline.partitioned.searching.clusters_of_parts import ByFit, Followed, clusters_of
from segtui.pipeline.partitioned.searching.kmeans_of_parts import Centers
from segtui.pipeline.partitioned.searching.settle_candidates import goes_on
from segtui.pipeline.progress import Listener
from segtui.plan.model import Plan
from segtui.segments.choosing.leaderboard import Scored

_MOST_SECONDS = 600.0
"""For how many of processor time the nearest rows of a sample are looked for."""


@dataclass(frozen=True)
class Measured:
    """The candidates as they are among all rows, and by key the clusters of those that were measured there."""

    scored: tuple[Scored, ...]
    clusters: Mapping[str, Centers]


def measure_candidates(
    workers: Workers,
    parts: PreparedParts,
    plan: Plan,
    scored: Sequence[Scored],
    known: Mapping[str, Centers],
    folder: Path,
    listener: Listener,
) -> Measured:
    """Measure all that K-means does not know already; those that follow the nearest row of the sample only where the
    forecast allows to look for it."""
    matrix, rows = parts.prepared.matrix, parts.spilled.rows
    left = [one for one in scored if one.candidate.key not in known]
    fits = [one.candidate for one in left if _by_fit(one.candidate)]
    rest = [one.candidate for one in left if one.duplicate_of is None and not _by_fit(one.candidate)]
    if nearest_seconds(rows, *matrix.values.shape) > _MOST_SECONDS:
        rest = []
    if not (fits or rest):
        return Measured(tuple(scored), known)
    listener.stage(say("measuring candidates on all rows"), say("{rows:,} rows", rows=rows))
    views = [view_of(plan, matrix, one, parts.joined, parts.scale) for one in fits]
    followed = Followed(
        tuple(ByFit(one.algorithm, one.fitted or {}, view) for one, view in zip(fits, views, strict=True)),
        tuple(one.labels for one in rest),
        as_spilled(matrix.values),
        str(folder),
    )
    found, likelihoods = clusters_of(workers, parts.rows, followed, lambda share: listener.advance(share, 1.0))
    clusters = {one.key: each for one, each in zip([*fits, *rest], found, strict=True)}
    table = rows, matrix.values.shape[1]
    likely = {one.key: value for one, value in zip(fits, likelihoods, strict=True) if goes_on(one)}
    told = [replace(one, candidate=_with_criteria(one.candidate, table, likely)) for one in scored]
    return Measured(tuple(told), {**known, **clusters})


def found_on(scored: Sequence[Scored], known: Mapping[str, Centers], seen: int, rows: int) -> list[Scored]:
    """The candidates with a note on those that were found on the `seen` of all rows, and how the rest are assigned.

    Those that settled on all rows have none, nor have rules.
    """
    return [
        replace(
            one,
            assigned=""
            if one.candidate.key in known or goes_on(one.candidate) or by_rules(one.candidate)
            else say(
                "found on {sample:,} of {rows:,} rows, the rest assigned {manner}",
                sample=seen,
                rows=rows,
                manner=assigner_of(one.candidate.algorithm).method,
            ),
        )
        for one in scored
    ]


def nearest_seconds(rows: int, sample: int, columns: int) -> float:
    """Processor seconds to find the nearest of a sample of rows for each row, measured at 4 to 30 columns of noise.

    Rows that lie in clumps take far less.
    """
    return rows * min(2e-6 * 8 ** ((columns - 4) / 4), 1.3e-9 * sample * columns)


def _by_fit(candidate: Candidate) -> bool:
    declared = find_algorithm(candidate.algorithm)
    assigner = declared.assigner if declared else None
    return bool(candidate.fitted and assigner and (assigner.labels or assigner.memberships))


def _with_criteria(candidate: Candidate, table: tuple[int, int], likely: Mapping[str, float]) -> Candidate:
    if candidate.key not in likely or candidate.fitted is None:
        return candidate
    clusters, shape = len(candidate.fitted["means"]), candidate.parameters["covariance"]
    bic, aic = criteria(shape, clusters, table, likely[candidate.key])
    return replace(candidate, bic=bic, aic=aic)
