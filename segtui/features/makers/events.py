"""Windows, sessions, types of event and paths from a log of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import AfterValidator, Field, model_validator

from segtui.data.table import Table
from segtui.declare import OneOrMore
from segtui.errors import PlanError
from segtui.features.column_roles import count_distinct
from segtui.features.events import log_notes
from segtui.features.events.column_labels import labels
from segtui.features.events.event_features import Seen, Wanted, event_features, window_begins
from segtui.features.events.event_types import TypeCounts, column_stems, count_types
from segtui.features.events.funnel_exhibit import funnel_exhibit
from segtui.features.events.sessions import SESSION_COLUMNS
from segtui.features.events.windows import ascending, total_columns
from segtui.features.log.durations import Duration
from segtui.features.log.log import Log, LogToDate
from segtui.features.log.log_columns import EVENT, LogColumns
from segtui.features.log.log_maker import LogMaker
from segtui.features.log.times import is_of_utc
from segtui.features.maker import Derived, MakerNote
from segtui.features.recognition.event_columns import find_event_log
from segtui.features.recognition.proposed_maker import ProposedMaker
from segtui.features.table_maker import taken_id
from segtui.language.sentences import say
from segtui.libraries.columns import col

_STARTER_TYPES = 6
_STARTER_FEATURES = ("days_since_last_event", "active_days", "events_per_session", "session_minutes", "value_total")

Name = Annotated[str, Field(min_length=1)]
Windows = Annotated[tuple[Duration, ...], AfterValidator(ascending), Field(min_length=1, max_length=12)]
Path = Annotated[tuple[Name, ...], Field(min_length=2, max_length=12)]


class Events(LogMaker):
    """How much, how recently, in which sessions and on which paths customers act, from a log of events.

    Adds events_total, active_days, days_since_first_event, days_since_last_event and sessions; for each window
    events_7d, active_days_7d and trend_7d; for each type of event, such as purchase, purchase_count, purchase_share and
    days_since_purchase; with `value` also value_total, value_7d and purchase_value; for each path path_1_steps,
    path_1_completed and path_1_hours, and the same with path_1_direct_.

    A window of 7d holds the 7 days before `as_of` and that day itself. The trend is (events + 1) / (events of the
    window before + 1), without the day `as_of`, which may not be over. A session ends with a pause longer than
    `session_gap`; session_minutes is the mean time from first to last event, engagement_minutes all of it. Shares, days
    since an event of a type, and hours on a path are clustered only where features.use has their names in full: they
    restate counts, or are empty for who never did that.
    """

    always_adds: ClassVar[tuple[str, ...]] = (*total_columns(valued=False), *SESSION_COLUMNS)
    starter_place: ClassVar[int | None] = 1

    kind: Literal["events"]
    """Windows, sessions, types and paths."""
    time: str
    """The column of the event's time; a date, or seconds, milli- or microseconds since 1970, will do."""
    event: str | None = None
    """The column of the event's type; default: all events are of one type."""
    value: str | None = None
    """The column of what an event is worth, or a Polars SQL expression such as "Quantity * UnitPrice"."""
    windows: Windows = ("7d", "30d", "90d")
    """The windows, such as ["7d", "12w"]."""
    session_gap: Duration = "30m"
    """The longest pause within a session."""
    events: Annotated[OneOrMore, Field(min_length=1, max_length=100)] | None = None
    """The types of event that get columns; default: the 20 most frequent of the run's log that at least
    five customers have."""
    paths: Annotated[tuple[Path, ...], Field(max_length=9)] = ()
    """Paths of types that customers may take, such as [["product_view", "add_to_cart", "purchase"]]."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.event is None and (self.events or self.paths):
            raise ValueError(
                say("events: needs `event`, the column of the event's type")
                if self.events
                else say("paths: needs `event`, the column of the event's type")
            )
        if self.events is not None and len(set(self.events)) < len(self.events):
            raise ValueError(say("events: a type is named twice"))
        return self

    @classmethod
    def proposed(cls, table: Table, owner: str | None = None) -> ProposedMaker | None:
        """For a table with a customer and a time in each row, with a type of event or without amounts."""
        found = find_event_log(table, owner)
        if found is None:
            return None
        keys = found.columns
        plain = {name: cls.model_fields[name].get_default() for name in ("windows", "session_gap")}
        types = {"events": _types(table.frame, keys.id, keys.event)} if keys.event else {}
        path = 'paths = [["first type", "next type"]]      # how many go on, and how long it takes'
        hints = [path] if types else []
        if is_of_utc(table, keys.time):
            hints.append('timezone = "Europe/Paris"      # whose midnight begins a day; default: UTC')
        return ProposedMaker(
            cls.model_validate({"kind": "events", "path": "", **keys.keys(), **plain, **types}),
            found.what,
            row="event",
            comments={"events": "the types that get columns: the most frequent"},
            hints=tuple(hints),
            cohort={"id": keys.id, "date": keys.time},
        )

    def starter_features(self, made: Derived) -> tuple[str, ...]:
        """Recency, how often, how long and of what value, and counts of the most frequent types, where these vary."""
        counts = [name for name in made.frame.columns if name.endswith("_count")][:_STARTER_TYPES]
        there = [name for name in (*map(self.named, _STARTER_FEATURES), *counts) if name in made.frame.columns]
        return tuple(name for name in there if count_distinct(made.frame[name]) > 1)

    def output_columns(self) -> tuple[str, ...]:
        """The columns, without those of types that the log decides on."""
        return tuple(map(self.named, self._wanted(self.events or ()).columns))

    def has_open_columns(self) -> bool:
        """Whether the log decides which types have columns."""
        return self.event is not None and self.events is None

    def labels(self) -> dict[str, str]:
        """What people call the columns; those of types that the log decides on go by their names."""
        return self.labelled(labels(self.windows, self._wanted(self.events or ()).stems, len(self.paths)))

    def fit_transform(self, table: Table) -> Derived:
        """One row per customer with at least one event up to `as_of`, sorted by id."""
        return self._made(self.read(table), log_notes.layout_told([*table.frame.columns, *table.reading.left]))

    def types_told_apart(self) -> tuple[str, ...]:
        """Those with columns, and those on paths."""
        return self._wanted(self.events or ()).names

    def of_log(self, log: Log, learned: Mapping[str, Any]) -> Derived:
        """The same of a log; nothing is learned but the types, which the plan of a run names."""
        return self._made(log)

    def _made(self, whole: Log, layout: Sequence[str] = ()) -> Derived:
        log = self.to_date(whole)
        there = count_types(log.rows.frames()) if self.event else TypeCounts({}, frozenset())
        types = self.events or there.frequent
        wanted = self._wanted(types)
        self._refuse_id(tuple(map(self.named, wanted.columns)))
        frame, seen = event_features(log, wanted)
        notes = [
            *log.notes,
            *layout,
            *self._told(log, wanted, seen, there),
        ]
        return Derived(
            frame=frame.select(col("id").alias(self.id), *(col(c).alias(self.named(c)) for c in wanted.columns)),
            id=self.id,
            remarks=tuple(map(MakerNote, notes)),
            exhibits=tuple(
                funnel_exhibit(number, path, walks)
                for number, (path, walks) in enumerate(zip(self.paths, seen.walks, strict=True), 1)
            ),
            aside=tuple(map(self.named, wanted.aside)),
            carried_out=self.model_copy(update={"as_of": log.as_of, "events": types or None}),
        )

    def log_columns(self) -> LogColumns:
        """What the columns of the log are."""
        return LogColumns(
            EVENT, self.id, self.time, self.event, self.value, timezone=self.timezone, empty_is_nothing=True
        )

    def _refuse_id(self, columns: tuple[str, ...]) -> None:
        if found := taken_id(self.id, columns, self.kind, "derive"):
            raise PlanError(found)

    def _wanted(self, types: tuple[str, ...]) -> Wanted:
        """The features, where these types have columns."""
        valued = self.value is not None
        plain = Wanted(self.windows, self.session_gap, {}, self.paths, valued)
        return replace(plain, stems=column_stems(types, plain.columns))

    def _told(self, log: LogToDate, wanted: Wanted, seen: Seen, there: TypeCounts) -> list[str]:
        """What the notes say of the log."""
        told: list[str] = [log_notes.summary(log, sum(map(len, seen.events)), seen.last)]
        if self.event:
            told += log_notes.types_told(wanted, tuple(there.events))
        told += log_notes.cut_windows(log, window_begins(log, self.windows))
        told += log_notes.begins_late(log, np.concatenate(seen.firsts))
        return told + log_notes.no_people(np.concatenate(seen.tireless), np.concatenate(seen.events), self.session_gap)


def _types(frame: pl.DataFrame, id: str, event: str) -> tuple[str, ...]:
    """The types that a plan names: the most frequent of those that several customers have."""
    kinds = frame[event].cast(pl.String).str.strip_chars()
    return count_types([pl.DataFrame({"id": frame[id], "event": kinds}).drop_nulls()]).frequent
