"""What a plan can say about the file that it starts from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from segtui.declare import Declared

Rows = Annotated[int, Field(ge=0, le=500)]


class Source(Declared):
    """One table: a path or glob, and what overrides the detection."""

    path: str
    """The file, a glob, or - for standard input: csv, tsv, txt, parquet, arrow, ndjson, json, xlsx, html; .gz, .zst."""
    id: str | None = None
    """The column that names a row; without it the one that looks like an id, else the row number."""
    delimiter: str | None = None
    """The character between cells; " " stands for any run of blanks."""
    encoding: str | None = None
    """utf-8, utf-16, windows-1252 or another that Python knows."""
    decimal: Literal[".", ","] | None = None
    """The decimal mark in numbers written as text."""
    nulls: tuple[str, ...] | None = None
    """The words that mean nothing is there; without it: empty, NA, N/A, null, - and ?."""
    date_format: str | None = None
    """How dates are written, such as %d/%m/%Y."""
    sheet: str | None = None
    """The sheet of an xlsx file; without it the first."""
    header: bool | None = None
    """Whether the first line names the columns; without it: detected."""
    title_rows: Rows | None = None
    """How many rows stand above the header of a text file or a sheet, 0 for none; without it: detected."""
    bad_rows: Literal["repair", "skip", "error"] | None = None
    """What becomes of damaged rows of text: repair (the likeliest reading), skip or error; without it: repair."""
