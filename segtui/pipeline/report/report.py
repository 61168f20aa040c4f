"""report.md: the run as a readable report."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.export.config import Export
from segtui.export.suppression.match import ListTally
from segtui.export.target import find_target
from segtui.pipeline.build_segments import Concluded
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.cautions import trust_part
from segtui.pipeline.report.data import data_part
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.figures import beside_part, effects_part, figures_part
from segtui.pipeline.report.markdown import Marked, bullets, code, escaped
from segtui.pipeline.report.opening import headline_of, opening
from segtui.pipeline.report.outcomes import outcomes_part, value_part
from segtui.pipeline.report.segments import cards_part, lineage_part, overview_part
from segtui.pipeline.report.selection import choice_part
from segtui.pipeline.report.stability import not_resampled, stability_part
from segtui.pipeline.report.structure import structure_part
from segtui.plan.model import Plan

_FILES = [
    ("report.html", "the segments, pictures and an appendix on one page, for a browser or for print"),
    ("charts/", "the pictures of report.html as files, for slides and mails"),
    ("report.xlsx", "segments, comparison, outcomes and leaderboard as sheets with charts"),
    ("segments.csv", "one line per clustered row, with its segment, name and confidence (0 to 1)"),
    ("leaderboard.csv", "every candidate with its indices, and why candidates were rejected"),
    ("comparison.csv", "every segment's count, mean, median, spread and effect size for every feature"),
    ("outcomes.csv", "what became of each segment's customers, against all others"),
    ("stability.csv", "how far the segments of the best candidates are found again in resamples"),
    ("migration.csv", "how many people moved from each segment of the previous run to each of this one"),
    ("profile.csv", "the source columns before cleaning"),
    ("cleaning.csv", "what each step changed"),
    ("plan.toml", "the plan as run; `segtui run` with it reproduces these files"),
    ("run.json", "hashes of inputs and outputs, versions, seed and timings"),
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
        lines += ["## In figures", "", *outcomes_part(prepared, segmented), *value_part(segmented)]
        lines += figures_part(prepared, segmented, hidden, rows.medians)
        lines += beside_part(segmented, rows.differences)
        lines += exports_part(plan, facts.lists)
    lines += ["## For the statistician", "", escaped(counted_rows(prepared)), ""]
    if concluded.segmented:
        lines += structure_part(concluded.structure)
        lines += trust_part(concluded.choice, concluded.segmented, prepared.matrix, rows.distinct)
        lines += [*stability_part(concluded), *bullets(not_resampled(concluded))]
    lines += choice_part(facts)
    if concluded.segmented:
        lines += effects_part(concluded.segmented, rows.rare)
    lines += data_part(plan, prepared)
    lines += _files(plan, concluded)
    return "\n".join(lines).rstrip() + "\n"


def source_name(prepared: PreparedRun) -> str:
    """The files that the customers come from."""
    return " and ".join(dict.fromkeys(t.reading.path.rsplit("/", 1)[-1] for t in prepared.tables))


def counted_rows(prepared: PreparedRun) -> str:
    """How many rows were clustered, on how many features, and where the others stayed."""
    clustered, read = prepared.matrix.values.shape[0], prepared.tables[0].reading.rows_read
    features = len(prepared.matrix.used)
    on = f"were clustered on {features} feature{'s' if features != 1 else ''}"
    if len(prepared.tables) == len(prepared.derived):
        counted = f"{clustered:,} customers {on}, made from {read:,} rows of orders."
    elif clustered == read:
        return f"All {clustered:,} rows {on}."
    else:
        counted = f"{clustered:,} of {read:,} rows {on}."
    dropped, left = _dropped(prepared), prepared.matrix.rows_left_out
    taken = [f"cleaning removed {dropped:,}"] if dropped else []
    taken += [f"{left:,} {'was' if left == 1 else 'were'} left out because of empty cells"] if left else []
    return f"{counted} {' and '.join(taken).capitalize()}." if taken else counted


def _dropped(prepared: PreparedRun) -> int:
    log = prepared.cleaning
    return 0 if log.is_empty() else int(log["rows_before"][0]) - int(log["rows_after"][-1])


def _files(plan: Plan, concluded: Concluded) -> list[str]:
    absent = [] if concluded.segmented else ["segments.csv", "comparison.csv"]
    absent += [] if concluded.segmented and concluded.segmented.lineage else ["migration.csv"]
    absent += [] if concluded.segmented and concluded.segmented.outcomes else ["outcomes.csv"]
    absent += (
        [] if concluded.segmented and any(r.scored.stability for r in concluded.choice.ranked) else ["stability.csv"]
    )
    absent += [] if plan.report.html else ["report.html"]
    absent += [] if plan.report.xlsx else ["report.xlsx"]
    absent += [] if plan.report.charts != "none" and concluded.segmented else ["charts/"]
    return ["### The files of this run", "", *bullets(Marked(f"{n}: {what}.") for n, what in _FILES if n not in absent)]


def exports_part(plan: Plan, lists: Sequence[ListTally] = ()) -> list[str]:
    """A line for each export of the plan, and for each suppression list; nothing where there is no export."""
    if not plan.export:
        return []
    lines = [Marked(f"{find_target(order.to).title}: {_export_line(order)}") for order in plan.export]
    lines += [Marked(f"Suppression list {escaped(one.sentence())}.") for one in lists]
    return ["## Exports", "", *bullets(lines)]


def _export_line(order: Export) -> str:
    if order.consent is None:
        consent = "**no consent column: consent was not checked**"
    else:
        columns = ", ".join(map(code, order.columns_asked()))
        consent = f'only people with "yes" in {columns}'
    more = [f"{order.holdout:.3g} of each segment is held out as a control group"] if order.holdout else []
    more += [f"without anyone in {', '.join(map(code, order.suppress))}"] if order.suppress else []
    return "; ".join([consent, *more]) + "."
