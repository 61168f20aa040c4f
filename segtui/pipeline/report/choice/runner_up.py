"""The report's sentences about the runner-up: how far behind it is, and its segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtui.language.figures import number
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.markdown import brief_percent, figure, listed, percent
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.pipeline.segmenting.stated_rules import stated_rules
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, relabel, spoken
from segtui.segments.describing.effect_sizes import effect_sizes
from segtui.segments.naming.name_segments import name_segments

NEARLY = 0.03
"""Scores that differ by less than this share of the best are called close."""

_MOST = 5

_SCORES = {"rank": to_translate("mean rank"), "dbcv": "DBCV", "consensus": to_translate("consensus")}
_SCORE = to_translate("score")
_NEXT = to_translate("The runner-up is {candidate} ({score} {here} against {chosen}), which gives: {segments}.")
_BEST = to_translate(
    "The plan names it; by rank {candidate} would be chosen ({score} {here} against {chosen}), which gives: {segments}."
)


NamedShares = tuple[tuple[str, float], ...]
"""Segments by their names and shares of the rows (0 to 1)."""


def runner_up(plan: Plan, concluded: Concluded, segments: NamedShares) -> str:
    """The next best candidate of another labeling, its segments by name and size, and how many more come close."""
    choice = concluded.choice
    others = _others(choice)
    if not others:
        return _("No other candidate met the conditions.")
    first, second = choice.chosen or choice.ranked[0], others[0]
    named = _("; ").join(f"{name} {percent(share)}" for name, share in segments)
    ahead = any(r is second for r in choice.ranked[: next(i for i, r in enumerate(choice.ranked) if r is first)])
    text = _BEST if ahead else _NEXT
    text = _(text).format(
        candidate=spoken(second.scored.candidate),
        score=_(_SCORES.get(plan.select.by, _SCORE)),
        here=figure(second.score),
        chosen=figure(first.score),
        segments=named,
    )
    text += _unproven(concluded.equal)
    close = [r for r in others if _close(first, r)]
    if close:
        come = plural(
            "{count} candidate comes within {share} of the chosen one's score, close enough to choose by usefulness.",
            "{count} candidates come within {share} of the chosen one's score, close enough to choose by usefulness.",
            len(close),
        )
        text += " " + come.format(count=len(close), share=brief_percent(NEARLY))
    return text


def _others(choice: Selection) -> list[Ranked]:
    """The accepted candidates of other labelings than the chosen one, by rank."""
    own = choice.chosen.scored if choice.chosen else None
    same = {own.candidate.key, own.duplicate_of} if own else set()
    accepted = [r for r in choice.ranked if not r.rejected and r.scored.duplicate_of is None]
    return [r for r in accepted if r.scored.candidate.key not in same]


def runner_up_segments(plan: Plan, prepared: PreparedRun, concluded: Concluded) -> NamedShares:
    """The runner-up's segments as they would have been named, the largest first; none without a runner-up."""
    others = _others(concluded.choice)
    if not others:
        return ()
    candidate = others[0].scored.candidate
    labels, mapping = relabel(candidate.labels)
    predicted = {name for order in plan.predict for name in order.columns()}
    rows = prepared.frame[[name for name in prepared.frame.columns if name not in predicted]][prepared.matrix.kept]
    used = {c.source for c in prepared.matrix.used}
    ruled = stated_rules(plan, candidate, mapping, prepared.predictions)
    given = {segment: name for segment, (name, _rule) in ruled.items()}
    names = name_segments(effect_sizes(rows, labels, id=prepared.id, used=used), given).names
    return tuple((names[s], np.count_nonzero(labels == s) / len(labels)) for s in sorted(names) if s >= 0)


def _unproven(equal: Sequence[Ranked]) -> str:
    """The candidates that the sample of rows can't distinguish from the chosen one."""
    if not equal:
        return ""
    named = listed([spoken(r.scored.candidate) for r in equal[:_MOST]])
    if len(equal) > _MOST:
        named = _("{names} and {count} more").format(names=named, count=number(len(equal) - _MOST))
    text = _(
        "There is no clear winner: silhouettes are estimated from a sample of rows, and the 95 % intervals of "
        "{candidates} overlap with that of the chosen one. Treat them as equally good."
    )
    return " " + text.format(candidates=named)


def _close(first: Ranked, other: Ranked) -> bool:
    if first.score is None or other.score is None:
        return False
    return abs(first.score - other.score) <= NEARLY * abs(first.score)
