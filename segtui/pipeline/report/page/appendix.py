"""The statistician's appendix: how the segments were chosen, from what data, and what was searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from segtui.data.addresses import shown_name
from segtui.language.column_labels import called, called_feature
from segtui.language.figures import localised, number
from segtui.language.translation import _
from segtui.language.wording import joined
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.cautions import cautions
from segtui.pipeline.report.choice.alternatives import alternatives_part
from segtui.pipeline.report.choice.selection import axes_of, conditions, consensus_sum
from segtui.pipeline.report.choice.shapes import dbcv_of, shapes_part
from segtui.pipeline.report.choice.structure import structure_part
from segtui.pipeline.report.data import labels_table
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.markdown import figure, percent
from segtui.pipeline.report.outcomes import MOST_OUTCOMES, figure_of, interval, outcome_name, p_value, relative
from segtui.pipeline.report.page.elements import Markup, bullets, element, section, table
from segtui.pipeline.report.segment_facts import titled
from segtui.pipeline.report.small_groups import is_shown
from segtui.pipeline.report.stability import (
    how_many_part,
    not_resampled,
    resampled,
    stability_head,
    stability_rows,
)
from segtui.pipeline.searching.search import SearchResult
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented
from segtui.plan.model import Plan
from segtui.segments.choosing.choose import Ranked, Selection, spoken

_LEADERS = 10
_MOST_FEATURES = 100


def appendix(facts: ReportFacts) -> Markup:
    """The last section of the page, with the figures of the CSV files, rounded; rare categories are left out."""
    plan, prepared, segmented, hidden = facts.plan, facts.prepared, facts.concluded.segmented, facts.rows.rare
    inside = [*_choice(facts)]
    if segmented is not None:
        inside += [*_effects(segmented, hidden), *appendix_outcomes(prepared, segmented)]
    inside += [*_data(plan, prepared), *_searched(facts.searched)]
    return section("appendix", _("For the statistician"), *inside)


def _choice(facts: ReportFacts) -> list[Markup]:
    """Why this candidate: conditions, consensus, structure, and the best candidates in a table."""
    concluded, rows = facts.concluded, facts.rows
    choice, said = concluded.choice, [conditions(facts.plan)]
    if choice.chosen:
        said.append(_("Chosen: {candidate}.").format(candidate=spoken(choice.chosen.scored.candidate)))
        said += consensus_sum(choice.chosen)
    said += [line for line in structure_part(concluded.structure) if line]
    if concluded.segmented:
        said += how_many_part(concluded.how_many)
        said += cautions(concluded, concluded.segmented, facts.prepared.matrix, rows.distinct)
        said += shapes_part(choice)
        said += alternatives_part(rows.beside, concluded.segmented)
    return [element("h3", _("The choice")), bullets(said), _leaders(choice), *_stability(concluded)]


def _stability(concluded: Concluded) -> list[Markup]:
    """How far the chosen segments are found again."""
    found, title = concluded.stability, element("h3", _("Stability"))
    if found is None or concluded.segmented is None:
        return [title, bullets(why)] if (why := not_resampled(concluded)) else []
    rows = stability_rows(found, concluded.segmented)
    told = table(_("How far each segment is found again"), stability_head(), rows, (1, 2, 4, 5))
    return [title, element("p", resampled(concluded, found)), told]


def _leaders(choice: Selection) -> Markup:
    accepted = [r for r in choice.ranked if not r.rejected and r.scored.duplicate_of is None]
    shown = accepted[:_LEADERS] or list(choice.ranked[:_LEADERS])
    head = (
        _("candidate"),
        _("rank"),
        _("segments"),
        _("coverage"),
        _("consensus"),
        "DBCV",
        _("silhouette"),
        "Dunn",
        "Davies-Bouldin",
        "BIC",
        _("stability"),
    )
    title = _("The best candidates") if accepted else _("The candidates that came closest")
    return table(title, head, map(_leader, shown), range(1, len(head)))


def _leader(ranked: Ranked) -> list[object]:
    scored, scores = ranked.scored, ranked.scored.scores
    return [
        spoken(scored.candidate),
        ranked.rank,
        scores.clusters,
        percent(scores.coverage),
        figure(scored.consensus.score if scored.consensus else None),
        dbcv_of(scored),
        figure(scores.silhouette) + (f" ± {figure(scores.silhouette_margin)}" if scores.silhouette_margin else ""),
        ("≤ " if scores.dunn_is_bound else "") + figure(scores.dunn),
        figure(scores.davies_bouldin),
        figure(scored.candidate.bic),
        figure(scored.stability.rand if scored.stability else None),
    ]


def _effects(segmented: Segmented, hidden: Collection[str]) -> list[Markup]:
    """What is told in words above, in standard deviations."""
    shown = [(card, trait) for card in segmented.cards if is_shown(card) for trait in card.traits]
    rows = [(titled(card), t.label, localised(f"{t.effect:+z.1f}")) for card, t in shown if t.name not in hidden]
    head = (_("segment"), _("feature"), _("sd"))
    return [
        element("h3", _("Effect sizes")),
        table(_("Standardized differences from all customers"), head, rows, (2,)),
        element("p", _("The words on the cards weigh ranks too, so that a few large values hide nothing.")),
    ]


def appendix_outcomes(prepared: PreparedRun, segmented: Segmented) -> list[Markup]:
    """A table for each of the first outcomes, and how many are left out."""
    cards = {card.segment: card for card in segmented.cards if is_shown(card)}
    found = []
    for outcome in prepared.outcomes[:MOST_OUTCOMES]:
        own = [e for e in segmented.outcomes if e.column == outcome.column and e.segment in cards and e.known]
        rows = [
            (
                titled(cards[e.segment]),
                number(e.known),
                figure_of(e, e.value),
                "–" if e.index is None else f"{e.index:.0f}",
                interval(e),
                p_value(e),
            )
            for e in sorted(own, key=relative, reverse=True)
        ]
        head = (
            _("segment"),
            _("customers"),
            _("value"),
            _("index"),
            _("difference from the others (95 %)"),
            _("p (Holm)"),
        )
        caption = _("{column} by segment, tested against all others").format(column=outcome_name(outcome))
        found += [table(caption, head, rows, range(1, 6))] if rows else []
    left = len(prepared.outcomes) - MOST_OUTCOMES
    if left > 0:
        told = _("Pictures and tables show the first {shown} outcomes; report.md and outcomes.csv have {left} more.")
        found.append(element("p", told.format(shown=number(MOST_OUTCOMES), left=number(left))))
    return [element("h3", _("Outcomes")), *found] if found else []


def _data(plan: Plan, prepared: PreparedRun) -> list[Markup]:
    """How many rows were read and clustered, the cleaning steps, and the features; nothing that a cell holds."""
    said = []
    for read in prepared.tables:
        reading = read.reading
        said.append(
            _("{file}: {rows} rows × {columns} columns, {skipped} rows skipped, {repaired} repaired.").format(
                file=shown_name(reading.path),
                rows=number(reading.rows_read),
                columns=len(reading.columns),
                skipped=number(reading.rows_skipped),
                repaired=number(reading.rows_repaired),
            )
        )
    said = list(dict.fromkeys(said))
    columns = prepared.matrix.used
    sources = list(dict.fromkeys(c.source for c in columns))
    named_all = joined(map(called, sources[:_MOST_FEATURES]))
    if len(sources) > _MOST_FEATURES:
        left = number(len(sources) - _MOST_FEATURES)
        named_all = _("{names} and {count} more").format(names=named_all, count=left)
    clustered = _("Clustered: {rows} rows × {features} features; {left} rows left out for empty cells.")
    if not prepared.matrix.rows_left_out:
        clustered = _("Clustered: {rows} rows × {features} features.")
    facts = {"rows": len(prepared.matrix.values), "features": len(columns), "left": prepared.matrix.rows_left_out}
    said.append(clustered.format(**{name: number(count) for name, count in facts.items()}))
    said.append(_("Features: {names}.").format(names=named_all))
    logged = [c.name for c in columns if c.log]
    scale = _("Scale: {scale} after log1p of {columns}.") if logged else _("Scale: {scale}.")
    said.append(scale.format(scale=plan.features.scale, columns=joined(map(called_feature, logged))))
    steps = [
        (
            r["step"],
            joined(r["columns"][:6]),
            number(r["rows_before"]),
            number(r["rows_after"]),
            number(r["cells_changed"]),
        )
        for r in prepared.cleaning.iter_rows(named=True)
    ]
    head = (_("step"), _("columns"), _("rows before"), _("rows after"), _("cells changed"))
    cleaned = table(_("Cleaning"), head, steps, (2, 3, 4)) if steps else element("p", _("No cleaning steps."))
    named = labels_table(plan)
    called_so = [table(_("What columns are called"), *named)] if named else []
    return [element("h3", _("The data")), bullets(said), cleaned, *called_so]


def _searched(searched: SearchResult) -> list[Markup]:
    counts = Counter(s.candidate.algorithm for s in searched.scored)
    rows = [(_(family.title), axes_of(family), number(counts[family.name])) for family in searched.families]
    head = (_("algorithm"), _("grid"), _("candidates"))
    caption = _("{count} candidates").format(count=number(len(searched.scored)))
    return [element("h3", _("What was searched")), table(caption, head, rows, (2,))]
