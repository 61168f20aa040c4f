"""What both reports say of stability: how far segments are found again, and what speaks for how many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from segtui.clustering.subsample import by_rules
from segtui.language.figures import brief_percent, localised, number, percent
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.report.markdown import bullets, table
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.segments.choosing.how_many import CurveByK, HowMany, IndexByK
from segtui.validity.stability.bootstrap import Badge, SegmentStability, Stability

_BADGES = (
    to_translate("highly stable"),
    to_translate("valid"),
    to_translate("pattern"),
    to_translate("don't trust"),
)
"""The badges by their names, which screens and files have too, marked for the catalogue."""
_INDICES: dict[IndexByK, str] = {
    "consensus": to_translate("consensus"),
    "silhouette": to_translate("silhouette × coverage"),
    "inertia": to_translate("inertia"),
    "bic": to_translate("BIC of mixtures"),
    "gap": to_translate("gap statistic"),
    "prediction_strength": to_translate("prediction strength"),
}
_POINTS: dict[IndexByK, str] = {
    "consensus": to_translate("consensus is highest at {k}"),
    "silhouette": to_translate("silhouette × coverage is highest at {k}"),
    "inertia": to_translate("inertia has its knee at {k}"),
    "bic": to_translate("the BIC of mixtures is lowest at {k}"),
    "gap": to_translate("the gap statistic's rule stops at {k}"),
    "prediction_strength": to_translate("prediction strength stays above 0.8 up to {k}"),
}
_NONE: dict[IndexByK, str] = {
    "inertia": to_translate("inertia has no knee"),
    "gap": to_translate("the gap statistic's rule does not stop"),
}


def badge_words(badge: Badge) -> str:
    """A badge for people."""
    return _(badge)


def index_words(curve: CurveByK) -> str:
    """What an index by number of segments is called."""
    return _(_INDICES[curve.index])


def stability_fact(found: SegmentStability) -> tuple[str, str, str]:
    """What a card says: the badge, and how much of the segment is found again."""
    assert found.badge is not None
    more = plural("{share} overlap in {count} resample", "{share} overlap in {count} resamples", found.resamples)
    return (
        _("Stability"),
        badge_words(found.badge),
        more.format(share=brief_percent(round(found.jaccard or 0.0, 2)), count=number(found.resamples)),
    )


def stability_part(concluded: Concluded) -> list[str]:
    """The statistician's figures in Markdown: resamples and adjusted Rand index, and a table of the segments."""
    found = concluded.stability
    if found is None or concluded.segmented is None:
        return []
    rows = stability_rows(found, concluded.segmented)
    return [*bullets([resampled(concluded, found)]), *table(stability_head(), rows, numbers=(1, 2, 4, 5))]


def resampled(concluded: Concluded, found: Stability) -> str:
    """How often and how much was drawn, and the mean adjusted Rand index."""
    low, high = found.rand_interval
    asked = max(concluded.assessment.asked, found.resamples)
    return _(
        "Stability: mean adjusted Rand index {rand} (95 % interval {low} to {high}) in {resamples} resamples of "
        "{drawn} rows, drawn with replacement, scaled, clustered and assigned again."
    ).format(
        rand=_three(found.rand),
        low=_three(low),
        high=_three(high),
        resamples=_out_of(found.resamples, asked),
        drawn=_out_of(found.drawn, found.rows),
    )


def _out_of(some: int, all_of_them: int) -> str:
    """`50 of 100`, and of all of them just how many there are."""
    if some == all_of_them:
        return number(some)
    return _("{some} of {all}").format(some=number(some), all=number(all_of_them))


def stability_head() -> tuple[str, ...]:
    """What stands over `stability_rows`."""
    return (_("segment"), _("Jaccard"), _("95 % interval"), _("badge"), _("found again"), _("dissolved"))


def stability_rows(found: Stability, segmented: Segmented) -> list[tuple[str, ...]]:
    """A row for each segment, noise last."""
    rows: list[tuple[str, ...]] = []
    for each in found.segments:
        name = segmented.names[each.label]
        title = name if each.label < 0 else f"{each.label} · {name}"
        if each.jaccard is None or each.interval is None or each.badge is None:
            rows.append((title, "–", "–", "–", "–", "–"))
            continue
        ends = _("{low} to {high}").format(low=_three(each.interval[0]), high=_three(each.interval[1]))
        badge, shares = badge_words(each.badge), (percent(each.found), percent(each.lost))
        rows.append((title, _three(each.jaccard), ends, badge, *shares))
    return rows


def _three(jaccard: float) -> str:
    """With three decimals, so that it does not round to another badge's limit."""
    return localised(f"{jaccard:.3f}")


def how_many_part(found: HowMany | None) -> list[str]:
    """What each index says about the number of segments, in one sentence; none where no index is known."""
    if found is None or not found.curves:
        return []
    parts = [_pointed(curve) for curve in found.curves]
    joined = _("{first}; {second}")
    said = reduce(lambda first, second: joined.format(first=first, second=second), filter(None, parts))
    if found.chosen is not None:
        said = _("{indices}; {k} were chosen").format(indices=said, k=found.chosen)
    return [_("How many segments: {indices}.").format(indices=said)]


def _pointed(curve: CurveByK) -> str:
    if curve.pick is None:
        return _(_NONE[curve.index]) if curve.index in _NONE else ""
    if curve.index == "prediction_strength" and curve.pick == 1:
        return _("prediction strength is above 0.8 nowhere")
    return _(_POINTS[curve.index]).format(k=curve.pick)


def not_resampled(concluded: Concluded) -> Sequence[str]:
    """Why the chosen candidate has no stability where others do."""
    chosen = concluded.choice.chosen
    if chosen is None or not concluded.assessment.asked or concluded.stability is not None:
        return ()
    if by_rules(chosen.scored.candidate):
        return (_("Stability was not measured: rules give a row the same segment in any sample."),)
    return (_("Stability was not looked at: there are too many rows to draw them all, and its parameters count rows."),)
