"""Frames of a database's rows, staged as they come, with what their source raises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from segtui.data.databases.reading import row_counter
from segtui.data.databases.stage import stage
from segtui.data.raw.raw_table import InputFile
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign


def stage_frames(frames: Iterator[pl.DataFrame], schema: Mapping[str, pl.DataType], place: InputFile) -> pl.LazyFrame:
    """Frames of this schema in one Parquet file of the workspace, in bounded memory; raises what walking them raises.

    Polars keeps only the text of an error amid the rows: here it is raised as it was.
    """
    raised: list[Exception] = []
    count = row_counter()

    def walked(names: list[str] | None, condition: pl.Expr | None, *_: Any) -> Iterator[pl.DataFrame]:
        try:
            for frame in frames:
                count(frame.height)
                kept = frame if condition is None else frame.filter(condition)
                yield kept if names is None else kept.select(names)
        except Exception as error:
            raised.append(error)
            raise

    try:
        with foreign(data(say("the rows can't be read"), place.name)):
            return stage(register_io_source(walked, schema=dict(schema)), place)
    except Exception:
        if raised:
            raise raised[0] from None
        raise
