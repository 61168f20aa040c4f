"""Clean tables as CSV, and every way to damage them that broken exports show: one place at a time."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Rows = list[list[str]]
NAMES = ("Smith, John", "Ann Lee", "Zoë Roe", 'Bob "Jr" Doe', "O'Hara, Pat", "Kim", "de Vries, Jan", "Lee")
CITIES = ("Rome", "New York", "Paris", "São Paulo", "Oslo")
NOTES = ("", "called, no answer", "said: hello", "line one\nline two", "prefers e-mail", 'likes "blue", large', "none")


@dataclass(frozen=True)
class Dialect:
    """How a clean file is written."""

    delimiter: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    end: str = "\n"


DIALECTS = (
    Dialect(),
    Dialect(";"),
    Dialect(quoting=csv.QUOTE_ALL),
    Dialect(quoting=csv.QUOTE_NONNUMERIC),
    Dialect("\t"),
    Dialect("|", end="\r\n"),
)


def table(rows: int, seed: int) -> Rows:
    """A header and rows of an id, a name, an amount, a date, a city, a note and a count; cells may be empty."""
    chance = random.Random(seed)
    made = [["customer_id", "name", "amount", "since", "city", "note", "orders"]]
    for number in range(rows):
        day = f"20{chance.randint(10, 24)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        amount = "" if chance.random() < 0.05 else f"{chance.uniform(1, 900):.2f}"
        name, city, note = chance.choice(NAMES), chance.choice(CITIES), chance.choice(NOTES)
        made.append([str(1001 + number), name, amount, day, city, note, str(chance.randint(0, 40))])
    return made


def line(cells: list[str], dialect: Dialect) -> str:
    """One row as the csv module writes it, without its line end."""
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_MINIMAL if dialect.quoting == csv.QUOTE_NONNUMERIC else dialect.quoting
    writer = csv.writer(out, delimiter=dialect.delimiter, quoting=quoting, lineterminator="\n")
    if dialect.quoting != csv.QUOTE_NONNUMERIC:
        writer.writerow(cells)
        return out.getvalue().removesuffix("\n")
    parts = ['"' + cell.replace('"', '""') + '"' if not _is_number(cell) else cell for cell in cells]
    return dialect.delimiter.join(parts)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


def pieces(cells: list[str], dialect: Dialect) -> list[str]:
    """The cells of a row as they are written, each by itself."""
    return [line([cell, ""], dialect).rpartition(dialect.delimiter)[0] for cell in cells]


Damage = Callable[[list[str], int, Dialect], str | None]
"""A row's written cells and a column: the damaged line, or None where this damage can't be done there."""


def _with(parts: list[str], at: int, text: str, dialect: Dialect) -> str:
    return dialect.delimiter.join([*parts[:at], text, *parts[at + 1 :]])


def _quoted(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == '"'


def stray_opening(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return None if _quoted(parts[at]) else _with(parts, at, '"' + parts[at], dialect)


def stray_inside(parts: list[str], at: int, dialect: Dialect) -> str | None:
    text = parts[at]
    half = len(text) // 2
    return _with(parts, at, f'{text[:half]}"{text[half:]}', dialect) if len(text) > 3 else None


def stray_closing(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return None if _quoted(parts[at]) or not parts[at] else _with(parts, at, parts[at] + '"', dialect)


def missing_closing(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return _with(parts, at, parts[at][:-1], dialect) if _quoted(parts[at]) else None


def missing_opening(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return _with(parts, at, parts[at][1:], dialect) if _quoted(parts[at]) else None


def no_quotes(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return _with(parts, at, parts[at][1:-1].replace('""', '"'), dialect) if _quoted(parts[at]) else None


def missing_delimiter(parts: list[str], at: int, dialect: Dialect) -> str | None:
    if at + 1 == len(parts):
        return None
    return dialect.delimiter.join([*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]])


def extra_delimiter(parts: list[str], at: int, dialect: Dialect) -> str | None:
    text = parts[at]
    if _quoted(text) or len(text) < 2:
        return None
    return _with(parts, at, f"{text[:1]}{dialect.delimiter}{text[1:]}", dialect)


def doubled_delimiter(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return _with(parts, at, parts[at] + dialect.delimiter, dialect)


def other_delimiter(parts: list[str], at: int, dialect: Dialect) -> str | None:
    others = [mark for mark in ";,\t|" if mark != dialect.delimiter]
    return others[at % 3].join(parts)


def single_quotes(parts: list[str], at: int, dialect: Dialect) -> str | None:
    if not _quoted(parts[at]):
        return None
    return _with(parts, at, "'" + parts[at][1:-1].replace('""', '"').replace("'", "''") + "'", dialect)


def backslash_quotes(parts: list[str], at: int, dialect: Dialect) -> str | None:
    if not _quoted(parts[at]) or '""' not in parts[at][1:-1]:
        return None
    return _with(parts, at, '"' + parts[at][1:-1].replace('""', '\\"') + '"', dialect)


def backslash_delimiter(parts: list[str], at: int, dialect: Dialect) -> str | None:
    bare = parts[at][1:-1].replace('""', '"')
    if not _quoted(parts[at]) or dialect.delimiter not in bare:
        return None
    return _with(parts, at, bare.replace(dialect.delimiter, "\\" + dialect.delimiter), dialect)


def blank_after_delimiters(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return (dialect.delimiter + " ").join(parts)


def line_break(parts: list[str], at: int, dialect: Dialect) -> str | None:
    if _quoted(parts[at]) or " " not in parts[at]:
        return None
    return _with(parts, at, parts[at].replace(" ", "\n", 1), dialect)


def trailing_delimiter(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return dialect.delimiter.join(parts) + dialect.delimiter * (1 + at % 2)


def zero_byte(parts: list[str], at: int, dialect: Dialect) -> str | None:
    return _with(parts, at, parts[at][:1] + "\0" + parts[at][1:], dialect)


IN_A_ROW: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        stray_opening,
        stray_inside,
        stray_closing,
        missing_closing,
        missing_opening,
        no_quotes,
        missing_delimiter,
        extra_delimiter,
        doubled_delimiter,
        other_delimiter,
        single_quotes,
        backslash_quotes,
        backslash_delimiter,
        blank_after_delimiters,
        line_break,
        trailing_delimiter,
        zero_byte,
    )
}
BETWEEN_ROWS = (
    "missing_line_break",
    "return_alone",
    "blank_line",
    "header_again",
    "cut_off",
    "second_table",
    "foreign",
)


@dataclass(frozen=True)
class Damaged:
    """A damaged file, the clean table, and the row (0 is the header) and column where the damage is."""

    kind: str
    text: str
    clean: Rows
    row: int
    column: int
    dialect: Dialect


def in_a_row(kind: str, clean: Rows, row: int, column: int, dialect: Dialect) -> Damaged | None:
    """One kind of damage at one cell; None where it can't be done."""
    damaged = IN_A_ROW[kind](pieces(clean[row], dialect), column, dialect)
    lines = [line(cells, dialect) for cells in clean]
    if damaged is None or damaged == lines[row]:
        return None
    text = "".join(one + dialect.end for one in [*lines[:row], damaged, *lines[row + 1 :]])
    return Damaged(kind, text, clean, row, column, dialect)


