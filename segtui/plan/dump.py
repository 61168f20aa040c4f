"""Writes a plan: typed data in, TOML out, with every default written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit

from segtui.plan.model import Plan
from widgets.plain.visible import HIDDEN


def dump(plan: Plan) -> str:
    """The plan as TOML that loads back to an equal plan; every default is written out."""
    return _shown(tomlkit.dumps(_plain(plan.model_dump(exclude_none=True))))


def literal(value: Any) -> str:
    """One value in TOML: a quoted string, a list, a date."""
    return _shown(str(tomlkit.item(_plain(value)).as_string()))


def _shown(text: str) -> str:
    """The same TOML with escapes for invisible characters in its strings."""
    return HIDDEN.sub(lambda found: found[0] if found[0] == "\n" else _escaped(ord(found[0])), text)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _plain(value: Any) -> Any:
    """TOML has only lists and text keys; an empty list of tables is omitted."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    if (
        isinstance(value, str)
        and '"' in value
        and not ("'" in value or HIDDEN.search(value) or not value.isprintable())
    ):
        return tomlkit.string(value, literal=True)  # SQL with quoted names reads as it is
    return value
