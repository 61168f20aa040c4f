"""Fires one trigger for some people who meet its condition: one call for each who may be reached and is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.run_people import People
from segtui.delivery.trigger.condition import OWN
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.order import TriggerOrder
from segtui.delivery.trigger.outlet import Outlet
from segtui.delivery.trigger.payload import Call, calls_of
from segtui.delivery.trigger.trigger_ledger import TriggerLedger
from segtui.errors import UnreachableError
from segtui.libraries.columns import col
from segtui.pipeline.progress import Listener
from segtui.pipeline.triggers.fired import LISTED, Fired
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
    back = found.back
    listed = [(id, reason, detail or "") for id, reason, detail in back.head(LISTED).iter_rows()]
    fired = Fired(trigger, met=len(ids), due=found.due.height, back=Counter(back["reason"].to_list()))
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
    """The same, and they are told, each on the ledger before the next: what `run` is called stands there.

    What fails is in the answer: those who are left are due again next time.
    """
    fired, found = look(trigger, rows, audience, ledger, now)
    people = [ledger.hashed(id) for id in found.due["id"].to_list()]
    wrong = 0
    for person, call in zip(people, _calls(trigger, found, rows, people), strict=True):
        try:
            refused = outlet.deliver(replace(call, number=ledger.count + 1))
        except UnreachableError as error:
            fired.failed, fired.stopped = error, True
            break
        if refused is None:
            ledger.note(person, now, run)
            fired.sent, wrong = fired.sent + 1, 0
        else:
            fired.refused, wrong = fired.refused + 1, wrong + 1
            fired.failed = refused
            if wrong >= _REFUSALS:
                fired.stopped = True
                break
        listener.advance(fired.sent + fired.refused, fired.due)
    return fired


def _calls(trigger: Trigger, found: TriggerChoice, rows: pl.DataFrame, people: list[str]) -> Iterator[Call]:
    """The calls for those who are due; of the columns the cells that the gate lets pass."""
    sent = [name for name in trigger.columns if name in rows.columns and (name in OWN or name in found.due.columns)]
    cells = rows.select(col(ID).alias(ID), *(col(name).alias(f"\0{name}") for name in sent))
    cells = cells.unique(ID, keep="first", maintain_order=True)
    joined = found.due.join(cells, left_on="id", right_on=ID, how="left", maintain_order="left")
    values = [_passed(name, joined) for name in sent]
    head = [pl.col("shown"), pl.col("segment").alias("\0segment of"), pl.col("segment_name").alias("\0its name")]
    return calls_of(joined.select(*head, *values), trigger.title, sent, list(zip(people, found.before, strict=True)))


def _passed(name: str, joined: pl.DataFrame) -> pl.Expr:
    """A column as it is typed, empty where the gate has emptied it."""
    value = col(f"\0{name}")
    return value if name in OWN else pl.when(col(name).is_not_null()).then(value).alias(f"\0{name}")
