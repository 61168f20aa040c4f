"""The report's sentences on the next coarser and the next finer candidate."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.language.figures import roughly
from segtui.language.translation import _
from segtui.pipeline.report.markdown import listed
from segtui.pipeline.report.plain_words import in_quotes
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
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
    splits, merges = found.splits[:_MOST], found.merges[: max(0, _MOST - len(found.splits))]
    parts = [_split(splits, names)] if splits else []
    parts += [_merge(merges, names)] if merges else []
    left = len(found.splits) + len(found.merges) - _MOST
    parts += [_("{count} more changes").format(count=left)] if left > 0 else []
    how = listed(parts) or _("it divides the rows in another way")
    candidate = spoken(found.ranked.scored.candidate)
    return _("{candidate} has {count} segments; {how}.").format(candidate=candidate, count=count, how=how)


def _split(splits: Sequence[Split], names: dict[int, str]) -> str:
    told = [
        _("{segment} ({shares})").format(
            segment=in_quotes(names[split.segment]), shares=" / ".join(roughly(share) for share in split.shares)
        )
        for split in splits
    ]
    return _("it splits {segments}").format(segments=listed(told))


def _merge(merges: Sequence[Merge], names: dict[int, str]) -> str:
    told = [listed([in_quotes(names[segment]) for segment in merge.segments]) for merge in merges]
    return _("it merges {segments}").format(segments=_("; ").join(told))
