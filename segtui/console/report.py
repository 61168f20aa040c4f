"""`segtui report`: the report of a finished run written again, in other forms or another language."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast, get_args

from segtui.console.terminal import print_json, print_lines, print_text
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.language.translation import Language
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.exports.output_names import read_by, refuse_output
from segtui.pipeline.report import forms
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.forms import ReportForm, facts_in, report_text
from segtui.pipeline.report.page.chart_files import ImageForm
from segtui.plan.telling import told_as
from segtui.publishing.paths import Inputs
from segtui.publishing.staging import Staging


@dataclass(frozen=True)
class ReportRequest:
    """Which forms of which run's report; without a form and without `out` the report is printed as Markdown.

    Without a form, `out` gets what a run writes. Without `out`, forms go to a folder named like the run.
    """

    run: Path
    forms: tuple[ReportForm, ...] = ()
    out: Path | None = None
    language: Language | None = None
    force: bool = False
    as_json: bool = False


def write_report(request: ReportRequest) -> None:
    """Write the forms and print their paths, or print the report."""
    with steady_run(request.run) as run:
        facts = facts_in(run, request.language)
        if not request.forms and request.out is None and not request.as_json:
            print_text(report_text(facts))
            return
        out = request.out or Path(f"{run.path.name}-report")
        inputs = Inputs.of(read_by(run.plan, run.path))
        with Staging(force=request.force, refuse=partial(refuse_output, inputs)) as staging:
            files = _stage(staging, out, request.forms or (forms.markdown, forms.page), facts)
            staging.publish()
    if request.as_json:
        print_json({"folder": str(out), "files": list(map(str, files))})
    else:
        print_lines(*map(str, files))


def _stage(staging: Staging, out: Path, forms: Sequence[ReportForm], facts: ReportFacts) -> list[Path]:
    files = []
    with told_as(facts.plan, facts.prepared.derived):
        for file in (file for form in forms for file in form(facts)):
            files.append(out / file.name)
            file.write(staging.new(files[-1]))
    return files


def named_forms(*, markdown: bool, html: bool, xlsx: bool, charts: str | None) -> tuple[ReportForm, ...]:
    """The forms that were asked for; raises UsageError for an unknown form of charts."""
    asked = ((forms.markdown, markdown), (forms.page, html), (forms.workbook, xlsx))
    return (*(form for form, wanted in asked if wanted), *([_drawn(charts)] if charts is not None else []))


def _drawn(charts: str) -> ReportForm:
    """Pictures as svg or png into charts/, or as SVG into a folder, which has a / in it."""
    known = get_args(ImageForm)
    if charts in known:
        return forms.charts(cast("ImageForm", charts))
    if os.sep in charts:
        return forms.charts("svg", Path(os.path.abspath(charts)))
    fix = say(
        "the forms are: {known}; a folder for SVG has a / in it, such as ./{charts}",
        known=", ".join(known),
        charts=charts or "charts",
    )
    raise UsageError(say('no form of charts "{charts}"', charts=charts), where="--charts", fix=fix)


def known_language(code: str | None) -> Language | None:
    """The language with that code; raises UsageError for one that there is no catalogue for."""
    known = get_args(Language)
    if code is not None and code not in known:
        raise UsageError(
            say('no language "{code}"', code=code),
            where="--language",
            fix=say("the languages are: {known}", known=", ".join(known)),
        )
    return cast("Language | None", code)
