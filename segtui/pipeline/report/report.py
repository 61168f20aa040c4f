"""report.md: the run as a readable report."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.data.addresses import shown_name
from segtui.delivery.export.config import Export
from segtui.delivery.export.suppression.match import ListTally
from segtui.delivery.export.target import find_target
from segtui.language.figures import brief_percent, number
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.cautions import trust_part
from segtui.pipeline.report.choice.selection import choice_part
from segtui.pipeline.report.choice.structure import structure_part
from segtui.pipeline.report.cohorts import cohorts_part
from segtui.pipeline.report.data import data_part
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.figures import beside_part, effects_part, figures_part
from segtui.pipeline.report.foretold.predictions import predictions_part
from segtui.pipeline.report.markdown import Marked, bullets, code, escaped
from segtui.pipeline.report.opening import headline_of, opening
from segtui.pipeline.report.outcomes import outcomes_part, value_part
from segtui.pipeline.report.segments import cards_part, lineage_part, overview_part
from segtui.pipeline.report.stability import not_resampled, stability_part
from segtui.pipeline.segmenting.build_segments import Concluded
from segtui.plan.model import Plan

_FILES = [
    ("report.html", to_translate("the segments, pictures and an appendix on one page, for a browser or for print")),
    ("charts/", to_translate("the pictures of report.html as files, for slides and mails")),
    ("report.xlsx", to_translate("segments, comparison, outcomes and leaderboard as sheets with charts")),
    ("segments.csv", to_translate("one line per clustered row, with its segment, name and confidence (0 to 1)")),
    ("leaderboard.csv", to_translate("every candidate with its indices, and why candidates were rejected")),
    ("comparison.csv", to_translate("every segment's count, mean, median, spread and effect size for every feature")),
    ("outcomes.csv", to_translate("what became of each segment's customers, against all others")),
    ("cohorts.csv", to_translate("what customers do in the periods after their first order or event, by its period")),
    ("predictions.csv", to_translate("how good each prediction is on customers that it was not learned from")),
    ("stability.csv", to_translate("how far the segments of the best candidates are found again in resamples")),
    ("migration.csv", to_translate("how many people moved from each segment of the previous run to each of this one")),
    ("profile.csv", to_translate("the source columns before cleaning")),
    ("cleaning.csv", to_translate("what each step changed")),
    ("matches.csv", to_translate("which rows were merged as one person, and which nearly were")),
    ("plan.toml", to_translate("the plan as run; `segtui run` with it reproduces these files")),
    ("run.json", to_translate("hashes of inputs and outputs, versions, seed and timings")),
]


def report(facts: ReportFacts) -> str:
    """The run as Markdown, in the order of report.html: who, the segments, figures, the statistician's part.

    The text depends on the plan and the data alone: no times, no dates.
    """
    plan, prepared, concluded, rows = facts.plan, facts.prepared, facts.concluded, facts.rows
    lines = [f"# {escaped(headline_of(source_name(prepared), concluded))}", ""]
    lines += [part for sentence in opening(prepared, concluded) for part in (escaped(sentence), "")]
    if segmented := concluded.segmented:
        hidden = rows.rare
        lines += overview_part(prepared, segmented)
        lines += lineage_part(segmented)
        lines += cards_part(segmented, plan.segments.notes or {}, hidden)
        lines += ["## " + _("In figures"), "", *outcomes_part(prepared, segmented), *value_part(segmented)]
        lines += figures_part(prepared, segmented, hidden, rows.medians)
        lines += beside_part(segmented, rows.differences)
        lines += cohorts_part(segmented)
    lines += predictions_part(prepared.predictions, concluded.segmented)
    if concluded.segmented:
        lines += exports_part(plan, facts.lists)
    lines += ["## " + _("For the statistician"), "", escaped(counted_rows(prepared)), ""]
    if concluded.segmented:
        lines += structure_part(concluded.structure)
        lines += trust_part(concluded, concluded.segmented, prepared.matrix, rows.distinct)
        lines += [*stability_part(concluded), *bullets(not_resampled(concluded))]
    lines += choice_part(facts)
    if concluded.segmented:
        lines += effects_part(concluded.segmented, rows.rare)
    lines += data_part(plan, prepared)
    lines += _files(plan, concluded)
    return "\n".join(lines).rstrip() + "\n"


def source_name(prepared: PreparedRun) -> str:
    """The files that the customers come from."""
    return joined_by_and(list(dict.fromkeys(shown_name(t.reading.path) for t in prepared.tables)))


def joined_by_and(names: Sequence[str]) -> str:
    """`a and b and c`."""
    together = names[0]
    for name in names[1:]:
        together = _("{these} and {more}").format(these=together, more=name)
    return together


def counted_rows(prepared: PreparedRun) -> str:
    """How many rows were clustered, on how many features, and where the others stayed."""
    clustered, read = prepared.matrix.values.shape[0], prepared.tables[0].reading.rows_read
    features = len(prepared.matrix.used)
    facts = {"rows": number(clustered), "read": number(read), "count": features}
    if len(prepared.tables) == sum(bool(made.id) for made in prepared.derived):
        counted = plural(
            "{rows} customers were clustered on {count} feature, made from {read} rows.",
            "{rows} customers were clustered on {count} features, made from {read} rows.",
            features,
        )
    elif clustered == read:
        every = plural(
            "All {rows} rows were clustered on {count} feature.",
            "All {rows} rows were clustered on {count} features.",
            features,
        )
        return every.format(**facts)
    else:
        counted = plural(
            "{rows} of {read} rows were clustered on {count} feature.",
            "{rows} of {read} rows were clustered on {count} features.",
            features,
        )
    return counted.format(**facts) + _taken(_dropped(prepared), prepared.matrix.rows_left_out)


def _taken(dropped: int, left: int) -> str:
    """Where the rows that were not clustered stayed."""
    facts = {"dropped": number(dropped), "left": number(left)}
    if dropped and left:
        both = plural(
            "Cleaning removed {dropped} and {left} was left out because of empty cells.",
            "Cleaning removed {dropped} and {left} were left out because of empty cells.",
            left,
        )
        return " " + both.format(**facts)
    if dropped:
        return " " + _("Cleaning removed {dropped}.").format(**facts)
    empty = plural("{left} was left out because of empty cells.", "{left} were left out because of empty cells.", left)
    return " " + empty.format(**facts) if left else ""


def _dropped(prepared: PreparedRun) -> int:
    log = prepared.cleaning
    return 0 if log.is_empty() else int(log["rows_before"][0]) - int(log["rows_after"][-1])


def _files(plan: Plan, concluded: Concluded) -> list[str]:
    absent = [] if concluded.segmented else ["segments.csv", "comparison.csv"]
    absent += [] if concluded.segmented and concluded.segmented.lineage else ["migration.csv"]
    absent += [] if concluded.segmented and concluded.segmented.outcomes else ["outcomes.csv"]
    absent += [] if concluded.segmented and concluded.segmented.cohorts else ["cohorts.csv"]
    absent += (
        [] if concluded.segmented and any(r.scored.stability for r in concluded.choice.ranked) else ["stability.csv"]
    )
    absent += [] if plan.predict else ["predictions.csv"]
    absent += [] if any(step.merges_rows and not step.off for step in plan.clean) else ["matches.csv"]
    absent += [] if plan.report.html else ["report.html"]
    absent += [] if plan.report.xlsx else ["report.xlsx"]
    absent += [] if plan.report.charts != "none" and concluded.segmented else ["charts/"]
    return [
        "### " + _("The files of this run"),
        "",
        *bullets(Marked(_("{name}: {what}.").format(name=n, what=_(what))) for n, what in _FILES if n not in absent),
    ]


def exports_part(plan: Plan, lists: Sequence[ListTally] = ()) -> list[str]:
    """A line for each export of the plan, and for each suppression list; nothing where there is no export."""
    if not plan.export:
        return []
    line = _("{name}: {what}.")
    lines = [Marked(line.format(name=find_target(order.to).title, what=_export_line(order))) for order in plan.export]
    lines += [Marked(_("Suppression list {list}.").format(list=escaped(one.sentence()))) for one in lists]
    return ["## " + _("Exports"), "", *bullets(lines)]


def _export_line(order: Export) -> str:
    if order.consent is None:
        consent = _("**no consent column: consent was not checked**")
    else:
        columns = ", ".join(map(code, order.columns_asked()))
        consent = _('only people with "yes" in {columns}').format(columns=columns)
    more = []
    if order.holdout:
        held = _("{share} of each segment is held out as a control group")
        more.append(held.format(share=brief_percent(order.holdout)))
    if order.suppress:
        more.append(_("without anyone in {lists}").format(lists=", ".join(map(code, order.suppress))))
    return _("; ").join([consent, *more])
