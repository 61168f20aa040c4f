"""What a plan says in the parts that a stage depends on, and which parts differ between two plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segtui.plan.stages import LANGUAGE, OUTCOME, Parts

if TYPE_CHECKING:
    from segtui.plan.model import Plan


def values_of(plan: Plan, parts: Parts) -> dict[str, Any]:
    """What a plan says in these parts, as JSON has it."""
    found = plan.model_dump(mode="json", include=set(parts))
    if OUTCOME in parts and "segments" not in parts:
        found[OUTCOME] = plan.segments.outcome
    if LANGUAGE in parts:
        found[LANGUAGE] = plan.report.language
    return found


def differing(old: Plan | None, new: Plan) -> Parts:
    """The parts whose values differ."""
    names = {name for name in type(new).model_fields if old is None or getattr(old, name) != getattr(new, name)}
    if old is None or old.segments.outcome != new.segments.outcome:
        names.add(OUTCOME)
    if old is None or old.report.language != new.report.language:
        names.add(LANGUAGE)
    return frozenset(names)
