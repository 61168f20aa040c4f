"""Fires the triggers of a run for rows that are newer than it: those that `assign` places, and those of a stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from segtui.delivery.export.care import CareOrder
from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.eligibility.exclusions import Exclusions, small_segments
from segtui.delivery.export.run_people import People, meet_all
from segtui.delivery.push.push_ledger import PushLedger
from segtui.delivery.trigger.condition import OWN, holds_for
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.once import is_due
from segtui.delivery.trigger.order import TriggerOrder
from segtui.delivery.trigger.trigger_ledger import TriggerLedger, held_ledger, seen_ledger
from segtui.errors import PlanError, UnreachableError
from segtui.language.sentences import say
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.records import held_of
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.exclusions import lists_of
from segtui.pipeline.exports.export_run import under_key
from segtui.pipeline.exports.original_answers import names_in_data
from segtui.pipeline.exports.other_months import of_run
from segtui.pipeline.progress import Listener
from segtui.pipeline.triggers.faults import under_trigger
from segtui.pipeline.triggers.fire import TriggerPeople, fire_by, look
from segtui.pipeline.triggers.fire_run import chosen, ledgers_of
from segtui.pipeline.triggers.fired import Fired
from segtui.pipeline.triggers.push_lists import ListPeople, anywhere, held_lists
from segtui.pipeline.triggers.run_rows import ID
from segtui.pipeline.write_back.run_columns import run_name
from segtui.plan.trigger_targets import PushTarget, push_target
from segtui.segments.campaigns.control_group import draws

_PATIENCE = 60.0
"""Seconds to wait for the ledger of a list: a push has it, which may wait for who reads the run."""


class RowTriggers:
    """The triggers of a finished run, or the one called `only`, for rows that come later; made once for many.

    Segments are small, and people held out, as in the run; a holdout of a trigger holds out new people by the same
    draw as the next run will. What was answered in the run no longer counts: the newer rows say who agrees.
    """

    def __init__(self, run: RunFiles, only: str | None = None) -> None:
        self._run = run
        self.triggers = chosen(run.plan.trigger, only, str(run.path))
        self._held = held_of(run.home, run.plan.seed).ids
        self._sizes = run.sizes()
        self._name = run_name(run)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that conditions look at or that are sent, beside segtui's own."""
        return frozenset().union(*(trigger.columns_named() for _, trigger in self.triggers)) - set(OWN)

    def that_meet(self, rows: pl.DataFrame) -> pl.Series:
        """Which of some typed rows meet the condition of any of them (n)."""
        met = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
        for number, trigger in self.triggers:
            met |= self._holds(number, trigger, rows)
        return met

    def fire(
        self,
        rows: pl.DataFrame,
        people: pl.DataFrame,
        listener: Listener,
        *,
        dry_run: bool = False,
        now: dt.datetime | None = None,
    ) -> list[Fired]:
        """Fire for those of `rows` that meet the conditions: ID, what `OWN` names, and `columns`, typed.

        `people` are all rows that came, with what the data says of each, as text where it has been cleaned or not:
        `id`, `segment`, `segment_name` and the data's columns. One that fails says so in its answer.
        """
        at, done = now or dt.datetime.now(dt.UTC), []
        for number, trigger in self.triggers:
            meeting = rows.filter(self._holds(number, trigger, rows))
            if meeting.is_empty():
                done.append(Fired(trigger))
                continue
            try:
                done.append(self._fire(trigger, meeting, people, listener, at, dry_run=dry_run))
            except PlanError as error:
                raise under_trigger(error, number) from None
        return done

    def _holds(self, number: int, trigger: Trigger, rows: pl.DataFrame) -> pl.Series:
        try:
            return holds_for(rows, trigger.when, "when")
        except PlanError as error:
            raise under_trigger(error, number) from None

    def _fire(
        self,
        trigger: Trigger,
        rows: pl.DataFrame,
        people: pl.DataFrame,
        listener: Listener,
        at: dt.datetime,
        *,
        dry_run: bool,
    ) -> Fired:
        folder = ledgers_of(self._run.home)
        target = push_target(self._run.plan, trigger)
        if dry_run:
            with held_lists(folder, [target], dry_run=True) as lists:
                audience = self._audience(trigger, people, target, lists)
                return look(trigger, rows, audience, seen_ledger(folder, trigger), at)[0]
        listener.stage(say("trigger {name}", name=trigger.title))
        waiting = partial(listener.note, say(WAITING))
        with held_ledger(folder, trigger, waiting) as ledger:
            if not _any_due(trigger, rows, ledger, at):
                return Fired(trigger, met=rows[ID].n_unique())
            try:
                with held_lists(folder, [target], waiting, patience=_PATIENCE) as lists:
                    audience = self._audience(trigger, people, target, lists)
                    return fire_by(trigger, rows, audience, ledger, at, self._name, listener)
            except UnreachableError as error:  # a push keeps the ledger of the list
                return Fired(trigger, failed=error, stopped=True)

    def _audience(
        self, trigger: Trigger, people: pl.DataFrame, target: PushTarget | None, lists: Mapping[str, PushLedger]
    ) -> TriggerPeople:
        """Those who came, as the gate looks at them, and that of the push whose list they are put on."""
        run = self._run
        ids_of = lambda: (block.select("id").collect().to_series() for block in run.member_blocks())  # noqa: E731
        audience = TriggerPeople(*self._met(TriggerOrder(trigger), people), ids_of)
        if target is None:
            return audience
        try:
            order = anywhere(target.order, audience.people.names)
            return replace(audience, onto=ListPeople(target.order, *self._met(order, people), lists[target.key]))
        except PlanError as error:
            raise under_key(error, target.key) from None

    def _met(self, order: CareOrder, people: pl.DataFrame) -> tuple[People, Everybody]:
        run = self._run
        named = names_in_data(run, order.columns_asked())
        known = people.with_columns(col(old).alias(new) for new, old in named.items() if old in people.columns)
        names = {**run.names, **({-1: _noise(people)} if -1 in people["segment"] else {})}
        lists = lists_of([each for _, each in run.plan.careful()], run.path, run.id)
        met = People(known.lazy(), names, Exclusions(lists, id_column=run.id), beside=(of_run(run),))
        guards = replace(
            met.guards,
            control=self._control(order, people["id"]),
            small=small_segments(self._sizes, order.min_size),
        )
        met = replace(met, guards=guards)
        return met, meet_all(met, order)

    def _control(self, order: CareOrder, ids: pl.Series) -> pl.Series:
        """Who is held out: those of the run, and of others the same share, by the draw of the next run."""
        if not order.holdout:
            return self._held
        drawn = pl.DataFrame({"id": ids.unique()}).filter(draws(pl.col("id"), self._run.plan.seed) < order.holdout)
        return pl.concat([self._held, drawn["id"]]).unique()


def _noise(people: pl.DataFrame) -> str:
    return str(people.filter(pl.col("segment") == -1)["segment_name"][0])


def _any_due(trigger: Trigger, rows: pl.DataFrame, ledger: TriggerLedger, now: dt.datetime) -> bool:
    """Whether anybody may be due, before it is looked at who they are: most who come again were told already."""
    known = (ledger.reached.get(ledger.hashed(id)) for id in rows[ID].drop_nulls().unique().to_list())
    return any(one is None or (not one.forgotten and is_due(one.last, now, trigger.once)) for one in known)


def people_of_rows(ids: pl.Series, segments: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Rows (n) as `fire` wants its people: ids, segment and segment_name, and the cells of the data."""
    own = ("id", "segment", "segment_name")
    more: Sequence[pl.Series] = [cells.get_column(name).cast(pl.String) for name in cells.columns if name not in own]
    head = [ids.cast(pl.String).alias("id"), segments["segment"].cast(pl.Int32), segments["segment_name"]]
    return pl.DataFrame([*head, *more])
