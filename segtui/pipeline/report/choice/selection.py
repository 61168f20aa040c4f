"""The report's section about the search: what was tried, what was chosen, and how close the others came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from segtui.clustering.algorithm import Algorithm
from segtui.language.figures import localised, number
from segtui.language.sentences import in_language
from segtui.language.translation import _, to_translate
from segtui.pipeline.report.choice.alternatives import alternatives_part
from segtui.pipeline.report.choice.runner_up import runner_up
from segtui.pipeline.report.choice.shapes import dbcv_of, shapes_part
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.markdown import brief_percent, bullets, escaped, figure, percent, table
from segtui.pipeline.report.stability import how_many_part
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, spoken
from segtui.segments.choosing.conditions import Failure
from segtui.validity.consensus.consensus import BALANCE_WEIGHT

_RUNNERS_UP = 8
_INDEX_WORDS = {
    "consensus": to_translate(
        "consensus: each segment should be one crowd with a gap around it, other methods should find the same "
        "segments, none should be a sliver, and few other descriptions should fit the rows better"
    ),
    "silhouette": to_translate("silhouette × coverage"),
    "dunn": to_translate("Dunn × coverage"),
    "davies_bouldin": to_translate("Davies-Bouldin ÷ coverage, the lowest first"),
    "calinski_harabasz": to_translate("Calinski-Harabasz × coverage"),
    "dbcv": "DBCV",
    "rank": to_translate("the mean rank of silhouette × coverage and Dunn × coverage, the lowest first"),
}
_HEAD = (
    to_translate("rank"),
    to_translate("candidate"),
    to_translate("clusters"),
    to_translate("coverage"),
    to_translate("smallest"),
    to_translate("largest"),
)
_INDICES = (to_translate("silhouette"), "Dunn", "Davies-Bouldin", "Calinski-Harabasz")
_KINDS = {
    "too_few_clusters": to_translate("too few segments"),
    "too_many_clusters": to_translate("too many segments"),
    "too_small": to_translate("a segment too small"),
    "too_large": to_translate("one segment with nearly all"),
    "too_much_noise": to_translate("too much noise"),
}


def choice_part(facts: ReportFacts) -> list[str]:
    """What was searched, the choice and its runners-up, and why candidates were rejected."""
    plan, concluded, rows = facts.plan, facts.concluded, facts.rows
    lines = ["### " + _("The choice"), "", conditions(plan), ""]
    choice = concluded.choice
    if choice.chosen:
        chosen = _("Chosen: {candidate}.").format(candidate=f"**{escaped(spoken(choice.chosen.scored.candidate))}**")
        lines += [f"{chosen} {escaped(runner_up(plan, concluded, rows.runner_up))}", ""]
        lines += bullets(how_many_part(concluded.how_many))
        lines += bullets(map(escaped, shapes_part(choice)))
        lines += bullets(
            [*consensus_sum(choice.chosen), *map(escaped, alternatives_part(rows.beside, concluded.segmented))]
        )
    else:
        lines += [_("None was chosen. Closest: {closest}.").format(closest=escaped(choice.closest)), ""]
    return [*lines, *_leaders(concluded), *rejected_part(choice), *_grids(facts.searched)]


def conditions(plan: Plan) -> str:
    """What a candidate had to meet, and by what the candidates were ranked."""
    low, high = plan.select.clusters
    count = _("{low} to {high} segments") if low < high else _("{low} segments")
    text = _(
        "Conditions: {segments}, each with at least {least} of the rows, and at most {most} noise. Ranked by {index}."
    )
    return text.format(
        segments=count.format(low=low, high=high),
        least=brief_percent(plan.select.min_share),
        most=brief_percent(plan.select.max_noise),
        index=_(_INDEX_WORDS[plan.select.by]),
    )


def consensus_sum(chosen: Ranked) -> list[str]:
    """The chosen candidate's consensus as the sum that it is."""
    found = chosen.scored.consensus
    if found is None:
        return []
    text = _(
        "Consensus {score} = gap {gap} + recurrence {recurrence} + {balance_weight} × balance {balance} − "
        "{misfit_weight} × misfit {misfit}"
    ).format(
        **{name: figure(getattr(found, name)) for name in ("score", "gap", "recurrence", "balance", "misfit")},
        balance_weight=localised(str(BALANCE_WEIGHT)),
        misfit_weight=figure(found.misfit_weight),
    )
    if found.rows < len(chosen.scored.candidate.labels):
        return [_("{sum}, from a sample of {rows} rows.").format(sum=text, rows=number(found.rows))]
    return [f"{text}."]


