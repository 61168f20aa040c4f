"""Reads one sheet of a spreadsheet file (xlsx, xlsb, xls, ods)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from segtui.data.containers.sheet_limits import DAMAGED, refuse_huge
from segtui.data.delimited.field_counts import LAST
from segtui.data.delimited.non_data_rows import about_footer
from segtui.data.delimited.text_head import about_top
from segtui.data.layout.column_names import column_names, hollow, numbered
from segtui.data.layout.footer import Footer, find_footer
from segtui.data.layout.rows_between import SAMPLE, Aside, Between
from segtui.data.layout.table_start import HeadLine, find_top
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.raw.row_repairs import RowSkip
from segtui.data.types.cell_words import BLANKS
from segtui.errors import DataError, nearest
from segtui.language.listings import line_numbers
from segtui.language.sentences import Sentence, say, say_counted
from segtui.libraries.boundary import data, foreign
from segtui.libraries.columns import col, cols

if TYPE_CHECKING:
    from fastexcel import ExcelReader

_MIDNIGHT = " 00:00:00"


def read_sheet(
    place: InputFile, sheet: str | None = None, header: bool | None = None, title_rows: int | None = None
) -> Raw:
    """The sheet of that name, else the first; numbers, dates and booleans are typed as in the file, other cells are
    text.

    Empty rows are skipped. Raises DataError for a damaged file, one with a password, an empty sheet,
    and a sheet that is not there, naming the nearest.
    """
    refuse_huge(place)
    with foreign(data(say("the spreadsheet can't be read"), place.name, DAMAGED)):
        return _read(place, sheet, header, title_rows)


def _read(place: InputFile, sheet: str | None, header: bool | None, title_rows: int | None) -> Raw:
    reader = _open(place)
    name = _named(reader, sheet, place)
    rows = _first_rows(reader, name, title_rows or 0)
    if not rows:
        raise DataError(say('the sheet "{name}" is empty', name=name), where=place.name)
    width = len(rows[0].cells)
    top = find_top(rows, width, header, title_rows)
    named = column_names(top.names, width) if top.names is not None else None
    columns = list(named.names if named else numbered(width))
    body = _body(reader, name, columns, skip=top.first_row)
    footer = _footer(body, top.first_row)
    if footer.first is not None:  # its words do not decide the kinds of the columns
        body = _body(reader, name, columns, skip=top.first_row, rows=footer.first - top.first_row)
    empty, dropped = hollow(body, top.names) if top.names is not None else ([], [])
    named = column_names(top.names, width, dropped=empty) if top.names is not None else None
    aside = _between(body)
    numbers = [line.at + top.first_row + 1 for line in (*aside.rows, *aside.unsure)]
    frame, notes = _without_empty_rows(body.drop(cols(columns[j] for j in empty)), top.first_row + 1, aside)
    frame, again = _without_headers(frame, top.cells) if top.cells is not None and not empty else (frame, ())
    frame = pl.DataFrame([_days(cells) for cells in frame])
    notes = (*dropped, *notes, *again, *aside.notes(numbers, "row"), *about_footer(footer, lambda at: at + 1, "row"))
    if not frame.height:
        raise DataError(say('the sheet "{name}" has no rows', name=name), where=place.name)
    about = () if len(reader.sheet_names) == 1 else (_sheet_of(name, len(reader.sheet_names)),)
    notes = (*about, *about_top(top, "row"), *(named.notes if named else ()), *notes)
    units = {columns[j]: unit for j, unit in top.under.units if j < width}
    skips = tuple(RowSkip(number, "no_data") for number in numbers[: len(aside.rows)])
    header = named is not None
    return Raw(frame, "xlsx", header=header, title_rows=top.titles, units=units, skips=skips, notes=notes)


def _sheet_of(name: str, sheets: int) -> Sentence:
    return say('Read the sheet "{name}" (of {sheets}).', name=name, sheets=sheets)


def _first_rows(reader: ExcelReader, name: str, title_rows: int) -> list[HeadLine]:
    """The first rows that hold anything, as text."""
    top = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", n_rows=100 + title_rows).to_polars()
    rows = (
        HeadLine(at, tuple((cell or "").removesuffix(_MIDNIGHT) for cell in row)) for at, row in enumerate(top.rows())
    )
    return [line for line in rows if any(cell.strip(BLANKS) for cell in line.cells)]


def _open(place: InputFile) -> ExcelReader:
    """The workbook, whatever its extension: the library relies on it, so a name without one is tried too."""
    import fastexcel

    with foreign(data(say("the spreadsheet can't be opened"), place.name, DAMAGED)):
        try:
            return fastexcel.read_excel(place.path)
        except fastexcel.FastExcelError:
            link = place.copy("workbook")
            link.symlink_to(place.path.absolute())
            with suppress(fastexcel.FastExcelError):
                return fastexcel.read_excel(link)
            raise


def _named(reader: ExcelReader, sheet: str | None, place: InputFile) -> str:
    if sheet is None:
        return reader.sheet_names[0]
    if sheet not in reader.sheet_names:
        raise DataError(
            say('there is no sheet "{sheet}"', sheet=sheet), where=place.name, fix=nearest(sheet, reader.sheet_names)
        )
    return sheet


def _footer(body: pl.DataFrame, first_row: int) -> Footer:
    """The footer of a sheet whose rows start at `first_row`, found in its last rows as text."""
    last = pl.DataFrame([_said(cells) for cells in body.tail(LAST)]).fill_null("")
    at = first_row + body.height - last.height
    rows = [
        HeadLine(at + place, row) for place, row in enumerate(last.rows()) if any(cell.strip(BLANKS) for cell in row)
    ]
    return find_footer(rows, body.width, lambda j: _said(body.to_series(j)))


def _said(cells: pl.Series) -> pl.Series:
    """Cells as text; a span of time, which has no text of its own, in seconds."""
    spans = isinstance(cells.dtype, pl.Duration)
    return (cells.dt.total_seconds(fractional=True) if spans else cells).cast(pl.String)


def _body(reader: ExcelReader, name: str, columns: list[str], skip: int, rows: int | None = None) -> pl.DataFrame:
    """All rows decide the type of a column: with a sample, text in row 2,000 would silently become null."""
    import fastexcel

    placeholders = [str(number) for number in range(len(columns))]
    load = partial(reader.load_sheet, name, header_row=None, skip_rows=skip, n_rows=rows, schema_sample_rows=None)
    try:
        loaded = load(column_names=placeholders)
    except fastexcel.UnsupportedColumnTypeCombinationError:
        loaded = load(column_names=placeholders, dtypes={at: "string" for at in _mixed(load, len(columns))})
    frame = pl.DataFrame([_whole(column) for column in loaded.to_polars()])
    return frame.select(placeholders).rename(dict(zip(placeholders, columns, strict=True)))


def _mixed(load: Callable[..., Any], width: int) -> list[int]:
    """The columns that hold spans of time ([h]:mm) beside other cells: the reader has no kind for both but text."""
    import fastexcel

    found = []
    for at in range(width):
        try:
            load(use_columns=[at])
        except fastexcel.UnsupportedColumnTypeCombinationError:
            found.append(at)
    return found


def _whole(values: pl.Series) -> pl.Series:
    """A sheet has only numbers and times: if all are whole they become integers, if all are midnights dates."""
    if values.null_count() == len(values):
        return values
    if values.dtype == pl.Float64:
        whole = values.is_finite() & (values == values.round()) & (values.abs() < 2**53)
        return values.cast(pl.Int64) if whole.all() else values
    if isinstance(values.dtype, pl.Datetime) and (values == values.dt.truncate("1d")).all():
        return values.cast(pl.Date)
    return values


def _days(cells: pl.Series) -> pl.Series:
    """Dates that came as text, because words stood among them, without the midnights that the reader puts behind."""
    if cells.dtype != pl.String or not cells.drop_nulls().head(1).str.ends_with(_MIDNIGHT).any():
        return cells
    return cells.str.strip_suffix(_MIDNIGHT) if cells.str.contains(rf"^[0-9-]{{10}}{_MIDNIGHT}$").all() else cells


def _without_headers(frame: pl.DataFrame, cells: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows without repeated headers, as in sheets that were concatenated with their headers."""
    pairs = [(name, cell.strip(BLANKS).lower()) for name, cell in zip(frame.columns, cells, strict=False)]
    wanted = [(name, cell) for name, cell in pairs if cell]
    if not wanted or any(frame.schema[name] != pl.String for name, _ in wanted):
        return frame, ()
    again = pl.all_horizontal(
        col(name).str.strip_chars().str.to_lowercase().fill_null("") == cell for name, cell in wanted
    )
    kept = frame.filter(~again)
    count = frame.height - kept.height
    told = say_counted(
        "The header is repeated {count:,} time among the rows; repeats dropped.",
        "The header is repeated {count:,} times among the rows; repeats dropped.",
        count,
    )
    return kept, (told,) if count else ()


def _between(body: pl.DataFrame) -> Aside:
    """The rows between the others that are not data, by their number from 0."""
    between = Between.of(pl.DataFrame([_said(cells) for cells in body.head(SAMPLE)]))
    if between is None:
        return Aside()
    found = between.suspects(_said(body.to_series(between.key))).arg_true()
    rows = pl.DataFrame([_said(cells) for cells in body[found]]).fill_null("").rows()
    return between.judge([HeadLine(at, row) for at, row in zip(found.to_list(), rows, strict=True)], body.height)


def _without_empty_rows(frame: pl.DataFrame, first_row: int, aside: Aside) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows that are not empty and not left out."""
    empty = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    numbers = empty.arg_true().to_list()
    gone = pl.Series(range(frame.height)).is_in([line.at for line in aside.rows])
    kept = frame.filter(~(empty | gone)) if numbers or aside.rows else frame
    if not numbers:
        return kept, ()
    told = say_counted(
        "{count:,} empty row of the sheet skipped ({where}).",
        "{count:,} empty rows of the sheet skipped ({where}).",
        len(numbers),
        where=line_numbers([number + first_row for number in numbers[:5]], len(numbers), "row"),
    )
    return kept, (told,)
