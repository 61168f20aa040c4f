"""What a connection has."""

from __future__ import annotations

from typing import TypedDict


class TableFacts(TypedDict):
    """A table or view: its schema, empty where there are none, its name, its address, and about how many rows."""

    schema: str
    table: str
    address: str
    rows: int | None
