"""The leaderboard: every candidate with its scores, its rank, and why it was or was not chosen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from segtui.clustering.algorithm import Candidate
from segtui.language.sentences import in_language
from segtui.libraries.columns import cols
from segtui.segments.choosing.conditions import Failure
from segtui.validity.consensus.consensus import Consensus
from segtui.validity.scores import Scores
from segtui.validity.stability.bootstrap import Stability

_COLUMNS: dict[str, type[pl.DataType]] = {
    "rank": pl.Int64,
    "algorithm": pl.String,
    "parameters": pl.String,
    "clusters": pl.Int64,
    "coverage": pl.Float64,
    "noise_share": pl.Float64,
    "smallest_share": pl.Float64,
    "silhouette": pl.Float64,
    "silhouette_error": pl.Float64,
    "dunn": pl.Float64,
    "davies_bouldin": pl.Float64,
    "calinski_harabasz": pl.Float64,
    "score": pl.Float64,
    "seconds": pl.Float64,
    "chosen": pl.Boolean,
    "rejected_because": pl.String,
    "same_as": pl.String,
    "notes": pl.String,
    "dbcv": pl.Float64,
    "silhouette_half_width": pl.Float64,
    "dunn_is_bound": pl.Boolean,
    "bic": pl.Float64,
    "aic": pl.Float64,
    "gap": pl.Float64,
    "recurrence": pl.Float64,
    "balance": pl.Float64,
    "misfit": pl.Float64,
    "largest_share": pl.Float64,
    "stability": pl.Float64,
    "cophenetic": pl.Float64,
    "dbcv_error": pl.Float64,
}
_IF_ANY = ("bic", "aic", "stability", "cophenetic")
"""Columns that are there when any candidate has a value."""


@dataclass(frozen=True)
class Scored:
    """A candidate and its indices.

    `duplicate_of` is the key of an earlier candidate with the same grouping, None for the first of its kind. `dbcv` (-1
    to 1) is None where it is undefined, `dbcv_error` its standard error, 0 where it is exact; `consensus` is None where
    there are fewer than two clusters or very many. `stability` is None where it was not looked at, `cophenetic` (-1 to
    1) where no tree was cut. `assigned` says how rows that the algorithm did not see were assigned; it is empty if it
    saw all.
    """

    candidate: Candidate
    scores: Scores
    duplicate_of: str | None = None
    dbcv: float | None = None
    consensus: Consensus | None = None
    assigned: str = ""
    stability: Stability | None = None
    cophenetic: float | None = None
    dbcv_error: float = 0.0

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes about the candidate's labels and indices, in sentences."""
        return tuple(note for note in (self.assigned, self.scores.silhouette_note, *self.scores.notes) if note)


@dataclass(frozen=True)
class Ranked:
    """A ranked candidate: `rank` from 1, `score` used for ranking, and the conditions that it fails (none if
    accepted)."""

    rank: int
    scored: Scored
    score: float | None
    rejected: tuple[Failure, ...] = ()


def leaderboard(ranked: Sequence[Ranked], chosen: Ranked | None) -> pl.DataFrame:
    """One row per candidate in order of rank, with the columns of leaderboard.csv.

    `seconds` is null: two runs of one plan write the same bytes, so timings stand in run.json. `same_as` names the
    earlier candidate with the same grouping; `bic`, `aic`, `stability` and `cophenetic` are present if any
    candidate has them. BIC and AIC compare mixtures with each other, the lowest is the best; if a sample was clustered,
    they describe the sample.

    `silhouette_half_width` is half of the silhouette's 95 % interval, 0 where it is exact; where `dunn_is_bound` is
    true, Dunn is an upper bound. `dbcv` is exact up to 20,000 rows, past that the mean over samples, with `dbcv_error`
    its standard error. All other indices are exact. `gap`, `recurrence`, `balance` and `misfit` are the ingredients of
    the consensus; past 50,000 rows they come from a sample. `stability` is the mean adjusted Rand index over resamples,
    of the chosen candidate and the next best; `cophenetic` the correlation of a merge tree's heights with the
    distances.
    """
    frame = pl.DataFrame([_row(r, r is chosen) for r in ranked], schema=_COLUMNS)
    return frame.drop(cols(name for name in _IF_ANY if not frame[name].count()))


def _row(ranked: Ranked, chosen: bool) -> dict[str, Any]:
    candidate, scores, consensus = ranked.scored.candidate, ranked.scored.scores, ranked.scored.consensus
    return {
        "rank": ranked.rank,
        "algorithm": candidate.algorithm,
        "parameters": json.dumps(candidate.parameters, sort_keys=True, ensure_ascii=False),
        "clusters": scores.clusters,
        "coverage": scores.coverage,
        "noise_share": scores.noise_share,
        "smallest_share": scores.smallest_share,
        "silhouette": scores.silhouette,
        "silhouette_error": scores.silhouette_error,
        "dunn": scores.dunn,
        "davies_bouldin": scores.davies_bouldin,
        "calinski_harabasz": scores.calinski_harabasz,
        "score": ranked.score,
        "seconds": None,
        "chosen": chosen,
        "rejected_because": "; ".join(in_language(failure.reason) for failure in ranked.rejected) or None,
        "same_as": ranked.scored.duplicate_of,
        "notes": "; ".join(map(in_language, ranked.scored.notes)) or None,
        "dbcv": ranked.scored.dbcv,
        "silhouette_half_width": scores.silhouette_margin,
        "dunn_is_bound": None if scores.dunn is None else scores.dunn_is_bound,
        "bic": candidate.bic,
        "aic": candidate.aic,
        **{name: getattr(consensus, name, None) for name in ("gap", "recurrence", "balance", "misfit")},
        "largest_share": scores.largest_share,
        "stability": ranked.scored.stability.rand if ranked.scored.stability else None,
        "cophenetic": ranked.scored.cophenetic,
        "dbcv_error": None if ranked.scored.dbcv is None else ranked.scored.dbcv_error,
    }
