"""What one person has and nobody else in a run's data: values that are forgotten with the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

import polars as pl

from segtui.errors import SegtuiError
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.person import Person, frames_of_data

Own = Mapping[str, frozenset[str]]
"""Such values, as text, by their columns."""


def own_values(run: RunFiles, person: Person) -> Own:
    """The values, by column, that the person has and nobody else in the run's data."""
    theirs: dict[str, set[str]] = {}
    for frame in person.rows:
        for name in frame.columns:
            theirs.setdefault(name, set()).update(v.strip() for v in frame[name].drop_nulls().to_list() if v.strip())
    with suppress(SegtuiError):  # then the segments are all that can be looked at
        _take_away(theirs, frames_of_data(run), run.plan.source.id if run.plan.source else None, person)
    if run.has_segments:
        _take_away(theirs, (block.collect() for block in run.segment_blocks()), run.id, person)
    return {name: frozenset(values) for name, values in theirs.items() if values}


def _take_away(theirs: dict[str, set[str]], frames: Iterable[pl.DataFrame], id: str | None, person: Person) -> None:
    """Leave out the values that somebody else has as well."""
    for frame in frames:
        if id is None or id not in frame.columns:
            return
        others = frame.filter(~col(id).cast(pl.String).is_in(list(person.ids)).fill_null(False))
        for name in (n for n in theirs if theirs[n] and n in frame.columns):
            cells = others[name].cast(pl.String).str.strip_chars()
            numbers = cells.cast(pl.Float64, strict=False)
            theirs[name] = {v for v in theirs[name] if not ((cells == v).any() or _has(numbers, v))}


def _has(numbers: pl.Series, value: str) -> bool:
    try:
        return bool((numbers == float(value)).any())
    except ValueError:
        return False
