"""Ranks the candidates by the plan's index, says why others are rejected, and chooses the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate, Cell, Labels
from segtui.language.sentences import say
from segtui.segments.choosing.conditions import Failure, Select, failures, too_large
from segtui.segments.choosing.leaderboard import Ranked, Scored, leaderboard

__all__ = ["Ranked", "Scored", "Selection", "choose_candidate", "spoken", "spoken_cell"]


@dataclass(frozen=True)
class Selection:
    """Every candidate in order of rank, and the one that is chosen.

    `chosen` is None when no candidate meets the conditions; `closest` then says in a sentence which condition
    came closest to being met, and by which candidate.
    """

    ranked: tuple[Ranked, ...]
    chosen: Ranked | None
    closest: str = ""

    def leaderboard(self) -> pl.DataFrame:
        """One row per candidate, with the columns of leaderboard.csv."""
        return leaderboard(self.ranked, self.chosen)


def choose_candidate(scored: Sequence[Scored], select: Select) -> Selection:
    """Rank `scored` by `select.by` and choose the best that meets every condition of `select`.

    The score is index x coverage, as the index says nothing of the rows left out as noise. Davies-Bouldin, where
    lower is better, is divided by coverage; DBCV and the consensus are taken as they are, because they count noise.
    "rank" is the mean of a labeling's ranks by silhouette x coverage and by Dunn x coverage among all distinct
    labelings that have both (1 is the best, equal values share the mean of their ranks), so lower is better.

    Accepted candidates come first, then the rejected ones, each by score. Ties go to fewer clusters, then to more
    coverage, then to the order of `scored`. A labeling that repeats an earlier one (`duplicate_of`) keeps its row
    and gets the same score; it ranks behind that one and is never chosen before it.

    Where the consensus decides, a candidate with over 90 % of its rows in one cluster is rejected if another one is
    accepted.

    `select.candidate` names the one to choose, conditions and ranking aside; None is chosen where it has no clusters.
    """
    values = [_index(s, select.by) for s in scored]
    scores = _rank_means(scored, values) if select.by == "rank" else [_weighted(s, select.by) for s in scored]
    failed = [failures(s.scores, value, select) for s, value in zip(scored, values, strict=True)]
    if select.by == "consensus":
        failed = _without_giants(scored, failed)
    upward = -1.0 if select.by in ("davies_bouldin", "rank") else 1.0

    def place(i: int) -> tuple[bool, bool, float, int, float, int]:
        score, it = scores[i], scored[i].scores
        return bool(failed[i]), score is None, -upward * (score or 0.0), it.clusters, -it.coverage, i

    order = sorted(range(len(scored)), key=place)
    ranked = tuple(Ranked(rank, scored[i], scores[i], tuple(failed[i])) for rank, i in enumerate(order, start=1))
    best = ranked[0] if ranked and not ranked[0].rejected else None
    chosen = best if select.candidate is None else _named(ranked, select.candidate)
    return Selection(ranked, chosen, "" if chosen else _closest([(scored[i].candidate, failed[i]) for i in order]))


def spoken(candidate: Candidate) -> str:
    """The readable name of a candidate: `kmeans k=3`, `dbscan eps=0.5, min_samples=5`."""
    return spoken_cell(candidate.algorithm, candidate.parameters)


def spoken_cell(algorithm: str, cell: Cell) -> str:
    """The readable name of a grid point of an algorithm."""
    parts = (f"{key}={value:.6g}" if isinstance(value, float) else f"{key}={value}" for key, value in cell.items())
    return f"{algorithm} {', '.join(parts)}".strip()


def _named(ranked: Sequence[Ranked], name: str) -> Ranked | None:
    """The candidate that the plan names, if it has any clusters."""
    return next((r for r in ranked if spoken(r.scored.candidate) == name and r.scored.scores.clusters), None)


def _index(scored: Scored, by: str) -> dict[str, float | None]:
    """The values that decide the choice, by the name of their index."""
    names = ("silhouette", "dunn") if by == "rank" else (by,)
    return {name: _value(scored, name) for name in names}


def _value(scored: Scored, name: str) -> float | None:
    if name == "consensus":
        return scored.consensus.score if scored.consensus else None
    value: float | None = scored.dbcv if name == "dbcv" else getattr(scored.scores, name)
    return value


def _weighted(scored: Scored, by: str) -> float | None:
    value = _index(scored, by)[by]
    if value is None or by in ("dbcv", "consensus"):
        return value
    coverage = scored.scores.coverage
    if by != "davies_bouldin":
        return value * coverage
    return value / coverage if coverage else None


def _rank_means(scored: Sequence[Scored], values: Sequence[dict[str, float | None]]) -> list[float | None]:
    """The mean rank of each labeling; one that repeats another takes that one's, and counts only once."""
    distinct = [i for i, v in enumerate(values) if None not in v.values() and scored[i].duplicate_of is None]
    means = pl.Series([0.0] * len(distinct))
    for name in ("silhouette", "dunn"):
        column = pl.Series([_weighted(scored[i], name) for i in distinct], dtype=pl.Float64)
        means += column.rank("average", descending=True) / 2
    by_key = {scored[i].candidate.key: float(mean) for i, mean in zip(distinct, means, strict=True)}
    return [by_key.get(s.duplicate_of or s.candidate.key) for s in scored]


def _without_giants(scored: Sequence[Scored], failed: Sequence[list[Failure]]) -> list[list[Failure]]:
    """The failures, with those of accepted candidates that are nearly one cluster, where any other is accepted."""
    giants = [too_large(s.scores) for s in scored]
    if not any(not own and giant is None for own, giant in zip(failed, giants, strict=True)):
        return list(failed)
    return [[*own, giant] if giant else own for own, giant in zip(failed, giants, strict=True)]


def _closest(candidates: Sequence[tuple[Candidate, list[Failure]]]) -> str:
    """The sentence for a search without an accepted candidate: the fewest failed conditions, then the smallest gap."""
    if not candidates:
        return say("there were no candidates")
    candidate, failed = min(candidates, key=lambda c: (len(c[1]), max(f.gap for f in c[1])))
    misses = [say("{condition}: {against}", condition=f.condition, against=f.against) for f in failed]
    together = misses[0]
    for more in misses[1:]:
        together = say("{these} and {more}", these=together, more=more)
    return say("{candidate} misses {conditions}", candidate=spoken(candidate), conditions=together)


def relabel(labels: Labels, sizes: Mapping[int, int] | None = None) -> tuple[Labels, dict[int, int]]:
    """The labels (int32, n) as 0, 1, … by falling size, and what each old label became.

    Segments of one size are in the order of their first rows. Noise stays -1 and is not in the mapping. `sizes` are
    those of the old labels where these rows are a sample of more.
    """
    old, first, counts = np.unique(labels[labels != -1], return_index=True, return_counts=True)
    if sizes is not None:
        counts = np.array([sizes[int(label)] for label in old], dtype=np.int64)
    by_size = old[np.lexsort((first, -counts))]
    mapping = {int(label): new for new, label in enumerate(by_size)}
    if not mapping:
        return np.full(labels.shape, -1, dtype=np.int32), mapping
    new_of = np.array([mapping[int(label)] for label in old], dtype=np.int32)
    place = np.minimum(np.searchsorted(old, labels), len(old) - 1)
    return np.where(labels == -1, np.int32(-1), new_of[place]).astype(np.int32), mapping
