"""Grid axes that can also be "auto": worked out from the data before the sweep."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag

from segtui.declare import FloatGrid, IntGrid


def _kind(value: Any) -> str:
    # Telling the two apart first keeps the fault that is reported to the one that matters.
    return "auto" if value == "auto" else "list"


def _at_least_two(values: tuple[int, ...]) -> tuple[int, ...]:
    if min(values) < 2:
        raise ValueError("the smallest cluster has at least 2 rows")
    return values


_Auto = Annotated[Literal["auto"], Tag("auto")]

AutoFloatGrid = Annotated[_Auto | Annotated[FloatGrid, Tag("list")], Discriminator(_kind)]
"""Positive numbers, or "auto"."""
SizeGrid = Annotated[
    _Auto | Annotated[IntGrid, AfterValidator(_at_least_two), Tag("list")],
    Discriminator(_kind),
]
"""Cluster sizes from 2, or "auto"."""
