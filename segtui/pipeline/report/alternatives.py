"""The report's sentences on the next coarser and the next finer candidate."""

from __future__ import annotations

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
    said = [_said("Coarser", coarser, segmented.names), _said("Finer", finer, segmented.names)]
    return [text for text in said if text]


def _said(way: str, found: Alternative | None, names: dict[int, str]) -> str:
    if found is None:
        return ""
    count = found.ranked.scored.scores.clusters
    changes = [_split(split, names) for split in found.splits] + [_merge(merge, names) for merge in found.merges]
    more = [f"{len(changes) - _MOST} more changes"] if len(changes) > _MOST else []
    how = listed([*changes[:_MOST], *more]) or "it divides the rows in another way"
    return f"{way}: {spoken(found.ranked.scored.candidate)} has {count} segments; {how}."


def _split(split: Split, names: dict[int, str]) -> str:
    shares = " / ".join(brief_percent(share) for share in split.shares)
    return f"it splits {names[split.segment]} ({shares})"


def _merge(merge: Merge, names: dict[int, str]) -> str:
    return f"it merges {listed([names[segment] for segment in merge.segments])}"
