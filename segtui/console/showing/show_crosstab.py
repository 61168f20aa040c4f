"""`segtui show --by`: the segments of a finished run against the values of any column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from segtui.console.narrator import say as tell
from segtui.console.terminal import Terminal, TextGrid, grid, print_json
from segtui.data.types.dates import parse_dates
from segtui.errors import UsageError, did_you_mean
from segtui.language.column_labels import called, called_value
from segtui.language.figures import brief_percent, chance, figure, localised, number
from segtui.language.sentences import say
from segtui.language.translation import _, plural
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.report.shown_run import find_segment
from segtui.plan.telling import printed_as, told_as
from segtui.segments.describing.crosstab import Crosstab, crosstab
from widgets.plain.text import PlainText

_PIPE_WIDTH = 400
_OURS = ("segment", "segment_name", "confidence")


def show_crosstab(place: Path, column: str, segment: str | None, min_size: int, *, as_json: bool) -> None:
    """Print how the run's segments go with a column of segments.csv, cells of fewer than `min_size` rows left out.

    With `segment`, a number or a name, that one alone. Raises UsageError where there is no such column or segment.
    """
    with steady_run(place) as run, (told_as if as_json else printed_as)(run.plan):
        found, names = _counted(run, column)
        at = [i for i, each in enumerate(found.segments) if segment is None or each == find_segment(names, segment)]
        hidden = found.hidden(min_size)
        if as_json:
            print_json(_as_json(run, found, names, at, hidden))
        else:
            _print(found, names, at, hidden, min_size)


def _counted(run: RunFiles, column: str) -> tuple[Crosstab, dict[int, str]]:
    """The cross-tab, and the names of its segments; text of numbers or dates only counts as such."""
    rows = run.segments()
    known = [name for name in rows.collect_schema().names() if name not in (run.id, *_OURS)]
    if column not in known:
        fix = did_you_mean(column, known) or say("the columns are: {known}", known=", ".join(known))
        raise UsageError(
            say('segments.csv has no column "{column}" to count', column=column), where=str(run.path), fix=fix
        )
    cells = rows.select(col("segment"), col("segment_name"), value=col(column)).collect()
    counted = _typed(cells["value"]).alias(column)
    names = dict(cells.select("segment", "segment_name").unique().sort("segment").iter_rows())
    return crosstab(counted, cells["segment"].to_numpy()), names


def _typed(cells: pl.Series) -> pl.Series:
    for typed in (cells.cast(pl.Float64, strict=False), parse_dates(cells).values):
        if typed.null_count() == cells.null_count() and typed.count() > 0:
            return typed
    return cells


def _as_json(
    run: RunFiles, found: Crosstab, names: dict[int, str], at: list[int], hidden: np.ndarray[Any, Any]
) -> dict[str, Any]:
    def cells(table: np.ndarray[Any, Any]) -> list[list[Any]]:
        gone = hidden | ~np.isfinite(table)
        return [[None if gone[i, j] else cell for j, cell in enumerate(table[i].tolist())] for i in at]

    return {
        "folder": str(run.path),
        "column": found.column,
        "segments": [{"segment": found.segments[i], "name": names[found.segments[i]]} for i in at],
        "values": list(found.values),
        "counts": cells(found.counts),
        "shares": cells(found.shares),
        "index": cells(found.index),
        "missing": found.missing,
        "chi_squared": found.chi_squared,
        "freedom": found.freedom,
        "p_value": found.p_value,
        "cramers_v": found.cramers_v,
    }


def _print(found: Crosstab, names: dict[int, str], at: list[int], hidden: np.ndarray[Any, Any], min_size: int) -> None:
    console = Terminal(pipe_width=_PIPE_WIDTH)
    title = _("Segments by {column}").format(column=called(found.column))
    console.print(PlainText(title, "bold", overflow="fold"))
    tell(console, _test(found))
    for i in at:
        number_of = str(found.segments[i]) if found.segments[i] >= 0 else "–"
        tell(console, f"{number_of} · {names[found.segments[i]]}, {_rows(int(found.counts[i].sum()))}", indent=2)
    if found.missing:
        told = plural("{count} row has no value.", "{count} rows have no value.", found.missing)
        tell(console, told.format(count=number(found.missing)))
    total = found.counts.sum(axis=0)
    tables: list[tuple[str, np.ndarray[Any, Any], list[str], Callable[[Any], str]]] = [
        (_("Shares of each segment"), found.shares, [brief_percent(n / max(total.sum(), 1)) for n in total], _share),
        (_("Index: 100 is average"), found.index, ["100"] * len(total), _index),
        (_("Rows"), found.counts, [number(int(n)) for n in total], _count),
    ]
    for heading, table, everyone, said in tables:
        console.print()
        console.print(_table(heading, found, at, np.where(hidden, np.nan, table), everyone, said))
    gone = int(hidden[at].sum())
    if gone:
        told = plural(
            "{count} cell of fewer than {size} rows is hidden.",
            "{count} cells of fewer than {size} rows are hidden.",
            gone,
        )
        tell(console, told.format(count=number(gone), size=number(min_size)))


def _table(
    heading: str,
    found: Crosstab,
    at: list[int],
    cells: np.ndarray[Any, Any],
    everyone: list[str],
    said: Callable[[Any], str],
) -> TextGrid:
    table = grid(heading)
    table.add_column(called(found.column), overflow="fold")
    for title in (_("all"), *(str(found.segments[i]) if found.segments[i] >= 0 else "–" for i in at)):
        table.add_column(title, justify="right", no_wrap=True)
    for place, value in enumerate(found.values):
        shown = ("·" if np.isnan(cell) else said(cell) for cell in cells[at, place])
        table.add_row(called_value(found.column, value), everyone[place], *shown)
    return table


def _share(cell: float) -> str:
    return brief_percent(float(cell))


def _index(cell: float) -> str:
    return localised(f"{cell:.0f}")


def _count(cell: float) -> str:
    return number(int(cell))


def _rows(count: int) -> str:
    return plural("{count} row", "{count} rows", count).format(count=number(count))


def _test(found: Crosstab) -> str:
    """The test of independence with its effect size, in a sentence."""
    if found.cramers_v is None or found.chi_squared is None or found.p_value is None:
        return _("There is nothing to compare: only one segment or one value.")
    return _("Cramér's V {v}; chi-squared {chi} with {freedom} degrees of freedom, p {p}.").format(
        v=localised(f"{found.cramers_v:.2f}"),
        chi=figure(found.chi_squared, digits=3),
        freedom=number(found.freedom),
        p=chance(found.p_value),
    )
