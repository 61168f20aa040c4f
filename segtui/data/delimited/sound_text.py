"""Makes a text file sound: its format detected, its lines, quotes and damaged rows such that Polars can read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from segtui.data.delimited.blank_columns import spaced_columns
from segtui.data.delimited.dialect import Layout, find_layout, other_delimiter
from segtui.data.delimited.field_counts import Survey, survey
from segtui.data.delimited.non_data_rows import about_footer, text_footer
from segtui.data.delimited.quoted_lines import unwrap_lines
from segtui.data.delimited.quotes import has_quotes, misplaced, sound_quotes
from segtui.data.delimited.quoting_styles import usual_quoting
from segtui.data.delimited.ragged_rows import Shape, Verdict, damaged, judge, refuse_hopeless
from segtui.data.delimited.repair.expected_cells import Expected
from segtui.data.delimited.repair.odd_rows import even_rows, marked_rows
from segtui.data.delimited.repair.repaired_copy import BadRows, RepairedCopy, RowRepairs, quoted_row
from segtui.data.delimited.repair.row_readings import RowReadings
from segtui.data.delimited.repair.second_table import second_tables
from segtui.data.delimited.row_lengths import NO_DELIMITER, about_lengths, are_readable, with_lengths
from segtui.data.delimited.text_head import Head, read_head
from segtui.data.delimited.text_sample import (
    DELIMITER_WORDS,
    elsewhere,
    excel_line,
    first_table,
    given_delimiter,
    sample_of,
)
from segtui.data.delimited.tolerant_csv import split
from segtui.data.files.compression import blocks_of, save
from segtui.data.files.encoding import decode
from segtui.data.files.line_ends import single_tabs, unify_line_ends
from segtui.data.files.zero_bytes import without_zeros
from segtui.data.layout.column_names import column_names
from segtui.data.layout.footer import Footer
from segtui.data.raw.raw_table import InputFile
from segtui.data.raw.row_repairs import BYTEWISE, RowRepair, RowSkip, refuse, repair_notes
from segtui.data.source import Source

_TOP, _FEW = 15, 5


@dataclass(frozen=True)
class SoundText:
    """A text file that Polars can read: UTF-8, one kind of line end, valid quotes; `delimiter` separates its cells.

    `layout` is how the file itself is written, where a delimiter of " " is any run of blanks (tabs in what is read).
    `recoded` lines had bytes that are not UTF-8.
    """

    layout: Layout
    head: Head
    mended: RepairedCopy
    readings: RowReadings
    bad_rows: BadRows
    encoding: str
    notes: tuple[str, ...]

    @property
    def place(self) -> InputFile:
        """The path of its bytes."""
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

    def evened(self) -> tuple[SoundText, Survey, Verdict]:
        """The text with every row of the usual length, each record counted, and which of them make no row.

        It is the same text where no row is odd. Raises DataError where too many are, or any with bad_rows "error".
        """
        head, text = self.head, self
        shape = Shape(self.delimiter, head.width, head.usual, head.first_row, head.fewest)
        found, footer = first, _ = self._surveyed()
        rows = found if footer.first is None else found.until(footer.first)
        work = RowRepairs(self.mended, self.readings, self.bad_rows, until=_start(found, footer.first))
        others = list(second_tables(work.data, rows, shape, self.readings, head.cells or ()))
        for block in others:
            rows = rows.without(block.first, block.end)
        if _FEW * damaged(rows, shape) < rows.records or not are_readable(work.data, rows, shape, self.readings):
            refuse_hopeless(self.place, rows, shape)
        suspects = self._suspects(work, found)
        if others or suspects or damaged(rows, shape):
            text = replace(self, mended=work.copy(even_rows(work, rows, shape, others, suspects), "rows"))
            found, footer = text._surveyed()
        given = text.mended.lines
        end = found.records if footer.first is None else footer.first
        verdict = judge(found.until(end), shape, text.place, given)
        verdict.footer = list(range(end, found.records))
        if self.bad_rows == "skip":
            _skip_bytewise(verdict, text.mended, found, head.first_row)
        mended = text.mended.skipping(verdict.skips)
        if self.bad_rows == "error":
            refuse(mended.repairs, mended.skips, self.place.name)
        unread = sum(one.kind in ("long", "unreadable") for one in mended.skips)
        refuse_hopeless(self.place, first, shape, unread + sum(one.kind == "short" for one in mended.repairs))
        about = about_footer(footer, lambda record: given.given(found.line(record)), "line")
        about = (*about, *about_lengths(found, shape, given))
        notes = (*text.notes, *verdict.notes, *about, *repair_notes(mended.repairs, mended.skips, head.usual))
        return replace(text, mended=mended, notes=notes), found, verdict

    def _suspects(self, work: RowRepairs, found: Survey) -> list[int]:
        """Where rows start that keep to the rules and may be damaged."""
        top = self.head.first_row
        return [start for start in marked_rows(work.data, self.readings, found.records) if top == 0 or start > 0]

    def _surveyed(self) -> tuple[Survey, Footer]:
        found = survey(self.place.path, self.delimiter, self.head.usual, has_quotes(self.place.path))
        return found, text_footer(self.place, self.delimiter, self.head, found)


def _skip_bytewise(verdict: Verdict, mended: RepairedCopy, found: Survey, first_row: int) -> None:
    """Rows whose bytes were set right before any row was read are damaged like the others."""
    out = set(verdict.left_out)
    for one in mended.repairs:
        records = [found.record_of(copy) for copy in mended.lines.copies(one.line)] if one.kind in BYTEWISE else []
        skipped = [record for record in records if record >= first_row and record not in out]
        if skipped:
            verdict.skipped += skipped
            verdict.skips.append(RowSkip(one.line, "damaged"))
            out.update(skipped)


def _start(found: Survey, record: int | None) -> int | None:
    """The offset where one of the last records starts."""
    starts = dict(zip(found.last[0].tolist(), found.last[1].tolist(), strict=True))
    return starts.get(record) if record is not None else None


def sound_text(place: InputFile, source: Source) -> SoundText:
    """Detect the format of a text file and fix what Polars can't read; raises like `read_text`."""
    tidy, zeros = without_zeros(place)
    decoded = decode(tidy, source.encoding)
    place, ends = unify_line_ends(decoded.place)
    given = DELIMITER_WORDS.get(source.delimiter or "", source.delimiter)
    place, unwrapped, quoted = unwrap_lines(place, given)
    place, requoted = usual_quoting(place, given)
    place, spaced = spaced_columns(place, given)
    sample = first_table(sample_of(place))
    layout = find_layout(sample, "\t" if spaced else given_delimiter(source, place, sample))
    sample = ["" if excel_line(record) else record for record in sample]
    whole, sample = _header_alike(RepairedCopy(place), sample, layout)
    place = whole.place
    head = read_head(_sound(sample, layout), layout, source.header, source.title_rows)
    layout = replace(layout, width=head.usual)
    readings = _readings([*sample[head.first_row :], *elsewhere(place)], layout)
    head = with_lengths(head, sample, readings)
    if layout.delimiter == " ":
        place = single_tabs(place)
    above = sum(record.count("\n") + 1 for record in sample[: head.first_row])
    bytewise = {line: RowRepair(line, "quoted_line") for line in quoted}
    bytewise |= {line: RowRepair(line, "encoding") for line in decoded.lines}
    bytewise |= {line: RowRepair(line, "zero_byte") for line in zeros}
    repairs = {one.line: one for one in whole.repairs} | bytewise
    whole = replace(whole, place=place, repairs=tuple(repairs[line] for line in sorted(repairs)))
    mended = _sound_quotes(whole, readings, above, source)
    if mended.place != place:
        again = first_table(sample_of(mended.place))
        sample = ["" if excel_line(record) else record for record in again]
        head = with_lengths(
            read_head(_sound(sample, layout), layout, source.header, source.title_rows), sample, readings
        )
    notes = (*decoded.notes, *ends, *unwrapped, *requoted, *spaced, *head.notes)
    return SoundText(layout, head, mended, readings, (source.bad_rows or "repair"), decoded.encoding, notes)


