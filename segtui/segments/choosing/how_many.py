"""How many segments: what each index says by number of segments, and the number that its rule picks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from segtui.clustering.knee import elbow
from segtui.segments.choosing.leaderboard import Ranked, Scored
from segtui.validity.stability.gap import Gap
from segtui.validity.stability.prediction_strength import PredictionStrength

IndexByK = Literal["consensus", "silhouette", "inertia", "bic", "gap", "prediction_strength"]
Rule = Literal["highest", "lowest", "knee", "one_error", "above_cutoff"]
"""`knee` is Kneedle's, `one_error` the gap statistic's own: the first k whose gap is no smaller than the next one's
less its error. `above_cutoff` is the largest k whose prediction strength is above .8."""


@dataclass(frozen=True)
class CurveByK:
    """An index by number of segments: `values` at `ks`, which rise, and their standard `errors` if they have any.

    `pick` is the number that the `rule` points to; None where it points to none.
    """

    index: IndexByK
    ks: tuple[int, ...]
    values: tuple[float, ...]
    rule: Rule
    pick: int | None
    errors: tuple[float, ...] = ()


@dataclass(frozen=True)
class HowMany:
    """Every index that is known for several numbers of segments, and the number that was `chosen`, if any was.

    Silhouette, times coverage, and consensus are the best that any accepted candidate reaches with as many clusters,
    BIC the lowest of any; inertia, gap and prediction strength are those of K-means.
    """

    curves: tuple[CurveByK, ...]
    chosen: int | None

    def picks(self) -> dict[IndexByK, int | None]:
        """The number that each index points to."""
        return {curve.index: curve.pick for curve in self.curves}


def how_many(
    ranked: Sequence[Ranked],
    chosen: Ranked | None,
    most: int,
    gap: Gap | None = None,
    strength: PredictionStrength | None = None,
) -> HowMany:
    """What speaks for each number of segments up to `most`, from the candidates of a search and from resamples."""
    few = [one.scored for one in ranked if 2 <= one.scored.scores.clusters <= most]
    accepted = [one.scored for one in ranked if not one.rejected]
    curves = [
        _best("consensus", accepted, lambda one: one.consensus.score if one.consensus else None),
        _best("silhouette", accepted, _covered_silhouette),
        _inertia(few),
        _best("bic", few, lambda one: one.candidate.bic, lowest=True),
    ]
    if gap is not None:
        known = [one for one in gap.by_k if one.k <= most]
        ks, values = tuple(one.k for one in known), tuple(one.gap for one in known)
        curves.append(CurveByK("gap", ks, values, "one_error", gap.k, tuple(one.error for one in known)))
    if strength is not None:
        held = [one for one in strength.by_k if one.k <= most]
        ks, values = tuple(one.k for one in held), tuple(one.strength for one in held)
        errors = tuple(one.error for one in held)
        curves.append(CurveByK("prediction_strength", ks, values, "above_cutoff", strength.k, errors))
    compared = tuple(curve for curve in curves if len(curve.ks) > 1)
    if {curve.index for curve in compared} == {"gap"}:  # its rule often stops too early to speak alone
        compared = ()
    return HowMany(compared, chosen.scored.scores.clusters if chosen is not None else None)


def _best(
    index: IndexByK, scored: Sequence[Scored], value_of: Callable[[Scored], float | None], lowest: bool = False
) -> CurveByK:
    best: dict[int, float] = {}
    better = min if lowest else max
    for one in scored:
        value, k = value_of(one), one.scores.clusters
        if value is not None:
            best[k] = better(value, best.get(k, value))
    ks = tuple(sorted(best))
    pick = better(ks, key=lambda k: best[k]) if ks else None
    return CurveByK(index, ks, tuple(best[k] for k in ks), "lowest" if lowest else "highest", pick)


def _covered_silhouette(scored: Scored) -> float | None:
    value = scored.scores.silhouette
    return None if value is None else value * scored.scores.coverage


def _inertia(scored: Sequence[Scored]) -> CurveByK:
    """Of the first algorithm that has inertias, whose knee is looked for too."""
    known = [one.candidate for one in scored if one.candidate.inertia is not None]
    first = [one for one in known if one.algorithm == known[0].algorithm]
    by_k = {int(one.parameters["k"]): float(one.inertia or 0.0) for one in first if "k" in one.parameters}
    ks = tuple(sorted(by_k))
    return CurveByK("inertia", ks, tuple(by_k[k] for k in ks), "knee", elbow(first) if ks else None)
