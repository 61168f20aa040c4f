"""What a plan says about pairs of ids: one person or two."""

from __future__ import annotations

from typing import Any

from segtui.language.sentences import say
from segtui.language.translation import to_translate

Pair = tuple[str, str]


def decisions_of(step: object) -> dict[frozenset[str], str]:
    """What a match step of the plan says about pairs of ids."""
    return {
        frozenset(pair): name for name in ("same", "different") for pair in getattr(step, name, ()) if len(pair) == 2
    }


def with_decision(step: Any, pair: Pair, decision: str) -> dict[str, Any]:
    """The step as plain data, with a decision about a pair in place of an earlier one; the same one again takes it
    back."""
    found = step.model_dump()
    again = decisions_of(step).get(frozenset(pair)) == decision
    for name in ("same", "different"):
        found[name] = [each for each in found[name] if frozenset(each) != frozenset(pair)]
    if not again:
        found[decision].append(pair)
    return dict(found)


def said(pair: Pair, decision: str) -> str:
    """A decision in the undo history."""
    said = (
        to_translate("{one} and {other}: one person")
        if decision == "same"
        else to_translate("{one} and {other}: two people")
    )
    return say(said, one=pair[0], other=pair[1])
