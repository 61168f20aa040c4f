"""What leaves for other systems of a batch's rows: who, and in which segment; nothing else of a customer."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

from segtui.libraries.columns import cols
from segtui.pipeline.follow.place_customers import OWN
from segtui.pipeline.follow.sink import SinkContext


def segment_rows(rows: pl.DataFrame) -> tuple[list[str], list[bytes]]:
    """The ids as texts, which are in the first column, and for each row a line of JSON: id, segment and what it was."""
    told = rows.select(cols([rows.columns[0], *OWN]))
    lines = told.write_ndjson().encode().splitlines()
    return told.to_series(0).cast(pl.String).to_list(), lines


def sender_name(context: SinkContext, place: str) -> str:
    """What a receiver may know this follower and place by, the same whenever it starts again; it tells nothing."""
    return blake2b(f"{context.stream}\0{place}".encode(), digest_size=12).hexdigest()
