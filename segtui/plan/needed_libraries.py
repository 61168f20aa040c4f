"""Libraries that a plan needs and this machine lacks, each as a fault where the plan asks for it."""

from __future__ import annotations

from collections.abc import Iterable

from segtui.data.addresses import is_address
from segtui.declare import Declared
from segtui.delivery.export.target import targets
from segtui.delivery.writing.target import target_of as write_target_of
from segtui.errors import Fault, SegtuiError
from segtui.language.sentences import say
from segtui.libraries.boundary import Library, missing_libraries
from segtui.plan.find_reader import libraries_of
from segtui.plan.model import Plan, WriteBack
from segtui.prediction.learner import find_learner


def lacking_libraries(plan: Plan) -> list[Fault]:
    """A fault for each step, maker, algorithm and target of a plan that needs a library which is not installed."""
    own = [("source.path", plan.source.path)] if plan.source else []
    paths = [*own, *((f"derive[{i}].path", maker.path) for i, maker in plan.table_makers())]
    paths += [(f"cohort[{i}].path", cohort.path) for i, cohort in enumerate(plan.cohort, 1)]
    asked: list[tuple[str, str, Iterable[Library]]] = [
        *((f"clean[{i}]", step.called(), step.libraries) for i, step in enumerate(plan.clean, 1) if not step.off),
        *((f"derive[{i}]", maker.called(), maker.needs()) for i, maker in enumerate(plan.derive, 1)),
        *((f"search.{grid.name}", grid.title, grid.libraries) for grid in plan.grids()),
        *((f"export[{i}].to", order.to, _of_target(order.to)) for i, order in enumerate(plan.export, 1)),
    ]
    asked += [
        (f"predict[{i}].models", each.title, each.libraries)
        for i, order in enumerate(plan.predict, 1)
        for name in order.models
        if (each := find_learner(name))
    ]
    asked += [
        (f"write[{i}]", say("writing to {place}", place=order.place), _of_write(order))
        for i, order in enumerate(plan.write, 1)
    ]
    asked += [(key, say("reading {path}", path=path), libraries_of(path)) for key, path in paths if is_address(path)]
    faults = []
    for key, name, libraries in asked:
        if lacking := missing_libraries(libraries):
            what, fix = lacking
            faults.append(Fault(key, say("{name} {what}", name=name, what=what), fix))
    return faults


def is_here(declared: type[Declared]) -> bool:
    """Whether all is installed that a declared thing needs."""
    return missing_libraries(declared.libraries) is None


def _of_write(order: WriteBack) -> tuple[Library, ...]:
    try:
        return write_target_of(order).libraries
    except SegtuiError:  # which writing tells
        return ()


def _of_target(name: str) -> tuple[Library, ...]:
    target = targets().get(name)
    return target.libraries if target else ()
