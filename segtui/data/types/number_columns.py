"""Whether a text column holds numbers, and which of its cells do not."""

from __future__ import annotations

import polars as pl

from segtui.data.table import ColumnReading, Writing
from segtui.data.types.numbers import ParsedNumbers, parse_numbers
from segtui.data.types.typed_column import TypedColumn, fits, left_over, stays_text
from segtui.language.sentences import row_of, say, say_counted

CODE = r"^[+-]?0[0-9]+$|^[0-9]{2,}E[0-9]{1,3}$|^[+-]?[0-9]{16,}(?:\.0*)?$|^\+(?: ?[0-9]){8,15}$"
"""Digits, but nothing to count with: leading zeros, an E that no program writes (10E5), more digits than a float holds
exactly, and telephone numbers."""
_EXACT_DIGITS = 15
_OPEN = r"(?:[0-9]{1,2}|[0-9]{4,})"
_ONLY = {
    mark: rf"[0-9]{other}[0-9]{{3}}{one}[0-9]*|^[^0-9.,]*[0-9]*{one}{_OPEN}[^0-9.,]*$|^[^0-9.,]*0{one}[0-9]+[^0-9.,]*$"
    for mark, one, other in ((".", r"\.", ","), (",", ",", r"\."))
}
"""Cells that show their decimal mark: one of each mark, or other than three digits behind the only one."""
_EITHER = r"^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9]*$"


def read_number_column(cells: pl.Series, decimal: str | None, values: pl.Series | None = None) -> TypedColumn | None:
    """`cells` (String, not all null) as an integer or number column; as text, with the reason, if they nearly are one.

    None where too few cells are numbers for that to be worth a word. `values`: all cells cast, to Float64 where Int64
    can't hold them, if that is known.
    """
    whole = cells.cast(pl.Int64, strict=False) if values is None else values
    fits_whole = whole.dtype == pl.Int64 and whole.null_count() == cells.null_count()
    if fits_whole and not _has_codes(cells, whole):
        return TypedColumn(whole, ColumnReading(cells.name, "integer"))
    numbers = parse_numbers(cells, decimal=decimal, values=None if whole.dtype == pl.Int64 else whole)
    reason = _why_text(cells, numbers)
    if reason is not None:
        return stays_text(cells, numbers.unread, "numbers", reason)
    return _as_numbers(cells, numbers)


def _has_codes(cells: pl.Series, whole: pl.Series) -> bool:
    """Whether whole numbers are codes; numbers of up to 15 digits that are written as we would write them are none."""
    fewest = bool(whole.is_between(-(10**15), 10**15, closed="none").all())
    return not (fewest and (whole.cast(pl.String) == cells).all()) and bool(cells.str.contains(CODE).any())


def _why_text(cells: pl.Series, numbers: ParsedNumbers) -> str | None:
    """Why these cells must not become numbers; "" where simply too few of them are; None where they may."""
    if not numbers.values.is_finite().any():
        return ""
    if numbers.mixed_units:
        first = list(numbers.unit_counts.items())[:5]
        met = row_of([say('"{unit}" {count:,}', unit=unit, count=count) for unit, count in first])
        return say("its amounts are in different units ({met}): convert them first", met=met)
    codes, others = _codes_and_others(cells)
    if len(codes) and len(codes) >= len(others):
        return _as_codes(codes, others)
    if numbers.whole and not numbers.unit and numbers.decimal == "":
        # "C536379" among whole numbers is a code like the others; nulling it would lose what it says.
        odd = cells.filter(numbers.unread & cells.str.contains("[0-9]"))
        if len(odd):
            return say_counted(
                'it holds {count:,} cell that is not only digits, such as "{example}"',
                'it holds {count:,} cells that are not only digits, such as "{example}"',
                len(odd),
                example=odd[0],
            )
    return None if fits(cells, numbers.unread) else ""


