"""Which cleaning steps of a plan work on a column, under whatever name it has by then."""

from __future__ import annotations

from collections.abc import Iterator

from segtui.cleaning.sql import names_in
from segtui.cleaning.step import Step, matching
from segtui.errors import PlanError
from segtui.plan.model import Plan


def touches(plan: Plan, column: str) -> Iterator[tuple[int, Step]]:
    """The steps that work on a column of the source, each with its number from 1; globs count, a rename does not."""
    name = column
    for number, step in enumerate(plan.clean, 1):
        if works_on(step, name):
            yield number, step
        name = _renames(step).get(name, name)


def works_on(step: Step, name: str) -> bool:
    """Whether a step names the column, or a glob of it does, or a condition; one that is off works on none."""
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
    """How many steps lead up to the rename that gives a column its final name; 0 where none does."""
    return max((i for i, step in enumerate(plan.clean, 1) if final in _renames(step).values()), default=0)


def _renames(step: Step) -> dict[str, str]:
    return {} if step.off else step.renames()


def _named(check: str) -> list[str]:
    try:
        return names_in(check)
    except PlanError:
        return []
