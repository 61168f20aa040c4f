"""Writing a plan: typed data in, TOML out, nothing left implicit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit

from segtui.plan.model import Plan


def dump(plan: Plan) -> str:
    """The plan as TOML that loads back to an equal plan; every default is written out."""
    return tomlkit.dumps(_plain(plan.model_dump(exclude_none=True)))


def literal(value: Any) -> str:
    """One value as TOML writes it: a quoted string, a list, a date."""
    return str(tomlkit.item(_plain(value)).as_string())


def _plain(value: Any) -> Any:
    """TOML knows lists and text keys only; an empty list of tables is left out."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    return value