def _codes_and_others(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The cells that are codes for certain, and those written as no code is: with more than digits."""
    likely = cells.str.starts_with("0") & ~cells.str.starts_with("0.")
    likely |= cells.str.starts_with("+") | cells.str.starts_with("-")
    likely |= cells.str.contains("E", literal=True) | (cells.str.len_bytes() > _EXACT_DIGITS)
    codes = cells.filter(likely)  # far fewer to match than all cells of a column of amounts
    codes = codes.filter(codes.str.contains(CODE))
    if not len(codes):
        return codes, codes
    return codes, cells.filter(~cells.str.contains(CODE) & ~cells.str.contains(r"^[+-]?[0-9]+$"))


def _as_codes(codes: pl.Series, others: pl.Series) -> str:
    """A few numbers among codes are codes that a program has changed: all cells stay unchanged."""
    said = say_counted(
        'it holds {count:,} code rather than numbers, such as "{example}"',
        'it holds {count:,} codes rather than numbers, such as "{example}"',
        len(codes),
        example=codes[0],
    )
    if not len(others):
        return said
    return say_counted(
        '{codes}; {count:,} cell is written as a number, such as "{example}"',
        '{codes}; {count:,} cells are written as numbers, such as "{example}"',
        len(others),
        codes=said,
        example=others[0],
    )


def _as_numbers(cells: pl.Series, numbers: ParsedNumbers) -> TypedColumn:
    unread, examples, notes = left_over(cells, numbers.unread, "numbers")
    countable = numbers.whole and not numbers.unit and (numbers.values.abs() < 1e15).all()
    present = len(cells) - cells.null_count()
    bare = present - unread - sum(numbers.unit_counts.values())
    if numbers.unit and bare:
        notes.append(
            say_counted(
                "has {count:,} cell of {present:,} without a unit, read as {unit}",
                "has {count:,} cells of {present:,} without a unit, read as {unit}",
                bare,
                present=present,
                unit=numbers.unit,
            )
        )
    if len(numbers.marks) > 1:
        notes.append(_told(cells, numbers))
    reading = ColumnReading(
        cells.name,
        "integer" if countable else "number",
        written_as=numbers.written_as,
        unit=numbers.unit,
        unread=unread,
        examples=examples,
        writings=_writings(cells, numbers) if len(numbers.marks) > 1 else (),
        ambiguous=numbers.ambiguous if len(numbers.marks) > 1 else 0,
        either=_of_either(cells) if numbers.ambiguous and len(numbers.marks) > 1 else "",
    )
    values = numbers.values.cast(pl.Int64) if countable else numbers.values
    return TypedColumn(
        values, reading, tuple(notes), marks=numbers.marks, undecided=0 if numbers.marks else numbers.ambiguous
    )


def _writings(cells: pl.Series, numbers: ParsedNumbers) -> tuple[Writing, ...]:
    """Each decimal mark with the first cell that can only be read with it."""
    found = []
    for mark, count in sorted(numbers.marks.items(), key=lambda item: (-item[1], item[0])):
        shown = cells.filter(cells.str.contains(_ONLY[mark]))
        found.append(Writing(mark, count, str(shown[0]) if len(shown) else ""))
    return tuple(found)


def _of_either(cells: pl.Series) -> str:
    """A cell such as 42.100 €, which has its mark before three digits."""
    return str(cells.filter(cells.str.contains(_EITHER))[0])


def _told(cells: pl.Series, numbers: ParsedNumbers) -> str:
    """How cells were read that show different decimal marks."""
    told = say(
        "has {points:,} cells with a decimal point and {commas:,} with a decimal comma, each read as written",
        points=numbers.marks["."],
        commas=numbers.marks[","],
    )
    if not numbers.ambiguous:
        return told
    return say(
        '{marks}; in {ambiguous:,} cells that are ambiguous, such as "{example}", it was read as {mark}',
        marks=told,
        ambiguous=numbers.ambiguous,
        example=_of_either(cells),
        mark=say("a comma") if numbers.decimal == "," else say("a point"),
    )
