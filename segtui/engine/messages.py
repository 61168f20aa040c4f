"""What the workbench and the compute process say to each other: one JSON object a line, frames by path."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Message:
    """Base of all; `ticket` ties an answer to its question.

    An answer that is `partial` is followed by others to the same ticket. Of several that wait, those of a kind that is
    `replaceable` may be dropped for the last.
    """

    ticket: int

    partial: ClassVar[bool] = False
    replaceable: ClassVar[bool] = False

    def line(self) -> str:
        """The message as one line of JSON."""
        return json.dumps({"say": type(self).__name__, **asdict(self)}, allow_nan=False)


# Questions


@dataclass(frozen=True)
class Look(Message):
    """Read a data file, a plan or a run's folder, and say what the plan for it is. Answered by Looked."""

    path: str


@dataclass(frozen=True)
class Read(Message):
    """Read and profile the tables of a plan (TOML), its paths relative to `folder`. Answered by Opened."""

    plan: str
    folder: str


@dataclass(frozen=True)
class Prepare(Message):
    """Clean, derive and make the matrix. Answered by Prepared."""

    plan: str
    folder: str


@dataclass(frozen=True)
class Preview(Message):
    """What step `step` (from 1) of the plan's cleaning would touch. Answered by Previewed."""

    plan: str
    folder: str
    step: int


@dataclass(frozen=True)
class Forecast(Message):
    """How many candidates, how long and how much memory. Answered by Forecasted."""

    plan: str
    folder: str


@dataclass(frozen=True)
class Search(Message):
    """Sweep the grids. Answered by Found for each candidate, then Searched."""

    plan: str
    folder: str


@dataclass(frozen=True)
class Describe(Message):
    """The segments of one candidate (by its key; None for the chosen one). Answered by Described."""

    plan: str
    folder: str
    key: str | None = None


@dataclass(frozen=True)
class Sample(Message):
    """How segments.csv begins, of the candidate that the plan chooses. Answered by Sampled."""

    plan: str
    folder: str


@dataclass(frozen=True)
class Write(Message):
    """Carry the plan out into a run's folder, going on from what was found. Answered by Wrote."""

    plan: str
    folder: str
    out: str
    force: bool = False


# Answers


@dataclass(frozen=True)
class Ready(Message):
    """The process has started and can answer; said once, with ticket 0."""

    partial: ClassVar[bool] = True


@dataclass(frozen=True)
class Stage(Message):
    """A stage of the work begins."""

    name: str

    partial: ClassVar[bool] = True


@dataclass(frozen=True)
class Progress(Message):
    """So much of the stage is done; only the last of several waiting ones matters."""

    done: float
    total: float

    partial: ClassVar[bool] = True
    replaceable: ClassVar[bool] = True


@dataclass(frozen=True)
class Note(Message):
    """A sentence that a reader should know."""

    text: str

    partial: ClassVar[bool] = True


@dataclass(frozen=True)
class Failed(Message):
    """What went wrong, as the command line would say it; the process goes on."""

    what: str
    exit_code: int


@dataclass(frozen=True)
class Looked(Message):
    """The plan (TOML, with comments where inferred), where its paths lead from, and the run's folder if it was one.

    `name` is the file's or folder's own. `file` is the plan's own file, if it has one. `out` is where the command line
    would write a run of it.
    """

    plan: str
    folder: str
    name: str
    inferred: bool
    out: str
    file: str | None = None
    run: str | None = None


@dataclass(frozen=True)
class Opened(Message):
    """The first table as an Arrow IPC file, the story of its reading, and its profile.

    `profile` is {"rows", "columns"} as in `segtui profile --json`; `reading` has the fields of `Reading`: path, files,
    format, encoding, delimiter, decimal, header, rows_read, rows_skipped, rows_repaired, and for each of `columns` its
    name, kind, written_as, unit, formats, unread, examples.
    """

    frame: str
    rows: int
    columns: int
    id: str
    reading: dict[str, Any]
    profile: dict[str, Any]
    notes: list[str]


