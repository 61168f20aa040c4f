"""The report's sentences on the next coarser and the next finer candidate."""

from __future__ import annotations

from segtui.language.translation import _
from segtui.pipeline.build_segments import Concluded, Segmented
from segtui.pipeline.report.markdown import brief_percent, listed
from segtui.segments.choosing.choose import spoken
from segtui.segments.choosing.finer_coarser import Alternative, Merge, Split, alternatives

_MOST = 4


Beside = tuple[Alternative | None, Alternative | None]
"""The next coarser and the next finer candidate."""


def beside(concluded: Concluded) -> Beside:
    """Both, where there are any."""
    choice, segmented = concluded.choice, concluded.segmented
    if choice.chosen is None or segmented is None:
        return None, None
    return alternatives(choice.ranked, choice.chosen, segmented.labels)


def alternatives_part(found: Beside, segmented: Segmented | None) -> list[str]:
    """What fewer and what more segments would look like, in a sentence each."""
    if segmented is None:
        return []
    coarser, finer = found
    said = [(_("Coarser: {change}"), coarser), (_("Finer: {change}"), finer)]
    return [way.format(change=_said(found, segmented.names)) for way, found in said if found is not None]


def _said(found: Alternative, names: dict[int, str]) -> str:
    count = found.ranked.scored.scores.clusters
    changes = [_split(split, names) for split in found.splits] + [_merge(merge, names) for merge in found.merges]
    left = len(changes) - _MOST
    more = [_("{count} more changes").format(count=left)] if left > 0 else []
    how = listed([*changes[:_MOST], *more]) or _("it divides the rows in another way")
    candidate = spoken(found.ranked.scored.candidate)
    return _("{candidate} has {count} segments; {how}.").format(candidate=candidate, count=count, how=how)


def _split(split: Split, names: dict[int, str]) -> str:
    shares = " / ".join(brief_percent(share) for share in split.shares)
    return _("it splits {segment} ({shares})").format(segment=names[split.segment], shares=shares)


def _merge(merge: Merge, names: dict[int, str]) -> str:
    return _("it merges {segments}").format(segments=listed([names[segment] for segment in merge.segments]))
