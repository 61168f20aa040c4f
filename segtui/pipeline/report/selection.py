"""The report's section about the search: what was tried, what was chosen, and how close the others came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from segtui.clustering.algorithm import Algorithm
from segtui.pipeline.build_segments import Concluded
from segtui.pipeline.report.alternatives import alternatives_part
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.markdown import brief_percent, bullets, escaped, figure, percent, table
from segtui.pipeline.report.runner_up import runner_up
from segtui.pipeline.search import SearchResult
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, spoken
from segtui.segments.choosing.conditions import Failure
from segtui.validity.consensus.consensus import BALANCE_WEIGHT

_RUNNERS_UP = 8
_INDEX_WORDS = {
    "consensus": "consensus: each segment should be one crowd with a gap around it, other methods should find the same "
    "segments, none should be a sliver, and few other descriptions should fit the rows better",
    "silhouette": "silhouette × coverage",
    "dunn": "Dunn × coverage",
    "davies_bouldin": "Davies-Bouldin ÷ coverage, the lowest first",
    "calinski_harabasz": "Calinski-Harabasz × coverage",
    "dbcv": "DBCV",
    "rank": "the mean rank of silhouette × coverage and Dunn × coverage, the lowest first",
}
_HEAD = ["rank", "candidate", "clusters", "coverage", "smallest", "largest"]
_INDICES = ["silhouette", "Dunn", "Davies-Bouldin", "Calinski-Harabasz"]
_KINDS = {
    "too_few_clusters": "too few segments",
    "too_many_clusters": "too many segments",
    "too_small": "a segment too small",
    "too_much_noise": "too much noise",
}


def choice_part(facts: ReportFacts) -> list[str]:
    """What was searched, the choice and its runners-up, and why candidates were rejected."""
    plan, concluded, rows = facts.plan, facts.concluded, facts.rows
    lines = ["### The choice", "", conditions(plan), ""]
    choice = concluded.choice
    if choice.chosen:
        chosen = f"Chosen: **{escaped(spoken(choice.chosen.scored.candidate))}**."
        lines += [f"{chosen} {escaped(runner_up(plan, concluded, rows.runner_up))}", ""]
        lines += bullets(
            [*consensus_sum(choice.chosen), *map(escaped, alternatives_part(rows.beside, concluded.segmented))]
        )
    else:
        lines += [f"None was chosen. Closest: {escaped(choice.closest)}.", ""]
    return [*lines, *_leaders(concluded), *rejected_part(choice), *_grids(facts.searched)]


def conditions(plan: Plan) -> str:
    """What a candidate had to meet, and by what the candidates were ranked."""
    low, high = plan.select.clusters
    count = f"{low} to {high} segments" if low < high else f"{low} segments"
    conditions = f"{count}, each with at least {brief_percent(plan.select.min_share)} of the rows"
    conditions += f", and at most {brief_percent(plan.select.max_noise)} noise"
    return f"Conditions: {conditions}. Ranked by {_INDEX_WORDS[plan.select.by]}."


def consensus_sum(chosen: Ranked) -> list[str]:
    """The chosen candidate's consensus as the sum that it is."""
    found = chosen.scored.consensus
    if found is None:
        return []
    parts = f"gap {figure(found.gap)} + recurrence {figure(found.recurrence)} + {BALANCE_WEIGHT} × balance "
    parts += f"{figure(found.balance)} − {figure(found.misfit_weight)} × misfit {figure(found.misfit)}"
    seen = f", from a sample of {found.rows:,} rows" if found.rows < len(chosen.scored.candidate.labels) else ""
    return [f"Consensus {figure(found.score)} = {parts}{seen}."]


