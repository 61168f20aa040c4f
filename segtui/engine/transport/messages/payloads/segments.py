"""What segments are judged by: outcomes, value, and the candidates with fewer or more of them."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class ContactFacts(TypedDict):
    """What contacting a segment is expected to bring; see `segtui.prediction.by_segment.ContactedSegment`."""

    all: float
    contacted: int
    best: float
    tested: float | None


class OutcomeFacts(TypedDict):
    """One outcome in one segment; see `segtui.segments.describing.outcome_effects.OutcomeEffect`.

    `contact` is there where it is predicted and the plan says what a contact costs and brings.
    """

    column: str
    kind: str
    segment: int
    known: int
    value: float | None
    overall: float
    index: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    p_adjusted: float | None
    code: str
    contact: NotRequired[ContactFacts]


class SegmentValueFacts(TypedDict):
    """A segment's part of the value; see `segtui.segments.describing.value_shares.SegmentValue`."""

    segment: int
    rows: int
    total: float
    per_head: float
    share_of_rows: float
    share_of_value: float | None


class ValueFacts(TypedDict):
    """Who brings the value; see `segtui.segments.describing.value_shares.ValueShares`."""

    column: str
    unit: str
    segments: list[SegmentValueFacts]
    total: float
    curve: list[float] | None
    half: float | None
    gini: float | None


class CohortTriangleFacts(TypedDict):
    """The cohorts of one segment (None is all customers): a row each below all of them together.

    `shares` (rows × periods, from the first after a cohort's own) are of its first period, None where there is none;
    `texts` say them, with a star where the period is not over.
    """

    segment: int | None
    rows: list[str]
    customers: list[int]
    shares: list[list[float | None]]
    texts: list[list[str]]


class CohortFacts(TypedDict):
    """A cohort table; see `segtui.segments.cohorts.triangle.CohortTable`. `sentences` say how to read it."""

    measure: str
    of_orders: bool
    by: str
    sentences: list[str]
    triangles: list[CohortTriangleFacts]


class SegmentStabilityFacts(TypedDict):
    """A cluster of a candidate (-1 is noise); see `segtui.validity.stability.bootstrap.SegmentStability`."""

    cluster: int
    jaccard: float | None
    low: float | None
    high: float | None
    badge: str | None
    found: float
    lost: float


class StabilityFacts(TypedDict):
    """How far a candidate is found again; `weakest` is the badge of its least stable segment.

    `rand` is the mean adjusted Rand index, `low` and `high` its 95 % interval; the `resamples` each drew `drawn` of
    `rows` rows.
    """

    rand: float
    low: float
    high: float
    resamples: int
    rows: int
    drawn: int
    weakest: str | None
    clusters: list[SegmentStabilityFacts]


class SplitFacts(TypedDict):
    """A segment that another candidate splits; see `segtui.segments.choosing.finer_coarser.Split`."""

    segment: int
    shares: list[float]


class AlternativeFacts(TypedDict):
    """A candidate with fewer or more segments: its key, which of the shown ones it splits, and which it merges.

    Where its rows are not known, it is not `compared`.
    """

    key: str
    clusters: int
    splits: list[SplitFacts]
    merges: list[list[int]]
    compared: bool
