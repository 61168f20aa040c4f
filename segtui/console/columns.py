"""`segtui profile`: the column profile as a table, or as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from segtui.console.inputs import read_data
from segtui.profiling.column import ColumnProfile
from segtui.profiling.profile import Profile, profile
from segtui.profiling.sparkline import sparkline

_PIPE_WIDTH = 200


def show_profile(data: str, *, as_json: bool) -> None:
    """Read a file and print its profile on standard output."""
    table = read_data(data)
    looks = profile(table)
    if as_json:
        reading = table.reading
        read: dict[str, Any] = {"path": reading.path, "format": reading.format, "encoding": reading.encoding}
        read |= {"delimiter": reading.delimiter, "decimal": reading.decimal, "id": table.id}
        read |= {"rows_skipped": reading.rows_skipped, "rows_repaired": reading.rows_repaired}
        print(
            json.dumps({**read, "notes": list(reading.notes), **looks.to_dict()}, ensure_ascii=False, allow_nan=False)
        )
        return
    for note in [*table.reading.notes, *table.made_id()]:
        print(note, file=sys.stderr)
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=_PIPE_WIDTH)
    console.print(_grid(looks, f"{data}: {table.frame.height:,} rows × {len(looks.columns)} columns", console))
    for column in looks.columns:
        for alert in column.alerts:
            console.print(f"  {column.name}: {alert.message}", markup=False, soft_wrap=True)


def _grid(looks: Profile, title: str, console: Console) -> Grid:
    """A row for each column; narrow terminals see fewer figures, never cut ones."""
    wide = console.width >= 120
    grid = Grid(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    grid.add_column("column", overflow="fold", min_width=8)
    grid.add_column("type")
    names = ["nulls", "distinct", "min", *(["q1"] if wide else []), "median", *(["q3"] if wide else []), "max"]
    for name in [*names, *(["mean", "std"] if wide else [])]:
        grid.add_column(name, justify="right", no_wrap=True)
    grid.add_column("histogram", no_wrap=True)
    for column in looks.columns:
        figures = [
            column.min,
            *([column.q1] if wide else []),
            column.median,
            *([column.q3] if wide else []),
            column.max,
        ]
        figures += [column.mean, column.std] if wide else []
        nulls = f"{column.nulls / column.rows:.1%}" if column.nulls else ""
        grid.add_row(column.name, column.kind, nulls, f"{column.distinct:,}", *map(_figure, figures), _picture(column))
    return grid


def _picture(column: ColumnProfile) -> str:
    """The histogram of a number, the most frequent values of anything else."""
    if column.histogram:
        return sparkline(column.histogram, 12)
    return ", ".join(f"{value[:16]} {count:,}" for value, count in column.top[:2])


def _figure(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)[:19]
