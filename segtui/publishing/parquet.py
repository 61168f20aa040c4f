"""Writes every Parquet file: complete, or with the system's error and the file's name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from segtui.errors import system_number
from segtui.libraries.boundary import is_foreign

_CUT = "the end of the file is missing, as when a disk is full"


def write_parquet(frame: pl.DataFrame, place: Path, **options: Any) -> None:
    """Write a frame, with Polars' options; raises OSError with the file's name for whatever goes wrong."""
    with _whole(place):
        frame.write_parquet(place, **options)


def sink_parquet(rows: pl.LazyFrame, place: Path, **options: Any) -> None:
    """Write rows without having them all in memory; raises OSError with the file's name for whatever goes wrong."""
    with _whole(place):
        rows.sink_parquet(place, **options)


def stage_parquet(rows: pl.LazyFrame, place: Path | pl.PartitionBy, **options: Any) -> None:
    """Write rows that come from elsewhere, such as a server, to a temporary file or its parts.

    Whatever goes wrong is raised as it is: the caller knows whether it may be the rows or the disk.
    """
    rows.sink_parquet(place, **options)


@contextmanager
def _whole(place: Path) -> Iterator[None]:
    """Polars tells a full disk by its own errors, a panic, or not at all: then the file has no end."""
    try:
        yield
        pl.scan_parquet(place, glob=False).collect_schema()
    except BaseException as error:
        if not is_foreign(error):
            raise
        number = system_number(error)
        raise OSError(number or errno.EIO, os.strerror(number) if number else _CUT, str(place)) from error
