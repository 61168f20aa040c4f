"""Recognizing a log of events: one row for each thing that somebody did, with its type and its time."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from segtui.data.ids import find_owner
from segtui.data.table import Table
from segtui.errors import DataError
from segtui.features.column_roles import count_distinct
from segtui.features.events.layouts import recognize
from segtui.features.events.times import has_hours, is_of_utc, is_timed
from segtui.features.makers.events import Events
from segtui.plan.dump import literal
from segtui.plan.starter.columns import takes_log

_TYPE = re.compile(r"^(event|action|activity|interaction)([ _.-]?(name|type|kind))?$", re.IGNORECASE)
_MOST_TYPES = 200
_LEAST_REPEATED = 1.2
_USED_TYPES = 6
_USED = ("days_since_last_event", "active_days", "events_per_session", "session_minutes")


@dataclass(frozen=True)
class FoundEvents:
    """A log of events: the maker for it with everything that it chose, the features to cluster and those of them with a
    long tail, how many rows and customers there are, and the layout's name, if it is a known one."""

    maker: Events
    use: tuple[str, ...]
    log: tuple[str, ...]
    rows: int
    customers: int
    layout: str
    zoned: bool


def find_events(table: Table) -> FoundEvents | None:
    """The log of events that a table is, None for any other table."""
    maker, layout = _known(table) or _unknown(table) or (None, "")
    if maker is None:
        return None
    try:
        made = maker.fit_transform(table)
    except DataError:
        return None
    if made.frame.height * _LEAST_REPEATED > table.frame.height or not isinstance(made.carried_out, Events):
        return None
    counts = [name for name in made.frame.columns if name.endswith("_count")][:_USED_TYPES]
    use = tuple(name for name in (*_USED, *counts) if count_distinct(made.frame[name]) > 1)
    if not use:
        return None
    log = tuple(name for name in use if takes_log(made.frame.get_column(name)))
    zoned = is_of_utc(table, maker.time)
    return FoundEvents(made.carried_out, use, log, table.frame.height, made.frame.height, layout, zoned)


def event_log_plan(found: FoundEvents, path: str) -> list[str]:
    """[[derive]] and [features] for a log of events, as lines of TOML with comments."""
    maker = found.maker
    what = f"a log of events as {found.layout} exports it" if found.layout else "a log of events"
    lines = [
        f"# {found.rows:,} rows of {found.customers:,} customers, with times and types: {what}",
        "[[derive]]",
        'kind = "events"',
        f"path = {literal(path)}",
        f"id = {literal(maker.id)}",
        f"time = {literal(maker.time)}",
        f"event = {literal(maker.event)}",
    ]
    if maker.value:
        lines.append(f"value = {literal(maker.value)}")
    lines += [
        f"# as_of = {maker.as_of}      # default: the day after the last event, which is this one",
        f"windows = {literal(list(maker.windows))}",
        f'session_gap = "{maker.session_gap}"',
        "# the types that get columns: the most frequent",
        f"events = {literal(list(maker.events or ()))}",
        '# paths = [["first type", "next type"]]      # how many go on, and how long it takes',
    ]
    if found.zoned:
        lines.append('# timezone = "Europe/Paris"      # whose midnight begins a day; default: UTC')
    lines += ["", "[features]", f"use = {literal(list(found.use))}"]
    if found.log:
        lines += ["# log1p for right-skewed columns", f"log = {literal(list(found.log))}"]
    return [*lines, 'scale = "zscore"', ""]


def _known(table: Table) -> tuple[Events, str] | None:
    """The maker for a known layout of events, and its name."""
    frame = table.frame
    filled = [name for name in frame.columns if frame[name].null_count() < frame.height / 2]
    layout = recognize(frame.columns, filled)
    if layout is None or layout.event is None or not is_timed(frame[layout.time]):
        return None
    value = layout.value if layout.value and frame.schema[layout.value].is_numeric() else None
    return _maker(layout.id, layout.time, layout.event, value), layout.name


def _unknown(table: Table) -> tuple[Events, str] | None:
    """The maker for a table with a customer, a time of day and a column called after events."""
    frame = table.frame
    owner = find_owner(frame)
    times = [name for name in frame.columns if is_timed(frame[name]) and has_hours(frame[name]) and name != owner]
    types = [name for name in frame.columns if _TYPE.match(name) and _is_type(frame[name])]
    return (_maker(owner, times[0], types[0], None), "") if owner and times and types else None


def _maker(id: str, time: str, event: str, value: str | None) -> Events:
    return Events(kind="events", path="", id=id, time=time, event=event, value=value)


def _is_type(column: pl.Series) -> bool:
    return column.dtype == pl.String and 2 <= column.n_unique() <= _MOST_TYPES
