"""Reads CSV and its relatives: finds out how they are written, then lets Polars read every cell as text."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from segtui.data.cells import records
from segtui.data.dialect import Layout, find_layout
from segtui.data.encoding import decode
from segtui.data.formulas import unguard
from segtui.data.head import Head, name_columns, read_head, repeated_headers
from segtui.data.header import column_names
from segtui.data.lineends import single_tabs, unify_line_ends
from segtui.data.quotes import Mended, has_quotes, mend_quotes
from segtui.data.raw import Place, Raw
from segtui.data.scan import all_there, drop_records, scan_cells
from segtui.data.sentences import counted, lines
from segtui.data.source import Source
from segtui.data.structure import Shape, Verdict, judge
from segtui.data.survey import Survey, survey
from segtui.data.text_footer import about_footer, text_footer
from segtui.data.wrapped import unwrap_lines
from segtui.errors import DataError

_SAMPLE = 1 << 18
_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|", "blank": " ", "space": " "}


def read_text(place: Place, source: Source) -> Raw:
    """A delimited text file as a frame of String columns, one row per record, every loss and repair in the notes.

    Encoding, delimiter and header are detected unless `source` gives them. Raises DataError where the text can't be
    read without a guess that could be wrong: a byte that does not fit, an unclosed quote, too many ragged rows.
    """
    text = sound_text(place, source)
    mended = text.mended
    frame, verdict, shaped = _rows(text)
    frame, guarded = unguard(frame) if has_quotes(text.place.path, b"'") else (frame, ())
    return Raw(
        frame,
        "csv",
        encoding=text.encoding,
        delimiter=text.layout.delimiter,
        header=text.head.cells is not None,
        title_rows=text.head.title_rows,
        units=text.units,
        rows_skipped=verdict.rows_skipped + mended.skipped,
        rows_repaired=verdict.rows_repaired + mended.repaired + text.recoded,
        notes=(*text.notes, *verdict.notes, *shaped, *guarded),
    )


@dataclass(frozen=True)
class SoundText:
    """A text file as Polars can read it: UTF-8, one kind of line end, sound quotes; `delimiter` is between its cells.

    `layout` is how the file itself is written, where a delimiter of " " is any run of blanks (tabs in what is read).
    `recoded` lines had bytes that are not UTF-8.
    """

    layout: Layout
    head: Head
    mended: Mended
    encoding: str
    notes: tuple[str, ...]
    recoded: int = 0

    @property
    def place(self) -> Place:
        """Where its bytes are now."""
        return self.mended.place

    @property
    def delimiter(self) -> str:
        """The character between cells."""
        return "\t" if self.layout.delimiter == " " else self.layout.delimiter

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column that a row under the header gives one."""
        named = column_names(self.head.names, self.head.width).names
        return {named[j]: unit for j, unit in self.head.units if j < len(named)}

    def looked_over(self) -> tuple[Survey, Verdict]:
        """Every record counted, and what is to be done about the odd ones."""
        head = self.head
        found = survey(self.place.path, self.delimiter, head.usual, has_quotes(self.place.path))
        footer = text_footer(self.place, self.delimiter, head, found)
        end = found.records if footer.first is None else footer.first
        shape = Shape(self.delimiter, head.width, head.usual, head.first_row)
        verdict = judge(self.place, found.until(end), shape)
        verdict.footer = list(range(end, found.records))
        verdict.notes = (*verdict.notes, *about_footer(footer, found.line, "line"))
        return found, verdict


def sound_text(place: Place, source: Source) -> SoundText:
    """Find out how a text file is written and mend what Polars would stumble over; raises as `read_text` does."""
    decoded = decode(place, source.encoding)
    place, ends = unify_line_ends(decoded.place)
    place, unwrapped = unwrap_lines(place, _WORDS.get(source.delimiter or "", source.delimiter))
    sample = _sample(place)
    layout = find_layout(sample, _delimiter(source, place, sample))
    sample = ["" if _excel_line(record) else record for record in sample]
    head = read_head(sample, layout, source.header, source.title_rows)
    layout = replace(layout, width=head.usual)
    if layout.delimiter == " ":
        place = single_tabs(place)
    mended = _mended(place, layout)
    notes = (*decoded.notes, *ends, *unwrapped, *head.notes, *mended.notes)
    return SoundText(layout, head, mended, decoded.encoding, notes, decoded.repaired)


def _delimiter(source: Source, place: Place, sample: Sequence[str]) -> str | None:
    """The delimiter that the plan gives, or Excel's line `sep=;` at the top."""
    wanted = source.delimiter
    if wanted is None:
        return _excel_line(sample[0]) or None
    wanted = _WORDS.get(wanted, wanted)
    if len(wanted) != 1 or not wanted.isascii() or wanted in '"\r\n\0':
        raise DataError(
            f"the delimiter {source.delimiter!r} can't be used",
            where=place.name,
            fix='give one ASCII character, "\\t" for a tab or " " for any run of blanks',
        )
    return wanted


def _excel_line(record: str) -> str:
    return record[4] if len(record) == 5 and record.lower().startswith("sep=") else ""


def _sample(place: Place) -> list[str]:
    """The first thousand records of the file, at least two where it has them."""
    size = _SAMPLE
    while True:
        with place.path.open("rb") as file:
            head = file.read(size)
        if len(head) < size:
            break
        cut = head.rfind(b"\n") + 1
        if head.count(b"\n", 0, cut) > 1:
            head = head[:cut]
            break
        size *= 4
    found = records(head.decode("utf-8-sig", errors="ignore"))
    if not any(record.strip() for record in found):
        raise DataError("the file has nothing but blank lines", where=place.name)
    return found


def _mended(place: Place, layout: Layout) -> Mended:
    delimiter = "\t" if layout.delimiter == " " else layout.delimiter
    return mend_quotes(place, delimiter, layout.width) if has_quotes(place.path) else Mended(place)


def _rows(text: SoundText) -> tuple[pl.DataFrame, Verdict, list[str]]:
    place, head = text.place, text.head
    with ThreadPoolExecutor(1) as threads:
        scanning = threads.submit(scan_cells, place, text.delimiter, head.width, has_quotes(place.path))
        found, verdict = text.looked_over()
        frame = all_there(scanning.result(), found.records, place)
    repeated = repeated_headers(frame, head)
    notes = [_about_repeats(repeated, found)] if repeated else []
    frame = drop_records(frame, head.first_row, [*verdict.left_out, *repeated])
    if not frame.height:
        raise DataError("the file has no rows" + (", only a header" if head.cells else ""), where=place.name)
    frame, about = name_columns(frame, head)
    return frame, verdict, [*notes, *about]


def _about_repeats(repeated: Sequence[int], found: Survey) -> str:
    where = lines([found.line(record) for record in repeated[:5]], len(repeated))
    return f"The header comes again {counted(len(repeated), 'time')} among the rows; dropped there ({where})."
