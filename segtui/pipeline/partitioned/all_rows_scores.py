"""The scores of candidates that were found and scored on a sample, as far as all rows say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from segtui.language.sentences import say
from segtui.pipeline.partitioned.kmeans_of_parts import Centers
from segtui.segments.choosing.leaderboard import Scored
from segtui.validity.dispersion import calinski_harabasz, davies_bouldin
from segtui.validity.scores import Scores

_ROUNDING = 1e-6
"""How far apart two equal centers of 32-bit rows can come out."""


def of_all_rows(scored: Sequence[Scored], known: Mapping[str, Centers], sample: int, rows: int) -> tuple[Scored, ...]:
    """The same candidates; `known` has by key those whose centers were found in all `rows`, of which `sample` were
    scored.

    Davies-Bouldin and Calinski-Harabasz of these are exact; the latter of others, which grows with the rows, is told
    for as many. Dunn's index of a sample is never less than that of all rows, so it is a bound.
    """
    found = [_scored(one, known.get(one.duplicate_of or one.candidate.key), sample, rows) for one in scored]
    return tuple(found)


def _scored(one: Scored, centers: Centers | None, sample: int, rows: int) -> Scored:
    scores = one.scores
    if sample >= rows:
        return one
    if centers is not None:
        scores = _exact(scores, centers)
    elif scores.calinski_harabasz is not None:
        there = scores.coverage
        grown = (rows * there - scores.clusters) / max(1.0, sample * there - scores.clusters)
        scores = replace(scores, calinski_harabasz=scores.calinski_harabasz * grown)
    if scores.silhouette is not None:
        drawn = (1 - scores.silhouette**2) / sample  # at most: a value between -1 and 1 varies no more around its mean
        error = float(np.hypot(scores.silhouette_error or 0.0, np.sqrt(drawn)))
        scores = replace(scores, silhouette_error=error)
    told = say("of {sample:,} rows drawn from {rows:,}", sample=sample, rows=rows)
    return replace(one, scores=replace(scores, dunn_is_bound=scores.dunn is not None, silhouette_note=told))


def _exact(scores: Scores, found: Centers) -> Scores:
    there = found.counts > 0
    centers, size = found.centers[there], found.counts[there].astype(np.float64)
    if len(size) < 2:
        return scores
    bouldin, _passed = davies_bouldin(centers, found.radius[there] / size, _ROUNDING)
    harabasz = calinski_harabasz(centers, size, float(found.squares.sum()), _ROUNDING)
    return replace(
        scores,
        davies_bouldin=bouldin,
        calinski_harabasz=harabasz,
        smallest_share=float(size.min() / size.sum()),
        largest_share=float(size.max() / size.sum()),
    )