@dataclass(frozen=True)
class Prepared(Message):
    """The cleaned and joined frame (Arrow IPC), the log of the steps, and what the matrix is made of.

    `cleaning`: for each step its step, columns, rows_before, rows_after, cells_changed, notes. `features`: for each
    matrix column its name, source, category, log, shift, scale, and the histogram (counts, edges) after log and scale.
    `correlations`: their correlation matrix, 0 where one does not vary. `clustered` rows make the matrix, `left_out`
    counts the others by the column that they lack. `profile` is that of `frame`, as in Opened. `derived`: for each
    derive the customers it found (`rows`), its `notes`, and `edges`, the upper bounds of the score bins by feature.
    """

    frame: str
    rows: int
    id: str
    cleaning: list[dict[str, Any]]
    features: list[dict[str, Any]]
    correlations: list[list[float]]
    clustered: int
    left_out: dict[str, int]
    profile: dict[str, Any]
    notes: list[str]
    derived: list[dict[str, Any]]


@dataclass(frozen=True)
class Previewed(Message):
    """The rows that a step touches: an Arrow IPC file with `before` and `after` of each cell that it changes or drops.

    Columns of the file: row (its place before the step, from 0), id, column, before, after (text, null where empty),
    dropped (whether the step takes the row out: then there is one line for each column that decided it, without after).
    """

    frame: str
    rows_before: int
    rows_after: int
    cells_changed: int
    dropped: int
    columns: list[str]
    notes: list[str]


@dataclass(frozen=True)
class Forecasted(Message):
    """What the search will need, by family (name, title, candidates, seconds, bytes) and in all.

    `candidates` are at most so many; `seconds` are rough (factor 3); `free` are the bytes that it may take.
    """

    candidates: int
    seconds: float
    bytes: int
    families: list[dict[str, Any]]
    free: int


@dataclass(frozen=True)
class Found(Message):
    """A finished candidate, with the indices known so far (None until scored); said again when more is known.

    `row` has the keys of Searched.rows. While `preliminary` is true there is no rank, and what indices there are may
    come from a part of the rows.
    """

    row: dict[str, Any]
    done: int
    total: int

    partial: ClassVar[bool] = True


@dataclass(frozen=True)
class Searched(Message):
    """The leaderboard as leaderboard.csv has it, one dict a row, with `key`, `seconds` and `inertia` of each.

    Each row also has `name`, as select.candidate in a plan names it, and `preliminary`, false here.

    `closest` says what came closest where nothing was chosen. `elbow` is the k that Kneedle finds, or None.
    """

    rows: list[dict[str, Any]]
    closest: str
    chosen: str | None
    elbow: int | None
    distinct: int


@dataclass(frozen=True)
class Described(Message):
    """The segments of a candidate.

    `rows`: Arrow IPC file, one row per matrix row: id, segment, confidence, silhouette (null for noise, and where only
    a sample has it), x, y (first two principal components), row (its place in the prepared frame). `comparison`:
    Arrow IPC file as comparison.csv. `cards` as the report has them. `names` by segment number, as text. `scores`: the
    candidate's row of the leaderboard, or after a search that was cut off a row as in Found. `explained`: the share of
    variance of the two components.

    `tree`, for hierarchical candidates, its last p merges: lists `left`, `right`, `height` of length p, numbered as
    SciPy does (leaves 0 to p, the i-th merge makes p + 1 + i); `rows` of each of the p + 1 leaves; `segment` of each
    leaf (None where it holds several); `linkage`, `k`, and the height `cut` that leaves k clusters; `below`, the
    highest merge inside the leaves, None where it is not known.
    """

    key: str
    rows: str
    comparison: str
    cards: list[dict[str, Any]]
    names: dict[str, str]
    scores: dict[str, Any]
    explained: list[float]
    tree: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sampled(Message):
    """The first rows of segments.csv as they would be written (`text`), and how many there will be in all.

    `columns` are the file's, `candidate` is the chosen one as a person says it.
    """

    text: str
    rows: int
    columns: list[str]
    candidate: str


@dataclass(frozen=True)
class Wrote(Message):
    """The run's folder, complete, and the files in it."""

    out: str
    files: list[str]
    chosen: bool


_KINDS = {cls.__name__: cls for cls in Message.__subclasses__()}


def parse(line: str) -> Message:
    """The message of a line; raises ValueError for what is none."""
    try:
        known = json.loads(line)
        return _KINDS[known.pop("say")](**known)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no message: {line[:80]!r}") from error
