"""What the workbench and the compute process say to each other: one JSON object a line, frames by path."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Message:
    """Base of all; `ticket` ties an answer to its question."""

    ticket: int

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
class Write(Message):
    """Carry the plan out into a run's folder, going on from what was found. Answered by Wrote."""

    plan: str
    folder: str
    out: str
    force: bool = False


# Answers


@dataclass(frozen=True)
class Stage(Message):
    """A stage of the work begins."""

    name: str


@dataclass(frozen=True)
class Progress(Message):
    """So much of the stage is done; only the last of several waiting ones matters."""

    done: float
    total: float

    replaceable: ClassVar[bool] = True


@dataclass(frozen=True)
class Note(Message):
    """A sentence that a reader should know."""

    text: str


@dataclass(frozen=True)
class Failed(Message):
    """What went wrong, as the command line would say it; the process goes on."""

    what: str
    exit_code: int


@dataclass(frozen=True)
class Looked(Message):
    """The plan (TOML, with comments where inferred), where its paths lead from, and the run's folder if it was one."""

    plan: str
    folder: str
    name: str
    inferred: bool
    run: str | None = None


@dataclass(frozen=True)
class Opened(Message):
    """The first table as an Arrow IPC file; its reading and profile as the profile command's JSON has them."""

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

    `features`: for each matrix column its name, source, log, and the histogram (counts, edges) after log and scale.
    `correlations`: their correlation matrix.
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


@dataclass(frozen=True)
class Previewed(Message):
    """The rows that a step touches: an Arrow IPC file with `before` and `after` of each cell that it changes or drops.

    Columns of the file: row, id, column, before, after (text); `dropped` rows have no after.
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
    """What the search will need, by family and in all."""

    candidates: int
    seconds: float
    bytes: int
    families: list[dict[str, Any]]


@dataclass(frozen=True)
class Found(Message):
    """A finished candidate, with the indices known so far (None until scored)."""

    row: dict[str, Any]
    done: int
    total: int


@dataclass(frozen=True)
class Searched(Message):
    """The leaderboard as leaderboard.csv has it, one dict a row, with `key`, `seconds` and `inertia` of each.

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

    `rows`: Arrow IPC file, one row per matrix row: id, segment, confidence, silhouette, x, y (first two principal
    components), row (its place in the prepared frame). `comparison`: Arrow IPC file as comparison.csv. `cards` as the
    report has them. `tree`: for hierarchical candidates the last merges (left, right, height, rows) and the cut.
    `explained`: the share of variance of the two components.
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
class Wrote(Message):
    """The run's folder, complete, and the files in it."""

    out: str
    files: list[str]
    chosen: bool


_KINDS = {cls.__name__: cls for cls in Message.__subclasses__()}


def parse(line: str) -> Message:
    """The message of a line; raises ValueError for what is none."""
    known = json.loads(line)
    kind = _KINDS.get(known.pop("say", ""))
    if kind is None:
        raise ValueError("no message")
    return kind(**known)
