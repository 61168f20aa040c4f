"""The rows of the source as they are now, one for each customer, before cleaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from segtui.libraries.columns import col
from segtui.pipeline.follow.state.state_file import StateFile

TABLE = "profile"
_KINDS: Mapping[type[pl.DataType], str] = {
    pl.Int64: "integer",
    pl.Float64: "real",
    pl.Boolean: "integer",
    pl.Date: "integer",
    pl.Datetime: "integer",
}


@dataclass(frozen=True)
class Profiles:
    """A table with a column for each of the source's; `schema` are their types, without the id.

    Columns have numbers for names, so that none needs quotes.
    """

    schema: dict[str, pl.DataType]
    id: str
    id_type: pl.DataType

    def create(self, state: StateFile) -> None:
        """The table, if it is not there."""
        kinds = [_KINDS.get(kind.base_type(), "text") for kind in self.schema.values()]
        state.create(TABLE, [f"c{i} {kind}" for i, kind in enumerate(kinds)] or ["c0 integer"])

    def put(self, state: StateFile, rows: pl.DataFrame) -> None:
        """Set whole rows: the id under its name, then the columns."""
        cells = rows.select(col(self.id), *(self._physical(name) for name in self.schema))
        if not self.schema:
            cells = cells.with_columns(pl.lit(None, dtype=pl.Int64).alias("\0"))
        marks = ", ".join("?" * cells.width)
        state.many(f"insert or replace into {TABLE} values ({marks})", cells.iter_rows())

    def fetch(self, state: StateFile) -> pl.DataFrame:
        """The rows of the touched customers; those who have none have empty cells."""
        columns = ", ".join(f"c{i}" for i in range(len(self.schema))) or "c0"
        found = state.rows(f"select touched.customer, {columns} from touched left join {TABLE} using (customer)")
        kinds = {name: _stored(kind) for name, kind in self.schema.items()} or {"\0": pl.Int64()}
        frame = pl.DataFrame(found, schema={self.id: self.id_type, **kinds}, orient="row")
        return frame.select(col(self.id), *(col(name).cast(kind) for name, kind in self.schema.items()))

    def _physical(self, name: str) -> pl.Expr:
        kind = self.schema[name]
        cells = col(name).cast(kind)
        return cells.to_physical() if kind.is_temporal() else cells.fill_nan(None) if kind.is_float() else cells


def _stored(kind: pl.DataType) -> pl.DataType:
    if kind == pl.Date:
        return pl.Int32()
    return pl.Int64() if kind.is_temporal() or kind == pl.Boolean else kind
