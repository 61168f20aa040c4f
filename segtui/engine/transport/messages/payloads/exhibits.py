"""What feature makers show of what they found: tables, and what is drawn of each."""

from __future__ import annotations

from typing import Literal, TypedDict


class ExhibitPicture(TypedDict):
    """A chart of a table. `values` are bars (1 × labels), lines (names × x) or cells (labels × names), None for none.

    `texts` are the same as they are written. `x` are the places of the lines, `x_label` says of what; `limit` is the
    value of the strongest colour of cells.
    """

    kind: Literal["bars", "lines", "heat"]
    labels: list[str]
    names: list[str]
    x: list[float]
    x_label: str
    values: list[list[float | None]]
    texts: list[list[str]]
    limit: float


class ExhibitFacts(TypedDict):
    """A table of a maker, its number in the plan (from 1); see `segtui.features.exhibit.Exhibit`."""

    maker: int
    name: str
    title: str
    headings: list[str]
    columns: list[list[str | int | float | None]]
    sentence: str
    picture: ExhibitPicture | None
