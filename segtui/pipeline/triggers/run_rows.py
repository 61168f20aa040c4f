"""The people of a finished run as triggers look at them: typed, with where they are and were."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from segtui.delivery.trigger.condition import OWN, PREVIOUS
from segtui.libraries.columns import col, cols
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.triggers.column_kinds import kinds_like, known_kinds, typed
from segtui.pipeline.triggers.earlier_segments import kept_earlier

ID = "\0id"
"""The id of each row as text, whatever columns there are."""
_HERE = ("segment", "segment_name", "confidence")


def rows_of_run(run: RunFiles, columns: Collection[str]) -> Iterator[pl.DataFrame]:
    """The rows of segments.csv in blocks: ID, what `OWN` names, and those of `columns` that the file carries."""
    known = [name for name in run.segments().collect_schema().names() if name not in _HERE]
    wanted = [name for name in known if name in columns]
    kinds, before = known_kinds(run.manifest, wanted), kept_earlier(run)
    if unknown := [name for name in wanted if name not in kinds]:
        kinds |= kinds_like(run.segments().select(cols(unknown).cast(pl.String)).collect(), unknown)
    for block in run.segment_blocks():
        rows = block.select(
            col(run.id).cast(pl.String).alias(ID),
            *(col(name) for name in _HERE),
            *(typed(n, kinds[n]) for n in wanted),
        )
        yield with_earlier(rows.collect(), before)


def with_earlier(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Rows with where they were `before` (id and `PREVIOUS`): null for who was not there."""
    joined = rows.join(before, left_on=ID, right_on="id", how="left", maintain_order="left")
    return joined.with_columns(col(name).cast(OWN[name]) for name in PREVIOUS)