def _header_alike(given: RepairedCopy, sample: list[str], layout: Layout) -> tuple[RepairedCopy, list[str]]:
    """The file, or a copy whose first line has the delimiter of the others, and its first records."""
    mark = other_delimiter(sample[0], layout) if layout.delimiter not in ("", " ") else ""
    if not mark or "\n" in sample[0]:
        return given, sample
    text = quoted_row(split(sample[0], mark), layout.delimiter)

    def blocks() -> Iterator[bytes]:
        with given.place.path.open("rb") as file:
            line = file.readline()
            yield text.encode() + line[len(line.rstrip(b"\r\n")) :]
            yield from blocks_of(file)

    place = given.place.at(save(blocks(), given.place.copy("header"), given.place.name))
    return replace(given, place=place, repairs=(RowRepair(1, "other_delimiter"),)), [text, *sample[1:]]


def _sound(sample: Sequence[str], layout: Layout) -> list[str]:
    """The sample, the odd records of its body blank: they say nothing of the header."""
    usual = (at < _TOP or len(split(record, layout.delimiter)) == layout.width for at, record in enumerate(sample))
    return [record if fits else "" for record, fits in zip(sample, usual, strict=True)]


def _readings(sample: Sequence[str], layout: Layout) -> RowReadings:
    """What is expected of the rows, learned from those of the sample that have the usual count of cells."""
    delimiter = "\t" if layout.delimiter == " " else layout.delimiter or NO_DELIMITER
    found = RowReadings(delimiter, Expected.learn([], layout.width))
    lines = ("\t".join(split(r, " ")) if layout.delimiter == " " else r for r in sample if r.strip())
    rows = [row for line in lines if (row := found.intact(line)) is not None]
    if len(rows) < _FEW:
        rows = [row for record in sample if len(row := split(record, layout.delimiter)) == layout.width]
    return RowReadings(delimiter, Expected.learn(rows, layout.width))


def _sound_quotes(given: RepairedCopy, readings: RowReadings, above: int, source: Source) -> RepairedCopy:
    if not has_quotes(given.place.path):
        return given
    work = RowRepairs(given, readings, (source.bad_rows or "repair"), above)
    return work.copy(sound_quotes(work), "quotes") if misplaced(work) else work.mended
