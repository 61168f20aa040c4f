"""Parquet files that a run in parts reads where they lie, without a copy of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from segtui.data.containers.parquet_arrow import damaged
from segtui.data.files.compression import unpack
from segtui.data.raw.concat import stack
from segtui.data.raw.raw_table import InputFile, Raw
from segtui.data.reading.detect_format import detect_format
from segtui.libraries.boundary import foreign
from segtui.libraries.columns import is_pattern
from segtui.libraries.parts.row_parts import RowPart, parts_of


def parts_in_place(places: Sequence[InputFile], rows: int) -> tuple[Raw, list[RowPart]] | None:
    """The files' columns without rows, and their parts of about `rows` rows; None where they must be read otherwise.

    A column that has another type in some of the files has the common one in all parts. Raises DataError where columns
    differ, as when such files are read at once.
    """
    if not all(map(_is_parquet, places)):
        return None
    heads = [_head(place) for place in places]
    if any(is_pattern(c.name) or c.name != c.name.strip() or c.dtype == pl.Struct for head in heads for c in head):
        return None
    raw = stack([Raw(head, "parquet", typed=True) for head in heads], [place.name for place in places])
    found = list[RowPart]()
    for place, head in zip(places, heads, strict=True):
        casts = tuple((name, dtype) for name, dtype in raw.frame.schema.items() if head.schema[name] != dtype)
        with foreign(damaged(place, "Parquet")):
            own = parts_of([place.path], rows)
        before = found[-1].before + found[-1].rows if found else 0
        found += [
            replace(part, number=len(found) + i, before=before + part.before, name=place.name, casts=casts)
            for i, part in enumerate(own)
        ]
    return raw, found


def _is_parquet(place: InputFile) -> bool:
    if place.address:
        return False
    unpacked = unpack(place)
    return detect_format(unpacked)[0].format == "parquet" and unpacked.path == place.path


def _head(place: InputFile) -> pl.DataFrame:
    with foreign(damaged(place, "Parquet")):
        return pl.scan_parquet(place.path, glob=False).head(0).collect()
