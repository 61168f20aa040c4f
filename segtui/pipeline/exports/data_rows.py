"""A run's data before it was cleaned, where it is too large for memory: its cells, looked up by the ids of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from segtui.data.table import Table
from segtui.delivery.export.identity.persons import Keys, among
from segtui.delivery.export.suppression.match import hashed
from segtui.libraries.columns import col, cols
from segtui.libraries.freed_memory import give_back
from segtui.libraries.key_index import Rows, first_rows, whole

_PIECES_KEPT = 2


@dataclass(frozen=True)
class FoundRows:
    """The first row with each id, -1 without one, in `blocks`; `several` are the ids of more than one, as hashes."""

    blocks: tuple[Rows, ...]
    several: Keys


@dataclass(frozen=True, eq=False)
class DataRows:
    """The rows in their order, in pieces of `heights` rows that `read` gives: any of the `columns`, typed.

    `id` is the column of ids, `numbered` whether it counts the rows. Four bytes are held for each row of a run whose
    cells are looked up.
    """

    id: str
    numbered: bool
    columns: tuple[str, ...]
    heights: tuple[int, ...]
    read: Callable[[int, Sequence[str]], pl.DataFrame] = field(repr=False)
    _recent: dict[tuple[int, tuple[str, ...]], pl.DataFrame] = field(default_factory=dict, repr=False)
    _found: list[tuple[object, FoundRows]] = field(default_factory=list, repr=False)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.heights)

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """All rows in order, with these columns."""
        for piece in range(len(self.heights)):
            yield self.read(piece, self.columns if columns is None else columns)

    def found(self, run: object, ids: Callable[[], Iterable[pl.Series]]) -> FoundRows:
        """The rows with the ids of a run, as text, block by block; kept until those of another run are asked for."""
        if not self._found or self._found[0][0] is not run:
            every = whole((hashed(self._id(frame)) for frame in self.frames([self.id])), self.rows)
            self._found[:] = [(run, FoundRows(*first_rows(every, map(hashed, ids()))))]
            del every
            give_back()
        return self._found[0][1]

    def cells(self, ids: pl.Series, rows: Rows, columns: Sequence[str]) -> pl.DataFrame:
        """The cells of these columns, as text, in the `rows` (n) that were found for the ids (n, text); else null."""
        known = rows >= 0
        found = self._at(rows[known], columns)
        alike = (found.get_column(self.id) == ids.filter(pl.Series(known))).fill_null(value=False)
        places = np.full(rows.size, -1, np.int64)
        places[known] = np.where(alike.to_numpy(), np.arange(found.height), -1)
        where = pl.Series(places).replace(-1, None)
        return pl.DataFrame([found.get_column(name).gather(where) for name in columns])

    def answers(self, ids: pl.Series, rows: Rows, columns: Mapping[str, str], several: Keys) -> pl.DataFrame:
        """The same of the columns that `columns` has names for, null where the rows of one of `several` differ."""
        found, mine = self.cells(ids, rows, list(dict.fromkeys(columns.values()))), hashed(ids)
        apart = {name: self._differing(name, several) for name in found.columns}
        return found.select(
            pl.when(pl.Series(~among(mine, apart[name]))).then(col(name)).alias(column)
            for column, name in columns.items()
        )

    def _id(self, frame: pl.DataFrame) -> pl.Series:
        return frame.get_column(self.id).cast(pl.String)

    def _differing(self, column: str, several: Keys) -> Keys:
        """Those of `several`, ids of more than one row as hashes, whose rows do not all have the same in a column."""
        if column not in (known := self._apart):
            parts = [pl.DataFrame(schema={"id": pl.UInt64, "cell": pl.UInt64})]
            for frame in self.frames([self.id, column]) if len(several) else ():
                ids = hashed(self._id(frame))
                cells = hashed(frame.get_column(column).cast(pl.String))
                some = among(ids, several)
                parts.append(pl.DataFrame({"id": ids[some], "cell": cells[some]}))
            counts = pl.concat(parts).group_by("id").agg(pl.col("cell").n_unique())
            known[column] = np.sort(counts.filter(pl.col("cell") > 1)["id"].to_numpy())
        return known[column]

    @cached_property
    def _apart(self) -> dict[str, Keys]:
        return {}

    def _at(self, rows: Rows, columns: Sequence[str]) -> pl.DataFrame:
        """These rows, in this order: the columns and the ids, as text."""
        edges = np.cumsum([0, *self.heights])
        piece = np.searchsorted(edges, rows, side="right") - 1
        order = np.argsort(piece, kind="stable")
        names = tuple(dict.fromkeys([self.id, *columns]))
        parts = [pl.DataFrame(schema=dict.fromkeys(names, pl.String))]
        for number in np.unique(piece).tolist():
            parts.append(self._piece(number, names)[rows[piece == number] - edges[number]])
        back = np.empty(len(rows), np.int64)
        back[order] = np.arange(len(rows))
        return pl.concat(parts)[back]

    def _piece(self, number: int, columns: tuple[str, ...]) -> pl.DataFrame:
        recent, key = self._recent, (number, columns)
        if key not in recent:
            while len(recent) >= _PIECES_KEPT:
                recent.pop(next(iter(recent)))
            recent[key] = self.read(number, columns).select(cols(columns).cast(pl.String))
        return recent[key]


Data = Table | DataRows
"""A run's data: a table in memory, or rows that are not."""
