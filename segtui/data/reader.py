"""What every reader is: the files of one format, how they are told, and how they are read whole or in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from segtui.data.raw_table import InputFile, Raw
from segtui.data.row_repairs import RowRepair, RowSkip
from segtui.data.source import Source


@dataclass(frozen=True)
class Part:
    """One file of a source: its columns, whether it says their types, rows that make no row, and its frames."""

    name: str
    columns: tuple[str, ...]
    typed: bool
    skipped: int
    frames: Callable[[], Iterator[pl.DataFrame]]
    repairs: tuple[RowRepair, ...] = ()
    skips: tuple[RowSkip, ...] = ()


@dataclass(frozen=True)
class Reader:
    """A file format, declared once.

    `format` is what a reading says, `label` what a person reads ("Parquet"), `holds` what a file holds whose name says
    something else. `extensions` are the endings of its names, in lower case with their dots, `magic` the first bytes
    that tell it for sure; where it `is_binary`, a text file with such a name is an error. `read` gives a whole file as
    its format has it, by the settings of the source that are named in `options`; `batches` its frames of about this
    many rows, or None where the format can be read whole only. Both raise DataError where the file is damaged.
    `detect` says whether text begins like the format, from its first bytes and the format that the name promises; text
    that no reader knows is delimited text.
    """

    format: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[InputFile, Source], Raw]
    batches: Callable[[InputFile, Source, int], Part] | None = None
    magic: tuple[bytes, ...] = ()
    detect: Callable[[bytes, str | None], bool] | None = None
    holds: str = "delimited text"
    is_binary: bool = False
    options: tuple[str, ...] = ()
