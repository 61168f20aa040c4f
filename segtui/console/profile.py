"""`segtui profile`: the column profile as a table, or as JSON."""

from __future__ import annotations

from typing import Any

from segtui.console.inputs import read_data
from segtui.console.narrator import say as tell
from segtui.console.terminal import Terminal, grid, print_json
from segtui.data.raw.row_repairs import facts as damage
from segtui.data.table import Table
from segtui.language.figures import brief_percent, localised, number
from segtui.language.interface import interface_language
from segtui.language.sentences import in_language, say
from segtui.language.translation import _, speaking, to_translate
from segtui.language.wording import is_plain, is_share, type_word
from segtui.profiling.column import ColumnProfile
from segtui.profiling.profile import Profile, profile, profile_json
from widgets.drawing.cells import clipped
from widgets.frame.sparkline import sparkline
from widgets.plain.table import PlainTable

_PIPE_WIDTH = 200
_ALL = (
    *(to_translate("nulls"), to_translate("distinct"), to_translate("min"), to_translate("q1"), to_translate("median")),
    *(to_translate("q3"), to_translate("max"), to_translate("mean"), to_translate("std")),
)
_SOME = ("nulls", "distinct", "min", "median", "max")
_VALUES = {"min", "q1", "median", "q3", "max", "mean"}
_LAYOUTS = (
    (_ALL, 48),
    (_ALL, 12),
    (_SOME, 48),
    (_SOME, 12),
    (("nulls", "min", "median", "max"), 0),
    (("nulls", "median"), 0),
)


def show_profile(data: str, *, as_json: bool) -> None:
    """Read a file and print its profile on standard output."""
    table = read_data(data)
    looks = profile(table)
    if as_json:
        reading = table.reading
        read: dict[str, Any] = {"path": reading.path, "format": reading.format, "encoding": reading.encoding}
        read |= {"delimiter": reading.delimiter, "decimal": reading.decimal, "id": table.id}
        read |= {"rows_skipped": reading.rows_skipped, "rows_repaired": reading.rows_repaired}
        read |= damage(reading.repairs, reading.skips)
        print_json({**read, "notes": list(reading.notes), **profile_json(looks)})
        return
    with speaking(interface_language()):
        _print(data, table, looks)


def _print(data: str, table: Table, looks: Profile) -> None:
    """The notes on standard error; the table and the alerts below it on standard output."""
    narration = Terminal(stderr=True)
    for note in [*table.reading.notes, *table.made_id()]:
        tell(narration, note)
    console = Terminal(pipe_width=_PIPE_WIDTH)
    counts = {"rows": table.frame.height, "columns": len(looks.columns)}
    title = say("{data}: {rows:,} rows × {columns} columns", data=data, **counts)
    console.print(_grid(looks, in_language(title), console))
    for column in looks.columns:
        for alert in column.alerts:
            tell(console, say("{column}: {value}", column=column.name, value=alert.message), indent=2)


def _grid(looks: Profile, title: str, console: Terminal) -> PlainTable:
    """A row per column; narrow terminals show fewer figures, but never truncated ones."""
    unbounded = console.options.update(max_width=10_000)
    for figures, picture in _LAYOUTS:
        table = _layout(looks, title, figures, picture)
        if table.__rich_measure__(console, unbounded).maximum <= console.width:
            break
    return table


def _layout(looks: Profile, title: str, figures: tuple[str, ...], picture: int) -> PlainTable:
    """The table with some of the figures, and sparklines of up to this many characters; none for 0."""
    table = grid(title=title)
    table.add_column(_("column"), overflow="fold", min_width=8)
    table.add_column(_("type"), no_wrap=True)
    for name in figures:
        table.add_column(_(name), justify="right", overflow="fold")
    if picture:
        table.add_column(_("histogram"), no_wrap=True)
    for column in looks.columns:
        shown = [_share(column) if name == "nulls" else _point(column, name) for name in figures]
        table.add_row(
            column.name,
            in_language(type_word(column.kind)),
            *shown,
            *([clipped(_picture(column), picture)] if picture else []),
        )
    return table


def _share(column: ColumnProfile) -> str:
    return localised(f"{column.nulls / column.rows:.1%}") if column.nulls else ""


def _picture(column: ColumnProfile) -> str:
    """The histogram of a numeric column, the most frequent values of any other."""
    if column.histogram:
        return sparkline(column.histogram, min(12, len(column.histogram)))
    return ", ".join(f"{clipped(value, 16)} {number(count)}" for value, count in column.top[:2])


def _point(column: ColumnProfile, name: str) -> str:
    """A figure of a column; years, ids and codes without commas, the share of yes as a percentage."""
    value, q1, q3 = getattr(column, name), column.q1, column.q3
    share = name == "mean" and is_share(column.kind, column.distinct, column.min, column.max)
    if share and value is not None:
        return brief_percent(value)
    if column.kind != "integer" or name not in _VALUES or isinstance(q1, str | None) or isinstance(q3, str | None):
        return _figure(value)
    return _figure(value, plain=is_plain(column.name, q1, q3))


def _figure(value: object, plain: bool = False) -> str:
    """A number, or text; `plain` leaves out what stands between thousands."""
    if value is None:
        return ""
    if isinstance(value, float | int):
        whole = isinstance(value, int) or abs(value) >= 1000 or value == int(value)
        text = f"{value:z,.0f}" if whole and isinstance(value, float) else f"{value:,}" if whole else f"{value:.4g}"
        return localised(text.replace(",", "") if plain else text)
    return clipped(str(value), 19)
