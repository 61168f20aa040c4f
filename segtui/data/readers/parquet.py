"""Parquet, whose types are kept."""

from collections.abc import Iterator

import polars as pl

from segtui.data.containers.parquet_arrow import damaged, flatten, read_parquet
from segtui.data.layout.column_names import plain_names
from segtui.data.raw.raw_table import InputFile
from segtui.data.reader import Part, Reader
from segtui.data.source import Source
from segtui.libraries.boundary import foreign
from segtui.libraries.lazy_frames import slices_of


def batches(place: InputFile, _: Source, rows: int) -> Part:
    """The file as it is walked through, in bounded memory."""
    with foreign(damaged(place, "Parquet")):
        scan = pl.scan_parquet(place.path, glob=False)
        flat, _notes = flatten(scan.head(0).collect())
    columns = plain_names(flat.columns).names

    def frames() -> Iterator[pl.DataFrame]:
        with foreign(damaged(place, "Parquet")):
            for frame in slices_of(scan, rows):
                plain, _ = flatten(frame)
                plain.columns = list(columns)
                yield plain

    return Part(place.name, columns, True, 0, frames)


READER = Reader(
    format="parquet",
    label="Parquet",
    extensions=(".parquet", ".pq"),
    read=lambda place, _: read_parquet(place),
    some=read_parquet,
    batches=batches,
    scan=lambda place: pl.scan_parquet(place.path, glob=False),
    magic=(b"PAR1",),
    holds="Parquet",
    is_binary=True,
    is_typed=True,
)