def _leaders(concluded: Concluded) -> list[str]:
    """The best candidates in a table: those that meet the conditions, or the closest where none does."""
    ranked = concluded.choice.ranked
    accepted = [r for r in ranked if not r.rejected and r.scored.duplicate_of is None]
    shown = accepted[: _RUNNERS_UP + 1] or list(ranked[:_RUNNERS_UP])
    head = [*map(_, _HEAD), _("consensus"), "DBCV", *map(_, _INDICES), _("stability")]
    lines = table(head, [_row(r) for r in shown], numbers=range(2, len(head)))
    legend = _(
        "Coverage is the share of rows that are not noise; all indices leave noise rows out, and ranks weight them "
        "by coverage. Smallest and largest are shares of all rows. Silhouette ranges from -1 to 1. Higher is better for"
        " consensus, DBCV, silhouette, Dunn and Calinski-Harabasz, lower for Davies-Bouldin."
    )
    again = _("Stability is the mean adjusted Rand index over resamples.")
    lines += [f"{legend} {again} {_sure(shown)}", ""]
    return [*lines, *bullets(dict.fromkeys(n for r in shown for n in r.scored.notes))]


def _sure(shown: Sequence[Ranked]) -> str:
    """Which figures of the table are exact, and how uncertain the rest are."""
    scores = [r.scored.scores for r in shown]
    sampled = any(r.scored.dbcv_error or r.scored.scores.silhouette_error for r in shown)
    bound = any(s.dunn_is_bound for s in scores)
    marks = [_("± is half of a 95 % interval, where the value is estimated from a sample")] if sampled else []
    marks += [_("≤ is an upper bound, where computing the exact value would take too long")] if bound else []
    if not marks:
        return _("All values are exact.")
    return _("{marks}. All other values are exact.").format(marks=_("; ").join(marks))


def _row(ranked: Ranked) -> list[str]:
    scores = ranked.scored.scores
    margin = f" ± {localised(f'{scores.silhouette_margin:.3f}')}" if scores.silhouette_margin else ""
    return [
        str(ranked.rank),
        spoken(ranked.scored.candidate),
        str(scores.clusters),
        percent(scores.coverage),
        percent(scores.smallest_share),
        percent(scores.largest_share or 0.0),
        figure(ranked.scored.consensus.score if ranked.scored.consensus else None),
        dbcv_of(ranked.scored),
        figure(scores.silhouette) + margin,
        ("≤ " if scores.dunn_is_bound else "") + figure(scores.dunn),
        figure(scores.davies_bouldin),
        figure(scores.calinski_harabasz),
        figure(ranked.scored.stability.rand if ranked.scored.stability else None),
    ]


def _grids(searched: SearchResult) -> list[str]:
    counts = Counter(s.candidate.algorithm for s in searched.scored)
    distinct = sum(s.duplicate_of is None for s in searched.scored)
    count = len(searched.scored)
    some, every = _("{count} candidates, {distinct} of them distinct."), _("{count} candidates, all distinct.")
    text = some if distinct < count else every
    found = text.format(count=number(count), distinct=number(distinct))
    rows = [(_(f.title), axes_of(f), number(counts[f.name])) for f in searched.families]
    head = [_("algorithm"), _("grid"), _("candidates")]
    notes = bullets(map(in_language, searched.notes))
    return ["### " + _("What was searched"), "", found, "", *table(head, rows, numbers=(2,)), *notes]


def axes_of(family: Algorithm) -> str:
    """The grid of an algorithm: its axes with their values, and what else the plan sets."""
    axes = [f"{name} {_values(getattr(family, name))}" for name in family.axes()]
    settings = [f"{name} {value}" for name, value in family.set_values().items()]
    words = [family.in_words()] if family.in_words() else []
    return _("; ").join([*axes, *settings, *words])


def _values(values: tuple[object, ...]) -> str:
    """The values of an axis, a run of whole numbers as its ends; plan.toml has them with every digit."""
    whole = [v for v in values if isinstance(v, int)]
    if len(whole) == len(values) > 3 and whole == list(range(whole[0], whole[0] + len(whole))):
        return _("{low} to {high}").format(low=whole[0], high=whole[-1])
    return ", ".join(f"{v:.3g}" if isinstance(v, float) else str(v) for v in values)


def rejected_part(choice: Selection) -> list[str]:
    """How many candidates were rejected, and how many for each reason, the most frequent first."""
    reasons = Counter(_kind_of(failure) for r in choice.ranked for failure in r.rejected)
    if not reasons:
        return []
    rejected = [r for r in choice.ranked if r.rejected]
    several = sum(reasons.values()) > len(rejected)
    ordered = sorted(reasons.items(), key=lambda x: (-x[1], x[0]))
    text = (
        _(
            "{rejected} of {candidates} candidates were rejected, some for several reasons: {reasons}. See "
            "leaderboard.csv for the reasons."
        )
        if several
        else _("{rejected} of {candidates} candidates were rejected: {reasons}. See leaderboard.csv for the reasons.")
    )
    listed = ", ".join(f"{reason} ({number(n)})" for reason, n in ordered)
    return [text.format(rejected=number(len(rejected)), candidates=number(len(choice.ranked)), reasons=listed), ""]


def _kind_of(failure: Failure) -> str:
    """The kind of a failure, without its figures."""
    return _(_KINDS[failure.code]) if failure.code in _KINDS else in_language(failure.reason)
