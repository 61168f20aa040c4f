"""What a plan can say about the file that it starts from."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, Field

from segtui.declare import Declared

Rows = Annotated[int, Field(ge=0, le=500)]


T = TypeVar("T", bound=Declared)


class Source(Declared):
    """One table: a path, a glob or an address, and what overrides the detection.

    It may hold further keys, which the reader of its path declares and a plan checks.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

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

    @property
    def further(self) -> dict[str, object]:
        """The keys that are not every source's, but a reader's own."""
        return dict(self.model_extra or {})

    def own(self, settings: type[T]) -> T:
        """The settings that a reader declares for itself, as they are here."""
        return settings.model_validate({k: v for k, v in self.further.items() if k in settings.model_fields})
