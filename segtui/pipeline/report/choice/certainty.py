"""How sure the segments are, in words: groups that are there or not, weighed with how far they are found again."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.language.figures import number, roughly
from segtui.language.translation import _
from segtui.pipeline.report.markdown import listed
from segtui.pipeline.report.plain_words import in_quotes
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.segments.choosing.structure import LEAST_AGREEMENT, LEAST_GAIN, LEAST_VALLEY, Structure
from segtui.validity.stability.bootstrap import Badge

_APART = 0.25
"""Groups with a silhouette up to this overlap."""
_KEEP_APART = LEAST_AGREEMENT / 2
"""Groups with a gap from here on keep apart."""
_FEWEST_ROWS = 30
"""With fewer rows, groups that seem to be there can be chance."""
_NAMED = 3
"""The most segments that a sentence names; their cards say the same of the others."""


def sure(concluded: Concluded) -> str:
    """The verdict on the structure, and how far the segments are found again, as one."""
    if concluded.segmented is None:
        return ""
    reasons = _reasons(concluded, concluded.structure) if concluded.structure else ""
    if concluded.certainty.level == "unsteady" and reasons:
        said = [_unsteady(concluded, reasons), *_partly(concluded.segmented, others=True)]
    else:
        yet = bool(reasons) or concluded.certainty.structure == "set_apart"
        crowd = concluded.certainty.structure == "none"
        said = [_verdict(concluded, reasons), *_again(concluded.segmented, yet, crowd)]
    return " ".join(said)


def _unsteady(concluded: Concluded, reasons: str) -> str:
    """There are groups, and resamples find others than these."""
    text = _(
        "There are groups in the data: {reasons}. But these segments are not a safe picture of them: in other samples "
        "of the customers {count} of the {all} dissolve, so build on none of those."
    )
    known = concluded.certainty
    return text.format(reasons=reasons, count=number(known.dissolved), all=number(known.segments)) + _too_few(concluded)


def _verdict(concluded: Concluded, reasons: str) -> str:
    found = concluded.structure
    if found is None:
        return _("Whether these are groups that are there by themselves was not judged.")
    if found.kind == "none":
        return _(
            "No clear segments: the customers form one crowd without gaps. The segments are one way to divide it; "
            "other boundaries would be as good."
        )
    if found.kind == "set_apart":
        text = _("There is one main group, with {share} of the customers set apart from it; the rest form one crowd.")
        return text.format(share=roughly(found.smallest))
    if not reasons:
        return _("Whether these are groups that are there by themselves was not judged.")
    text = _("The groups are there in the data, not just drawn: {reasons}.")
    if concluded.certainty.level == "some_groups":
        text = _("Most of the groups are there in the data, not just drawn: {reasons}.")
    return text.format(reasons=reasons) + _overlap(concluded) + _too_few(concluded)


def _reasons(concluded: Concluded, found: Structure) -> str:
    """What says that there are groups."""
    if found.kind != "groups":
        return ""
    few = _("fewer customers stand between them than within") if _overlap(concluded) else ""
    seen = [few or _("few customers stand between them")] if found.valley >= LEAST_VALLEY else []
    if found.gap + found.recurrence >= LEAST_AGREEMENT:
        seen += [_("they keep apart")] if found.gap >= _KEEP_APART else []
        alike = found.recurrence >= LEAST_AGREEMENT / 2 and len(concluded.choice.ranked) > 1
        seen += [_("other searches find much the same ones")] if alike else []
    if found.gain >= LEAST_GAIN:
        seen.append(_("they describe the customers much better than a single group would"))
    return _("; ").join(seen)


def _too_few(concluded: Concluded) -> str:
    """What so small a table adds: groups in it can be chance."""
    rows = sum(card.rows for card in concluded.segmented.cards) if concluded.segmented else 0
    if not 0 < rows < _FEWEST_ROWS:
        return ""
    return " " + _("But {count} customers are so few that this can be chance.").format(count=rows)


def _overlap(concluded: Concluded) -> str:
    """What a low silhouette adds (Kaufman and Rousseeuw's scale).

    Nothing where the segments have gaps around them: long ones, whose ends are far apart, have a low silhouette too.
    """
    found = concluded.structure
    if found is not None and found.gap >= _KEEP_APART:
        return ""
    silhouette = concluded.choice.chosen.scored.scores.silhouette if concluded.choice.chosen else None
    if silhouette is None or silhouette > _APART:
        return ""
    return " " + _("At their edges they overlap, so that single customers may be in the neighboring segment as well.")


def _again(segmented: Segmented, yet: bool, crowd: bool) -> list[str]:
    """How far the segments are found again; nothing where that was not looked at.

    `yet` says that the sentence before calls them groups that are there, `crowd` that it calls them one way to divide
    a crowd.
    """
    known = [s for s, found in segmented.stability.items() if s >= 0 and found.jaccard is not None]
    if not known:
        return []
    lost = _of_badge(segmented, "don't trust")
    said = [_dissolved(lost, len(known), yet)] if lost else []
    said += _partly(segmented, others=bool(lost))
    if said:
        return said
    if crowd:
        return [_("But the same division comes back in other samples of the customers, so you can keep using it.")]
    if len(known) == 1:
        return [_("In other samples of the customers the segment comes back.")]
    return [_("In other samples of the customers every segment comes back.")]


def _of_badge(segmented: Segmented, badge: Badge) -> list[str]:
    found = [s for s, each in segmented.stability.items() if s >= 0 and each.badge == badge]
    return [in_quotes(segmented.names[s]) for s in found]


def _dissolved(names: Sequence[str], segments: int, yet: bool) -> str:
    """The segments that resamples do not find again; by name where they are few."""
    if len(names) > _NAMED:
        text = (
            _("But in other samples of the customers {count} of the {all} segments dissolve: build on none of those.")
            if yet
            else _("In other samples of the customers {count} of the {all} segments dissolve: build on none of those.")
        )
        return text.format(count=number(len(names)), all=number(segments))
    if yet:
        one = _("But in other samples of the customers {names} dissolves: don't build on it.")
        more = _("But in other samples of the customers {names} dissolve: don't build on them.")
    else:
        one = _("In other samples of the customers {names} dissolves: don't build on it.")
        more = _("In other samples of the customers {names} dissolve: don't build on them.")
    return (one if len(names) == 1 else more).format(names=listed(names))


def _partly(segmented: Segmented, others: bool) -> list[str]:
    """The segments that resamples find again in part; `others` do not come back at all."""
    names = _of_badge(segmented, "pattern")
    if not names:
        return []
    if len(names) > _NAMED:
        more = _("{count} more come back only in part: something is there, but who belongs to them varies.")
        these = _("{count} segments come back only in part: something is there, but who belongs to them varies.")
        return [(more if others else these).format(count=number(len(names)))]
    one = _("{names} comes back only in part: something is there, but who belongs to it varies.")
    more = _("{names} come back only in part: something is there, but who belongs to them varies.")
    return [(one if len(names) == 1 else more).format(names=listed(names))]
