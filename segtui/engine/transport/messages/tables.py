"""Questions on files, plans and tables, each after its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message, PlanRequest, Request
from segtui.engine.transport.messages.payloads import (
    DerivedFacts,
    MakerNoteFacts,
    MatrixColumn,
    ReadingFacts,
    StepLog,
    TableProfile,
    WayFacts,
)
from segtui.plan.stages import CLEANED, PREPARED, READ


@dataclass(frozen=True)
class Looked(Message):
    """The plan (TOML, with comments where inferred), where its paths lead from, and the run's folder if it was one.

    `name` is the file's or folder's own. `file` is the plan's own file, if it has one. `out` is where the command line
    would write a run of it. `in_parts` says of a run that its own files are shown, so that nobody waits for its source.
    """

    plan: str
    folder: str
    name: str
    inferred: bool
    out: str
    file: str | None = None
    run: str | None = None
    in_parts: bool = False


@dataclass(frozen=True)
class Look(Request):
    """Read a data file, a plan or a run's folder, and say what the plan for it is."""

    path: str

    answers = (Looked,)
    handler = "read_table:look"


@dataclass(frozen=True)
class Begun(Message):
    """The first rows of a table whose reading takes a while, as text, and about how many it has, None where unknown."""

    columns: list[str]
    rows: list[list[str]]
    of: int | None = None

    partial = True


@dataclass(frozen=True)
class Opened(Message):
    """The first table as an Arrow IPC file, how it was read, and its profile.

    `profile` is {"rows", "columns"} as in `segtui profile --json`; `reading` has the fields of `Reading`: path, files,
    format, encoding, delimiter, decimal, header, rows_read, rows_skipped, rows_repaired, and for each of `columns` its
    name, kind, written_as, unit, formats, unread, examples; `damaged` has a line for each damaged row, up to 100.
    Where only the first rows of a large table are looked at, `part` is true, `rows` counts these, and `of` is about how
    many it has, None where that is not known. `server` says which database it is in: product, version, database, host.
    """

    frame: str
    rows: int
    columns: int
    id: str
    reading: ReadingFacts
    profile: TableProfile
    notes: list[str]
    part: bool = False
    of: int | None = None
    server: dict[str, str] | None = None


@dataclass(frozen=True)
class Read(PlanRequest):
    """Read and profile the tables of a plan."""

    answers = (Opened,)
    handler = "read_table:read"
    depends = READ


@dataclass(frozen=True)
class Prepared(Message):
    """The cleaned and joined frame (Arrow IPC), the log of the steps, and what the matrix is made of.

    `cleaning`: for each step its step, columns, rows_before, rows_after, cells_changed and notes;
    columns and notes are lists. `features`: for each matrix column its name, source, category, log, shift, scale, and
    the histogram (counts, edges) after log and scale.
    `correlations`: their correlation matrix, 0 where one does not vary. `clustered` rows make the matrix, `left_out`
    counts the others by the column that they lack. `profile` is that of `frame`, as in Opened. `derived`: for each
    derive the customers it found (`rows`), its `notes`, and `edges`, the upper bounds of the score bins by feature.
    `alerts` are sentences on used columns that distort distances. Of a table larger than memory `drawn` of `of` rows
    are looked at, with `before` as their profile before cleaning, and `before_frame` as its file; else
    all are None.
    """

    frame: str
    rows: int
    id: str
    cleaning: list[StepLog]
    features: list[MatrixColumn]
    correlations: list[list[float]]
    clustered: int
    left_out: dict[str, int]
    profile: TableProfile
    notes: list[str]
    derived: list[DerivedFacts]
    alerts: list[MakerNoteFacts] = field(default_factory=list)
    drawn: int | None = None
    of: int | None = None
    before: TableProfile | None = None
    before_frame: str | None = None


@dataclass(frozen=True)
class Prepare(PlanRequest):
    """Clean, derive and make the matrix."""

    answers = (Prepared,)
    handler = "prepare_table:prepare"
    depends = PREPARED


@dataclass(frozen=True)
class Previewed(Message):
    """The rows that a step touches: an Arrow IPC file with `before` and `after` of each cell that it changes or drops.

    Columns of the file: row (its place before the step, from 0), id, column, before, after (text, null where empty),
    dropped (whether the step takes the row out: then there is one line for each column that decided it, without after).
    `ways` are those that the step can be done in, if it offers several.
    """

    frame: str
    rows_before: int
    rows_after: int
    cells_changed: int
    dropped: int
    columns: list[str]
    notes: list[str]
    ways: list[WayFacts] = field(default_factory=list)


@dataclass(frozen=True)
class Preview(PlanRequest):
    """What step `step` (from 1) of the plan's cleaning would touch."""

    step: int

    answers = (Previewed,)
    handler = "prepare_table:preview"
    depends = CLEANED
    pause = 0.15
