"""A table of a database, as a list names it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListedTable:
    """A table or view as an address names it, and about how many rows it has, None where that is not known."""

    name: str
    rows: int | None
