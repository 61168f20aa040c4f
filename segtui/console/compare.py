"""`segtui compare`: two runs as a migration matrix, with who moved and what that is worth."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

import polars as pl

from segtui.console.narrator import say
from segtui.console.terminal import Terminal, TextGrid, grid, print_json
from segtui.delivery.export.write_csv import write_csv, write_csv_batches
from segtui.language.column_labels import called
from segtui.language.figures import brief_percent, figure, localised, number, share
from segtui.language.sentences import in_language
from segtui.language.translation import _, plural
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.exports.output_names import read_by, refuse_output
from segtui.pipeline.finished_runs.compare_runs import RunComparison, compare
from segtui.pipeline.finished_runs.side_by_side import SegmentPair, SegmentSide, SideBySide
from segtui.pipeline.report.markdown import listed
from segtui.plan.telling import printed_as
from segtui.publishing.paths import Inputs
from segtui.publishing.staging import Staging
from segtui.segments.lineage.renumber_segments import fates
from segtui.segments.naming.monetary_columns import Worth
from widgets.plain.table import PlainTable

_PIPE_WIDTH = 400
_ROWS_NEED, _NAMED_NEEDS = 40, 18


def show_comparison(
    old: Path, new: Path, *, out: Path | None, id_only: bool, value: str | None, as_json: bool, force: bool
) -> None:
    """Compare, write the requested files, and print."""
    with steady_run(old) as before, steady_run(new) as after:
        compared = compare(before, after, id_only=id_only, value=value)
    if out:
        inputs = Inputs.of([*read_by(compared.old.plan, old), *read_by(compared.new.plan, new)])
        with Staging(force=force, refuse=partial(refuse_output, inputs)) as staging:
            write_csv(compared.migration, staging.new(out / "migration.csv"))
            write_csv_batches(compared.moved(), staging.new(out / "moved.csv"))
            staging.publish()
    if as_json:
        print_json(compared.facts())
        return
    console = Terminal(pipe_width=_PIPE_WIDTH)
    with printed_as(compared.new.plan):
        console.print(_matrix(compared, console))
        console.print()
        console.print(side_table(compared.beside))
        for line in _changes(compared):
            say(console, line)
        if out:
            wrote = _("wrote {file} and {other}").format(file=out / "migration.csv", other=out / "moved.csv")
            say(Terminal(stderr=True), wrote)


def side_table(beside: SideBySide) -> PlainTable:
    """A row for each pair of segments: people and share in both runs, and the outcomes that both know."""
    table = grid()
    table.add_column(_("earlier run"), overflow="fold")
    table.add_column(_("people"), justify="right", no_wrap=True)
    table.add_column(_("later run"), overflow="fold")
    table.add_column(_("people"), justify="right", no_wrap=True)
    for column in beside.outcomes:
        table.add_column(called(column), justify="right", overflow="fold")
    for pair in beside.pairs:
        outcomes = [_change(pair, column, kind) for column, kind in beside.outcomes.items()]
        table.add_row(*_side(pair.old, _("new")), *_side(pair.new, _("gone")), *outcomes)
    return table


def _side(side: SegmentSide | None, nowhere: str) -> tuple[str, str]:
    """The segment, and its people with their share of all."""
    if side is None:
        return nowhere, ""
    name = side.name if side.segment < 0 else f"{side.segment} {side.name}"
    return name, f"{number(side.people)} ({brief_percent(side.share)})"


def _change(pair: SegmentPair, column: str, kind: Literal["rate", "mean"]) -> str:
    """The outcome before and now."""
    values = [None if side is None else side.outcomes.get(column) for side in (pair.old, pair.new)]
    written = ["–" if v is None else brief_percent(v) if kind == "rate" else figure(v, digits=3) for v in values]
    return " → ".join(written)


def _matrix(compared: RunComparison, console: Terminal) -> TextGrid:
    """A row per old segment and a column per new one, named if there is room: people, and share of the old segment.

    Where not even the numbers fit, each old segment has a list of the new ones, by name, that its people are in.
    """
    many = compared.migration["new_segment"].n_unique()
    roomy = many * _NAMED_NEEDS + _ROWS_NEED <= console.width
    table = _crossed(compared, named=roomy, nothing="·")
    return table if table.fits(console) else _crossed(compared, named=True, nothing="")


def _crossed(compared: RunComparison, *, named: bool, nothing: str) -> TextGrid:
    cells = {(a, b): (people, part) for a, b, people, part in _cells(compared.migration)}
    rows = list(dict.fromkeys(old for old, _ in cells))
    columns = sorted({new for _, new in cells}, key=_rank)
    names = dict(compared.migration.select("new_segment", "new_name").unique().iter_rows())
    old_names = dict(compared.migration.select("old_segment", "old_name").unique().iter_rows())
    table = grid()
    table.add_column(_("from, down; to, across"), overflow="fold")
    table.add_column(_("people"), justify="right", no_wrap=True)
    for segment in columns:
        table.add_column(_called(segment, names if named else {}, _("gone")), justify="right", overflow="fold")
    for old in rows:
        mine = [cells.get((old, new)) for new in columns]
        total = sum(cell[0] for cell in mine if cell)
        shown = [f"{number(cell[0])} ({share(cell[0], total)})" if cell else nothing for cell in mine]
        table.add_row(_called(old, old_names, _("new")), number(total), *shown)
    return table


def _cells(migration: pl.DataFrame) -> list[tuple[int | None, int | None, int, float]]:
    return migration.select("old_segment", "new_segment", "people", "share").rows()


def _rank(segment: int | None) -> tuple[int, int]:
    """By number, then noise, then those in no segment."""
    return (2, 0) if segment is None else (1, 0) if segment == -1 else (0, segment)


def _called(segment: int | None, names: dict[int | None, str], nowhere: str) -> str:
    if segment is None:
        return nowhere
    return _("Noise") if segment == -1 else f"{segment} {names.get(segment, '')}".rstrip()


def _changes(compared: RunComparison) -> list[str]:
    """Sentences about people, value and what became of segments."""
    n = compared.counts
    lines = [_people(n["both"], n["moved"], n["new"], n["gone"])]
    if compared.value:
        v = compared.value_moved()
        said = _(
            "{value}: the total of those who moved was {before} and is now {now}; new people add {came}, and those "
            "who are gone had {gone}."
        )
        before, now, came, gone = (figure(v[name]) for name in ("moved_before", "moved_now", "came", "gone"))
        lines.append(said.format(value=_summed(compared.value), before=before, now=now, came=came, gone=gone))
    if compared.adjusted_rand is not None:
        said = _("Adjusted Rand index of the people in both: {index} (1: identical groups, 0: no better than chance).")
        lines.append(said.format(index=localised(f"{compared.adjusted_rand:.3f}")))
    for pair in compared.matched.pairs:
        if pair.by == "centroid":
            said = _("Matched by centroid instead of people: {old} is {new}.")
            lines.append(said.format(old=pair.old, new=pair.new))
        elif pair.old != pair.new:
            lines.append(_("{old} is called {new} in the new run.").format(old=pair.old, new=pair.new))
    return [*lines, *map(in_language, fates(compared.matched, compared.old.names, compared.new.names))]


def _summed(value: Worth) -> str:
    """What is summed up: a column by its label, or what several columns add up to, with these."""
    if len(value.columns) == 1:
        return called(value.name)
    return _("{value} ({columns})").format(value=_(value.name), columns=listed([called(c) for c in value.columns]))


def _people(both: int, moved: int, new: int, gone: int) -> str:
    """How many people both runs have, and how many only one."""
    if not both:
        none = _("0 people are in both runs, so none moved; {new} are new, {gone} are gone.")
        return none.format(new=number(new), gone=number(gone))
    text = plural(
        "{both} person is in both runs; {moved} of them moved ({share}); {new} are new, {gone} are gone.",
        "{both} people are in both runs; {moved} of them moved ({share}); {new} are new, {gone} are gone.",
        both,
    )
    counts = {"both": both, "moved": moved, "new": new, "gone": gone}
    return text.format(share=share(moved, both), **{name: number(count) for name, count in counts.items()})
