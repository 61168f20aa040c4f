"""`segtui show --cohorts`: the cohort tables of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from segtui.console.narrator import say as tell
from segtui.console.terminal import Terminal, grid, print_json
from segtui.errors import UsageError
from segtui.language.figures import number
from segtui.language.sentences import say
from segtui.language.translation import _
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.cohorts import head_of, sentences, title_of, triangle
from segtui.pipeline.report.kept.report_facts import read_report_facts
from segtui.pipeline.report.shown_run import find_segment
from segtui.pipeline.report.small_groups import shown_figures
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.plan.telling import printed_as, told_as
from segtui.segments.cohorts.triangle import CohortTable, of_segment
from widgets.plain.text import PlainText

_PIPE_WIDTH = 400
_NAME, _CELL = 24, 8
"""Cells for the name of a cohort with its customers, and for a period."""
_MOST_COHORTS, _MOST_PERIODS = 24, 120


def show_cohorts(place: Path, segment: str | None, *, as_json: bool) -> None:
    """Print every cohort table of the run, of all customers or of the segment with this number or name.

    Raises UsageError where the run follows no cohorts, has no such segment, or does not split its tables.
    """
    with steady_run(place) as run, (told_as if as_json else printed_as)(run.plan):
        made = _segmented(run)
        chosen = None if segment is None else find_segment(made.names, segment)
        tables = [table for table in made.cohorts if chosen is None or chosen in table.segments]
        if not tables:
            what = say("no cohort table of this run is split by segment")
            raise UsageError(
                what, where=str(run.path), fix=say('say split = "segment" in [[cohort]] and run the plan again')
            )
        if as_json:
            print_json({"folder": str(run.path), "segment": chosen, "tables": [_facts(t, chosen) for t in tables]})
            return
        console = Terminal(pipe_width=_PIPE_WIDTH)
        for at, table in enumerate(tables):
            if at:
                console.print()
            name = "" if chosen is None else made.names[chosen]
            _print(console, table, chosen, name)


def _segmented(run: RunFiles) -> Segmented:
    """The segments of the run with its cohort tables, of which there is at least one."""
    made = read_report_facts(run).concluded.segmented
    if made is None or not made.cohorts:
        fix = say("add [[cohort]] to the plan and run it again; segtui guide segments says how")
        raise UsageError(say("this run follows no cohorts"), where=str(run.path), fix=fix)
    return made


def _print(console: Terminal, table: CohortTable, segment: int | None, name: str) -> None:
    """The title, how to read it, and as many periods as there is room for."""
    room = max((console.width - _NAME) // _CELL, 3)
    shown = triangle(table, segment, _MOST_COHORTS, min(room, _MOST_PERIODS))
    title = _("{title}: {segment}").format(title=title_of(table), segment=name) if name else title_of(table)
    console.print(PlainText(title, "bold", overflow="fold"))
    for sentence in sentences(table, segment, (_MOST_COHORTS, len(shown.periods))):
        tell(console, sentence)
    lines = grid()
    lines.add_column(head_of(table), no_wrap=True)
    for head in (_("customers"), *map(str, shown.periods)):
        lines.add_column(head, justify="right", no_wrap=True)
    for cohort, customers, texts in zip(shown.rows, shown.customers, shown.texts, strict=True):
        lines.add_row(cohort, number(customers), *texts)
    console.print(lines)


def _facts(table: CohortTable, segment: int | None) -> dict[str, Any]:
    """The cells of cohorts.csv, empty where they are of fewer than five customers."""
    cells = of_segment(shown_figures(table.cells), segment).drop("segment")
    return {
        "measure": table.measure,
        "by": table.by,
        "last": table.last,
        "truncated": table.truncated,
        "cells": cells.to_dicts(),
    }
