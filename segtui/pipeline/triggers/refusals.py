"""Triggers that could not fire at the end of a run, told before hours of search."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from segtui.cleaning.sql import names_in
from segtui.delivery.export.target import SEGMENT_COLUMNS
from segtui.delivery.trigger.condition import OWN, faults
from segtui.delivery.trigger.config import Trigger
from segtui.delivery.trigger.open_outlet import open_outlet
from segtui.errors import Fault, PlanError, UsageError, nearest
from segtui.language.sentences import say
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.exports.data_rows import DataRows
from segtui.pipeline.triggers.fire_run import ledgers_of
from segtui.plan.model import Plan
from segtui.plan.trigger_targets import push_target


def refuse_triggers(plan: Plan, out: Path, schema: Mapping[str, pl.DataType], rows: AllRows) -> None:
    """Raise PlanError for conditions and columns that can't be, UsageError for a ledger that can't be had.

    `schema` is that of the cleaned table with its features and predictions; the run will stand in `out`. Whom a
    trigger may reach is looked at with the exports.
    """
    if not plan.trigger:
        return
    if _is_numbered(rows):
        fix = say('name a column that is the same person in every table: [source] id = "…"')
        raise PlanError([Fault("source.id", say("a trigger needs an id; rows that are only numbered are nobody"), fix)])
    carried = _carried(plan, schema)
    wrong = [fault for i, each in enumerate(plan.trigger, 1) for fault in _faults(each, f"trigger[{i}]", carried, rows)]
    if wrong:
        raise PlanError(wrong)
    _refuse_ledger(ledgers_of(out))


def refuse_outlets(plan: Plan) -> None:
    """Raise UsageError for a key, a connection or a library that a trigger lacks, PlanError for a push that is not
    there; needs nothing of the data."""
    for i, each in enumerate(plan.trigger, 1):
        target = push_target(plan, each)
        open_outlet(each, f"trigger[{i}]", push=target.order if target else None).close()


def _is_numbered(rows: AllRows) -> bool:
    """Whether the data has no ids, so that rows are counted."""
    source = rows.source
    return source.numbered if isinstance(source, DataRows) else bool(source and source.made_id())


def _carried(plan: Plan, schema: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """The columns of segments.csv beside segtui's own, as a plan's [output] lets them be there."""
    named = plan.output.columns
    if named == "all":
        return dict(schema)
    return {name: dtype for name, dtype in schema.items() if named != "id" and name in named}


def _faults(trigger: Trigger, key: str, carried: Mapping[str, pl.DataType], rows: AllRows) -> list[Fault]:
    own = {name: dtype for name, dtype in carried.items() if name not in OWN}
    known = {**own, **OWN}
    found = faults(trigger.when, known, f"{key}.when")
    hidden = sorted((trigger.columns_named() & set(rows.columns)) - set(known))
    fix: str = say('[output] columns = "all", or a list with "{plan_hides}"', plan_hides=hidden[0]) if hidden else ""
    absent = set(names_in(trigger.when)) - set(known)
    if absent and absent <= set(hidden):
        found = [Fault(one.key, one.what, fix) for one in found]
    here = [name for name in trigger.columns if name not in known and name not in SEGMENT_COLUMNS]
    found += [
        Fault(
            f"{key}.columns",
            say('there is no column "{name}"', name=name),
            fix if name in hidden else nearest(name, sorted(known)),
        )
        for name in here
    ]
    asked = [name for name in trigger.columns_asked() if name not in rows.columns]
    found += [
        Fault(f"{key}.consent", say('there is no column "{n}"', n=n), nearest(n, sorted(rows.columns))) for n in asked
    ]
    return found


def _refuse_ledger(folder: Path) -> None:
    """Raise UsageError where no ledger could be written."""
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        what = say("no permission to write, so nobody could be kept from being triggered twice")
        raise UsageError(what, where=str(there))
