"""Fires one trigger for some people who meet its condition: one call for each who may be reached and is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import polars as pl

from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.run_people import People
from segtui.delivery.trigger.condition import OWN
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.open_outlet import open_outlet
from segtui.delivery.trigger.order import TriggerOrder
from segtui.delivery.trigger.outlet import Outlet
from segtui.delivery.trigger.payload import Call, calls_of, idempotency_key
from segtui.delivery.trigger.trigger_ledger import TriggerLedger
from segtui.errors import SegtuiError, UnreachableError
from segtui.libraries.columns import col
from segtui.pipeline.progress import Listener
from segtui.pipeline.triggers.fired import LISTED, Fired
from segtui.pipeline.triggers.push_lists import ListPeople, choose_listed
from segtui.pipeline.triggers.reach import TriggerChoice, sort_people
from segtui.pipeline.triggers.run_rows import ID

_REFUSALS = 20
"""After this many in a row something is wrong with more than one person."""


@dataclass(frozen=True)
class TriggerPeople:
    """The people of a run, or of new rows, as the gate looks at them for one trigger, and all that is known of them."""

    people: People
    everybody: Everybody
    more: Callable[[], Iterable[pl.Series]] = tuple
    """Ids of rows beside theirs, under which they may have been reached."""
    onto: ListPeople | None = None
    """The same as the push sees them whose list they are put on."""

    def order(self, trigger: Trigger) -> TriggerOrder:
        """The trigger as an order for any segment that they are in, noise too, for the condition chooses."""
        return TriggerOrder(trigger, tuple(self.people.names))


def look(
    trigger: Trigger, rows: pl.DataFrame, audience: TriggerPeople, ledger: TriggerLedger, now: dt.datetime
) -> tuple[Fired, TriggerChoice]:
    """Who of some `rows` that meet the condition would be told, and who not and why; nothing is sent."""
    ids = rows[ID].drop_nulls().unique(maintain_order=True)
    order, more = audience.order(trigger), audience.more() if ledger.reached else ()
    found = sort_people(order, audience.people, audience.everybody, ids, ledger, now, more)
    if audience.onto is not None:
        found = choose_listed(found, audience.onto)
    back = found.back
    listed = [(id, reason, detail or "") for id, reason, detail in back.head(LISTED).iter_rows()]
    fired = Fired(trigger, met=len(ids), due=found.due.height, back=Counter(back["reason"].to_list()))
    fired.words = found.words
    fired.first, fired.first_back = found.due["id"].head(LISTED).to_list(), listed
    return fired, found


def fire(
    trigger: Trigger,
    rows: pl.DataFrame,
    audience: TriggerPeople,
    ledger: TriggerLedger,
    outlet: Outlet,
    now: dt.datetime,
    run: str,
    listener: Listener,
) -> Fired:
    """The same, and they are told, as many at once as the outlet takes, on the ledger before the next: what `run` is
    called stands there.

    What fails is in the answer: those who are left are due again next time.
    """
    fired, found = look(trigger, rows, audience, ledger, now)
    people = [ledger.hashed(id) for id in found.due["id"].to_list()]
    wrong, pairs = 0, zip(people, _calls(trigger, found, rows, people), strict=True)
    while chunk := list(islice(pairs, outlet.most)):
        calls = [replace(call, number=ledger.count + n) for n, (_, call) in enumerate(chunk, start=1)]
        try:
            refused = outlet.deliver(calls)
        except UnreachableError as error:
            fired.failed, fired.stopped = error, True
            break
        done = [person for person, call in chunk if call.key not in refused]
        ledger.note(done, now, run)
        fired.sent, fired.refused = fired.sent + len(done), fired.refused + len(refused)
        wrong = 0 if done else wrong + len(refused)
        fired.failed = next(iter(refused.values()), fired.failed)
        if wrong >= _REFUSALS:
            fired.stopped = True
            break
        listener.advance(fired.sent + fired.refused, fired.due)
    return fired


def fire_by(
    trigger: Trigger,
    rows: pl.DataFrame,
    audience: TriggerPeople,
    ledger: TriggerLedger,
    now: dt.datetime,
    run: str,
    listener: Listener,
) -> Fired:
    """The same by the outlet that the trigger names; what can't be opened is in the answer too."""
    onto = audience.onto
    stay, push = (onto.stay(trigger, now, run), onto.order) if onto else (None, None)
    try:
        outlet = open_outlet(trigger, trigger.title, ledger.key, push, stay)
    except SegtuiError as error:
        return Fired(trigger, failed=error, stopped=True)
    try:
        fired = fire(trigger, rows, audience, ledger, outlet, now, run, listener)
    finally:
        outlet.close()
    if stay:
        fired.unnamed, fired.pending = stay.unnamed, stay.pending
    return fired


def _calls(trigger: Trigger, found: TriggerChoice, rows: pl.DataFrame, people: list[str]) -> Iterator[Call]:
    """The calls for those who are due; of the columns the cells that the gate lets pass, and of a list its members."""
    occurrences = list(zip(people, found.before, strict=True))
    if trigger.destination.kind == "push":
        for (person, before), member in zip(occurrences, found.members, strict=True):
            yield Call("", idempotency_key(trigger.title, person, before), b"", member=member)
        return
    sent = [name for name in trigger.columns if name in rows.columns and (name in OWN or name in found.due.columns)]
    cells = rows.select(col(ID).alias(ID), *(col(name).alias(f"\0{name}") for name in sent))
    cells = cells.unique(ID, keep="first", maintain_order=True)
    joined = found.due.join(cells, left_on="id", right_on=ID, how="left", maintain_order="left")
    values = [_passed(name, joined) for name in sent]
    head = [pl.col("shown"), pl.col("segment").alias("\0segment of"), pl.col("segment_name").alias("\0its name")]
    yield from calls_of(joined.select(*head, *values), trigger.title, sent, occurrences)


def _passed(name: str, joined: pl.DataFrame) -> pl.Expr:
    """A column as it is typed, empty where the gate has emptied it."""
    value = col(f"\0{name}")
    return value if name in OWN else pl.when(col(name).is_not_null()).then(value).alias(f"\0{name}")
