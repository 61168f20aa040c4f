"""`segtui show`, `report`: what a finished run found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segtui.console.commands.options import Json, ReadRun, examples
from segtui.errors import UsageError
from segtui.language.sentences import say

app = typer.Typer()


@app.command(
    epilog=examples(
        "segtui show runs/may",
        "segtui show runs/may 2",
        "segtui show runs/may --by Response --min-size 10",
        "segtui show runs/may --cohorts",
        "segtui show runs/may --json | jq '.segments[] | {name, share}'",
    )
)
def show(
    run: ReadRun,
    segment: Annotated[
        str | None, typer.Argument(metavar="[SEGMENT]", help="A segment's number or name (default: all).")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="COLUMN", help="Count this column by segment: shares, index, chi-squared and V."),
    ] = None,
    min_size: Annotated[
        int, typer.Option(metavar="N", min=0, help="With --by, hide cells of fewer rows (0: none).")
    ] = 0,
    cohorts: Annotated[
        bool, typer.Option("--cohorts", help="Print the cohort tables: of all customers, or of the segment.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what a finished run found: its segments with sizes, outcomes and cards, and how they compare."""
    if cohorts:
        from segtui.console.showing.show_cohorts import show_cohorts

        if by is not None or min_size:
            where = "--min-size" if by is None else "--by"
            raise UsageError(say("does not go with --cohorts"), where=where, fix=say("ask for one of them at a time"))
        show_cohorts(run, segment, as_json=as_json)
        return
    if by is not None:
        from segtui.console.showing.show_crosstab import show_crosstab

        show_crosstab(run, by, segment, min_size, as_json=as_json)
        return
    if min_size:
        raise UsageError(
            say("goes with --by COLUMN"), where="--min-size", fix=say("name the column to count by segment")
        )
    from segtui.console.showing.show import show_run

    show_run(run, segment, as_json=as_json)


@app.command(
    epilog=examples(
        "segtui report runs/may | less",
        "segtui report runs/may --html --xlsx --language fr -o for-paris",
        "segtui report runs/may --charts png",
    )
)
def report(
    run: ReadRun,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="The folder to write to (default: <run name>-report)."),
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Write report.html, for a browser or for printing.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write report.md.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write report.xlsx, with charts that Excel draws.")] = False,
    charts: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="Write the pictures into charts/ as svg or png, or as SVG into ./FOLDER."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Its language, en or fr (default: the run's).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
    as_json: Json = False,
) -> None:
    """Write the report of a finished run again, in other forms or another language; nothing is searched again.

    Without a form, print it as Markdown. The run's own files stay as they are.
    """
    from segtui.console.report import ReportRequest, known_language, named_forms, write_report

    forms = named_forms(markdown=markdown, html=html, xlsx=xlsx, charts=charts)
    write_report(ReportRequest(run, forms, out, known_language(language), force, as_json))
