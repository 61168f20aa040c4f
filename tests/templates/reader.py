"""Avro, whose types are kept; records become columns.

A template: copy it to segtui/data/readers/NAME.py and fill in what is yours.
"""

import polars as pl

from segtui.data.containers.parquet_arrow import damaged, flatten
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reader import Reader
from segtui.data.source import Source
from segtui.libraries.boundary import foreign


def read(place: InputFile, _: Source) -> Raw:
    """The whole file; DataError when it is damaged or ends too early."""
    with foreign(damaged(place, "Avro")):
        frame, notes = flatten(pl.read_avro(place.path))
    return Raw(frame, "avro", typed=True, notes=notes)


READER = Reader(
    format="avro",
    label="Avro",
    extensions=(".avro",),
    read=read,
    magic=(b"Obj\x01",),
    holds="Avro",
    is_binary=True,
    is_typed=True,
)
