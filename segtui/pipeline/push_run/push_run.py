"""Pushes a finished run: its people through the gate, the difference to what was pushed before, and the calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from segtui.delivery.ledger.ledger import FOLDER
from segtui.delivery.push.audience import PushAudience, personal_values
from segtui.delivery.push.config import Push
from segtui.delivery.push.delta import PushDelta, delta_of, refuse_removals
from segtui.delivery.push.member import masked, masked_payload
from segtui.delivery.push.open_side import open_side
from segtui.delivery.push.platform import Audience, Platform
from segtui.delivery.push.push_ledger import PushLedger, held_ledger, seen_ledger
from segtui.delivery.push.send import SentPush, send_delta
from segtui.delivery.push.side import PlatformSide
from segtui.errors import (
    InterruptionError,
    PlanError,
    ResourceError,
    SegtuiError,
    UnreachableError,
    UsageError,
    nearest,
)
from segtui.language.sentences import say
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.exclusions import refuse_care
from segtui.pipeline.exports.export_run import under_key
from segtui.pipeline.progress import Listener
from segtui.pipeline.push_run.gather import gather
from segtui.pipeline.push_run.pushed import Pushed
from segtui.pipeline.write_back.run_columns import run_name

_SHOWN = 3


@dataclass(frozen=True)
class PushOptions:
    """`only` names pushes of the plan, none for all; `yes` lets a push remove as many people as it would."""

    only: tuple[str, ...] = ()
    dry_run: bool = False
    yes: bool = False


def push_run(folder: Path, options: PushOptions, listener: Listener) -> list[Pushed]:
    """Carry out the pushes of a run's plan, one after the other; what broke one off is in its `error`.

    What was sent is on the ledger, whatever comes after. Raises UsageError where the plan has no such push, and what
    reading a run raises; InterruptionError and ResourceError end all.
    """
    run = RunFiles.open(folder)
    chosen = _chosen(run, options.only)
    if wrong := refuse_care(chosen):
        raise PlanError(wrong, plan=str(run.path / "plan.toml"))
    done = []
    for key, order in chosen:
        try:
            done.append(_push(folder, key, order, options, listener))
        except (InterruptionError, ResourceError):
            raise
        except PlanError as error:
            known = under_key(error, key)
            done.append(replace(_told(order, options), error=PlanError(known.faults, plan=str(run.path / "plan.toml"))))
        except SegtuiError as error:
            done.append(replace(_told(order, options), error=error))
    return done


def push_order(folder: Path, key: str, order: Push, options: PushOptions, listener: Listener) -> Pushed:
    """Carry out one push of a finished run that its plan need not have, called `key` where it is wrong.

    Raises what broke it off before anybody was sent; what did so later is in its `error`.
    """
    if wrong := refuse_care([(key, order)]):
        raise PlanError(wrong)
    try:
        return _push(folder, key, order, options, listener)
    except PlanError as error:
        raise under_key(error, key) from None


def waiting_pushes(run: RunFiles) -> Sequence[str]:
    """The pushes that a run's plan has, by their names."""
    return [order.title for order in run.plan.push]


def _chosen(run: RunFiles, only: Sequence[str]) -> list[tuple[str, Push]]:
    orders = [(f"push[{i}]", order) for i, order in enumerate(run.plan.push, start=1)]
    if not orders:
        raise UsageError(
            say("the run's plan has no [[push]]"), where=str(run.path), fix=say("write one: `segtui guide push`")
        )
    names = [order.title for _, order in orders]
    for name in only:
        if name not in names:
            raise UsageError(say('there is no push "{name}"', name=name), where="--only", fix=nearest(name, names))
    return [(key, order) for key, order in orders if not only or order.title in only]


def _told(order: Push, options: PushOptions) -> Pushed:
    return Pushed(order.title, order.to, order.list, order.connection, options.dry_run)


def _push(folder: Path, key: str, order: Push, options: PushOptions, listener: Listener) -> Pushed:
    """One push. The ledger is held before the run is, and the run only while its people are looked at."""
    where = f"{key} {order.title}"
    waiting = partial(listener.note, say("waiting for another push to this list"))
    with ExitStack() as stack:
        run = RunFiles.open(folder)
        home = run.home
        place = home.parent / FOLDER
        if options.dry_run:
            ledger = seen_ledger(place, order)
        else:
            side = stack.enter_context(_other_side(order, where))
            ledger = stack.enter_context(held_ledger(place, order, waiting))
        audience = gather(folder, order, ledger, listener, dry_run=options.dry_run)
        delta = delta_of(order, audience, ledger, run_name(run))
        told = _counted(_told(order, options), audience, delta)
        if options.dry_run:
            return replace(told, payload=_payload(order, audience, delta))
        if not options.yes:
            refuse_removals(order, delta, where)
        if not delta.rows.height and not delta.removals:
            return told
        platform = order.platform()(side, Audience(order.list or "", order.audience or ""))
        listener.stage(say("pushing to {platform}", platform=platform.title))
        return _sent(platform, audience, delta, ledger, home.name, told, listener)


@contextmanager
def _other_side(order: Push, where: str) -> Iterator[PlatformSide]:
    """The platform with the key of the connection, before anything else is done: a wrong name is told at once."""
    side = open_side(order, where)
    try:
        yield side
    finally:
        side.close()


def _counted(told: Pushed, audience: PushAudience, delta: PushDelta) -> Pushed:
    return replace(
        told,
        people=audience.people,
        on_list=delta.on_list,
        new=delta.new,
        changed=delta.changed,
        unchanged=delta.unchanged,
        to_remove=delta.removals,
        kept_empty=delta.kept_empty,
        triggered=delta.triggered,
        kept_back=audience.kept_back,
        segments=audience.segments,
        notes=tuple(audience.notes),
        warnings=tuple(audience.warnings),
        words=audience.words,
    )


def _payload(order: Push, audience: PushAudience, delta: PushDelta) -> Any:
    """What the first call would send of the first few people, masked; nothing where nobody would be sent."""
    first = list(audience.members(delta.rows.head(_SHOWN)))
    if not first:
        return None
    platform = order.platform()
    maker = platform.shown(Audience(order.list or "", order.audience or ""))
    return masked_payload(maker.payload(first), personal_values(first, audience.segment_names))


def _sent(
    platform: Platform,
    audience: PushAudience,
    delta: PushDelta,
    ledger: PushLedger,
    run: str,
    told: Pushed,
    listener: Listener,
) -> Pushed:
    sent = SentPush()
    try:
        platform.check()
        send_delta(platform, audience, delta, ledger, run, sent, lambda share: listener.advance(share, 1.0))
        error = None
    except UnreachableError as broken:
        error = broken
    refused = tuple((masked(member.who), reason) for member, reason in sent.refused)
    done = {"added": sent.added, "removed": sent.removed, "calls": sent.chunks, "missing": sent.missing}
    rest = {"unnamed": sent.unnamed, "pending": tuple(sent.pending)}
    return replace(told, **done, **rest, refused=refused, error=error and _resumable(error, sent))  # type: ignore[arg-type]


def _resumable(error: UnreachableError, sent: SentPush) -> UnreachableError:
    """The error, with the comfort that nothing of what was sent has to be sent again."""
    if not sent.chunks:
        return error
    again = say("{done:,} people are done and on the ledger: push again for the others", done=sent.added + sent.removed)
    fix = say("{fix}; {again}", fix=error.fix, again=again) if error.fix else again
    return UnreachableError(error.what, where=error.where, fix=fix)
