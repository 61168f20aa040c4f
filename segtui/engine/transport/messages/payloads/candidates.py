"""Candidates and their segments: forecasts, rows of the leaderboard, cards and trees."""

from __future__ import annotations

from typing import TypedDict

from segtui.engine.transport.messages.payloads.columns import Value


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
    dbcv_error: float | None
    bic: float | None
    aic: float | None
    consensus: float | None
    gap: float | None
    recurrence: float | None
    balance: float | None
    misfit: float | None
    largest_share: float | None
    stability: float | None
    cophenetic: float | None
    score: float | None
    seconds: float
    inertia: float | None
    chosen: bool
    rejected_because: str | None
    same_as: str | None
    notes: str | None
    preliminary: bool


class StructureFacts(TypedDict):
    """Whether segments are groups that are there; see `segtui.segments.choosing.structure.Structure`."""

    kind: str
    gap: float
    recurrence: float
    valley: float
    gain: float
    smallest: float


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
    rule: list[str]


class CurveFacts(TypedDict):
    """An index by number of segments; see `segtui.segments.choosing.how_many.CurveByK`."""

    index: str
    ks: list[int]
    values: list[float]
    rule: str
    pick: int | None
    errors: list[float]


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
