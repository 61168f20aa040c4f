"""Which segments own the names and notes in the plan: it has them by number, and a number may come to mean another
segment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from segtui.libraries.columns import read_arrow
from segtui.workbench.screens.cluster.candidate_comparison import NOISE, shared

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Described
    from segtui.plan.model import Plan
    from segtui.workbench.state.store import Store

_MARK = "named"
_KEPT = 50
"""How many versions of names and notes keep their owners, for undo."""


@dataclass(frozen=True)
class Owner:
    """The segments that names were given to: their candidate's name in the plan, and the rows of each.

    Without rows, the candidate's segments when they are next seen.
    """

    name: str
    rows: tuple[int, ...] | None = None

    def has(self, other: Owner) -> bool:
        """Whether it stands for the same segments."""
        return self.name == other.name and self.rows in (None, other.rows)


def owner_of(described: Described) -> Owner:
    """The owners of names given now."""
    return Owner(str(described.scores["name"]), tuple(int(card["rows"]) for card in described.cards))


def has_any(plan: Plan | None) -> bool:
    """Whether the plan names a segment or has a note on one."""
    return plan is not None and bool(plan.segments.names or plan.segments.notes)


def owners(store: Store) -> tuple[Owner, ...]:
    """The segments that the names and notes in the plan were given to; None if unknown."""
    return _all(store).get(_key(store), ())


def give(store: Store, *to: Owner) -> None:
    """Record that the current names and notes belong to these, even after undo."""
    known = {**_all(store), _key(store): to}
    last = dict(list(known.items())[-_KEPT:])
    store.mark(_MARK, json.dumps({key: [[o.name, o.rows] for o in found] for key, found in last.items()}))


def stray(store: Store, described: Described) -> Owner | None:
    """The owners of the names and notes, if not the segments shown; those without an owner become theirs."""
    if not has_any(store.plan):
        return None
    here, known = owner_of(described), owners(store)
    mine = next((o for o in known if o.has(here)), None)
    if not known or (mine is not None and mine.rows is None):
        give(store, *(o for o in known if o is not mine), here)
    return known[-1] if known and mine is None else None


def misfits(plan: Plan, described: Described) -> list[int]:
    """Numbers with a name or note in the plan that no segment has."""
    there = {NOISE, *(int(card["segment"]) for card in described.cards)}
    return sorted({*(plan.segments.names or {}), *(plan.segments.notes or {})} - there)


def drop_names(plan: Plan, numbers: list[int]) -> dict[str, Any]:
    """The names and notes without those of these numbers, as plan values."""
    return {
        key: {n: text for n, text in (getattr(plan.segments, key) or {}).items() if n not in numbers} or None
        for key in ("names", "notes")
    }


def move_names(plan: Plan, old: Described, new: Described) -> tuple[dict[str, Any], list[int]]:
    """The names and notes moved to the segments that share most rows with their owners, and the numbers without a
    match.

    The pair that shares most rows is matched first, and each segment once; noise stays noise.
    """
    numbers = sorted({*(plan.segments.names or {}), *(plan.segments.notes or {})} - {NOISE})
    to = {NOISE: NOISE, **matches(old, new)}
    made = {
        key: {to[n]: text for n, text in (getattr(plan.segments, key) or {}).items() if n in to} or None
        for key in ("names", "notes")
    }
    return made, [n for n in numbers if n not in to]


def matches(old: Described, new: Described) -> dict[int, int]:
    """For each old segment, the new one that shares most rows with it; each at most once."""
    counts, down, across = shared(*(read_arrow(d.rows, ["segment"]).to_series() for d in (old, new)))
    found: dict[int, int] = {}
    for place in np.argsort(-counts, axis=None, kind="stable").tolist():
        row, column = divmod(place, len(across))
        one, other = down[row], across[column]
        if counts[row, column] and NOISE not in (one, other) and one not in found and other not in found.values():
            found[one] = other
    return found


def _key(store: Store) -> str:
    assert store.plan is not None
    return store.plan.segments.model_dump_json()


def _all(store: Store) -> dict[str, tuple[Owner, ...]]:
    known = json.loads(store.marks.get(_MARK, "{}"))
    return {
        key: tuple(Owner(name, None if rows is None else tuple(rows)) for name, rows in found)
        for key, found in known.items()
    }
