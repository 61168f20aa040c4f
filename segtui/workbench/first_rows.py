"""The first rows of a text file as they are, shown before the file is read."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from segtui.data.addresses import is_address, shown_table
from segtui.publishing.paths import expand_home

_BYTES = 1 << 18
_ROWS = 1_000
_DELIMITERS = ",;\t|"
_SUFFIXES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class FirstRows:
    """The column names, and up to 1,000 rows of cells, all as text; `of` is about how many there are, if known."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: int | None = None


@dataclass(frozen=True)
class Opening:
    """What is being opened."""

    path: str | None = None
    """What the command line named."""
    named: str = ""
    """As it was named, there or in the prompt."""
    first_rows: FirstRows | None = None
    """How the file begins, where that is plain to see."""

    @property
    def shown(self) -> str:
        """What a person calls it: a file as it was named, of an address the table."""
        return shown_table(self.named) if is_address(self.named) else self.named


def read_first_rows(path: str) -> FirstRows | None:
    """The first rows of a delimited file; None if they are not obvious.

    Only the first 256 KiB are read, so the time does not depend on the size of the file. What is shown is replaced by
    what the compute process reads, so any doubt (other encodings, title lines, rows of other lengths, a header with
    numbers) means None.
    """
    try:
        file = expand_home(path)
        if file.suffix.lower() not in _SUFFIXES or not file.is_file():
            return None
        with file.open("rb") as stream:
            data = stream.read(_BYTES)
        whole = data if len(data) < _BYTES else data[: data.rfind(b"\n") + 1]
        lines = whole.decode("utf-8-sig").splitlines()[: _ROWS + 1]
    except (OSError, ValueError, RuntimeError):
        return None
    tables = [table for delimiter in _DELIMITERS if (table := _split(lines, delimiter))]
    if not tables:
        return None
    header, *rows = max(tables, key=lambda table: len(table[0]))
    return FirstRows(tuple(header), tuple(map(tuple, rows)))


def _split(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """The rows of a table under a header, all of the same length; None if it is not a table."""
    try:
        table = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return None
    if len(table) < 2 or len(table[0]) < 2 or any(len(row) != len(table[0]) for row in table):
        return None
    header = [name.strip() for name in table[0]]
    named = all(name and not is_number(name) for name in header) and len(set(header)) == len(header)
    return table if named else None


def is_number(text: str) -> bool:
    """Whether a cell reads as a number; an empty one does not."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
