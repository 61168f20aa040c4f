"""Spellings of one person in what the cleaning of a run learned, which are forgotten with the person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from segtui.pipeline.artifacts.run_json import read_object
from segtui.pipeline.forgetting.single_values import Own

NAME = "model/learned.json"


def without_spellings(folder: Path, own: Own, new: Callable[[Path], Path]) -> dict[Path, int]:
    """Write what a run and its versions learned without spellings that the person alone has, to where `new` says.

    The answer counts them by file. Later rows with such a value keep it as it is. Raises DataError for a damaged file.
    """
    found: dict[Path, int] = {}
    for place in sorted([*folder.glob(NAME), *folder.glob(f"versions/*/{NAME}")]):
        facts = read_object(place)
        if count := sum(_strike(step, own) for step in facts.get("clean", ())):
            new(place).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            found[place] = count
    return found


def is_respelled(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether what a run learned is that of `before`, but for spellings that went with people; `before` changes."""
    for mine, theirs in zip(now.get("clean", ()), before.get("clean", ()), strict=False):
        for column, spellings in theirs.get("winners", {}).items():
            left = mine.get("winners", {}).get(column, {})
            for key in spellings.keys() - left.keys():
                del spellings[key]
    return now == before


def _strike(step: dict[str, Any], own: Own) -> int:
    """Take the spellings of the person out of a step that learned some; how many there were."""
    gone = [
        (spellings, key)
        for column, spellings in step.get("winners", {}).items()
        for key, winner in spellings.items()
        if winner.strip() in own.get(column, ())
    ]
    for spellings, key in gone:
        del spellings[key]
    return len(gone)
