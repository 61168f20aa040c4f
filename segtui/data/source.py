"""The settings of a plan for its source file."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, Field

from segtui.data.connections.secrets import without_password
from segtui.declare import Declared
from segtui.language.sentences import say

Rows = Annotated[int, Field(ge=0, le=500)]

LONGEST_LABEL = 100
"""Characters of a label or a unit at most: they stand in tables, charts and names of segments."""

T = TypeVar("T", bound=Declared)


def _in_a_line(told: dict[str, str]) -> dict[str, str]:
    found = {column: " ".join(text.split()) for column, text in told.items()}
    for column, text in found.items():
        if not text:
            raise ValueError(say('the text for "{column}" is empty', column=column))
        if len(text) > LONGEST_LABEL:
            raise ValueError(
                say(
                    'the text for "{column}" has {text:,} characters, more than the {longest_label} that fit',
                    column=column,
                    text=len(text),
                    longest_label=LONGEST_LABEL,
                )
            )
    return found


def _told_apart(labels: dict[str, str]) -> dict[str, str]:
    counts = Counter(label.casefold() for label in labels.values())
    for label, count in counts.items():
        if count > 1:
            raise ValueError(say('{count} columns are labelled "{label}"', count=count, label=label))
    return labels


ColumnUnits = Annotated[dict[str, str], AfterValidator(_in_a_line)]
"""Short texts by column."""
ColumnNames = Annotated[ColumnUnits, AfterValidator(_told_apart)]
"""The same, each for one column only."""


class Source(Declared):
    """One table: a path, a glob or an address, and what overrides the detection.

    It may hold further keys, which the reader of its path declares and a plan checks.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    path: Annotated[str, AfterValidator(without_password)]
    """The file, a glob, or - for standard input: csv, tsv, txt, parquet, arrow, ndjson, json, xlsx, html; .gz, .zst."""
    id: str | None = None
    """The column that identifies a row; default: the one that looks like an id, else the row number."""
    delimiter: str | None = None
    """The character between cells; " " means any run of blanks."""
    encoding: str | None = None
    """utf-8, utf-16, windows-1252 or any other encoding that Python supports."""
    decimal: Literal[".", ","] | None = None
    """The decimal mark in numbers written as text."""
    nulls: tuple[str, ...] | None = None
    """The words for empty cells; default: empty, NA, N/A, null, - and ?."""
    date_format: str | None = None
    """The date format, such as %d/%m/%Y."""
    sheet: str | None = None
    """The sheet of an xlsx file; default: the first."""
    header: bool | None = None
    """Whether the first line is a header; default: detected."""
    title_rows: Rows | None = None
    """The number of rows above the header of a text file or a sheet, 0 for none; default: detected."""
    bad_rows: Literal["repair", "skip", "error"] | None = None
    """What to do with damaged rows of text: repair (the most likely reading), skip or error; default: repair."""
    labels: ColumnNames | None = None
    """What people call a column, such as { DELINQ = "late payments" }: in reports, names and on screens, never in
    files that programs read."""
    units: ColumnUnits | None = None
    """The unit of a column, such as { income = "EUR" }, written beside its figures."""

    def __hash__(self) -> int:
        """That of the path, for labels have none."""
        return hash(self.path)

    @property
    def further(self) -> dict[str, object]:
        """The keys that are not every source's, but a reader's own."""
        return dict(self.model_extra or {})

    def own(self, settings: type[T]) -> T:
        """The settings that a reader declares for itself, as they are here."""
        return settings.model_validate({k: v for k, v in self.further.items() if k in settings.model_fields})
