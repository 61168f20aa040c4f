"""What the cells of segments.csv are, so that conditions compare numbers with numbers, and dates with dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

import polars as pl

from segtui.delivery.trigger.config import Trigger
from segtui.delivery.writing.rows import Kind, kind_of
from segtui.libraries.columns import col

KEY = "kinds"
"""In run.json of a run with triggers: the kind of each column of segments.csv beside segtui's own."""
_TYPES: dict[Kind, pl.DataType] = {
    "whole": pl.Int64(),
    "decimal": pl.Float64(),
    "text": pl.String(),
    "yes_no": pl.Boolean(),
    "day": pl.Date(),
    "time": pl.Datetime("us"),
}
_LIKE: tuple[tuple[Kind, str], ...] = (
    ("yes_no", r"^(true|false)$"),
    ("whole", r"^-?(0|[1-9]\d{0,17})$"),
    ("decimal", r"^-?(\d+(\.\d+)?([eE][+-]?\d+)?|inf)$|^NaN$"),
    ("day", r"^\d{4}-\d\d-\d\d$"),
    ("time", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
)
"""How cells of a kind are written, the narrowest first."""
_RENAMED = re.compile(r"_\d+$")
"""How a column ends that is called as one of segtui's own, and has another name in segments.csv."""


def kinds_for(triggers: Sequence[Trigger], schema: Mapping[str, pl.DataType]) -> dict[str, dict[str, Kind]]:
    """What run.json says of the columns of a cleaned table with this schema, where there are triggers."""
    return {KEY: {name: kind_of(dtype) for name, dtype in schema.items()}} if triggers else {}


def known_kinds(manifest: Mapping[str, Any], columns: Collection[str]) -> dict[str, Kind]:
    """The kinds of some columns that run.json tells; none of a run that had no triggers when it was made."""
    told = manifest.get(KEY)
    named = told if isinstance(told, dict) else {}
    found = {name: named.get(name) or named.get(_RENAMED.sub("", name)) for name in columns}
    return {name: cast("Kind", kind) for name, kind in found.items() if kind in _TYPES}


def kinds_like(text: pl.DataFrame, columns: Collection[str]) -> dict[str, Kind]:
    """The kinds of columns of text by how all their cells look; an empty one is text."""
    found: dict[str, Kind] = {}
    for name in columns:
        cells = text.get_column(name).drop_nulls()
        alike = (kind for kind, pattern in _LIKE if cells.len() and cells.str.contains(pattern).all())
        found[name] = next(alike, "text")
    return found


def typed(name: str, kind: Kind) -> pl.Expr:
    """A column of text as its kind; a cell that is not of it is null."""
    cells = col(name).cast(pl.String)
    if kind == "yes_no":
        return pl.when(cells == "true").then(True).when(cells == "false").then(False).alias(name)
    if kind == "day":
        return cells.str.to_date("%Y-%m-%d", strict=False).alias(name)
    if kind == "time":
        return (
            cells.str.replace(r"([+-]\d\d:\d\d|Z)$", "")
            .str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
            .alias(name)
        )
    return cells.cast(_TYPES[kind], strict=False).alias(name)
