"""Frames of Arrow that come one after the other, staged while an interruption is listened for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain

import polars as pl

from segtui.data.databases.reading import attended, row_counter
from segtui.data.databases.staged_frames import stage_frames
from segtui.data.databases.warehouses.arrow_columns import readable
from segtui.data.raw.raw_table import InputFile
from segtui.language.sentences import say
from segtui.libraries.boundary import data, foreign


def stage_arrow(frames: Iterator[pl.DataFrame], place: InputFile) -> tuple[pl.LazyFrame, pl.Schema]:
    """The rows of frames, of which there is at least one, and the Arrow types that they came with.

    Raises what the frames raise, and DataError for rows that can't be staged; an interruption ends them.
    """
    ended = threading.Event()
    return attended(lambda: _staged(frames, place, ended), ended.set)


def _staged(frames: Iterator[pl.DataFrame], place: InputFile, ended: threading.Event) -> tuple[pl.LazyFrame, pl.Schema]:
    counted = row_counter()
    with foreign(data(say("the rows can't be read"), place.name, say("cast columns of rare types to text in a query"))):
        first = next(frames)

        def walked() -> Iterator[pl.DataFrame]:
            for frame in chain([first], frames):
                if ended.is_set():
                    return
                counted(frame.height)
                yield _made_readable(frame)

        return stage_frames(walked(), _made_readable(first[:0]).schema, place), first.schema


def _made_readable(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(readable(frame.schema.items()))
