"""Words of one person in what a run learned, spellings and categories, which are forgotten with the person."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from segtui.pipeline.artifacts.run_json import read_object
from segtui.pipeline.forgetting.erase_rows import drop_rows, parts_with_rows
from segtui.pipeline.forgetting.own_values import Own

NAME = "model/learned.json"
MODEL = "model.json"


def without_spellings(
    folder: Path, own: Own, new: Callable[[Path], Path], begun: Mapping[Path, Path] | None = None
) -> dict[Path, int]:
    """Write what a run and its versions learned without words that the person alone has, to where `new` says.

    What `begun` has of a file is already without rows of the person, and is written again. The answer counts words by
    file. Later rows with such a value keep it as it is; a category is new to the run then, and without a column of its
    own as before. Raises DataError for a damaged file.
    """
    found: dict[Path, int] = {}
    for place in sorted([*folder.glob(NAME), *folder.glob(f"versions/*/{NAME}")]):
        draft = (begun or {}).get(place)
        facts = read_object(draft or place)
        count = sum(_strike(step, own) for step in facts.get("clean", ()))
        if count := count + _strike_categories(facts.get("categories", {}), own, categories_of_columns(place.parent)):
            (draft or new(place)).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            found[place] = count
    return found


def is_respelled(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether what a run learned is `before`, but for rows and words that went with people; `before` changes."""
    stays = {str(id) for part in parts_with_rows(now) for id in part["ids"]}
    for part in parts_with_rows(before):
        drop_rows(part, {str(id) for id in part["ids"]} - stays)
    for mine, theirs in zip(now.get("clean", ()), before.get("clean", ()), strict=False):
        for column, spellings in theirs.get("winners", {}).items():
            left = mine.get("winners", {}).get(column, {})
            for key in spellings.keys() - left.keys():
                del spellings[key]
    for column, values in before.get("categories", {}).items():
        left = now.get("categories", {}).get(column, [])
        before["categories"][column] = [value for value in values if value in left]
    return now == before


def categories_of_columns(model: Path) -> set[tuple[str, str]]:
    """The columns and their values that a run's model/ has columns of its own for."""
    facts = read_object(model / MODEL)
    columns = [*facts.get("columns", ()), *facts.get("components", {}).get("columns", ())]
    return {(each["source"], each["category"]) for each in columns if each.get("category") is not None}


def _strike_categories(known: dict[str, list[str]], own: Own, with_columns: set[tuple[str, str]]) -> int:
    """Take the person's values out of those that text columns had, but for those that a column is named by."""
    count = 0
    for column, values in known.items():
        theirs = own.get(column, frozenset())
        known[column] = [v for v in values if v.strip() not in theirs or (column, v) in with_columns]
        count += len(values) - len(known[column])
    return count


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
