"""Whether the cells of a log mean by themselves what they mean in the whole, so that it can be read in parts."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from segtui.data.types.plain_ids import EXPONENT, ZEROS, is_named_id
from segtui.data.types.sentinels import are_sentinels
from segtui.features.log.times import epoch_unit
from segtui.libraries.columns import col

_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
_FLOAT = (pl.Float32, pl.Float64)


def are_plain(scan: pl.LazyFrame, id: str, time: str, texts: Collection[str] = (), worth: Collection[str] = ()) -> bool:
    """Whether no cell of these columns, all that there are, is read by what others of its column hold.

    Such are ids written as numbers, days that stand for none, numbers that are times in no one unit, and NaN; they are
    counted in notes about the whole as well. `texts` are the columns of types and order ids, `worth` those that
    the worth is made of. It takes one pass.
    """
    schema = scan.collect_schema()
    roles: dict[str, tuple[type[pl.DataType], ...]] = {id: (pl.String, *_WHOLE), time: (pl.Date, pl.Datetime, *_WHOLE)}
    if len({id, time, *texts, *worth}) < 2 + len(texts) + len(worth):
        return False  # a column in two roles
    roles |= dict.fromkeys(texts, (pl.String, *_WHOLE)) | dict.fromkeys(worth, (*_WHOLE, *_FLOAT))
    if roles.keys() != set(schema) or not all(schema[name] in kinds for name, kinds in roles.items()):
        return False
    if any(kind in _FLOAT and is_named_id(name, id) for name, kind in schema.items()):
        return False
    odd = [_odd(name, kind).any() for name, kind in schema.items() if kind not in _WHOLE and _doubtful(name, kind, id)]
    span = [col(time).min().alias("first"), col(time).max().alias("last")]
    seen = scan.select(pl.any_horizontal(pl.lit(False), *odd).alias("odd"), *span).collect(engine="streaming")
    timed = schema[time] not in _WHOLE or epoch_unit(pl.concat([seen["first"], seen["last"]])) is not None
    return timed and not seen["odd"][0]


def _doubtful(name: str, kind: pl.DataType, id: str) -> bool:
    """Whether a column of this kind may hold odd cells: of text, where it is one of ids."""
    return kind != pl.String or is_named_id(name, id)


def _odd(name: str, kind: pl.DataType) -> pl.Expr:
    """Which cells of a column are read by others of it."""
    if kind == pl.String:
        return col(name).str.contains(ZEROS) | col(name).str.contains(EXPONENT)
    if kind in _FLOAT:
        return ~col(name).is_finite()
    return col(name).map_batches(are_sentinels, return_dtype=pl.Boolean, is_elementwise=True)
