"""report.html: one file that needs nothing else, for somebody who decides, with an appendix for the statistician.

It holds figures of groups and no cell of the data: no id, no address, nothing of fewer than five people.
"""

from __future__ import annotations

from segtui.pipeline.build_segments import Concluded, Segmented
from segtui.pipeline.prepare import PreparedRun
from segtui.pipeline.report.markdown import brief_percent
from segtui.pipeline.report.outcomes import figure_of
from segtui.pipeline.report.page.appendix import appendix
from segtui.pipeline.report.page.elements import Markup, element, section, table, text
from segtui.pipeline.report.page.opening import headline_of, opening
from segtui.pipeline.report.page.pictures import pictures
from segtui.pipeline.report.page.segment_sections import section_name, segment_sections, titled
from segtui.pipeline.report.page.small_groups import is_shown, rare_categories
from segtui.pipeline.report.page.stylesheet import stylesheet
from segtui.pipeline.report.report import counted_rows, source_name
from segtui.pipeline.search import SearchResult
from segtui.plan.model import Plan

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(plan: Plan, prepared: PreparedRun, searched: SearchResult, concluded: Concluded) -> str:
    """The run as a page: headline, segments, pictures, appendix. The same plan and data give the same text."""
    segmented = concluded.segmented
    title = headline_of(source_name(prepared), concluded)
    parts: list[Markup] = []
    hidden: frozenset[str] = frozenset()
    if segmented is not None:
        named = {*segmented.comparison["feature"].unique(), *(t.name for c in segmented.cards for t in c.traits)}
        hidden = rare_categories(prepared, sorted(named))
        parts += [_overview(prepared, segmented), *segment_sections(segmented, plan.segments.notes or {}, hidden)]
    parts += [pictures(plan, prepared, concluded, hidden), appendix(plan, prepared, searched, concluded, hidden)]
    body = [opening(title, prepared, concluded), _contents(concluded), element("main", *parts), _footer(prepared)]
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{text(title)}</title><style>{stylesheet()}</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>{"".join(body)}</body></html>\n'


def _contents(concluded: Concluded) -> Markup:
    """Links to the sections."""
    entries = []
    if concluded.segmented is not None:
        entries = [(section_name(card.segment), titled(card)) for card in concluded.segmented.cards]
        entries = [("overview", "Overview"), *entries, ("pictures", "Pictures")]
    entries.append(("appendix", "For the statistician"))
    links = [element("li", element("a", label, href=f"#{name}")) for name, label in entries]
    return element("nav", element("ul", *links), aria_label="Contents")


def _overview(prepared: PreparedRun, segmented: Segmented) -> Markup:
    """A row for each segment: size, the outcomes, and the share of the value."""
    found = segmented.value if segmented.value is not None and segmented.value.total > 0 else None
    shares = {s.segment: s.share_of_value or 0.0 for s in found.segments} if found else {}
    outcomes = [o.column for o in prepared.outcomes]
    effects = {(e.segment, e.column): e for e in segmented.outcomes}
    rows = []
    for card in segmented.cards:
        row: list[object] = [element("a", titled(card), href=f"#{section_name(card.segment)}"), f"{card.rows:,}"]
        row.append(brief_percent(card.share))
        known = is_shown(card)
        for outcome in outcomes:
            effect = effects.get((card.segment, outcome))
            row.append(figure_of(effect, effect.value) if known and effect is not None else "–")
        row += [brief_percent(shares[card.segment]) if known else "–"] if found else []
        rows.append(row)
    head = ["segment", "customers", "share", *outcomes, *([f"share of {found.column}"] if found else [])]
    return section("overview", "Overview", table("The segments", head, rows, range(1, len(head))))


def _footer(prepared: PreparedRun) -> Markup:
    told = (
        f"{counted_rows(prepared)} Figures are rounded; the CSV files beside this page have all digits, and report.md "
    )
    told += "has the notes on the data. Nothing of fewer than five customers is shown."
    return element("footer", element("p", told))
