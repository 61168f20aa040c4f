"""What the workbench asks the compute process."""

from __future__ import annotations

from dataclasses import dataclass

from segtui.engine.transport.messages.message import Message


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
class Recall(Message):
    """What the search of the plan found when it made the run in this folder. Answered by Searched."""

    plan: str
    folder: str
    run: str


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
class PreviewExport(Message):
    """What export `index` (from 0) of the plan would write now, of the candidate that the plan chooses.

    Answered by ExportPreviewed; nothing is written but in the session.
    """

    plan: str
    folder: str
    index: int


@dataclass(frozen=True)
class Compare(Message):
    """Who moved from the segments of one run's folder to those of another. Answered by Compared."""

    old: str
    new: str


@dataclass(frozen=True)
class Write(Message):
    """Carry the plan out into a run's folder, going on from what was found.

    Answered by Wrote; without `force` by Occupied where that would replace something.
    """

    plan: str
    folder: str
    out: str
    force: bool = False
