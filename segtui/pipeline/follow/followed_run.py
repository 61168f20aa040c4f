"""A run as it is followed: what it learned, which logs events go to, and how customers get their segments again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.clustering.rules.predicted_bands import PredictedBands
from segtui.data.table import Table
from segtui.data.types.column_format import ColumnFormat
from segtui.delivery.follow.config import Follow
from segtui.errors import UsageError
from segtui.features.log.log_columns import ORDER
from segtui.features.log.times import DAY, day_number, instant
from segtui.features.maker import Derived
from segtui.language.sentences import say
from segtui.libraries.boundary import foreign
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.follow.events.read_events import EventReader, FollowedLog
from segtui.pipeline.follow.state.kept_log import KeptLog, Packed, marks_returns
from segtui.pipeline.follow.state.profiles import Profiles
from segtui.pipeline.follow.state.state_file import StateFile
from segtui.pipeline.scoring.fitted_model import Learned, Segmenter, damaged_facts, read_learned, segmenter
from segtui.pipeline.scoring.refresh import refuse_without_centroids
from segtui.plan.followed import followed_makers, refuse_unfollowable
from segtui.prediction.labels.log_outcome import LogOutcome

OF_UTC, RETURNS = "of_utc", "returns"
"""Facts of the state by log: whether its times are of UTC; how many rows it has, and of how many the order is a C."""


@dataclass(frozen=True)
class FollowedRun:
    """The current version of a run with [follow] in its plan.

    `learned` is without steps that compare rows, as each customer has one row. `static` are features of tables that
    events do not change, by number. `zoned` says by number whether a log's times are of UTC.
    """

    run: RunFiles
    follow: Follow
    learned: Learned
    by: Segmenter
    id_type: pl.DataType
    zoned: dict[int, bool] = field(default_factory=dict)
    static: dict[int, Derived] = field(default_factory=dict)

    @classmethod
    def of(cls, run: RunFiles) -> FollowedRun:
        """The run in its current version; raises UsageError where it can't be followed, PlanError for its plan."""
        now = run.latest
        follow = run.plan.follow
        if follow is None:
            fix = say('write it into the plan and run that: [follow] from = "kafka://…", id = "customer_id"')
            raise UsageError(say("the run's plan has no [follow]"), where=str(run.path), fix=fix)
        refuse_unfollowable(run.plan)
        if now.model["algorithm"] == PredictedBands.name:
            what = say("the segments are bands of a prediction, which a stream does not keep up")
            fix = say("choose clusters or rules in [select], and run the plan again")
            raise UsageError(what, where=str(run.path), fix=fix)
        if follow.refreshed_every is not None:
            refuse_without_centroids(now, run.path)
        learned = read_learned(now)
        if learned.made_id:
            fix = say("name the column of ids in [source], and run the plan again")
            what = say("the run numbered its rows, so events can't name customers")
            raise UsageError(what, where=str(run.path), fix=fix)
        steps = tuple((number, step) for number, step in learned.steps if not isinstance(step, Deduplicate))
        kind = pl.Int64() if now.id_type.is_integer() else pl.String()
        return cls(now, follow, replace(learned, steps=steps), segmenter(now), kind)

    @cached_property
    def logs(self) -> tuple[FollowedLog, ...]:
        """The logs that events are for."""
        forms = {n: {form.name: form for form in known} for n, known in enumerate(self.learned.derive_forms, 1)}
        makers = followed_makers(self.run.plan).items()
        return tuple(FollowedLog(number, maker, forms[number], self.zoned[number]) for number, maker in makers)

    @cached_property
    def kept(self) -> dict[int, KeptLog]:
        """How the rows of each log are kept."""
        return {
            number: KeptLog(
                number,
                maker.types_told_apart(),
                has_event=maker.log_columns().event is not None,
                has_worth=maker.log_columns().worth is not None,
                has_order=maker.log_columns().order is not None,
            )
            for number, maker in followed_makers(self.run.plan).items()
        }

    @cached_property
    def profiles(self) -> Profiles | None:
        """The rows of the source; None for a plan without one, whose customers are those of its first derive."""
        if self.run.plan.source is None:
            return None
        kinds = {form.name: _TYPES.get(form.kind, pl.String()) for form in self.learned.forms}
        return Profiles({n: k for n, k in kinds.items() if n != self.learned.id}, self.learned.id, self.id_type)

    def reader(self) -> EventReader:
        """What reads its messages."""
        own = {form.name: form for form in self.learned.forms}
        forms = own or {form.name: form for form in self.learned.derive_forms[0]}
        kind = "integer" if self.id_type == pl.Int64() else "text"
        known = forms.get(self.learned.id)
        id_form = ColumnFormat(self.follow.id, kind, code=bool(known and known.code))
        profile = {name: form for name, form in own.items() if name != self.learned.id}
        source = self.run.plan.source
        return EventReader(self.follow.id, id_form, self.id_type, self.logs, profile, source.nulls if source else None)

    def live_rows(self, state: StateFile, day: dt.date) -> LiveRows:
        """The touched customers as cleaning starts from them, with their features on a day."""
        returns = {number: state.fact(f"{RETURNS}_{number}", [0, 0]) for number in self.kept}
        made = {log.number: self._made(log, state, day, marks_returns(returns[log.number])) for log in self.logs}
        derived = self.static | made
        if self.profiles is not None:
            return LiveRows(self.profiles.fetch(state), derived)
        return LiveRows(derived[1].frame, derived)

    def _made(self, log: FollowedLog, state: StateFile, day: dt.date, marks: bool) -> Derived:
        ids, packed = self.kept[log.number].fetch(state, self.id_type)
        return self.features(log, ids, packed, day, marks)

    def features(self, log: FollowedLog, ids: pl.Series, packed: Packed, day: dt.date, marks: bool) -> Derived:
        """The features of kept rows, all of each customer's, on a day."""
        kept, maker = self.kept[log.number], log.maker.measured_to(day)
        known = self.learned.derived[log.number - 1]
        early = packed["at"] < instant((day_number(day) + 1) * DAY, log.zone)
        if not early.all():
            ids, packed = ids.filter(pl.Series(early)), packed[early]
        has_rows = _counts(log, packed, marks)
        if not has_rows:
            packed = np.zeros(1, dtype=kept.record)
            packed["at"] = (day_number(day) - 1) * DAY
            ids = pl.Series([0]).cast(self.id_type)
        with foreign(damaged_facts(self.run)):
            made = maker.of_log(kept.log(ids, packed, log.zone, marks), known)
        made = made if has_rows else replace(made, frame=made.frame.clear())
        columns = [made.id, *(name for name in maker.output_columns() if name in made.frame.columns)]
        return replace(made, frame=made.frame.select(columns))


_TYPES: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
}


def _counts(log: FollowedLog, packed: Packed, marks: bool) -> bool:
    """Whether any of these rows is an event, or an order that was not returned."""
    found = np.ones(packed.size, dtype=bool)
    if log.columns.kind is ORDER:
        found &= packed["worth"] >= 0 if log.columns.worth is not None else found
        found &= packed["c"] == 0 if log.columns.order is not None and marks else found
    return bool(found.any())


@dataclass
class LiveRows:
    """Rows in one batch, as what a run's cleaning starts from; see `LaterRows`, whose place it takes."""

    frame: pl.DataFrame
    derived: dict[int, Derived]
    matches: list[pl.DataFrame] = field(default_factory=list)
    active: dict[LogOutcome, pl.Series] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    sentinels: Counter[str] = field(default_factory=Counter)
    tables: dict[int, Table] = field(default_factory=dict)

    def __iter__(self) -> Iterator[pl.DataFrame]:
        yield self.frame