def _leaders(concluded: Concluded) -> list[str]:
    """The best candidates in a table: those that meet the conditions, or the closest where none does."""
    ranked = concluded.choice.ranked
    accepted = [r for r in ranked if not r.rejected and r.scored.duplicate_of is None]
    shown = accepted[: _RUNNERS_UP + 1] or list(ranked[:_RUNNERS_UP])
    dbcv = any(r.scored.dbcv is not None for r in shown)
    head = [*_HEAD, "consensus", *(["DBCV"] if dbcv else []), *_INDICES]
    lines = table(head, [_row(r, dbcv) for r in shown], numbers=range(2, len(head)))
    lines += [
        "Coverage is the share of rows that are not noise; all indices leave noise rows out, and ranks weight them "
        "by coverage. Smallest and largest are shares of all rows. Silhouette ranges from -1 to 1. Higher is better for"
        f" consensus, silhouette, Dunn and Calinski-Harabasz, lower for Davies-Bouldin. {_sure(shown)}",
        "",
    ]
    return [*lines, *bullets(dict.fromkeys(n for r in shown for n in r.scored.notes))]


def _sure(shown: Sequence[Ranked]) -> str:
    """Which figures of the table are exact, and how uncertain the rest are."""
    scores = [r.scored.scores for r in shown]
    marks = (
        ["± is half of a 95 % interval, where the value is estimated from a sample"]
        if any(s.silhouette_error for s in scores)
        else []
    )
    marks += (
        ["≤ is an upper bound, where computing the exact value would take too long"]
        if any(s.dunn_is_bound for s in scores)
        else []
    )
    return f"{'; '.join(marks).capitalize()}. All other values are exact." if marks else "All values are exact."


def _row(ranked: Ranked, dbcv: bool) -> list[str]:
    scores = ranked.scored.scores
    margin = f" ± {scores.silhouette_margin:.3f}" if scores.silhouette_margin else ""
    return [
        str(ranked.rank),
        spoken(ranked.scored.candidate),
        str(scores.clusters),
        percent(scores.coverage),
        percent(scores.smallest_share),
        percent(scores.largest_share or 0.0),
        figure(ranked.scored.consensus.score if ranked.scored.consensus else None),
        *([figure(ranked.scored.dbcv)] if dbcv else []),
        figure(scores.silhouette) + margin,
        ("≤ " if scores.dunn_is_bound else "") + figure(scores.dunn),
        figure(scores.davies_bouldin),
        figure(scores.calinski_harabasz),
    ]


def _grids(searched: SearchResult) -> list[str]:
    counts = Counter(s.candidate.algorithm for s in searched.scored)
    distinct = sum(s.duplicate_of is None for s in searched.scored)
    found = f"{len(searched.scored):,} candidates"
    found += f", {distinct:,} of them distinct." if distinct < len(searched.scored) else ", all distinct."
    rows = [(f.title, axes_of(f), f"{counts[f.name]:,}") for f in searched.families]
    return ["### What was searched", "", found, "", *table(["algorithm", "grid", "candidates"], rows, numbers=(2,))]


def axes_of(family: Algorithm) -> str:
    """The grid of an algorithm: its axes with their values, and what else the plan sets."""
    axes = [f"{name} {_values(getattr(family, name))}" for name in family.axes()]
    return "; ".join([*axes, *(f"{name} {value}" for name, value in family.set_values().items())])


def _values(values: tuple[object, ...]) -> str:
    """The values of an axis, a run of whole numbers as its ends; plan.toml has them with every digit."""
    whole = [v for v in values if isinstance(v, int)]
    if len(whole) == len(values) > 3 and whole == list(range(whole[0], whole[0] + len(whole))):
        return f"{whole[0]} to {whole[-1]}"
    return ", ".join(f"{v:.3g}" if isinstance(v, float) else str(v) for v in values)


def rejected_part(choice: Selection) -> list[str]:
    """How many candidates were rejected, and how many for each reason, the most frequent first."""
    reasons = Counter(_kind_of(failure) for r in choice.ranked for failure in r.rejected)
    if not reasons:
        return []
    rejected = [r for r in choice.ranked if r.rejected]
    counted = f"{len(rejected):,} of {len(choice.ranked):,} candidates were rejected"
    several = ", some for several reasons" if sum(reasons.values()) > len(rejected) else ""
    listed = ", ".join(f"{reason} ({n:,})" for reason, n in sorted(reasons.items(), key=lambda x: (-x[1], x[0])))
    return [f"{counted}{several}: {listed}. See leaderboard.csv for the reasons.", ""]


def _kind_of(failure: Failure) -> str:
    """The kind of a failure, without its figures."""
    return _KINDS.get(failure.code, failure.reason)
