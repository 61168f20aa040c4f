"""What is written, what is wrong with a plan, and who moved between runs."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class PlanFault(TypedDict):
    """What is wrong, at which key of the plan (such as `clean[2].columns`), and what to do about it."""

    key: str
    what: str
    fix: str


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
    """The summary that stands beside an export's files; see `segtui.delivery.export.summary.Summary`."""

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


class SideFacts(TypedDict):
    """A segment in one of two runs; see `segtui.pipeline.finished_runs.side_by_side.SegmentSide`."""

    segment: int
    name: str
    people: int
    share: float
    outcomes: dict[str, float | None]


class SegmentPairFacts(TypedDict):
    """A segment of the earlier run and what it is in the later one; None where it is gone or new."""

    old: SideFacts | None
    new: SideFacts | None
    likeness: float | None


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
