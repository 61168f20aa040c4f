"""Columns in figures, how a file was read, and what cleaning and features made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from segtui.profiling.column import AlertCode, AlertFacts

Value = int | float | str
"""A number, a text, or a date as ISO 8601 text."""


class FoundAlert(TypedDict):
    """One odd thing about a column; see `segtui.profiling.column.Alert`."""

    code: AlertCode
    message: str
    count: int
    facts: AlertFacts


class TopValue(TypedDict):
    """A frequent value of a column, and how many cells hold it."""

    value: str
    count: int


class ColumnFacts(TypedDict):
    """One column in figures; see `segtui.profiling.column.ColumnProfile`."""

    name: str
    kind: str
    rows: int
    nulls: int
    distinct: int
    min: Value | None
    q1: Value | None
    median: Value | None
    q3: Value | None
    max: Value | None
    mean: float | None
    std: float | None
    skewness: float | None
    histogram: list[int]
    top: list[TopValue]
    alerts: list[FoundAlert]


class TableProfile(TypedDict):
    """A table's columns in its order, and its number of rows."""

    rows: int
    columns: list[ColumnFacts]


class RowDamageFacts(TypedDict):
    """A damaged row that was repaired or skipped: its line in its file, and what was wrong with it."""

    line: int
    kind: str
    file: str
    rows: NotRequired[int]


class WritingFacts(TypedDict):
    """One of several ways in which a column is written; see `segtui.data.table.Writing`."""

    form: str
    cells: int
    example: str


class ColumnReadingFacts(TypedDict):
    """How one column was read; see `segtui.data.table.ColumnReading`."""

    name: str
    kind: str
    written_as: str
    unit: str
    formats: dict[str, int]
    tried: list[str]
    unread: int
    examples: list[str]
    rounded: int
    sentinels: int
    sentinel_days: list[str]
    zoned: bool
    writings: list[WritingFacts]
    ambiguous: int
    either: str


class ReadingFacts(TypedDict):
    """How a file was read; see `segtui.data.table.ReadReport`.

    `damaged` has a line for each damaged row, up to 100; `keys` are those of [source] that its reader follows.
    """

    path: str
    files: list[str]
    format: str
    encoding: str
    delimiter: str
    decimal: str
    header: bool
    title_rows: int
    rows_read: int
    rows_skipped: int
    rows_repaired: int
    left: list[str]
    repairs: list[RowDamageFacts]
    skips: list[RowDamageFacts]
    columns: list[ColumnReadingFacts]
    notes: list[str]
    fingerprints: dict[str, str]
    damaged: list[str]
    keys: list[str]


class StepLog(TypedDict):
    """What a cleaning step did."""

    step: str
    columns: list[str]
    rows_before: int
    rows_after: int
    cells_changed: int
    notes: list[str]


class MakerProposal(TypedDict):
    """A maker that fits a table: `what` the table is, in words, and the `keys` of the maker as in a plan."""

    kind: str
    what: str
    keys: dict[str, object]


class MatrixColumn(TypedDict):
    """How a column of the matrix was made, and its histogram after log and scale (counts, and their edges)."""

    name: str
    source: str
    category: str | None
    log: bool
    shift: float
    scale: float
    counts: list[int]
    edges: list[float]


class MakerNoteFacts(TypedDict):
    """A sentence on what a maker did; `feature` is the one that it is about, empty where it is about all."""

    text: str
    feature: str


class WayFacts(TypedDict):
    """A way to do a step, see `segtui.cleaning.step.Way`, and whether the step does it so."""

    settings: dict[str, str]
    values: int
    cells: int
    taken: bool


class DerivedFacts(TypedDict):
    """The customers that a derive found, the features, its notes, and the upper bounds of the score bins by feature."""

    rows: int
    columns: list[str]
    notes: list[MakerNoteFacts]
    edges: dict[str, list[float]]
