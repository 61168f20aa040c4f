"""The forms that a report can have, each a file or several: what a run writes, and what can be written later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from segtui.language.translation import Language
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.kept.report_facts import read_report_facts
from segtui.pipeline.report.page.chart_files import FOLDER, ImageForm, draw
from segtui.pipeline.report.page.page import report_page
from segtui.pipeline.report.page.pictures import pictures_of_run
from segtui.pipeline.report.report import report
from segtui.pipeline.report.workbook.sheets_of_run import sheets_of_run
from segtui.pipeline.report.workbook.write_workbook import NAME as WORKBOOK_FILE
from segtui.pipeline.report.workbook.write_workbook import write_workbook
from segtui.plan.model import Report
from segtui.plan.telling import told_as


@dataclass(frozen=True)
class ReportFile:
    """A file of a report, by its path in the folder; `write` makes it at a path. It may raise OSError."""

    name: str
    write: Callable[[Path], None]


ReportForm = Callable[[ReportFacts], Iterator[ReportFile]]
"""What gives the files of a form, to be written in the language that is spoken."""


def markdown(facts: ReportFacts) -> Iterator[ReportFile]:
    """report.md"""
    yield ReportFile("report.md", lambda place: _put(place, report(facts)))


def page(facts: ReportFacts) -> Iterator[ReportFile]:
    """report.html"""
    yield ReportFile("report.html", lambda place: _put(place, report_page(facts)))


def workbook(facts: ReportFacts) -> Iterator[ReportFile]:
    """report.xlsx"""
    yield ReportFile(WORKBOOK_FILE, lambda place: write_workbook(place, sheets_of_run(facts)))


def charts(image: ImageForm, folder: Path = Path(FOLDER)) -> ReportForm:
    """The pictures of the page as files, in a folder of their own."""

    def files(facts: ReportFacts) -> Iterator[ReportFile]:
        for picture in pictures_of_run(facts):
            drawn = draw(picture, image)
            yield ReportFile(str(folder / f"{picture.name}.{image}"), partial(_put_bytes, drawn))

    return files


def forms_of_run(asked: Report) -> list[ReportForm]:
    """What a run with this [report] in its plan writes."""
    forms: list[ReportForm] = [markdown]
    forms += [page] if asked.html else []
    forms += [charts(asked.charts)] if asked.charts != "none" else []
    return [*forms, *([workbook] if asked.xlsx else [])]


def facts_in(run: RunFiles, language: Language | None) -> ReportFacts:
    """The facts of a finished run's report, to be told in this language; None is the run's own.

    Raises what `read_report_facts` raises.
    """
    facts = read_report_facts(run)
    if language is None:
        return facts
    told = facts.plan.report.model_copy(update={"language": language})
    return replace(facts, plan=facts.plan.model_copy(update={"report": told}))


def report_text(facts: ReportFacts) -> str:
    """The report as Markdown, in the language of the facts."""
    with told_as(facts.plan, facts.prepared.derived):
        return report(facts)


def _put(place: Path, text: str) -> None:
    place.write_text(text, encoding="utf-8")


def _put_bytes(drawn: bytes, place: Path) -> None:
    place.write_bytes(drawn)
