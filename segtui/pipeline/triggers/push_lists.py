"""Triggers that put people on the list of a push: the ledger of the list, and who of them its gate lets there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from segtui.delivery.export.eligibility.everybody import Everybody
from segtui.delivery.export.run_people import People
from segtui.delivery.push.config import Push
from segtui.delivery.push.delta import FORGOTTEN
from segtui.delivery.push.listed_people import ListedPeople, listed_people
from segtui.delivery.push.push_ledger import PushLedger, held_ledger, ledger_place, seen_ledger
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.once import span_of
from segtui.delivery.trigger.push_list import ListStay
from segtui.pipeline.triggers.reach import TriggerChoice
from segtui.plan.trigger_targets import PushTarget


@contextmanager
def held_lists(
    folder: Path,
    targets: Iterable[PushTarget | None],
    waiting: Callable[[], None] = lambda: None,
    *,
    dry_run: bool = False,
    patience: float | None = None,
) -> Iterator[Mapping[str, PushLedger]]:
    """The ledgers of the lists of some pushes, by the keys of these, for this process alone unless it is a dry run.

    Whoever has several takes them in one order. Raises what `open_ledger` raises.
    """
    wanted = {target.key: target.order for target in targets if target}
    with ExitStack() as stack:
        if dry_run:
            yield {key: seen_ledger(folder, order) for key, order in wanted.items()}
            return
        by_place = sorted(wanted.items(), key=lambda pair: str(ledger_place(folder, pair[1])))
        held = {k: stack.enter_context(held_ledger(folder, order, waiting, patience)) for k, order in by_place}
        yield held


def anywhere(order: Push, names: Iterable[int]) -> Push:
    """The order for each of the segments with these numbers: the condition of a trigger chooses."""
    return order.model_copy(update={"segments": tuple(names)})


@dataclass(frozen=True)
class ListPeople:
    """People as the gate of a push looks at them, and the ledger of its list."""

    order: Push
    people: People
    everybody: Everybody
    ledger: PushLedger

    def judged(self, ids: pl.Series) -> ListedPeople:
        """Who of these may be put on the list, and who not and why."""
        found = listed_people(self.order, self.people, self.everybody, ids)
        forgotten = [id for id, one in found.members.items() if self.ledger.hashed(one.key()) in self.ledger.forgotten]
        for id in forgotten:
            del found.members[id]
            found.back[id] = FORGOTTEN, None
        return found

    def stay(self, trigger: Trigger, now: dt.datetime, run: str) -> ListStay:
        """How long those stay whom a trigger of a run puts there: as long as it leaves them alone."""
        span = span_of(trigger.once)
        return ListStay(self.order, self.ledger, run, None if span is None else now + span)


def choose_listed(found: TriggerChoice, onto: ListPeople) -> TriggerChoice:
    """Of those whom a trigger would reach, those whom the gate of the push lets on its list too."""
    listed = onto.judged(found.due["id"])
    ids = found.due["id"].to_list()
    kept = [row for row, id in enumerate(ids) if id in listed.members]
    out = [(id, *listed.back.get(id, ("no id", None))) for id in ids if id not in listed.members]
    back = pl.concat([found.back, pl.DataFrame(out, schema=found.back.schema, orient="row")])
    members = [listed.members[ids[row]] for row in kept]
    return TriggerChoice(found.due[kept], [found.before[row] for row in kept], back, members, listed.words)
