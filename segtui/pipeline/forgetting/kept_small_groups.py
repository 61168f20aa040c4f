"""Figures of a handful of people in what a run keeps of its report, emptied as in its tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from segtui.pipeline.forgetting.small_groups import STAYS
from segtui.pipeline.report.small_groups import FEWEST

_EMPTY: dict[str, dict[str, Any]] = {
    "cards": {"traits": [], "rule": None, "typical": None, "atypical": None},
    "outcomes": dict.fromkeys(("value", "index", "difference", "low", "high", "p_value", "p_adjusted")),
    "value": {"total": 0.0, "per_head": 0.0, "share_of_value": None},
}
"""What becomes of the figures of a segment, by the part of the report that has them."""
_PEOPLE = {"cards": "rows", "outcomes": "known", "value": "rows"}

_Place = tuple[Any, Any, Any]
"""A dict or list, a key or position in it, and what stands there instead."""


def empty_kept_groups(kept: dict[str, Any], segments: Collection[int]) -> int:
    """Empty the figures that fewer than five people of these segments have, in JSON of model/report.json.

    It is changed in place; the answer is how many figures were emptied.
    """
    count = 0
    for inside, at, empty in _places(kept, segments):
        if inside[at] != empty:
            inside[at], count = empty, count + 1
    return count


def emptied_as(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """JSON of the same report `before` people were forgotten, with the figures empty that are so `now`: it is changed.

    Only figures of fewer than five people are.
    """
    segmented = (before.get("concluded") or {}).get("segmented") or {}
    every = [card["segment"] for card in segmented.get("cards", ())]
    for (mine, at, empty), (theirs, there, _) in zip(_places(now, every), _places(before, every), strict=False):
        if at == there and mine[at] == empty:
            theirs[there] = empty
    return before


def _places(kept: dict[str, Any], segments: Collection[int]) -> Iterator[_Place]:
    """Where such figures are, always in the same order."""
    segmented = (kept.get("concluded") or {}).get("segmented")
    if not segmented:
        return
    parts = {"cards": segmented["cards"], "outcomes": segmented["outcomes"]}
    parts["value"] = segmented["value"]["segments"] if segmented["value"] else []
    for part, entries in parts.items():
        for entry in entries:
            if entry["segment"] in segments and entry[_PEOPLE[part]] < FEWEST:
                yield from ((entry, name, empty) for name, empty in _EMPTY[part].items())
    columns = {name: values for name, _, values in segmented["comparison"]}
    for row, (segment, people) in enumerate(zip(columns["segment"], columns["count"], strict=True)):
        if segment in segments and people < FEWEST:
            yield from ((values, row, None) for name, values in columns.items() if name not in STAYS)
