"""Control groups: a seeded share of each segment that a campaign leaves alone, so that its effect can be told."""

from __future__ import annotations

import hashlib

import polars as pl

CONTROL = {"id": pl.String, "segment": pl.Int32, "since": pl.Int32}
"""Who is held out: the id as text, the segment at that time, and the number of the export since which."""


def extend_control(control: pl.DataFrame, people: pl.DataFrame, share: float, seed: int, since: int) -> pl.DataFrame:
    """The control group grown so that it is at least `share` of every segment of `people` (id as text, segment).

    Each person has one number in [0, 1) by their id and the seed; those of a segment with the lowest are its control
    group, `share` times its people rounded half up. So a larger share adds people to those of a smaller one. Whoever
    is in `control` stays there, in whichever segment they are now, and counts towards that segment's share.
    """
    people = people.select(pl.col("id").cast(pl.String), pl.col("segment").cast(pl.Int32)).unique("id", keep="first")
    free = people.join(control, on="id", how="anti")
    held = people.join(control.select("id"), on="id", how="semi").group_by("segment").len("held")
    wanted = (
        people.group_by("segment")
        .agg(wanted=(pl.len() * share + 0.5).floor().cast(pl.Int64))
        .join(held, on="segment", how="left")
        .select("segment", wanting=pl.col("wanted") - pl.col("held").fill_null(0))
    )
    drawn = (
        free.join(wanted.filter(pl.col("wanting") > 0), on="segment")
        .with_columns(u=draws(pl.col("id"), seed))
        .sort("segment", "u", "id")
        .filter(pl.int_range(pl.len()).over("segment") < pl.col("wanting"))
        .select("id", "segment", pl.lit(since, pl.Int32).alias("since"))
    )
    return pl.concat([control, drawn]) if drawn.height else control


def draws(ids: pl.Expr, seed: int) -> pl.Expr:
    """Each id's number in [0, 1): the first 53 bits of the BLAKE2b of its text in UTF-8, keyed by the seed."""
    key = f"segtui control {seed}".encode()

    def draw(texts: pl.Series) -> pl.Series:
        hashed = (hashlib.blake2b(str(text).encode(), digest_size=8, key=key).digest() for text in texts)
        return pl.Series([(int.from_bytes(h) >> 11) / 2**53 for h in hashed], dtype=pl.Float64)

    return ids.map_batches(draw, return_dtype=pl.Float64)
