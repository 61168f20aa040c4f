"""The scores of candidates that were found and scored on a sample, as far as all rows say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from segtui.features.scaled_matrix.matrix import Floats
from segtui.language.sentences import say
from segtui.pipeline.partitioned.searching.kmeans_of_parts import Centers
from segtui.segments.choosing.leaderboard import Scored
from segtui.validity.dispersion import calinski_harabasz, davies_bouldin
from segtui.validity.drawn_silhouette import drawn_errors
from segtui.validity.scores import Scores

_ROUNDING = 1e-6
"""How far apart two equal centers of 32-bit rows can come out."""


def of_all_rows(
    scored: Sequence[Scored], known: Mapping[str, Centers], values: Floats, rows: int, seed: int
) -> tuple[Scored, ...]:
    """The same candidates; `known` has by key the clusters of those that were measured on all `rows`, of which the
    sample `values` (m, d) was scored.

    Davies-Bouldin, Calinski-Harabasz and coverage of these are exact. Of others they are the sample's, with
    Calinski-Harabasz, which grows with the rows, told for all of them. Dunn's index of a sample is never less than that
    of all rows, so it is a bound.
    """
    unique = [one for one in scored if one.duplicate_of is None]
    drawn = drawn_errors(values, [one.candidate.labels for one in unique], seed)
    errors = {one.candidate.key: error for one, error in zip(unique, drawn, strict=True)}
    found = []
    for one in scored:
        twin = one.duplicate_of or one.candidate.key
        clusters = known.get(one.candidate.key) or known.get(twin)
        found.append(replace(one, scores=_scores(one.scores, clusters, errors[twin], (len(values), rows))))
    return tuple(found)


def _scores(scores: Scores, clusters: Centers | None, drawn: float | None, rows: tuple[int, int]) -> Scores:
    sample, every = rows
    told = say("of {sample:,} rows drawn from {rows:,}", sample=sample, rows=every)
    if clusters is not None:
        scores = _exact(scores, clusters, every)
    elif scores.davies_bouldin is not None or scores.calinski_harabasz is not None:
        scores = _estimated(scores, sample, every)
    if scores.silhouette is not None:
        scores = replace(scores, silhouette_error=_error(scores, drawn, sample, every), silhouette_note=told)
    return replace(scores, dunn_is_bound=scores.dunn is not None)


def _error(scores: Scores, drawn: float | None, sample: int, rows: int) -> float:
    """The standard error of the sample's silhouette, and of its own estimate where it is one."""
    assert scores.silhouette is not None
    if drawn is None:  # at most: a value between -1 and 1 varies no more around its mean
        drawn = float(np.sqrt((1 - scores.silhouette**2) / sample))
    return float(np.hypot(scores.silhouette_error or 0.0, drawn * np.sqrt(1 - sample / rows)))


def _estimated(scores: Scores, sample: int, rows: int) -> Scores:
    note = say(
        "Davies-Bouldin and Calinski-Harabasz are estimated from {sample:,} of {rows:,} rows", sample=sample, rows=rows
    )
    harabasz = scores.calinski_harabasz
    if harabasz is not None:
        there = scores.coverage
        harabasz *= (rows * there - scores.clusters) / max(1.0, sample * there - scores.clusters)
    return replace(scores, calinski_harabasz=harabasz, notes=(*scores.notes, note))


def _exact(scores: Scores, found: Centers, rows: int) -> Scores:
    there = found.counts > 0
    centers, size = found.centers[there], found.counts[there].astype(np.float64)
    if not len(size):
        return scores
    clustered = float(size.sum())
    scores = replace(
        scores,
        coverage=clustered / rows,
        noise_share=(rows - clustered) / rows,
        smallest_share=float(size.min()) / rows,
        largest_share=float(size.max()) / rows,
    )
    if len(size) < 2:
        return scores
    bouldin, _passed = davies_bouldin(centers, found.radius[there] / size, _ROUNDING)
    harabasz = calinski_harabasz(centers, size, float(found.squares.sum()), _ROUNDING)
    return replace(scores, davies_bouldin=bouldin, calinski_harabasz=harabasz)
