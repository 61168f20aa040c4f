"""Where a suggested step goes in a plan: after what makes its column readable, before what builds on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from segtui.cleaning.step import Step
from segtui.language.sentences import one_after_another, say
from segtui.language.translation import to_translate
from segtui.plan.model import Plan, steps
from segtui.plan.suggestions.build_steps import Plain
from segtui.plan.suggestions.touched_columns import renamed_at, works_on


@dataclass(frozen=True)
class PlacedStep:
    """The top-level keys to change, and a sentence about what was added and where."""

    values: dict[str, Any]
    said: str


def place(plan: Plan, steps: Sequence[Plain], column: str) -> PlacedStep:
    """Put steps for a column (by its final name) into the plan; adjacent similar steps become one."""
    clean: list[Step | Plain] = list(plan.clean)
    said = []
    for step in steps:
        if any(_called(other) == step["step"] == "impute" and _works_on(other, column) for other in clean):
            continue
        at = _position(clean, step, column, renamed_at(plan, column))
        joined = _joined(clean, step, column, at)
        if joined is None:
            clean.insert(at, step)
            on, by = (
                to_translate("step {number}: {step} on {column}"),
                to_translate("step {number}: {step} by {column}"),
            )
            said.append(say(by if "by" in step else on, number=at + 1, step=step["step"], column=column))
        else:
            at, merged = joined
            clean[at] = merged
            also = to_translate("step {number}, {step}, now also on {column}")
            said.append(say(also, number=at + 1, step=step["step"], column=column))
    rest = drop_column(column, plan) if any(s["step"] == "drop" for s in steps) else {}
    return PlacedStep({"clean": tuple(clean), **rest}, one_after_another(said))


def drop_column(column: str, plan: Plan) -> dict[str, Any]:
    """The parts of the plan that name a column, without that column, so that it can be dropped."""
    features = plan.features
    use = tuple(c for c in features.use or () if c != column) or None
    log = tuple(c for c in features.log if c != column)
    found: dict[str, Any] = {}
    if (use, log) != (features.use, features.log):
        found["features"] = features.model_copy(update={"use": use, "log": log})
    columns = plan.output.columns
    if not isinstance(columns, str) and column in columns:
        kept = tuple(c for c in columns if c != column)
        found["output"] = plan.output.model_copy(update={"columns": kept or "id"})
    return found


def _position(clean: Sequence[Step | Plain], step: Plain, column: str, earliest: int) -> int:
    """Before the first step on the column that ranks later; else at the end."""
    if step["step"] == "deduplicate":
        return 0
    later = (i for i, other in enumerate(clean) if _works_on(other, column) and _rank(other) > _rank(step))
    return max(next(later, len(clean)), earliest)


def _joined(clean: Sequence[Step | Plain], step: Plain, column: str, at: int) -> tuple[int, Step | Plain] | None:
    """A step before `at` that does the same to other columns, extended; none that works on the column comes after
    it."""
    for i in reversed(range(at)):
        other = clean[i]
        if _works_on(other, column):
            return None
        key = _list_of(step)
        if key and isinstance(other, Step) and _alike(other, step, key):
            return i, other.model_copy(update={key: (*getattr(other, key), *_typed(other, key, step))})
    return None


def _list_of(step: Plain) -> str:
    """The key of a step that lists what it works on."""
    if step["step"] == "convert":
        return ""
    return next((key for key in ("columns", "rules") if key in step), "")


def _alike(other: Step, step: Plain, key: str) -> bool:
    if other.called() != step["step"]:
        return False
    read = type(other).model_validate(step)
    return read.model_copy(update={key: getattr(other, key)}) == other


def _typed(other: Step, key: str, step: Plain) -> tuple[Any, ...]:
    found: tuple[Any, ...] = getattr(type(other).model_validate(step), key)
    return found


def _works_on(step: Step | Plain, column: str) -> bool:
    if isinstance(step, Step):
        return works_on(step, column)
    named = [*step.get("columns", ()), *(c for rule in step.get("rules", ()) for c in rule["columns"])]
    return column in named


def _called(step: Step | Plain) -> str:
    return step.called() if isinstance(step, Step) else str(step["step"])


def _rank(step: Step | Plain) -> int:
    if isinstance(step, Step):
        empties = step.called() == "outliers" and getattr(step, "action", "") == "null"
        return 2 if empties else step.place
    return 2 if step.get("action") == "null" else next(kind.place for kind in steps() if kind.called() == step["step"])
