"""The forms that a report can have, each a file: what a run writes, and what can be written of it later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from segtui.language.translation import Language
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.kept.report_facts import read_report_facts
from segtui.pipeline.report.page.page import report_page
from segtui.pipeline.report.report import report
from segtui.plan.telling import told_as


@dataclass(frozen=True)
class ReportForm:
    """A file of a report; `write` puts it at a path, in the language that is spoken."""

    file: str
    write: Callable[[Path, ReportFacts], None]


def _write_markdown(place: Path, facts: ReportFacts) -> None:
    place.write_text(report(facts), encoding="utf-8")


def _write_page(place: Path, facts: ReportFacts) -> None:
    place.write_text(report_page(facts), encoding="utf-8")


MARKDOWN = ReportForm("report.md", _write_markdown)
PAGE = ReportForm("report.html", _write_page)


def facts_in(run: RunFiles, language: Language | None) -> ReportFacts:
    """The facts of a finished run's report, to be told in this language; None is the run's own.

    Raises what `read_report_facts` raises.
    """
    facts = read_report_facts(run)
    if language is None:
        return facts
    told = facts.plan.report.model_copy(update={"language": language})
    return replace(facts, plan=facts.plan.model_copy(update={"report": told}))


def write_form(form: ReportForm, place: Path, facts: ReportFacts) -> None:
    """Write one form in the language of the facts. Raises OSError."""
    with told_as(facts.plan):
        form.write(place, facts)


def markdown(facts: ReportFacts) -> str:
    """The report as Markdown, in the language of the facts."""
    with told_as(facts.plan):
        return report(facts)
