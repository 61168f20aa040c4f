"""Control groups: a seeded share of each segment that campaigns leave out, to measure their effect."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

CONTROL = {"id": pl.String, "segment": pl.Int32, "since": pl.Int32}
"""Who is held out: the id as text, the segment at that time, and the number of the first export."""


def extend_control(
    control: pl.DataFrame,
    people: pl.DataFrame,
    share: float,
    seed: int,
    since: int,
    others: Mapping[int, int] = MappingProxyType({}),
    reach: float = 1,
) -> pl.DataFrame | None:
    """The control group grown so that it is at least `share` of every segment's people.

    `people` has a row for each id: id (text), segment, and may say `person`, the same for all ids of one, `held`,
    whether they are held out already, and `drawn_from`, false where nobody is to be drawn. Each person has one number
    in [0, 1) by their first id and the seed, and is of that id's segment; those of a segment with the lowest are its
    control group, `share` times its people rounded half up. So a larger share adds people to those of a smaller one.
    People already held stay so, in whichever segment they are now, and count towards that segment's share. All ids of
    a person are recorded.

    `others` counts further people of a segment, of one id each, whose numbers are above `reach`; None where somebody
    among them would have to be drawn.
    """
    people = _complete(people, control)
    first = people.filter("drawn_from").sort("id").unique("person", keep="first", maintain_order=True)
    held = first.filter("held").group_by("segment").len("held_out")
    wanted = _still_wanted(first, held, share, others)
    drawn = (
        first.filter(~pl.col("held"))
        .join(wanted.filter(pl.col("wanting") > 0), on="segment")
        .with_columns(u=draws(pl.col("id"), seed))
        .sort("segment", "u", "id")
        .filter(pl.int_range(pl.len()).over("segment") < pl.col("wanting"))
        .select("person", "segment", "u", order=pl.int_range(pl.len()))
    )
    if others and not _are_first(drawn, wanted, others, reach):
        return None
    out = people.join(drawn.select("person", "order"), on="person", how="left", maintain_order="left")
    out = out.filter(pl.col("held") | pl.col("order").is_not_null()).join(control, on="id", how="anti")
    added = out.sort("order", "id", nulls_last=False).select("id", "segment", pl.lit(since, pl.Int32).alias("since"))
    return pl.concat([control, added]) if added.height else control


def _still_wanted(first: pl.DataFrame, held: pl.DataFrame, share: float, others: Mapping[int, int]) -> pl.DataFrame:
    """How many people of each segment are still to be drawn: segment, wanting; below 0 where more are held out."""
    more = pl.DataFrame(
        {"segment": list(others), "more": list(others.values())}, {"segment": pl.Int32, "more": pl.Int64}
    )
    return (
        first.group_by("segment")
        .len()
        .join(more, on="segment", how="full", coalesce=True)
        .join(held, on="segment", how="left")
        .with_columns(pl.col("len", "more", "held_out").fill_null(0))
        .select(
            "segment",
            wanting=((pl.col("len") + pl.col("more")) * share + 0.5).floor().cast(pl.Int64) - pl.col("held_out"),
        )
    )


def _are_first(drawn: pl.DataFrame, wanted: pl.DataFrame, others: Mapping[int, int], reach: float) -> bool:
    """Whether enough people were drawn, with lower numbers than everybody who was only counted."""
    met = wanted.filter(pl.col("segment").is_in(list(others)) & (pl.col("wanting") > 0))
    counts = drawn.filter(pl.col("u") <= reach).group_by("segment").len()
    return bool((met.join(counts, on="segment", how="left")["len"].fill_null(0) >= met["wanting"]).all())


def _complete(people: pl.DataFrame, control: pl.DataFrame) -> pl.DataFrame:
    """One row for each id, with all columns; rows without an id can't be recorded."""
    named = people.with_columns(pl.col("id").cast(pl.String), pl.col("segment").cast(pl.Int32))
    given = {"person": pl.col("id"), "held": pl.lit(False), "drawn_from": pl.lit(True)}
    filled = named.with_columns(value.alias(name) for name, value in given.items() if name not in people.columns)
    one = filled.drop_nulls("id").unique("id", keep="first", maintain_order=True)
    known = pl.col("id").is_in(control["id"].implode())
    held = one.filter(pl.col("held") | known)["person"].unique()
    return one.with_columns(held=pl.col("person").is_in(held.implode()))


def draws(ids: pl.Expr, seed: int) -> pl.Expr:
    """Each id's number in [0, 1): the first 53 bits of the BLAKE2b of its text in UTF-8, keyed by the seed."""
    key = f"segtui control {seed}".encode()

    def draw(texts: pl.Series) -> pl.Series:
        hashed = (hashlib.blake2b(str(text).encode(), digest_size=8, key=key).digest() for text in texts)
        return pl.Series([(int.from_bytes(h) >> 11) / 2**53 for h in hashed], dtype=pl.Float64)

    return ids.map_batches(draw, return_dtype=pl.Float64)
