"""The report's tables of figures: of the clustered features, and of other columns that differ between segments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.maker import FeatureMaker, made_columns
from segtui.language.column_labels import headed
from segtui.language.figures import localised, number
from segtui.language.translation import _
from segtui.libraries.columns import col
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.markdown import percent, table
from segtui.pipeline.report.segment_facts import titled
from segtui.pipeline.report.small_groups import is_shown, rare_categories
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.segments.describing.column_roles import roles_of
from segtui.segments.describing.comparison import comparison
from segtui.segments.describing.effect_sizes import codes
from segtui.segments.measures import Kind, format_measure, kinds
from segtui.segments.vocabulary.dictionary import is_id

_MOST_FEATURES = 20
_DIFFERS = 0.2
_MOST = 8
_SAMPLE = 20_000


Medians = dict[str, float | None]
"""Medians of all clustered rows by feature, as comparison.csv has them for each segment."""


@dataclass(frozen=True)
class Difference:
    """A column that was not clustered: its mean over `all` rows and by segment, or of a category its share."""

    feature: str
    kind: Kind
    all: float | None
    by_segment: dict[int, float | None]


def figures_part(prepared: PreparedRun, segmented: Segmented, hidden: Collection[str], medians: Medians) -> list[str]:
    """Means by segment of the clustered features; medians of those that were logged, whose means are dominated by a few
    rows. Segments of fewer than five and features in `hidden` are left out."""
    known = set(segmented.comparison["feature"]) - set(hidden)
    used = [c for c in dict.fromkeys(c.source for c in prepared.matrix.used) if c in known]
    shown = used[:_MOST_FEATURES]
    lines = ["### " + _("Means by segment"), "", *_table("mean", shown, segmented, medians)]
    if len(used) > len(shown):
        lines += [_("{count} more features are in comparison.csv.").format(count=number(len(used) - len(shown))), ""]
    tailed = [c for c in shown if c in medians]
    if tailed:
        told = _("Where a few large values dominate the mean, the median describes the typical customer better:")
        lines += [told, ""]
        lines += _table("median", tailed, segmented, medians)
    return lines


def _table(which: str, features: list[str], segmented: Segmented, medians: Medians) -> list[str]:
    segments = [c.segment for c in segmented.cards if is_shown(c)]
    rows = []
    for feature in features:
        of_feature = segmented.comparison.filter(pl.col("feature") == feature)
        by_segment = dict(of_feature.select("segment", which).iter_rows())
        overall = of_feature["overall_mean"][0] if which == "mean" else medians[feature]
        kind = segmented.kinds[feature]
        rows.append([headed(feature), *(_written(kind, v) for v in (overall, *(by_segment.get(s) for s in segments)))])
    which_one = _("mean") if which == "mean" else _("median")
    head = [which_one, _("all"), *(_("noise") if s < 0 else str(s) for s in segments)]
    return table(head, rows, numbers=range(1, len(head)))


def medians_of(prepared: PreparedRun, segmented: Segmented) -> Medians:
    """The medians of the features that were logged."""
    known = set(segmented.comparison["feature"])
    logged = dict.fromkeys(c.source for c in prepared.matrix.used if c.log)
    return {feature: _median(prepared, feature) for feature in logged if feature in known}


def _median(prepared: PreparedRun, feature: str) -> float | None:
    values = prepared.frame.get_column(feature)[prepared.matrix.kept].cast(pl.Float64).drop_nulls().to_numpy()
    return float(np.median(values)) if len(values) else None


def _written(kind: Kind, value: float | None) -> str:
    return "–" if value is None else format_measure(value, kind)


def differences(
    prepared: PreparedRun, segmented: Segmented, makers: Sequence[FeatureMaker] = (), predicted: Collection[str] = ()
) -> tuple[Difference, ...]:
    """The means, and of categories, codes and flags the shares, of up to eight columns that were not clustered, the
    strongest first.

    A column counts where some segment's mean lies 0.2 standard deviations (Cohen's small effect) or more from that of
    all rows. That the segments differ in what they were not made from is the best sign that they are real; what the
    plan's `makers` always make says little beside what is clustered of it, and what is `predicted` has its own tables.
    """
    rows = _unused(prepared, made_columns(makers).union(predicted))
    means = comparison(rows, segmented.labels, segmented.names, id=prepared.id)
    segments, kinds_of_figures = [c.segment for c in segmented.cards if is_shown(c)], kinds(rows, id=prepared.id)
    found = []
    rare = rare_categories(prepared, means["feature"].unique().to_list())
    means = means.filter(pl.col("segment").is_in(segments) & ~pl.col("feature").is_in(sorted(rare)))
    for feature in _different(means, rows.columns):
        mine = means.filter(pl.col("feature") == feature)
        by_segment = dict(mine.select("segment", "mean").iter_rows())
        found.append(Difference(feature, kinds_of_figures[feature], mine["overall_mean"][0], by_segment))
    return tuple(found)


def beside_part(segmented: Segmented, found: Sequence[Difference]) -> list[str]:
    """A table of these differences."""
    if not found:
        return []
    segments = [c.segment for c in segmented.cards if is_shown(c)]
    shown = [
        [headed(one.feature), *(_shown(one.kind, v) for v in (one.all, *(one.by_segment.get(s) for s in segments)))]
        for one in found
    ]
    head = [_("mean or share"), _("all"), *(_("noise") if s < 0 else str(s) for s in segments)]
    title = "### " + _("Other differences (features not clustered)")
    return [title, "", *table(head, shown, numbers=range(1, len(head)))]


def effects_part(segmented: Segmented, hidden: Collection[str]) -> list[str]:
    """What the cards tell in words, in standard deviations."""
    rows = [
        (titled(card), trait.label, localised(f"{trait.effect:+z.1f}"))
        for card in segmented.cards
        if is_shown(card)
        for trait in card.traits
        if trait.name not in hidden
    ]
    head = (_("segment"), _("feature"), _("sd"))
    told = _(
        "sd: by how many standard deviations of all rows the segment's mean is above (+) or below (-) theirs; the "
        "words on the cards weigh ranks too, so that a few large values hide nothing. Typical and least typical "
        "customers are the tenth of a segment nearest to and farthest from its center, five at least; their figures "
        "are medians in two digits."
    )
    return ["### " + _("Effect sizes"), "", *table(head, rows, numbers=(2,)), told, ""] if rows else []


def _unused(prepared: PreparedRun, made: Collection[str]) -> pl.DataFrame:
    """The clustered rows without what was clustered or restates it; codes as text, for their means say nothing."""
    rows = prepared.frame[prepared.matrix.kept]
    used = {c.source for c in prepared.matrix.used}
    roles = roles_of(rows.gather_every(max(1, rows.height // _SAMPLE)), id=prepared.id, used=used)
    as_text = codes(rows)
    silent = used.union(made) | (roles.nameless | roles.no_quantity.difference(as_text))
    shown_columns = [c for c in rows.columns if c == prepared.id or not (c in silent or is_id(c))]
    return rows[shown_columns].with_columns(col(c).cast(pl.String) for c in codes(rows[shown_columns]))


def _different(means: pl.DataFrame, columns: list[str]) -> list[str]:
    """The features, one for each column, by the largest effect that any segment shows."""
    effects: dict[str, float] = {}
    rows = means.filter((pl.col("segment") >= 0) & pl.col("effect_size").is_not_null())
    for feature, effect in rows.select("feature", "effect_size").iter_rows():
        effects[feature] = max(effects.get(feature, 0.0), abs(effect))
    strongest: dict[str, str] = {}
    for feature in sorted((f for f in effects if effects[f] >= _DIFFERS), key=lambda f: -effects[f]):
        strongest.setdefault(feature if feature in columns else feature.split("=")[0], feature)
    return list(strongest.values())[:_MOST]


def _shown(kind: Kind, value: float | None) -> str:
    return "–" if value is None else percent(value) if kind == "share" else format_measure(value, kind)
