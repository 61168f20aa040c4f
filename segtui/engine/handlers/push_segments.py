"""Answers what a push of the plan would do to its list, from a finished run's folder, and sends it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from segtui.delivery.ledger.ledger import FOLDER
from segtui.delivery.push.config import Push
from segtui.delivery.push.push_history import earlier_pushes
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import PreviewPush, PushPreviewed, PushSent, SendPush
from segtui.engine.transport.messages.payloads import EarlierPushFacts, PushFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.pipeline.artifacts.run_folder import MANIFEST
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.push_run.push_run import PushOptions, push_order

_SHOWN = 20
"""Earlier pushes that are looked at."""


def preview_push(question: PreviewPush, cache: SessionCache, reporter: ProgressReporter) -> PushPreviewed:
    """The dry run of a push, with the latest pushes on its ledger; nothing is sent, and nobody held out."""
    order, folder = _order(question, cache), Path(question.out)
    if not (folder / MANIFEST).is_file():
        return PushPreviewed(question.ticket, question.index, question.out, None)
    run = RunFiles.open(folder)
    earlier = [cast("EarlierPushFacts", each.facts()) for each in earlier_pushes(run.home.parent / FOLDER, order)]
    if not run.has_segments:
        return PushPreviewed(question.ticket, question.index, question.out, None, earlier[:_SHOWN])
    options = PushOptions(dry_run=True)
    found = push_order(folder, _key(question.index), order, options, reporter.without_notes())
    facts = cast("PushFacts", found.facts())
    return PushPreviewed(question.ticket, question.index, question.out, facts, earlier[:_SHOWN])


def send_push(question: SendPush, cache: SessionCache, reporter: ProgressReporter) -> PushSent:
    """Send it; who was sent is on the ledger, whatever comes after."""
    order = _order(question, cache)
    options = PushOptions(yes=question.yes)
    done = push_order(Path(question.out), _key(question.index), order, options, reporter)
    return PushSent(question.ticket, question.index, cast("PushFacts", done.facts()))


def _order(question: PreviewPush | SendPush, cache: SessionCache) -> Push:
    plan = cache.plan(question)
    if not 0 <= question.index < len(plan.push):
        raise UsageError(say("the plan has no such push"), where=_key(question.index))
    return plan.push[question.index]


def _key(index: int) -> str:
    return f"push[{index + 1}]"
