"""One way to mend an alert, before it has its place in a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Plain = dict[str, Any]
"""A cleaning step as TOML would have it."""


@dataclass(frozen=True)
class Mend:
    """Steps to add, or the column logged, not used, or taken as the id. `asks` and `to` are units without rates yet."""

    label: str
    steps: tuple[Plain, ...] = ()
    log: bool = False
    unused: bool = False
    id: bool = False
    asks: tuple[str, ...] = ()
    to: str = ""
