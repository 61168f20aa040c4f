"""What else of a plan changes where a column of the source becomes the id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from segtui.cleaning.step import Step
from segtui.plan.model import Plan
from segtui.plan.suggestions.touched_columns import final_name


def without_as_value(plan: Plan, column: str) -> dict[str, Any]:
    """`features` and `clean` of the plan without the column, as an id is neither clustered nor filled nor clipped.

    Features leave it out whatever the steps call it; globs stay everywhere, because they pass over the id. A step that
    would work on nothing else goes.
    """
    gone = {column, final_name(plan, column)}
    use = plan.features.use and tuple(c for c in plan.features.use if c not in gone)
    log = tuple(c for c in plan.features.log if c not in gone)
    features = plan.features.model_copy(update={"use": use or None, "log": log})
    return {"features": features, "clean": tuple(_spared(plan.clean, column))}


def _spared(steps: tuple[Step, ...], name: str) -> Iterator[Step]:
    """The steps without the column where they may not name the id, under the name that it has by then."""
    for step in steps:
        columns = tuple(getattr(step, "columns", ())) if step.leaves_id else ()
        if name not in columns:
            yield step
        elif rest := tuple(c for c in columns if c != name):
            yield step.model_copy(update={"columns": rest})
        name = name if step.off else step.renames().get(name, name)
