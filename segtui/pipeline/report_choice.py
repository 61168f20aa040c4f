"""The report's part on the search: what was tried, what was chosen, and how close the others came."""

from __future__ import annotations

from collections import Counter

from segtui.clustering.family import Family
from segtui.pipeline.conclude import Concluded
from segtui.pipeline.markdown import figure, percent, table
from segtui.pipeline.search import Searched
from segtui.plan.model import Plan
from segtui.segments.choose import Choice, Ranked, spoken
from segtui.segments.select import Select

_RUNNERS_UP = 8
_INDEX_WORDS = {
    "silhouette": "silhouette × coverage",
    "dunn": "Dunn × coverage",
    "davies_bouldin": "Davies-Bouldin ÷ coverage, the lowest first",
    "calinski_harabasz": "Calinski-Harabasz × coverage",
    "dbcv": "DBCV",
    "rank": "the mean rank of silhouette × coverage and Dunn × coverage, the lowest first",
}


def choice_part(plan: Plan, searched: Searched, concluded: Concluded) -> list[str]:
    """What was searched, the choice and its runners-up, and why candidates were rejected."""
    return [*_choice(plan, concluded), *_rejected(concluded), *_grids(searched)]


def _choice(plan: Plan, concluded: Concluded) -> list[str]:
    select, choice = plan.select, concluded.choice
    low, high = select.clusters
    lines = ["## The choice", ""]
    asked = f"{low} to {high} segments, each of at least {percent(select.min_share)} of the rows"
    asked += f", and at most {percent(select.max_noise)} noise"
    lines += [f"Asked for: {asked}. Ranked by {_INDEX_WORDS[select.by]}.", ""]
    if choice.chosen:
        lines += [f"Chosen: **{spoken(choice.chosen.scored.candidate)}**. {_reason(choice, select)}".rstrip(), ""]
    else:
        lines += [f"None was chosen. Closest: {choice.closest}.", ""]
    shown = [r for r in choice.ranked if not r.rejected and r.scored.duplicate_of is None][: _RUNNERS_UP + 1] or list(
        choice.ranked[:_RUNNERS_UP]
    )
    head = [
        "rank",
        "candidate",
        "clusters",
        "coverage",
        "smallest",
        "silhouette",
        "Dunn",
        "Davies-Bouldin",
        "Calinski-Harabasz",
    ]
    lines += table(head, [_row(r) for r in shown], numbers=range(2, 9))
    lines += [
        "Noise rows are dropped from every index; ranks weigh it by coverage, the share of rows that are no noise."
        " Silhouette is from -1 to 1. Higher is better for silhouette, Dunn and Calinski-Harabasz, lower for"
        " Davies-Bouldin.",
        "",
    ]
    notes = dict.fromkeys(n for r in shown for n in r.scored.scores.notes)
    return [*lines, *(f"- {note}" for note in notes), *([""] if notes else [])]


def _row(ranked: Ranked) -> list[str]:
    scores = ranked.scored.scores
    error = f" ± {scores.silhouette_error:.3f}" if scores.silhouette_error is not None else ""
    return [
        str(ranked.rank),
        spoken(ranked.scored.candidate),
        str(scores.clusters),
        percent(scores.coverage),
        percent(scores.smallest_share),
        figure(scores.silhouette) + error,
        figure(scores.dunn),
        figure(scores.davies_bouldin),
        figure(scores.calinski_harabasz),
    ]


def _reason(choice: Choice, select: Select) -> str:
    """Why this one: the plan names it, or it ranks first."""
    if select.candidate is None or choice.chosen is None:
        return _margin(choice.ranked)
    against = f", although {' and '.join(choice.chosen.rejected)}" if choice.chosen.rejected else ""
    return f"The plan names it{against}; by the ranking it is number {choice.chosen.rank} of {len(choice.ranked)}."


def _margin(ranked: tuple[Ranked, ...]) -> str:
    """How far the runner-up is, and whether that is within the error of a sampled silhouette."""
    others = [r for r in ranked[1:] if not r.rejected and r.scored.duplicate_of is None]
    if not others:
        return "No other candidate met the conditions."
    first, second = ranked[0].scored, others[0].scored
    errors = [s.scores.silhouette_error for s in (first, second)]
    text = f"The runner-up is {spoken(second.candidate)}."
    values = first.scores.silhouette, second.scores.silhouette
    if None not in errors and None not in values:
        gap = abs((values[0] or 0) - (values[1] or 0))
        if gap < 2 * sum((e or 0) ** 2 for e in errors) ** 0.5:
            text += " Their silhouettes are sampled and differ by less than twice their error: read them as equal."
    return text


def _rejected(concluded: Concluded) -> list[str]:
    reasons = Counter(_kind(reason) for r in concluded.choice.ranked for reason in r.rejected)
    if not reasons:
        return []
    rejected = sum(bool(r.rejected) for r in concluded.choice.ranked)
    listed = ", ".join(f"{reason} ({count})" for reason, count in sorted(reasons.items(), key=lambda x: (-x[1], x[0])))
    counted = f"{rejected} of {len(concluded.choice.ranked)} candidates were rejected"
    return [f"{counted}: {listed}. leaderboard.csv says why for each.", ""]


def _kind(reason: str) -> str:
    """The kind of a reason, without its figures."""
    if "cluster" in reason and ("fewer" in reason or "more" in reason):
        return "too few segments" if "fewer" in reason else "too many segments"
    if reason.startswith("smallest"):
        return "a segment too small"
    return "too much noise" if reason.startswith("noise") else reason


def _grids(searched: Searched) -> list[str]:
    counts = Counter(s.candidate.algorithm for s in searched.scored)
    distinct = sum(s.duplicate_of is None for s in searched.scored)
    lines = ["## What was searched", "", f"{len(searched.scored)} candidates, {distinct} of them distinct.", ""]
    rows = [(f.title, _axes(f), str(counts[f.name])) for f in searched.families]
    return [*lines, *table(["algorithm", "grid", "candidates"], rows, numbers=(2,))]


def _axes(family: Family) -> str:
    axes = {name: getattr(family, name) for name in type(family).model_fields}
    return "; ".join(
        f"{name} {', '.join(f'{v:g}' if isinstance(v, float) else str(v) for v in values)}"
        for name, values in axes.items()
    )
