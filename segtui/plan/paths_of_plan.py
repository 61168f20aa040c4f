"""The paths in a plan: made to lead from another folder, and the files that they mean."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from segtui.data.reading import source_paths
from segtui.data.stores.local_lakes import lake_path
from segtui.errors import DataError
from segtui.plan.model import Plan


def move_paths(plan: Plan, old: Path, new: Path) -> Plan:
    """The same plan with relative paths that lead to the same files from another folder."""
    old, new = old.resolve(), new.resolve()
    if old == new:
        return plan
    source = plan.source
    if source is not None:
        source = source.model_copy(update={"path": source_paths.move_source(source.path, old, new)})
    derive = tuple(d.with_paths(lambda path: source_paths.move_source(path, old, new)) for d in plan.derive)
    cohort = tuple(c.model_copy(update={"path": source_paths.move_source(c.path, old, new)}) for c in plan.cohort)
    predict = tuple(p.with_paths(lambda path: source_paths.move_source(path, old, new)) for p in plan.predict)
    write = tuple(w.with_paths(lambda path: source_paths.move_source(path, old, new)) for w in plan.write)
    observe = plan.observe and plan.observe.with_paths(lambda path: source_paths.move_source(path, old, new))
    follow = plan.follow and plan.follow.with_paths(lambda path: source_paths.move_source(path, old, new))
    changes = {"source": source, "derive": derive, "cohort": cohort, "predict": predict, "write": write}
    return plan.model_copy(update={**changes, "observe": observe, "follow": follow})


def with_lakes(plan: Plan, folder: Path) -> Plan:
    """The same plan with addresses for folders that are tables of Delta or Iceberg; paths lead from `folder`."""
    named = partial(lake_path, folder=folder)
    if all(named(table.path) == table.path for table in plan.tables()):
        return plan
    changes = {
        "source": plan.source.model_copy(update={"path": named(plan.source.path)}) if plan.source else None,
        "derive": tuple(maker.with_paths(named) for maker in plan.derive),
        "cohort": tuple(c.model_copy(update={"path": named(c.path)}) for c in plan.cohort),
        "predict": tuple(p.with_paths(named) for p in plan.predict),
    }
    return plan.model_copy(update=changes)


def with_whole_paths(plan: Plan, folder: Path) -> Plan:
    """The same plan with paths that lead to the same from anywhere, where `folder` is the plan's."""
    whole = partial(source_paths.absolute, folder=folder.absolute())
    source = plan.source.model_copy(update={"path": whole(plan.source.path)}) if plan.source else None
    previous = plan.segments.previous
    changes = {
        "source": source,
        "derive": tuple(maker.with_paths(whole) for maker in plan.derive),
        "cohort": tuple(c.model_copy(update={"path": whole(c.path)}) for c in plan.cohort),
        "predict": tuple(p.with_paths(whole) for p in plan.predict),
        "export": tuple(
            order.model_copy(update={"suppress": tuple(map(whole, order.suppress))}) for order in plan.export
        ),
        "push": tuple(order.model_copy(update={"suppress": tuple(map(whole, order.suppress))}) for order in plan.push),
        "trigger": tuple(
            each.model_copy(update={"suppress": tuple(map(whole, each.suppress))}) for each in plan.trigger
        ),
        "write": tuple(order.with_paths(whole) for order in plan.write),
        "follow": plan.follow and plan.follow.with_paths(whole),
        "segments": plan.segments.model_copy(update={"previous": previous and whole(previous)}),
        "observe": plan.observe and plan.observe.with_paths(whole),
    }
    return plan.model_copy(update=changes)


def files_of_tables(plan: Plan, folder: Path) -> list[Path]:
    """The files of a plan's tables that are there."""
    found: list[Path] = []
    for table in plan.tables():
        try:
            found += source_paths.local_files(table.path, folder)
        except DataError:
            continue
    return found
