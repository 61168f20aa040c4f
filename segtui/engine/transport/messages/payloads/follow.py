"""What is known of a run that follows a stream, batch by batch."""

from __future__ import annotations

from typing import TypedDict


class MoveFacts(TypedDict):
    """How many customers went from one segment to another; `start` is None for those who were seen first."""

    start: str | None
    end: str | None
    count: int


class BatchFacts(TypedDict):
    """A line of follow.health.ndjson: counts of this batch, `customers` whom it touched, `rate` of events a second.

    `at` is ISO 8601 in UTC; `oldest_event` the time of the oldest event; `lag` how many messages wait. A line between
    batches, which says nothing but its `state`, has the `batch` 0. `state` says what `segtui follow` is at:
    running, ended, or what it waits for. `sinks` and `triggered` count rows and calls by name.
    """

    at: str
    batch: int
    events: int
    rejected: int
    late: int
    lag: int | None
    oldest_event: str | None
    seconds: float
    rate: float
    customers: int
    moved: list[MoveFacts]
    triggered: dict[str, int]
    sinks: dict[str, int]
    state: str
