"""Which parts of a plan a stream keeps up, and why others can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from segtui.cleaning.sql_rows import condition_looks_beyond
from segtui.cleaning.step import Step
from segtui.cleaning.steps.deduplicate import Deduplicate
from segtui.data.streams.stream_registry import source_of
from segtui.delivery.export.config import Export
from segtui.delivery.follow.config import Follow
from segtui.errors import Fault, PlanError, SegtuiError, nearest
from segtui.features.log.log_maker import LogMaker
from segtui.language.sentences import say
from segtui.libraries.boundary import missing_libraries
from segtui.plan.model import Plan, WriteBack
from segtui.plan.needed_libraries import lacking_libraries
from segtui.plan.trigger_targets import trigger_faults


def followed_makers(plan: Plan) -> dict[int, LogMaker]:
    """The makers of logs that the plan's stream feeds, by their number from 1; none without [follow]."""
    if plan.follow is None:
        return {}
    named = plan.follow.features
    return {
        number: maker
        for number, maker in plan.table_makers()
        if isinstance(maker, LogMaker) and (named is None or number in named or maker.called() in named)
    }


def not_ready(plan: Plan) -> list[Fault]:
    """What stands in the way before anything is read: missing libraries, a stream that can't be followed, and
    triggers that go nowhere."""
    return [*lacking_libraries(plan), *follow_faults(plan), *trigger_faults(plan)]


def refuse_unfollowable(plan: Plan) -> None:
    """Raise PlanError with `follow_faults`."""
    if found := follow_faults(plan):
        raise PlanError(found)


def follow_faults(plan: Plan) -> list[Fault]:
    """What stands in the way of following the plan's stream, each under its key."""
    follow = plan.follow
    if follow is None:
        return []
    return [
        *_of_stream(follow),
        *_of_makers(plan, follow),
        *_of_steps(plan),
        *_of_places(plan, follow),
        *_of_refresh(plan, follow),
    ]


def write_of(plan: Plan, name: str) -> WriteBack | None:
    """The [[write]] whose table or path is called so."""
    return next((order for order in plan.write if name in (order.table, order.path, order.place)), None)


def export_of(plan: Plan, name: str) -> tuple[int, Export] | None:
    """The [[export]] whose path or file is called so, or the only one for a platform of that name, and its number."""
    files = {number: order.file(number) for number, order in enumerate(plan.export, 1)}
    ways: list[Callable[[int, Export], bool]] = [
        lambda number, order: files[number] == name,
        lambda number, order: PurePath(files[number]).name == name,
        lambda number, order: order.to == name,
    ]
    for is_called in ways:
        found = [(number, order) for number, order in enumerate(plan.export, 1) if is_called(number, order)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _of_stream(follow: Follow) -> Iterator[Fault]:
    try:
        source = source_of(follow.stream)
    except PlanError as error:
        yield from error.faults
    except SegtuiError as error:
        yield Fault("follow.from", error.what, error.fix)
    else:
        if lacking := missing_libraries(source.libraries):
            yield Fault("follow.from", say("reading {source} {what}", source=source.label, what=lacking[0]), lacking[1])


def _of_makers(plan: Plan, follow: Follow) -> Iterator[Fault]:
    tables = dict(plan.table_makers())
    kinds = {maker.called() for maker in tables.values() if isinstance(maker, LogMaker)}
    for name in follow.features or ():
        if name in tables and not isinstance(tables[int(name)], LogMaker):
            yield _unlogged(int(name), tables[int(name)].called(), "follow.features")
        elif name not in tables and name not in kinds:
            fix = nearest(str(name), [*kinds, *map(str, tables)])
            yield Fault("follow.features", say('no [[derive]] of a log is called "{name}"', name=str(name)), fix)
    followed = followed_makers(plan)
    for number, maker in tables.items():
        if follow.features is None and not isinstance(maker, LogMaker):
            yield _unlogged(number, maker.called(), f"derive[{number}]")
    for number, log in followed.items():
        worth = log.log_columns().worth
        if worth is not None and condition_looks_beyond(worth):
            what = say("takes what a row is worth from other rows, so events can't be added to it one by one")
            yield Fault(f"derive[{number}]", what, say("compute it from columns of the same row"))
    if plan.source is None and 1 not in followed:
        what = say("makes the customers, and events are not for it")
        yield Fault("derive[1]", what, say("name it in follow.features, or give the plan a [source]"))


def _unlogged(number: int, kind: str, key: str) -> Fault:
    what = say(
        "derive[{number}] is a {kind} of another table, which a stream of events can't keep up",
        number=number,
        kind=kind,
    )
    fix = say('name those that it does, such as features = ["events"]; others stay as they are')
    return Fault(key, what, fix)


def _of_steps(plan: Plan) -> Iterator[Fault]:
    for number, step in enumerate(plan.clean, 1):
        if not step.off and (step.merges_rows or _compares(step, plan)):
            what = say(
                "{step} compares customers with one another, and a stream brings one at a time", step=step.called()
            )
            yield Fault(f"clean[{number}]", what, say("do it in the table before, or leave it out"))


def _compares(step: Step, plan: Plan) -> bool:
    own = plan.source.id if plan.source else None
    return isinstance(step, Deduplicate) and bool(step.by) and own not in step.by


def _of_refresh(plan: Plan, follow: Follow) -> Iterator[Fault]:
    if follow.refreshed_every is not None and plan.predict:
        what = say("predictions are learned again from tables, so a stream can't refresh a run that has some")
        yield Fault("follow.refresh", what, say("leave it out, and schedule `segtui refresh` with newer tables"))


def _of_places(plan: Plan, follow: Follow) -> Iterator[Fault]:
    for number, to in enumerate(follow.to, 1):
        key = f"follow.to[{number}]"
        if to.write is not None:
            order, known = write_of(plan, to.write), [each.table or each.path or "" for each in plan.write]
            if order is None:
                fix = nearest(to.write, known) if known else say("write one into the plan: [[write]]")
                yield Fault(f"{key}.write", say('no [[write]] of the plan goes to "{name}"', name=to.write), fix)
            elif order.mode in ("replace", "append"):
                what = say("a batch can't be written where mode is {mode}", mode=order.mode)
                yield Fault(f"{key}.write", what, say('choose mode = "merge", "update" or "history" there'))
        if to.export is not None:
            yield from _of_export(plan, f"{key}.export", to.export)
    numbers = [found[0] for to in follow.to if to.export and (found := export_of(plan, to.export))]
    if twice := next((n for n in numbers if numbers.count(n) > 1), None):
        yield Fault("follow.to", say("export[{number}] is named twice", number=twice), say("leave one of them out"))


def _of_export(plan: Plan, key: str, name: str) -> Iterator[Fault]:
    if export_of(plan, name) is not None:
        return
    files = {number: order.file(number) for number, order in enumerate(plan.export, 1)}
    if same := [files[n] for n, order in enumerate(plan.export, 1) if name in (order.to, PurePath(files[n]).name)]:
        what = say('several [[export]] of the plan are called "{name}"', name=name)
        yield Fault(key, what, say("give the path of one: {paths}", paths=", ".join(same)))
        return
    known = [*files.values(), *(order.to for order in plan.export)]
    fix = nearest(name, known) if known else say("write one into the plan: [[export]]")
    yield Fault(key, say('no [[export]] of the plan is called "{name}"', name=name), fix)
