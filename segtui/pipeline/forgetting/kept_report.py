"""Values of one person in what a run keeps of its report, so that a report written later does not have them either."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from segtui.language.sentences import from_data, in_language
from segtui.language.translation import Language, speaking
from segtui.pipeline.forgetting.kept_small_groups import emptied_as, empty_kept_groups
from segtui.pipeline.forgetting.own_values import Own
from segtui.pipeline.forgetting.told_values import (
    GONE,
    categories,
    is_masked,
    masked,
    quotations,
    same,
    without_quotations,
)
from segtui.pipeline.report.kept.report_facts import NAME
from segtui.pipeline.report.kept.typed_json import as_text


def without_kept_values(
    folder: Path, own: Own, new: Callable[[Path], Path], language: Language, segments: Collection[int] = ()
) -> dict[Path, int]:
    """Write model/report.json of a run without these values, to where `new` says; how many had to go, by file.

    Figures that fewer than five people of the `segments` have go too. `language` is the run's, in which its sentences
    have numbers.
    """
    place = folder / NAME
    if not (own or segments) or not place.is_file():
        return {}
    striking = _Striking(own)
    with speaking(language):
        left = striking.of(json.loads(place.read_text(encoding="utf-8")))
    count = striking.count + empty_kept_groups(left, segments)
    if not count:
        return {}
    new(place).write_text(as_text(left), encoding="utf-8")
    return {place: count}


def is_kept_struck(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether JSON of model/report.json is that of `before`, but for what `without_kept_values` takes out."""
    return is_struck(now, emptied_as(now, before))


def is_struck(now: Any, before: Any) -> bool:
    """Whether JSON is that of `before`, but for values that were taken out of it.

    Sentences are written in the language that is spoken.
    """
    if isinstance(now, str):
        text = in_language(from_data(before)) if isinstance(before, dict) and "say" in before else before
        return isinstance(text, str) and is_masked(now, text)
    if isinstance(now, dict) and isinstance(before, dict):
        return now.keys() == before.keys() and all(is_struck(each, before[name]) for name, each in now.items())
    if isinstance(now, list) and isinstance(before, list):
        return len(now) == len(before) and all(map(is_struck, now, before))
    return bool(now == before)


_TOLD = ("warnings", "segments")
_QUOTED = '"{name}"'
"""The sentence that quotes a value."""
_COLUMN = ("column", "source", "base")
"""What names the column beside a `category`."""


def without_told(manifest: dict[str, Any], own: Own) -> dict[str, Any]:
    """What run.json says, without these values where its warnings quote them or its segments name categories."""
    kinds, quotes = categories(own), quotations(own)

    def struck(told: Any) -> Any:
        if isinstance(told, str):
            text, _ = without_quotations(told, quotes)
            kind = next((kind for kind in kinds if text == kind or text.startswith(f"{kind} ")), "")
            return f"{kinds[kind]}{text[len(kind) :]}" if kind else text
        if isinstance(told, list):
            return [struck(each) for each in told]
        return {name: struck(each) for name, each in told.items()} if isinstance(told, dict) else told

    return {name: struck(each) if name in _TOLD else each for name, each in manifest.items()}


class _Striking:
    """Takes the values out of JSON: from the alerts of their column, where a text is a category of theirs, and from
    quotations."""

    def __init__(self, own: Own) -> None:
        self._own: Own = own
        self._categories: Mapping[str, str] = categories(own)
        self._quotes = quotations(own)
        self.count = 0

    def of(self, kept: Any) -> Any:
        """The same without them."""
        if isinstance(kept, str):
            left, _ = without_quotations(self._categories.get(kept, kept), self._quotes)
            return self._counted(kept, left)
        if isinstance(kept, list):
            return [self.of(each) for each in kept]
        if not isinstance(kept, dict):
            return kept
        if "alerts" in kept and (values := self._own.get(kept["name"])):
            return {**kept, "alerts": [self._without(alert, values) for alert in kept["alerts"]]}
        if kept.get("say") == _QUOTED and self._is_own(kept["values"].get("name")):
            self.count += 1
            return {**kept, "values": {"name": GONE}}
        if self._is_theirs(kept):
            self.count += 1
            kept = {**kept, "category": GONE}
        return {name: self.of(each) for name, each in kept.items()}

    def _is_own(self, text: Any) -> bool:
        return any(text in values for values in self._own.values())

    def _is_theirs(self, kept: Mapping[str, Any]) -> bool:
        """Whether it tells of a value of a column that is the person's alone."""
        columns = [kept[name] for name in _COLUMN if isinstance(kept.get(name), str)]
        return any(kept.get("category") in self._own.get(column, ()) for column in columns)

    def _without(self, alert: dict[str, Any], values: Collection[str]) -> dict[str, Any]:
        """An alert whose message has none of the values: if it had one, it is a text from now on."""
        text = in_language(from_data(alert["message"]))
        left = masked(text, values)
        if left == text and not any(same(str(leaf), value) for leaf in _leaves(alert["message"]) for value in values):
            return alert
        self.count += 1
        return {**alert, "message": left}

    def _counted(self, before: str, after: str) -> str:
        self.count += before != after
        return after


def _leaves(kept: Any) -> Iterator[Any]:
    inner = kept.values() if isinstance(kept, dict) else kept if isinstance(kept, list) else None
    if inner is None:
        yield kept
    else:
        for each in inner:
            yield from _leaves(each)
