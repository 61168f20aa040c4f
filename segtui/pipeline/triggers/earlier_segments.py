"""In which segment everybody was before a run: kept with it, because the run before may be the one that it replaces."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from segtui.delivery.trigger.condition import PREVIOUS
from segtui.delivery.trigger.config import Trigger
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import col
from segtui.pipeline.artifacts.run_json import damaged
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.publishing.parquet import write_parquet
from segtui.publishing.private import private_folder

FILE = "triggers/previous.parquet"
"""Of a run with triggers on moves: the id as text, the segment before (Int32) and its name."""
_SCHEMA = {"id": pl.String(), PREVIOUS[0]: pl.Int32(), PREVIOUS[1]: pl.String()}


def look_back(triggers: Iterable[Trigger]) -> bool:
    """Whether any of them asks where people were before."""
    return any(not trigger.columns_named().isdisjoint(PREVIOUS) for trigger in triggers)


def earlier_segments(run: RunFiles, by: str = "id") -> pl.DataFrame:
    """Where everybody is in a run, as the run after it sees them; an id that several rows have is left out.

    The column of ids, as text, is called `by`.
    """
    blocks = [block.select(col("id").cast(pl.String), "segment").collect() for block in run.member_blocks()]
    rows = pl.concat([pl.DataFrame(schema={"id": pl.String, "segment": pl.Int32}), *blocks])
    once = rows.drop_nulls("id").unique("id", keep="none", maintain_order=True)
    named = once["segment"].replace_strict(run.names, default=None, return_dtype=pl.String)
    return once.select(pl.col("id").alias(by), pl.col("segment").alias(PREVIOUS[0]), named.alias(PREVIOUS[1]))


def keep_earlier(triggers: Iterable[Trigger], folder: Path, previous: RunFiles | None, id: str) -> None:
    """Keep where everybody was before in the folder of a run in the making, where its triggers ask for that.

    The column of ids is called as the run's own, so that `forget` finds a person there.
    """
    if previous is None or not look_back(triggers):
        return
    place = folder / FILE
    private_folder(place.parent)
    write_parquet(earlier_segments(previous, by=id), place, statistics=False)


def kept_earlier(run: RunFiles) -> pl.DataFrame:
    """What a run keeps of it, with the ids as `id`; no rows where it keeps nothing: everybody is new then."""
    place = run.path / FILE
    if not place.is_file():
        return pl.DataFrame(schema=_SCHEMA)
    with foreign(damaged(place)):
        found = pl.read_parquet(place, glob=False)
        return found.rename({found.columns[0]: "id"}).select(col(name).cast(dtype) for name, dtype in _SCHEMA.items())
