"""When a trigger fires: a condition in SQL on what is known of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from segtui.cleaning import sql
from segtui.cleaning.sql_rows import condition_looks_beyond
from segtui.errors import Fault, PlanError
from segtui.language.sentences import say

OWN: Mapping[str, pl.DataType] = {
    "segment": pl.Int32(),
    "segment_name": pl.String(),
    "confidence": pl.Float64(),
    "previous_segment": pl.Int32(),
    "previous_segment_name": pl.String(),
}
"""What a condition may name beside columns of the data: null in the last two for whom is seen for the first time."""
PREVIOUS = ("previous_segment", "previous_segment_name")


def unread(when: str, key: str) -> list[Fault]:
    """What is wrong with a condition before any column is known."""
    known: Sequence[str] = ()
    try:
        known = sql.names_in(when)
    except PlanError as error:
        return [Fault(key, fault.what, fault.fix) for fault in error.faults]
    if not known:
        return [
            Fault(key, say("names no column, so it holds for everybody or for nobody"), say("such as lead_score >= 50"))
        ]
    if condition_looks_beyond(when):
        fix = say("derive a column of it, such as a score, and compare that")
        return [Fault(key, say("compares a person with others, so it would hold or not by who else is there"), fix)]
    return []


def faults(when: str, schema: Mapping[str, pl.DataType], key: str) -> list[Fault]:
    """What is wrong with a condition on columns of these types: those of the run with `OWN`."""
    empty = pl.DataFrame(schema=dict(schema))
    try:
        holds_for(empty, when, key)
    except PlanError as error:
        return list(error.faults)
    return unread(when, key)


def holds_for(frame: pl.DataFrame, when: str, key: str) -> pl.Series:
    """For whom a condition holds (n): an empty cell that leaves it undecided is a no.

    Raises PlanError under `key` for columns that are not there, or of types that don't go with it.
    """
    return sql.true_rows(frame, when, key).fill_null(value=False)
