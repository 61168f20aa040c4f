"""report.html: one file that needs nothing else, for somebody who decides, with an appendix for the statistician.

It holds figures of groups and no cell of the data: no id, no address, nothing of fewer than five people.
"""

from __future__ import annotations

from segtui.language.translation import _, language
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.opening import headline_of, opening
from segtui.pipeline.report.overview import overview
from segtui.pipeline.report.page.appendix import appendix
from segtui.pipeline.report.page.elements import Markup, element, paragraphs, section, table, text
from segtui.pipeline.report.page.pictures import pictures
from segtui.pipeline.report.page.prediction_parts import prediction_section
from segtui.pipeline.report.page.segment_sections import section_name, segment_sections
from segtui.pipeline.report.page.stylesheet import stylesheet
from segtui.pipeline.report.report import counted_rows, source_name
from segtui.pipeline.report.segment_facts import titled
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_page(facts: ReportFacts) -> str:
    """The run as a page: headline, segments, pictures, appendix. The same plan and data give the same text."""
    plan, prepared, concluded = facts.plan, facts.prepared, facts.concluded
    segmented = concluded.segmented
    title = headline_of(source_name(prepared), concluded)
    parts: list[Markup] = []
    if segmented is not None:
        sections = segment_sections(segmented, plan.segments.notes or {}, facts.rows.rare)
        parts += [_overview(prepared, segmented), *sections]
    parts += [prediction_section(prepared.predictions, segmented), pictures(facts), appendix(facts)]
    header = element("header", element("h1", title), paragraphs(opening(prepared, concluded)))
    body = [header, _contents(prepared, concluded), element("main", *parts), _footer(prepared)]
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{text(title)}</title><style>{stylesheet()}</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="{language()}"><head>{head}</head>\n<body>{"".join(body)}</body></html>\n'


def _contents(prepared: PreparedRun, concluded: Concluded) -> Markup:
    """Links to the sections."""
    entries, foretold = [], [("predictions", _("What they will do next"))] if prepared.predictions else []
    if concluded.segmented is not None:
        entries = [(section_name(card.segment), titled(card)) for card in concluded.segmented.cards]
        entries = [("overview", _("Overview")), *entries, *foretold, ("pictures", _("Pictures"))]
    else:
        entries = foretold
    entries.append(("appendix", _("For the statistician")))
    links = [element("li", element("a", label, href=f"#{name}")) for name, label in entries]
    return element("nav", element("ul", *links), aria_label=_("Contents"))


def _overview(prepared: PreparedRun, segmented: Segmented) -> Markup:
    found = overview(prepared, segmented)
    linked = [(element("a", titled(card), href=f"#{section_name(card.segment)}"), *cells) for card, cells in found.rows]
    head = (_("segment"), *found.head)
    return section("overview", _("Overview"), table(_("The segments"), head, linked, range(1, len(head))))


def _footer(prepared: PreparedRun) -> Markup:
    told = _(
        "{rows} Figures are rounded; the CSV files beside this page have all digits, and report.md has the notes on "
        "the data. Nothing of fewer than five customers is shown."
    )
    return element("footer", element("p", told.format(rows=counted_rows(prepared))))
