"""The text of a plan's file: the earlier text, with its comments, updated with the changes."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segtui.plan.model import Plan


def text_of(plan: Plan, before: str) -> str:
    """The plan as TOML that loads back to an equal plan.

    Unchanged parts keep the text and comments of `before`.
    """
    from segtui.plan.dump import dump

    return _edited(before, plan) or dump(plan)


def _edited(before: str, plan: Plan) -> str | None:
    """The text updated with the differences; None if the result would not be the plan, or there is no text."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from segtui.errors import SegtuiError
    from segtui.plan.dump import dump
    from segtui.plan.load import parse

    if not before:
        return None
    try:
        old = parse(before)
        document = tomlkit.parse(before)
        past, now = tomlkit.parse(dump(old)).unwrap(), tomlkit.parse(dump(plan))
        if "connection" in document.get("source", {}):
            past, now = _asking(past), _asking(now)
        _work_in(document, past, now)
        text = tomlkit.dumps(document)
        return text if parse(text) == plan else None
    except (SegtuiError, TOMLKitError, ValueError, KeyError, TypeError, IndexError):
        return None


def _asking(plan: Any) -> Any:
    """The plan with the keys that ask a connection in place of the path of [source]."""
    from segtui.data.databases.plan_keys import keys_of_address

    source = plan.get("source", {})
    if "path" in source:
        path = str(source.pop("path"))
        for key, value in keys_of_address(path).items():
            source[key] = list(value) if isinstance(value, tuple) else value
    return plan


def _work_in(place: MutableMapping[str, Any], old: dict[str, Any], new: MutableMapping[str, Any]) -> None:
    """Set what differs between `old` and `new`, tables within tables, lists of tables from their first difference."""
    for name in [*old, *(n for n in new if n not in old)]:
        if name not in new:
            place.pop(name, None)
        elif _plain(new[name]) == old.get(name):
            continue
        elif isinstance(old.get(name), dict) and isinstance(place.get(name), MutableMapping):
            _work_in(place[name], old[name], new[name])
        elif _tables(old.get(name)) and _tables(new[name]) and _tables(place.get(name)):
            _replace_tail(place[name], old[name], new[name])
        else:
            place[name] = new[name]


def _replace_tail(place: Any, old: list[Any], new: Any) -> None:
    same = 0
    while same < min(len(old), len(new)) and _plain(new[same]) == old[same]:
        same += 1
    while len(place) > same:
        del place[-1]
    for table in new[same:]:
        place.append(table)


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, MutableMapping) for entry in value)


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value