def between_rows(kind: str, clean: Rows, row: int, dialect: Dialect) -> Damaged | None:
    """One kind of damage after a row that is not the last."""
    lines = [line(cells, dialect) for cells in clean]
    end, mark = dialect.end, dialect.delimiter
    before, after = end.join(lines[: row + 1]), end.join(lines[row + 1 :]) + end
    foreign = "2".join(["exported by the shop system on Monday", ""])
    table = end.join([mark.join(("order", "sku", "price")), *(mark.join((f"A{n}", "x", "9.5")) for n in range(6))])
    text = {
        "missing_line_break": before + after,
        "return_alone": before + "\r" + after,
        "blank_line": before + end + end + after,
        "header_again": before + end + lines[0] + end + after,
        "cut_off": end.join(lines[:-1]) + end + lines[-1][: row % len(lines[-1]) or 1],
        "second_table": end.join(lines) + end + end + table + end,
        "foreign": before + end + foreign + end + after,
    }[kind]
    return Damaged(kind, text, clean, row, 0, dialect)


def every(rows: int, seed: int, dialect: Dialect, step: int = 1) -> Iterator[Damaged]:
    """Each kind of damage at each row and column of a clean file; every `step`-th of them."""
    clean = table(rows, seed)
    number = seed % step
    for row in range(len(clean)):
        for kind in (*IN_A_ROW, *BETWEEN_ROWS):
            for column in range(len(clean[0]) if kind in IN_A_ROW else 1):
                number += 1
                if number % step or (kind in BETWEEN_ROWS and row in (0, rows)):
                    continue
                made = (
                    in_a_row(kind, clean, row, column, dialect)
                    if kind in IN_A_ROW
                    else between_rows(kind, clean, row, dialect)
                )
                if made:
                    yield made
