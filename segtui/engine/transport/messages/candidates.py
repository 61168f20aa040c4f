"""Questions on the candidates of a search and their segments, each after its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from segtui.engine.transport.messages.message import Message, PlanRequest
from segtui.engine.transport.messages.payloads import (
    AlgorithmForecast,
    AlternativeFacts,
    CardFacts,
    CohortFacts,
    CurveFacts,
    LeaderboardRow,
    OutcomeFacts,
    StructureFacts,
    TreeFacts,
    ValueFacts,
)
from segtui.plan.stages import DESCRIBED, SEARCHED


@dataclass(frozen=True)
class Forecasted(Message):
    """What the search will need, by family (name, title, candidates, seconds, bytes) and in all.

    `candidates` are at most this many; `seconds` hold within a factor of 2; `free` are the bytes that it may take.
    """

    candidates: int
    seconds: float
    bytes: int
    families: list[AlgorithmForecast]
    free: int


@dataclass(frozen=True)
class Forecast(PlanRequest):
    """How many candidates, how long and how much memory."""

    answers = (Forecasted,)
    handler = "search_grids:forecast"
    depends = SEARCHED
    pause = 0.15


@dataclass(frozen=True)
class Searched(Message):
    """The leaderboard as in leaderboard.csv, one dict per row, with `key`, `seconds` and `inertia` of each.

    Each row also has `name`, as select.candidate in a plan names it, and `preliminary`, false here.

    `closest` says what came closest where nothing was chosen. `elbow` is the k that Kneedle finds, or None.
    `structure` says whether the chosen one's segments are groups that are there, None where it is not known.
    `caution` says why a finished run is shown from its own files, which lack most labels; else it is empty.
    `curves` say what speaks for each number of segments. `drawn` rows `of` the table were looked at, where it is worked
    through in parts.
    """

    rows: list[LeaderboardRow]
    closest: str
    chosen: str | None
    elbow: int | None
    distinct: int
    structure: StructureFacts | None = None
    caution: str = ""
    curves: list[CurveFacts] = field(default_factory=list)
    drawn: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class SearchGrids(PlanRequest):
    """Sweep the grids. Found is sent for each candidate, then Searched."""

    answers = (Searched,)
    handler = "search_grids:search"
    depends = SEARCHED


@dataclass(frozen=True)
class Recall(PlanRequest):
    """The search results of the run in this folder."""

    run: str

    answers = (Searched,)
    handler = "finished_runs:recall"
    depends = SEARCHED


@dataclass(frozen=True)
class Described(Message):
    """The segments of a candidate.

    `rows`: Arrow IPC file, one row per matrix row: id, segment, confidence, silhouette (null for noise, and where only
    a sample has it), x, y (first two principal components), row (its place in the prepared frame). `comparison`: Arrow
    IPC file as comparison.csv. `cards` as the report has them. `names` by segment number, as text. `kinds` by feature
    of the comparison: share, year or number. `scores`: the candidate's row of the leaderboard, or after a search that
    was cut off a row as in Found. `explained`: the share of variance of the two components. `silhouettes`: how many
    rows have one, noise aside. `structure`: whether the segments are groups that are there. `outcomes` by outcome and
    segment; `cohorts` has a table for each [[cohort]] of the plan; `value` is None without a column of amounts.
    `coarser` and `finer` are the next candidates with fewer and more segments, None where there is none. `columns` are
    those of the table beside the id, `numbers` those of them that hold numbers. `caution`: as in Searched; then `row`
    leads nowhere, and `columns` are not known, but for a run in parts: `frame` is the file of the rows that it keeps,
    the id first, and `row` a place in it. `mapping` has the segment of each cluster, which is text here.

    `tree`, for hierarchical candidates, its last p merges: lists `left`, `right`, `height` of length p, numbered as
    SciPy does (leaves 0 to p, the i-th merge makes p + 1 + i); `rows` of each of the p + 1 leaves; `segment` of each
    leaf (None where it holds several); `linkage`, `k`, and the height `cut` that leaves k clusters; `below`, the
    highest merge inside the leaves, None where it is not known.
    """

    key: str
    rows: str
    comparison: str
    cards: list[CardFacts]
    names: dict[str, str]
    scores: LeaderboardRow
    explained: list[float]
    kinds: dict[str, str] = field(default_factory=dict)
    tree: TreeFacts | None = None
    silhouettes: int = 0
    structure: StructureFacts | None = None
    outcomes: list[OutcomeFacts] = field(default_factory=list)
    value: ValueFacts | None = None
    coarser: AlternativeFacts | None = None
    finer: AlternativeFacts | None = None
    columns: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    caution: str = ""
    mapping: dict[str, int] = field(default_factory=dict)
    cohorts: list[CohortFacts] = field(default_factory=list)
    frame: str | None = None

    keyed_by = "key"


@dataclass(frozen=True)
class Crosstabbed(Message):
    """The segments of a candidate (`key`) against the values of a column; see `segtui.segments.describing.crosstab`.

    `counts`, `shares` (0 to 1) and `index` are lists of rows, segments × values; the index is None for a value that
    no row has.
    """

    key: str
    column: str
    segments: list[int]
    values: list[str]
    counts: list[list[int]]
    shares: list[list[float]]
    index: list[list[float | None]]
    chi_squared: float | None
    freedom: int
    p_value: float | None
    cramers_v: float | None


@dataclass(frozen=True)
class Crosstabulate(PlanRequest):
    """The segments of the candidate with this key against the values of a column."""

    key: str
    column: str

    answers = (Crosstabbed,)
    handler = "crosstabulate:crosstabulate"
    depends = DESCRIBED
    pause = 0.08


@dataclass(frozen=True)
class Describe(PlanRequest):
    """The segments of one candidate (by its key; None for the chosen one)."""

    key: str | None = None

    answers = (Described,)
    handler = "describe_segments:describe"
    depends = DESCRIBED
    pause = 0.08
