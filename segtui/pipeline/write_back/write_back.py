"""Writes the segments of a run to tables: those of one database in one transaction, and all only once all are ready."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from segtui.delivery.writing.config import WriteBack
from segtui.delivery.writing.target import Transaction, WriteCounts, WriteTarget, connection_of, target_of
from segtui.errors import Fault, PlanError, SegtuiError, UsageError
from segtui.language.sentences import Sentence, say
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_json import read_manifest
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.progress import Listener
from segtui.pipeline.write_back.refusals import from_folder, refuse_read
from segtui.pipeline.write_back.run_columns import rows_of_run, run_name
from segtui.publishing.scratch import scratch
from segtui.publishing.staging import Staging, Turn

WRITES = "writes"
"""The key of run.json that says what of the run stands in tables."""


@dataclass(frozen=True)
class Written:
    """One write of a run: where it goes, `title` in few words; how; what the table calls the run, and what changes."""

    place: str
    title: str
    mode: str
    remove: str
    run: str
    counts: WriteCounts

    def facts(self) -> dict[str, Any]:
        """For JSON and run.json: nothing secret, no time."""
        return {key: value for key, value in asdict(self).items() if key not in ("counts", "title")} | asdict(
            self.counts
        )

    def sentence(self) -> Sentence:
        """What happened, or would."""
        if self.counts.before:
            return say("{place}: already written", place=self.title)
        told = {key: value for key, value in asdict(self.counts).items() if key not in ("before", "rows")}
        if self.mode == "update":
            return say(
                "{place}: {changed:,} changed, {unchanged:,} unchanged, {removed:,} no longer in the run, {absent:,} "
                "of the run not in the table",
                place=self.title,
                **told,
            )
        return say(
            "{place}: {new:,} new, {changed:,} changed, {unchanged:,} unchanged, {removed:,} removed",
            place=self.title,
            **told,
        )


def write_back(
    folder: Path,
    orders: Sequence[WriteBack] | None,
    listener: Listener,
    *,
    at: Path | None = None,
    dry_run: bool = False,
) -> list[Written]:
    """Carry out orders, or those of the run's plan; `at` is where paths of orders lead from, the run's folder if None.

    Nothing of any place has changed if this raises before all are ready. A dry run changes nothing. Raises PlanError
    for two orders to one table.
    """
    with held_run(folder, partial(listener.note, say(WAITING))) as (run, journal):
        chosen = run.plan.write if orders is None else tuple(orders)
        if not chosen:
            fix = say("name a table: --to NAME --table T, or write [[write]] into the plan")
            raise UsageError(say("the run's plan has no [[write]]"), where=str(folder), fix=fix)
        base = at or run.path
        for order in chosen:
            refuse_read(order, run.plan, run.path if at is None else at)
        done = _write(run, [(order, from_folder(order, base)) for order in chosen], listener, dry_run=dry_run)
        if not dry_run:
            with Staging(journal=journal) as staging:
                _record(run, done, staging)
                staging.publish()
    return done


def _write(
    run: RunFiles, orders: Sequence[tuple[WriteBack, WriteBack]], listener: Listener, *, dry_run: bool
) -> list[Written]:
    name = run_name(run)
    done: list[Written] = []
    open_places: dict[str, Transaction] = {}
    with scratch() as work, ExitStack() as stack:
        staged = [rows_of_run(run, order, work / f"{i}.parquet") for i, (order, _) in enumerate(orders)]
        refuse_same([ready for _, ready in orders])
        for (order, ready), rows in zip(orders, staged, strict=True):
            place, enter = _place_of(ready, target_of(ready))
            transaction = open_places.get(place) or stack.enter_context(enter())
            open_places[place] = transaction
            listener.stage(say("writing to {place}", place=order.title))
            counts = transaction.write(ready, rows, lambda share: listener.advance(share, 1.0))
            done.append(Written(order.place, order.title, order.mode, order.leaving, name, counts))
        for transaction in () if dry_run else open_places.values():
            transaction.commit()
    return done


def unwritten(error: SegtuiError, folder: Path) -> SegtuiError:
    """The error of a write at the end of a run, which is complete: the same can be written again."""
    again = f"the run is complete; write again with: segtui write {folder}"
    kind = type(error) if not isinstance(error, PlanError) else UsageError
    return kind(error.what, where=error.where, fix=f"{error.fix}; {again}" if error.fix else again)


def refuse_same(orders: Sequence[WriteBack]) -> None:
    """Raise PlanError where two orders go to one table."""
    places = [(order.path, order.connection, (order.table or "").casefold()) for order in orders]
    for i, place in enumerate(places):
        if place in places[:i]:
            what = say("write[{place}] goes to this table too", place=places.index(place) + 1)
            raise PlanError([Fault(f"write[{i + 1}]", what, say("write all columns at once, or name another table"))])


def _place_of(order: WriteBack, target: WriteTarget) -> tuple[str, Callable[[], Any]]:
    """What tells places apart, of which each has one transaction, and how it is opened."""
    if not target.schemes:
        return order.path or "", partial(target.open, order.path)
    connection = connection_of(order)
    return connection.url, partial(target.open, connection)


def kept_writes(folder: Path) -> dict[str, Any]:
    """What the run in a folder says of its rows in tables, for the run that replaces it: they are still there."""
    with suppress(SegtuiError):
        if (folder / MANIFEST).is_file() and (known := read_manifest(folder / MANIFEST).get(WRITES)):
            return {WRITES: known}
    return {}


def _record(run: RunFiles, done: Sequence[Written], staging: Staging) -> None:
    """Note in run.json what stands where; what was written there before gives way."""
    known = read_manifest(run.path / MANIFEST)
    places = {each.place for each in done}
    kept = [one for one in known.get(WRITES, []) if one.get("place") not in places]
    now = {one.get("place"): one for one in known.get(WRITES, [])}
    facts = [now.get(each.place) if each.counts.before else None for each in done]
    new = [
        old or {k: v for k, v in each.facts().items() if k != "before"} for old, each in zip(facts, done, strict=True)
    ]
    text = json.dumps({**known, WRITES: [*kept, *new]}, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    staging.new(run.path / MANIFEST, replace=True, turn=Turn.RECORD).write_text(text, encoding="utf-8")
