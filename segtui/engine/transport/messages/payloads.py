"""What the answers hold, field by field: the typed shape of everything that is neither a frame nor a plan.

Figures that are not known are None. Shares go from 0 to 1.
"""

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


class ReadingFacts(TypedDict):
    """How a file was read; see `segtui.data.table.Reading`. `damaged` has a line for each damaged row, up to 100."""

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
    repairs: list[RowDamageFacts]
    skips: list[RowDamageFacts]
    columns: list[ColumnReadingFacts]
    notes: list[str]
    damaged: list[str]


class PlanFault(TypedDict):
    """What is wrong, at which key of the plan (such as `clean[2].columns`), and what to do about it."""

    key: str
    what: str
    fix: str


class StepLog(TypedDict):
    """What a cleaning step did."""

    step: str
    columns: list[str]
    rows_before: int
    rows_after: int
    cells_changed: int
    notes: list[str]


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


class DerivedFacts(TypedDict):
    """The customers that a derive found, its notes, and the upper bounds of the score bins by feature."""

    rows: int
    notes: list[MakerNoteFacts]
    edges: dict[str, list[float]]


class AlgorithmForecast(TypedDict):
    """What the grid of one algorithm will need; `seconds` hold within a factor of 2."""

    name: str
    title: str
    candidates: int
    seconds: float
    bytes: int


class LeaderboardRow(TypedDict):
    """A candidate as leaderboard.csv has it, with `key`, `seconds` and `inertia`.

    `name` is how select.candidate in a plan names it; `parameters` is JSON, `cell` the same by name in the
    grid's order. A `preliminary` row has no rank yet, and what indices it has may come from a part of the rows.
    """

    key: str
    name: str
    rank: int | None
    algorithm: str
    parameters: str
    cell: dict[str, Value]
    clusters: int
    coverage: float
    noise_share: float
    smallest_share: float
    silhouette: float | None
    silhouette_error: float | None
    silhouette_half_width: float | None
    dunn: float | None
    dunn_is_bound: bool | None
    davies_bouldin: float | None
    calinski_harabasz: float | None
    dbcv: float | None
    score: float | None
    seconds: float
    inertia: float | None
    chosen: bool
    rejected_because: str | None
    same_as: str | None
    notes: str | None
    preliminary: bool


class CardTraitFacts(TypedDict):
    """A measure on a card; see `segtui.segments.naming.cards.CardTrait`."""

    name: str
    here: str
    overall: str
    effect: float


class CardFacts(TypedDict):
    """A segment's card; see `segtui.segments.naming.cards.Card`."""

    segment: int
    name: str
    rows: int
    share: float
    traits: list[CardTraitFacts]
    rule: str


class TreeFacts(TypedDict):
    """The last p merges of a hierarchical candidate's tree.

    `left`, `right` and `height` have p entries, numbered as SciPy does (leaves 0 to p, the i-th merge makes p + 1 + i);
    `rows` and `segment` are those of each of the p + 1 leaves (segment None where a leaf holds several). `cut` is a
    height that leaves k clusters, `below` the highest merge inside the leaves.
    """

    linkage: str
    k: int
    left: list[int]
    right: list[int]
    height: list[float]
    rows: list[int]
    segment: list[int | None]
    below: float | None
    cut: float | None


class ExportFile(TypedDict):
    """A file that an export writes."""

    path: str
    rows: int
    bytes: int
    sha256: str
    segment: str | None


class SuppressionTally(TypedDict):
    """How much of a suppression list matched whom: entries and people, and the matched entries by what they are."""

    list: str
    entries: int
    matched: int
    people: int
    by: dict[str, int]


class ExportSummary(TypedDict):
    """The summary that stands beside an export's files; see `segtui.export.summary.Summary`."""

    target: str
    people: int
    written: int
    segments: dict[str, int]
    kept_back: dict[str, int]
    unusable: dict[str, int]
    emptied: dict[str, int]
    shortened: dict[str, int]
    columns: dict[str, dict[str, str]]
    suppression: list[SuppressionTally]
    files: list[ExportFile]
    notes: list[str]
    warnings: list[str]


class MigrationCell(TypedDict):
    """A row of migration.csv: how many people went from one segment to another; None stands for no segment."""

    old_segment: int | None
    old_name: str | None
    new_segment: int | None
    new_name: str | None
    people: int
    share: float | None
    old_value: NotRequired[float | None]
    new_value: NotRequired[float | None]
