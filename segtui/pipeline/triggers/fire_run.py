"""Fires the triggers of a finished run: at its end, or again where that failed, or only to see who would be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from segtui.delivery.ledger.ledger import FOLDER
from segtui.delivery.push.push_ledger import PushLedger
from segtui.delivery.trigger.condition import holds_for
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.order import TriggerOrder
from segtui.delivery.trigger.trigger_ledger import held_ledger, seen_ledger
from segtui.errors import PlanError, SegtuiError, UnreachableError, UsageError, nearest
from segtui.language.sentences import say
from segtui.pipeline.artifacts.export_log import number_of_next
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.records import Records, held_of, remember
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.exclusions import guards_of
from segtui.pipeline.exports.export_run import ExportSession, met, under_key
from segtui.pipeline.partitioned.segmenting.exported_rows import reopened
from segtui.pipeline.progress import Listener
from segtui.pipeline.triggers.faults import under_trigger
from segtui.pipeline.triggers.fire import TriggerPeople, fire_by, look
from segtui.pipeline.triggers.fired import Fired
from segtui.pipeline.triggers.push_lists import ListPeople, anywhere, held_lists
from segtui.pipeline.triggers.run_rows import rows_of_run
from segtui.pipeline.write_back.run_columns import run_name
from segtui.plan.trigger_targets import PushTarget, push_target
from segtui.publishing.staging import Staging

Numbered = tuple[int, Trigger]
"""A trigger with its number in the plan, from 1."""


def ledgers_of(run: Path) -> Path:
    """The folder of the ledgers of a run: beside it, so that the next run beside it goes on from there."""
    return run.parent / FOLDER


def chosen(triggers: Sequence[Trigger], only: str | None, where: str) -> list[Numbered]:
    """The triggers of a plan, or the one that is called `only`, by its name or its number; UsageError for none."""
    numbered = list(enumerate(triggers, start=1))
    if not numbered:
        fix = say("write [[trigger]] into the plan and run it: `segtui guide triggers`")
        raise UsageError(say("the run's plan has no [[trigger]]"), where=where, fix=fix)
    if only is None:
        return numbered
    found = [(number, each) for number, each in numbered if only in (each.name, str(number))]
    if not found:
        names = [each.name or str(number) for number, each in numbered]
        raise UsageError(say('there is no trigger "{name}"', name=only), where="--only", fix=nearest(only, names))
    return found


def fire_run(
    folder: Path,
    listener: Listener,
    *,
    only: str | None = None,
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> list[Fired]:
    """Fire the triggers of the run in a folder; with `dry_run` only see who would be told.

    One that fails says so in its answer, and the others fire even so. Raises SegtuiError for what no trigger could
    do without.
    """
    at, waiting = now or dt.datetime.now(dt.UTC), partial(listener.note, say(WAITING))
    seen = RunFiles.open(folder)
    targets = [push_target(seen.plan, trigger) for _, trigger in chosen(seen.plan.trigger, only, str(folder))]
    with (  # a push holds the ledger of its list before the run, so others do too
        held_lists(ledgers_of(seen.home), targets, waiting, dry_run=dry_run) as lists,
        held_run(folder, waiting) as (run, journal),
        ExitStack() as stack,
    ):
        for note in run.told_newer():
            listener.note(note)
        held, number = held_of(run.home, run.plan.seed), number_of_next(run.home)
        reread = partial(reopened, run, stack) if run.is_in_parts and run.plan.source else None
        session = ExportSession(run, held, number, run.path, reread=reread)
        done = []
        for trigger_number, trigger in chosen(run.plan.trigger, only, str(folder)):
            listener.stage(say("trigger {name}", name=trigger.title))
            try:
                rows = rows_that_meet(run, trigger)
                audience = None if rows.is_empty() else _audience(trigger, session, listener)
            except PlanError as error:
                raise under_trigger(error, trigger_number) from None
            if audience is None:
                done.append(Fired(trigger))
                continue
            target = push_target(run.plan, trigger)
            if target:
                audience = _onto_list(audience, target, lists, session, listener)
            if not dry_run and (trigger.holdout or (target and target.order.holdout)):
                with Staging(journal=journal) as staging:  # nobody is told before those held out are on record
                    held.stage(staging)
                    remember(run.home, Records(len(held.ids), number - 1), staging)
                    staging.publish()
            done.append(_fire(trigger, rows, audience, run, at, listener, dry_run=dry_run))
        return done


def rows_that_meet(run: RunFiles, trigger: Trigger) -> pl.DataFrame:
    """The rows of a run that meet the condition of a trigger, with what it sends."""
    found = [
        block.filter(holds_for(block, trigger.when, "when")) for block in rows_of_run(run, trigger.columns_named())
    ]
    return pl.concat(found)


def _audience(trigger: Trigger, session: ExportSession, listener: Listener) -> TriggerPeople:
    """Everybody in the run, as the gate looks at them."""
    order = TriggerOrder(trigger)
    people, everybody = met(order, session, listener)
    guards = guards_of(order, people, everybody, session.held, session.number)
    return TriggerPeople(replace(people, guards=guards), everybody)


def _onto_list(
    audience: TriggerPeople,
    target: PushTarget,
    lists: Mapping[str, PushLedger],
    session: ExportSession,
    listener: Listener,
) -> TriggerPeople:
    """The same, seen by the gate of the push too, whose list people are put on."""
    if target.key not in lists:  # the run was replaced by one with another plan while it was waited for
        raise UsageError(say("the plan was changed meanwhile"), where=str(session.run.path), fix=say("try again"))
    try:
        order = anywhere(target.order, audience.people.names)
        people, everybody = met(order, session, listener)
        guards = guards_of(order, people, everybody, session.held, session.number)
        listed = ListPeople(target.order, replace(people, guards=guards), everybody, lists[target.key])
        return replace(audience, onto=listed)
    except PlanError as error:
        raise under_key(error, target.key) from None


def _fire(
    trigger: Trigger,
    rows: pl.DataFrame,
    audience: TriggerPeople,
    run: RunFiles,
    at: dt.datetime,
    listener: Listener,
    *,
    dry_run: bool,
) -> Fired:
    folder = ledgers_of(run.home)
    if dry_run:
        return look(trigger, rows, audience, seen_ledger(folder, trigger), at)[0]
    with held_ledger(folder, trigger, partial(listener.note, say(WAITING))) as ledger:
        return fire_by(trigger, rows, audience, ledger, at, run_name(run), listener)


def unfired(error: SegtuiError, folder: Path) -> SegtuiError:
    """The error of a trigger at the end of a run, which is complete: the same can be tried again."""
    return _again(error, say("the run is complete; send the rest with: segtui trigger {run}", run=str(folder)))


def unfired_rows(error: SegtuiError, folder: Path, data: str) -> SegtuiError:
    """The same after `assign`, whose file is complete."""
    told = say("the file is complete; send the rest with: segtui trigger {run} {data}", run=str(folder), data=data)
    return _again(error, told)


def _again(error: SegtuiError, again: str) -> SegtuiError:
    kind = UnreachableError if isinstance(error, UnreachableError) else type(error)
    kind = UsageError if isinstance(error, PlanError) else kind
    return kind(error.what, where=error.where, fix=f"{error.fix}; {again}" if error.fix else again)
