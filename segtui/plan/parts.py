"""What a plan says in the parts that a stage depends on, and which parts differ between two plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segtui.plan.stages import LABELS, LANGUAGE, OUTCOME, Parts

if TYPE_CHECKING:
    from segtui.data.source import Source
    from segtui.plan.model import Plan

_TOLD = ("labels", "units")


def values_of(plan: Plan, parts: Parts) -> dict[str, Any]:
    """What a plan says in these parts, as JSON has it."""
    found = plan.model_dump(mode="json", include=set(parts))
    if OUTCOME in parts and "segments" not in parts:
        found[OUTCOME] = plan.segments.outcome
    if LANGUAGE in parts:
        found[LANGUAGE] = plan.report.language
    for key in _TOLD if found.get("source") else ():
        found["source"].pop(key)
    if LABELS in parts:
        found[LABELS] = _labels(plan)
    return found


def differing(old: Plan | None, new: Plan) -> Parts:
    """The parts whose values differ."""
    names = {name for name in type(new).model_fields if old is None or getattr(old, name) != getattr(new, name)}
    if old is None or old.segments.outcome != new.segments.outcome:
        names.add(OUTCOME)
    if old is None or old.report.language != new.report.language:
        names.add(LANGUAGE)
    if old is None or _labels(old) != _labels(new):
        names.add(LABELS)
    if old is not None and old.source and new.source and _read(old.source) == _read(new.source):
        names.discard("source")
    return frozenset(names)


def _read(source: Source) -> Source:
    """What decides how a source is read: labels and units do not."""
    return source.model_copy(update=dict.fromkeys(_TOLD))


def _labels(plan: Plan) -> list[dict[str, str]]:
    return [plan.labels(), plan.units()]
