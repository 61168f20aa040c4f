"""Answers on candidates, their segments, and the run that is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from segtui.engine.transport.messages.message import Message


@dataclass(frozen=True)
class Forecasted(Message):
    """What the search will need, by family (name, title, candidates, seconds, bytes) and in all.

    `candidates` are at most so many; `seconds` hold within a factor of 2; `free` are the bytes that it may take.
    """

    candidates: int
    seconds: float
    bytes: int
    families: list[dict[str, Any]]
    free: int


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
    a sample has it), x, y (first two principal components), row (its place in the prepared frame). `comparison`: Arrow
    IPC file as comparison.csv. `cards` as the report has them. `names` by segment number, as text. `kinds` by feature
    of the comparison: share, year or number. `scores`: the candidate's row of the leaderboard, or after a search that
    was cut off a row as in Found. `explained`: the share of variance of the two components.

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
    kinds: dict[str, str] = field(default_factory=dict)
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
class ExportPreviewed(Message):
    """What export `index` (from 0) of the plan would write.

    `columns` and `rows` (text, None where empty) are how its first file begins. `summary` is the one beside the file:
    target, people, written, segments, kept_back, unusable, emptied, columns, files, notes, warnings.
    """

    index: int
    columns: list[str]
    rows: list[list[str | None]]
    summary: dict[str, Any]


@dataclass(frozen=True)
class Wrote(Message):
    """The run's folder, complete, and the files in it; `exports` are the paths of the files of each export."""

    out: str
    files: list[str]
    chosen: bool
    exports: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Occupied(Message):
    """Nothing was written yet, for it would replace these paths: a run's folder, files of exports beside it."""

    paths: list[str]


@dataclass(frozen=True)
class Compared(Message):
    """Two runs side by side.

    `migration`: rows of migration.csv (old_segment, old_name, new_segment, new_name, people, share; null for nobody's).
    `people`: how many are in both, new, gone, moved. `told` are sentences on what was born, is gone, split or merged.
    """

    old: str
    new: str
    migration: list[dict[str, Any]]
    people: dict[str, int]
    adjusted_rand: float | None
    told: list[str]
