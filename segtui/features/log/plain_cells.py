"""Whether the cells of a table mean by themselves what they mean in the whole, so that it can be read in parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from segtui.data.types.plain_ids import EXPONENT, ZEROS, is_named_id
from segtui.data.types.sentinels import are_sentinels
from segtui.features.log.times import epoch_unit
from segtui.libraries.columns import col, cols

Kinds = tuple[type[pl.DataType], ...]
_WHOLE: Kinds = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
_FLOAT: Kinds = (pl.Float32, pl.Float64)
_TIMES: Kinds = (pl.Date, pl.Datetime)


@dataclass(frozen=True)
class PlainLog:
    """Whether no cell of a log is read by what others of its column hold; called with a scan of it.

    Such are ids written as numbers, days that stand for none, numbers that are times in no one unit, and NaN; they are
    counted in notes about the whole as well. `texts` are the columns of types and order ids, `worth` those that
    the worth is made of. It takes one pass.
    """

    id: str
    time: str
    texts: tuple[str, ...] = ()
    worth: tuple[str, ...] = ()

    def __call__(self, scan: pl.LazyFrame) -> bool:
        """Whether all cells are plain."""
        kinds: dict[str, Kinds] = {self.id: (pl.String, *_WHOLE), self.time: (*_TIMES, *_WHOLE)}
        if len({self.id, self.time, *self.texts, *self.worth}) < 2 + len(self.texts) + len(self.worth):
            return False  # a column in two roles
        kinds |= {name: (pl.String, *_WHOLE) for name in self.texts}
        kinds |= {name: (*_WHOLE, *_FLOAT) for name in self.worth}
        schema = _schema_of(scan, kinds)
        if schema is None:
            return False
        span = [col(self.time).min().alias("first"), col(self.time).max().alias("last")]
        odd = pl.any_horizontal(pl.lit(False), *_odd_cells(schema, self.id)).alias("odd")
        seen = scan.select(odd, *span).collect(engine="streaming")
        timed = schema[self.time] not in _WHOLE or epoch_unit(pl.concat([seen["first"], seen["last"]])) is not None
        return timed and not seen["odd"][0]


@dataclass(frozen=True)
class PlainColumns:
    """The same for any columns of a table, of which `id` says whose a row is."""

    id: str
    columns: tuple[str, ...]

    def __call__(self, scan: pl.LazyFrame) -> bool:
        """Whether all cells are plain."""
        kinds: dict[str, Kinds] = dict.fromkeys(self.columns, (pl.String, pl.Boolean, *_TIMES, *_WHOLE, *_FLOAT))
        schema = _schema_of(scan, kinds | {self.id: (pl.String, *_WHOLE)})
        if schema is None:
            return False
        odd = pl.any_horizontal(pl.lit(False), *_odd_cells(schema, self.id)).alias("odd")
        return not scan.select(odd).collect(engine="streaming")["odd"][0]


def _schema_of(scan: pl.LazyFrame, kinds: Mapping[str, Kinds]) -> dict[str, pl.DataType] | None:
    """The types of these columns; None where one is of another kind, or is an id with decimals."""
    schema = dict(scan.select(cols(kinds)).collect_schema())
    fits = all(schema[name].base_type() in known for name, known in kinds.items())
    named = [name for name, kind in schema.items() if kind.base_type() in _FLOAT and is_named_id(name, None)]
    return schema if fits and not named else None


def _odd_cells(schema: Mapping[str, pl.DataType], id: str) -> Iterator[pl.Expr]:
    """For each column that may have some whether it has: of text, where it is one of ids."""
    for name, kind in schema.items():
        if kind == pl.String:
            if is_named_id(name, id):
                yield (col(name).str.contains(ZEROS) | col(name).str.contains(EXPONENT)).any()
        elif kind.base_type() in _FLOAT:
            yield (~col(name).is_finite()).any()
        elif kind.base_type() in _TIMES:
            yield col(name).map_batches(are_sentinels, return_dtype=pl.Boolean, is_elementwise=True).any()
