"""`segtui show`: a finished run, or one of its segments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from rich.padding import Padding

from segtui.console.narrator import say as tell
from segtui.console.terminal import Terminal, TextGrid, grid, print_json
from segtui.errors import UsageError
from segtui.language.column_labels import headed
from segtui.language.sentences import say
from segtui.language.translation import _, plural
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.facts import ReportFacts
from segtui.pipeline.report.kept.report_facts import find_report_facts
from segtui.pipeline.report.segment_facts import DIFFERENCES
from segtui.pipeline.report.shown_facts import shown_facts
from segtui.pipeline.report.shown_run import ShownRun, ShownSegment, find_segment, shown_run
from segtui.pipeline.report.small_groups import FEWEST
from segtui.plan.telling import printed_as, told_as
from segtui.segments.measures import format_measure
from widgets.plain.text import PlainText

_PIPE_WIDTH = 400
_MOST_FEATURES = 20


def show_run(place: Path, segment: str | None, *, as_json: bool) -> None:
    """Print the run, or the segment with this number or name; raises UsageError where there is none."""
    with steady_run(place) as run:
        facts = find_report_facts(run)
        with (told_as if as_json else printed_as)(run.plan, facts.prepared.derived if facts else ()):
            shown = shown_run(run, facts)
            number = None if segment is None else _find(run, shown, segment)
            if as_json:
                print_json(_as_json(run, facts, shown, number))
            elif number is None:
                _print_run(run, shown)
            else:
                console = Terminal(pipe_width=_PIPE_WIDTH)
                one = next(each for each in shown.segments if each.segment == number)
                _print_segment(console, shown, one)
                _print_features(console, shown, one)


def _find(run: RunFiles, shown: ShownRun, segment: str) -> int:
    if not shown.segments:
        fix = say("relax the conditions in the plan's [select] and run it again")
        raise UsageError(say("this run has no segments"), where=str(run.path), fix=fix)
    return find_segment({each.segment: each.name for each in shown.segments}, segment)


def _as_json(run: RunFiles, facts: ReportFacts | None, shown: ShownRun, number: int | None) -> dict[str, Any]:
    known = shown_facts(run, facts, shown.comparison, number)
    return {"folder": str(run.path), "headline": shown.headline, "sentences": list(shown.sentences), **known}


def _print_run(run: RunFiles, shown: ShownRun) -> None:
    """The headline, the overview, a card each, and the means by segment."""
    console = Terminal(pipe_width=_PIPE_WIDTH)
    console.print(PlainText(shown.headline, "bold", overflow="fold"))
    for sentence in shown.sentences:
        tell(console, sentence)
    if shown.segments:
        console.print()
        console.print(_overview(shown))
    for each in (each for each in shown.segments if each.facts or each.remarks):
        console.print()
        _print_segment(console, shown, each)
    if means := _means(shown):
        console.print()
        console.print(means)
        rest = len(shown.features) - _MOST_FEATURES
        if rest > 0:
            more = plural(
                "{count} more feature is in comparison.csv.", "{count} more features are in comparison.csv.", rest
            )
            tell(console, more.format(count=rest))
    for note in run.told_newer():
        tell(console, note)


def _overview(shown: ShownRun) -> TextGrid:
    table = grid()
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(_("name"), overflow="fold")
    for title in shown.head:
        table.add_column(title, justify="right")
    for each in shown.segments:
        table.add_row(_number(each), each.name, *each.cells)
    return table


def _number(each: ShownSegment) -> str:
    return str(each.segment) if each.segment >= 0 else "–"


def _print_segment(console: Terminal, shown: ShownRun, each: ShownSegment) -> None:
    title = f"{each.segment} · {each.name}" if each.segment >= 0 else each.name
    console.print(PlainText(title, "bold", overflow="fold"))
    facts = each.facts or tuple((title, cell, "") for title, cell in zip(shown.head, each.cells, strict=True))
    for what, value, more in facts:
        said = _("{what}: {value} ({more})") if more else _("{what}: {value}")
        tell(console, said.format(what=what, value=value, more=more), indent=2)
    if each.differences:
        table = grid()
        for place, title in enumerate(DIFFERENCES):
            table.add_column(_(title), justify="right" if place > 1 else "left", overflow="fold")
        for row in each.differences:
            table.add_row(*row)
        console.print(Padding(table, (0, 0, 0, 2), expand=False))
    for remark in each.remarks:
        tell(console, remark, indent=2)


def _means(shown: ShownRun) -> TextGrid | None:
    """The means of the clustered features, of all and of each segment."""
    if shown.comparison is None or not shown.features:
        return None
    segments = [each for each in shown.segments if each.rows >= FEWEST]
    table = grid(_("Means by segment"))
    table.add_column(_("feature"), overflow="fold")
    for title in (_("all"), *(_number(each) for each in segments)):
        table.add_column(title, justify="right")
    for feature in shown.features[:_MOST_FEATURES]:
        mine = shown.comparison.filter(pl.col("feature") == feature)
        by_segment = dict(mine.select("segment", "mean").iter_rows())
        means = (mine["overall_mean"][0], *(by_segment.get(each.segment) for each in segments))
        table.add_row(headed(feature), *(_figure(shown, feature, mean) for mean in means))
    return table


def _figure(shown: ShownRun, feature: str, mean: float | None) -> str:
    return "–" if mean is None else format_measure(mean, shown.kinds.get(feature, "number"))


def _print_features(console: Terminal, shown: ShownRun, each: ShownSegment) -> None:
    """Every feature of the comparison by falling effect, up to as many as a screen has."""
    if shown.comparison is None or each.rows < FEWEST:
        return
    strength = pl.col("effect_size").abs()
    own = shown.comparison.filter(pl.col("segment") == each.segment, strength.is_not_null())
    own = own.sort(strength, descending=True, maintain_order=True)
    table = grid()
    table.add_column(_("feature"), overflow="fold")
    for title in (_("here"), _("all"), _("sd")):
        table.add_column(title, justify="right", no_wrap=True)
    for feature, mean, overall, effect in (
        own.head(_MOST_FEATURES).select("feature", "mean", "overall_mean", "effect_size").iter_rows()
    ):
        table.add_row(
            headed(feature), *(_figure(shown, feature, value) for value in (mean, overall)), f"{effect:+z.1f}"
        )
    console.print()
    console.print(table)
    if own.height > _MOST_FEATURES:
        rest = own.height - _MOST_FEATURES
        more = plural(
            "{count} more feature is in comparison.csv.", "{count} more features are in comparison.csv.", rest
        )
        tell(console, more.format(count=rest))
