"""Paths: types of event that customers go through in order, or directly one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from segtui.features.events.customer_events import Counts, CustomerEvents
from segtui.features.events.windows import Columns

_HOUR = 3_600_000_000
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Walk:
    """How far customers (m) got on a path of s steps.

    `reached` (m, s) is the moment at which each step was, in order; a number larger than any moment where it was not.
    `direct` (m) counts the steps that followed one another with nothing between; `direct_time` (m) is the microseconds
    of the first time that all did, or −1.
    """

    reached: Counts
    direct: Counts
    direct_time: Counts

    @property
    def steps(self) -> Counts:
        """The steps reached in order (m)."""
        steps: Counts = np.count_nonzero(self.reached < _NEVER, axis=1).astype(np.int64)
        return steps


def path_columns(number: int) -> tuple[str, ...]:
    """The columns of the path of that number, from 1."""
    names = ("steps", "completed", "hours", "direct_steps", "direct_completed", "direct_hours")
    return tuple(f"path_{number}_{name}" for name in names)


def walk(events: CustomerEvents, path: Sequence[int]) -> Walk:
    """How far each customer got on a path of types, given by their codes.

    In order: each step is at or after the one before, and later than a step before it of the same type. Directly:
    no other event between; events of one moment count in the order of the path, others after them.
    """
    return Walk(_in_order(events, path), *_directly(events, path))


def path_features(walked: Walk, number: int) -> Columns:
    """The columns of a path: steps reached, whether all, and the hours from first to last, empty (NaN) if not all."""
    length = walked.reached.shape[1]
    done, direct = walked.steps == length, walked.direct_time >= 0
    taken = np.where(done, walked.reached[:, -1] - walked.reached[:, 0], 0) / _HOUR
    made = (
        *(walked.steps, done, np.where(done, taken, np.nan)),
        *(walked.direct, direct, np.where(direct, walked.direct_time / _HOUR, np.nan)),
    )
    return dict(zip(path_columns(number), made, strict=True))


def funnel(path: Sequence[str], walks: Sequence[Walk]) -> pl.DataFrame:
    """How many customers got how far, a row for each step.

    Columns: step (its number and event), customers, share (of those at the first step), dropped (the share of those at
    the step before who did not get here), hours (the median from the step before) and directly (the customers who got
    here with nothing between); shares and hours are empty where nobody is.
    """
    reached = np.concatenate([each.reached for each in walks])
    direct = np.concatenate([each.direct for each in walks])
    customers = (reached < _NEVER).sum(axis=0).tolist()
    rows = []
    for i, event in enumerate(path):
        here, before = customers[i], customers[max(0, i - 1)]
        there = reached[:, i] < _NEVER
        share = here / customers[0] if customers[0] else None
        dropped = 1 - here / before if i and before else None
        hours = float(np.median(reached[there, i] - reached[there, i - 1])) / _HOUR if i and here else None
        rows.append((f"{i + 1}. {event}", here, share, dropped, hours, int((direct > i).sum())))
    kinds = (pl.String, pl.Int64, pl.Float64, pl.Float64, pl.Float64, pl.Int64)
    names = ("step", "customers", "share", "dropped", "hours", "directly")
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _in_order(events: CustomerEvents, path: Sequence[int]) -> Counts:
    reached: list[Counts] = []
    for i, code in enumerate(path):
        there = events.type == code
        if i:
            there &= events.at >= reached[-1][events.owner]
        if same := [before for before in range(i) if path[before] == code]:
            there &= events.at > reached[same[-1]][events.owner]
        reached.append(np.minimum.reduceat(np.where(there, events.at, _NEVER), events.starts))
    return np.column_stack(reached)


def _directly(events: CustomerEvents, path: Sequence[int]) -> tuple[Counts, Counts]:
    n = events.at.size
    types, at = _in_order_of_path(events, path)
    follows = np.ones(n, dtype=np.bool_)
    steps = np.zeros(n, dtype=np.int64)
    for i, code in enumerate(path):
        follows[max(0, n - i) :] = False
        follows[: n - i] &= (types[i:] == code) & (events.owner[i:] == events.owner[: n - i])
        steps += follows
    most = np.maximum.reduceat(steps, events.starts)
    first = np.minimum.reduceat(np.where(follows, np.arange(n), n), events.starts)
    done = first < n
    begin = np.where(done, first, 0)
    taken = at[np.minimum(begin + len(path) - 1, n - 1)] - at[begin]
    return most, np.where(done, taken, -1)


def _in_order_of_path(events: CustomerEvents, path: Sequence[int]) -> tuple[Counts, Counts]:
    """Types and moments with the events of one moment in the order of the path."""
    tied = (events.at[1:] == events.at[:-1]) & (events.owner[1:] == events.owner[:-1])
    if not tied.any():
        return events.type, events.at
    place = np.full(max(int(events.type.max()), *path) + 1, len(path))
    for i, code in reversed(list(enumerate(path))):
        place[code] = i
    order = np.lexsort((events.type, place[events.type], events.at, events.owner))
    return events.type[order], events.at[order]
