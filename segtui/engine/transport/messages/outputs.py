"""Questions about outputs: the run, its exports, and what changed since another run. Each follows its answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message, PlanRequest, Request
from segtui.engine.transport.messages.payloads import ExportSummary, MigrationCell, SegmentPairFacts
from segtui.plan.stages import EXPORTED, OUTPUT


@dataclass(frozen=True)
class Sampled(Message):
    """The first rows of segments.csv as they would be written (`text`), and how many there will be in all.

    `columns` are the file's, `candidate` is the name of the chosen one. `of` is set where the rows are those of a
    sample: how many a run looks at.
    """

    text: str
    rows: int
    columns: list[str]
    candidate: str
    of: int | None = None


@dataclass(frozen=True)
class Sample(PlanRequest):
    """The first rows of segments.csv, for the candidate that the plan chooses."""

    answers = (Sampled,)
    handler = "write_run:sample"
    depends = OUTPUT
    pause = 0.15


@dataclass(frozen=True)
class ExportPreviewed(Message):
    """What export `index` (from 0) of the plan would write.

    `columns` and `rows` (text, None where empty) are how its first file begins. `summary` is the one beside the file:
    target, people, written, segments, kept_back, unusable, emptied, columns, files, notes, warnings.
    `of` as in Sampled.
    """

    index: int
    columns: list[str]
    rows: list[list[str | None]]
    summary: ExportSummary
    of: int | None = None

    keyed_by = "index"


@dataclass(frozen=True)
class PreviewExport(PlanRequest):
    """What export `index` (from 0) of the plan would write now, of the candidate that the plan chooses.

    Nothing is written but in the session.
    """

    index: int

    answers = (ExportPreviewed,)
    handler = "preview_export:preview_export"
    depends = EXPORTED
    pause = 0.15


@dataclass(frozen=True)
class Wrote(Message):
    """The run's folder, complete, and the files in it; `exports` are the paths of the files of each export."""

    out: str
    files: list[str]
    chosen: bool
    exports: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Occupied(Message):
    """Nothing was written yet, because it would replace these paths: a run's folder, files of exports beside it."""

    paths: list[str]


@dataclass(frozen=True)
class Write(PlanRequest):
    """Run the plan into a run's folder, reusing what was found.

    Without `force`, answered by Occupied if that would replace something.
    """

    out: str
    force: bool = False

    answers = (Wrote, Occupied)
    handler = "write_run:write"
    depends = EXPORTED
    finishes = True


@dataclass(frozen=True)
class Compared(Message):
    """Two runs side by side.

    `migration`: rows of migration.csv (old_segment, old_name, new_segment, new_name, people, share; null for nobody's).
    `people`: how many are in both, new, gone, moved. `told` are sentences on what was born, is gone, split or merged.
    `segments` are those of both in pairs, `outcomes` the columns that both know outcomes of, each a rate or a mean.
    """

    old: str
    new: str
    migration: list[MigrationCell]
    people: dict[str, int]
    adjusted_rand: float | None
    told: list[str]
    segments: list[SegmentPairFacts] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Compare(Request):
    """Who moved from the segments of one run's folder to those of another."""

    old: str
    new: str

    answers = (Compared,)
    handler = "finished_runs:compare"
