"""Customers put into the segments of a run, from their rows and features as they are now."""

from __future__ import annotations

import numpy as np
import polars as pl

from segtui.libraries.columns import col
from segtui.pipeline.follow.followed_run import FollowedRun, LiveRows
from segtui.pipeline.scoring.predicted_rows import ids_of
from segtui.pipeline.scoring.scaled_batches import scaled_batches
from segtui.pipeline.scoring.seen_rows import seen_by
from segtui.segments.confidence import confidence

KEY = "\0customer"
OWN = ("segment", "segment_name", "confidence", "was")


def placed(followed: FollowedRun, rows: LiveRows) -> pl.DataFrame:
    """A row for each customer: who (KEY), the id, segment (-1 is none), segment_name and confidence, then the columns
    after cleaning with the features, empty where cleaning left the row out. Raises DataError."""
    by, learned, run = followed.by, followed.learned, followed.run
    found: list[pl.DataFrame] = []
    for scaled in scaled_batches(run, learned, rows):
        batch = scaled.cleaned
        segment, sure = np.full(len(batch.ids), -1, dtype=np.int32), np.zeros(len(batch.ids))
        at = batch.rows[scaled.whole]
        if at.size:
            put = by.rule(seen_by(by, scaled, rows))
            segment[at] = np.where(put.labels == -1, -1, by.numbers[put.labels])
            sure[at] = confidence(scaled.values, put.labels, put.strength, by.centroids)
        numbers = pl.Series("segment", segment)
        names = numbers.replace_strict(learned.names, return_dtype=pl.String).alias("segment_name")
        ids = ids_of(batch, run.id_type).alias(run.id)
        mine = pl.DataFrame([batch.ids.alias(KEY), ids, numbers, names, pl.Series("confidence", sure)])
        more = [name for name in scaled.frame.columns if name not in (*mine.columns, *OWN, batch.id)]
        places = pl.Series("\0place", batch.rows)
        columns = scaled.frame.select(col(name) for name in more).with_columns(places)
        mine = mine.with_row_index("\0place").with_columns(col("\0place").cast(pl.Int64))
        found.append(mine.join(columns, on="\0place", how="left", maintain_order="left").drop("\0place"))
    return pl.concat(found)
