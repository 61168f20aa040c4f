"""Looks at the people of a run for one push, with all that keeps people out, and holds out its control group."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from segtui.delivery.push.audience import PushAudience, gather_audience
from segtui.delivery.push.config import Push
from segtui.delivery.push.push_ledger import PushLedger
from segtui.language.sentences import say
from segtui.pipeline.artifacts.export_log import number_of_next
from segtui.pipeline.artifacts.held_run import held_run
from segtui.pipeline.artifacts.records import Records, held_of, remember
from segtui.pipeline.artifacts.run_lock import WAITING
from segtui.pipeline.exports.exclusions import guards_of
from segtui.pipeline.exports.export_run import ExportSession, met
from segtui.pipeline.partitioned.segmenting.exported_rows import reopened
from segtui.pipeline.progress import Listener
from segtui.publishing.staging import Staging


def gather(folder: Path, order: Push, ledger: PushLedger, listener: Listener, *, dry_run: bool) -> PushAudience:
    """The audience of a push; whom it holds out is on the disk when this returns, unless it is a dry run.

    Raises what an export raises: PlanError with keys relative to the push, DataError for a list that matches nobody.
    """
    waiting = held_run(folder, partial(listener.note, say(WAITING)))
    with ExitStack() as stack, waiting as (run, journal), Staging(journal=journal) as staging:
        for note in run.told_newer():
            listener.note(note)
        held, number = held_of(run.home, run.plan.seed), number_of_next(run.home)
        known = len(held.ids)
        reread = partial(reopened, run, stack) if run.is_in_parts and run.plan.source else None
        session = ExportSession(run, held, number, run.path, reread=reread)
        people, everybody = met(order, session, listener)
        people = replace(people, guards=guards_of(order, people, everybody, held, number))
        on_list = (lambda key: ledger.hashed(key) in ledger.sent) if ledger.sent else None
        listener.stage(say("comparing with what was pushed before"))
        audience = gather_audience(order, people, everybody, on_list, lambda share: listener.advance(share, 1.0))
        if len(held.ids) > known and not dry_run:
            held.stage(staging)
            remember(run.home, Records(len(held.ids), number - 1), staging)
            staging.publish()
    return audience
