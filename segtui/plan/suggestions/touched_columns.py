"""Which cleaning steps work on a column under the name it has by then, and what changes where one becomes the id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segtui.cleaning.sql import names_in
from segtui.cleaning.step import Step, matching
from segtui.errors import PlanError
from segtui.plan.model import Plan


def touches(plan: Plan, column: str) -> Iterator[tuple[int, Step]]:
    """The steps that work on a source column, each with its number from 1; globs count, renames do not."""
    name = column
    for number, step in enumerate(plan.clean, 1):
        if works_on(step, name):
            yield number, step
        name = _renames(step).get(name, name)


def works_on(step: Step, name: str) -> bool:
    """Whether a step names the column, by itself, by a glob or in a condition; a step that is off works on none."""
    if step.off or step.called() == "rename":
        return False
    if any(matching([pattern], [name]) for _, pattern in step.referenced()):
        return True
    checks = [rule.check for rule in getattr(step, "rules", ())]
    checks += [step.where] if hasattr(step, "where") else []
    return any(name in _named(check) for check in checks)


def final_name(plan: Plan, column: str) -> str | None:
    """The name that a column of the source has after cleaning; None where a step drops it."""
    name = column
    for step in plan.clean:
        if step.called() == "drop" and works_on(step, name):
            return None
        name = _renames(step).get(name, name)
    return name


def renamed_at(plan: Plan, final: str) -> int:
    """The number of steps up to the rename that gives a column its final name; 0 if there is none."""
    return max((i for i, step in enumerate(plan.clean, 1) if final in _renames(step).values()), default=0)


def _renames(step: Step) -> dict[str, str]:
    return {} if step.off else step.renames()


def _named(check: str) -> list[str]:
    try:
        return names_in(check)
    except PlanError:
        return []


def without_as_value(plan: Plan, column: str) -> dict[str, Any]:
    """`features` and `clean` of the plan without the column, because an id is not clustered, filled or clipped.

    Features omit it under any name that steps give it; globs stay, because they never match the id. A step that works
    on nothing else is removed.
    """
    gone = {column, final_name(plan, column)}
    use = plan.features.use and tuple(c for c in plan.features.use if c not in gone)
    log = tuple(c for c in plan.features.log if c not in gone)
    features = plan.features.model_copy(update={"use": use or None, "log": log})
    return {"features": features, "clean": tuple(_spared(plan.clean, column))}


def _spared(steps: tuple[Step, ...], name: str) -> Iterator[Step]:
    """The steps without the column if they must not name the id, under its name at that step."""
    for step in steps:
        columns = tuple(getattr(step, "columns", ())) if step.leaves_id else ()
        if name not in columns:
            yield step
        elif rest := tuple(c for c in columns if c != name):
            yield step.model_copy(update={"columns": rest})
        name = name if step.off else step.renames().get(name, name)
