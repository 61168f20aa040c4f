"""Who was one person in an earlier table: their rows in a later one are linked, and keep the person's id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from segtui.cleaning.matching.comparison import Rows


@dataclass(frozen=True)
class KnownPeople:
    """A frame with `id` (text, each once) and `person`: the id by which this person stood in the earlier table."""

    frame: pl.DataFrame

    @classmethod
    def of(cls, ids: pl.Series, matches: pl.DataFrame) -> Self:
        """From the ids of the rows that were left, and the pairs that were merged: each `id` into the `other`.

        Pairs may be linked to others; the person is then the first id that was merged into no other.
        """
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        pairs = matches.select(pl.col("id", "other").cast(pl.String))
        left = ids.cast(pl.String).drop_nulls()
        every = pl.concat([left, pairs["other"], pairs["id"]]).unique(maintain_order=True)
        place = pl.DataFrame({"id": every}).with_row_index("at")
        one, other = (pairs.select(id=name).join(place, on="id", maintain_order="left")["at"] for name in pairs.columns)
        graph = coo_matrix((np.ones(len(one), np.int8), (one.to_numpy(), other.to_numpy())), shape=(len(every),) * 2)
        _, group = connected_components(graph, directed=False)
        frame = place.select("id", group=pl.Series(group), gone=pl.col("id").is_in(pairs["id"].implode()))
        person = pl.col("id").sort_by("gone", maintain_order=True).first().over("group")
        return cls(frame.select("id", person=person))

    def links(self, ids: pl.Series) -> tuple[Rows, Rows]:
        """The pairs of rows, `left` < `right`, of people with several ids: the first row of each with every other."""
        rows = self._rows(ids).drop_nulls("person")
        several = rows.filter(pl.col("id").n_unique().over("person") > 1)
        paired = several.with_columns(first=pl.col("row").min().over("person")).filter(pl.col("first") < pl.col("row"))
        return paired["first"].to_numpy().astype(np.int64), paired["row"].to_numpy().astype(np.int64)

    def staying(self, of: Rows, ids: pl.Series) -> Rows:
        """`of` (n), the row that each row is merged into, with those rows in front that had the person's id before."""
        rows = self._rows(ids).with_columns(of=pl.Series(of))
        known = rows.filter(pl.col("id") == pl.col("person")).group_by("of").agg(pl.col("row").min())
        stays = np.arange(len(of))
        stays[known["of"].to_numpy()] = known["row"].to_numpy()
        return np.asarray(stays[of], np.int64)

    def _rows(self, ids: pl.Series) -> pl.DataFrame:
        rows = (
            pl.DataFrame({"id": ids.cast(pl.String)}).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
        )
        return rows.join(self.frame, on="id", how="left", maintain_order="left")
