"""Finds the rows of a table that are one person: by a model learned of it or of an earlier one, and by decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.matching.blocking import Candidates, candidates
from segtui.cleaning.matching.clusters import MatchedPeople, people
from segtui.cleaning.matching.comparison import ComparedColumn, Rows, with_exchanges
from segtui.cleaning.matching.decisions import DecidedRows
from segtui.cleaning.matching.known_people import KnownPeople
from segtui.cleaning.matching.model import MatchModel, differ, learn, with_levels

NEAR = 0.5
"""Pairs at least as probable are worth a look where they are not merged."""


DECIDED = np.float32(2)
"""Stands for the probability of pairs that somebody decided are one person, which go before all others."""


@dataclass(frozen=True)
class NearPairs:
    """Pairs of rows, `left` < `right`, and how probably each is one person, the most probable first."""

    left: Rows
    right: Rows
    probability: NDArray[np.float32]

    def where(self, chosen: NDArray[np.bool_]) -> NearPairs:
        """The chosen ones."""
        return NearPairs(self.left[chosen], self.right[chosen], self.probability[chosen])


@dataclass(frozen=True)
class FoundPeople:
    """The people; all pairs as probable as NEAR, merged or not (`near`); the pairs of rows that somebody says are
    `apart`; the model, and the pairs that were compared."""

    people: MatchedPeople
    near: NearPairs
    apart: tuple[Rows, Rows]
    model: MatchModel
    compared: Candidates
    unknown: tuple[str, ...] = ()
    """The ids of decisions that no row has."""

    @cached_property
    def open(self) -> NearPairs:
        """The pairs that were not merged though they are near, without those about which somebody decided."""
        of, n = self.people.of, len(self.people.of)
        rest = self.near.where(of[self.near.left] != of[self.near.right])
        return rest.where(~np.isin(rest.left * n + rest.right, self.apart[0] * n + self.apart[1]))


def find_people(
    columns: Sequence[ComparedColumn],
    ids: pl.Series,
    *,
    probability: float,
    agree: Collection[str] = (),
    largest: int = 10,
    same: Sequence[Sequence[str]] = (),
    different: Sequence[Sequence[str]] = (),
    model: MatchModel | None = None,
    known: KnownPeople | None = None,
    seed: int = 0,
) -> FoundPeople:
    """Who is who, from columns with a cell for each of the `ids` (as text).

    Columns to `agree` must not be unlike in a pair. `same` and `different` are pairs of ids about which somebody
    decided; so did those `known` from an earlier table, who keep their ids. Without a model one is learned, with pairs
    that the seed draws.
    """
    n, columns = len(ids), with_exchanges(columns)
    must = [i for i, column in enumerate(columns) if column.name in agree]
    pairs, levels = with_levels(columns, candidates(columns), must)
    model = model or learn(columns, pairs, levels, must, seed)
    chance = model.probabilities(columns, pairs, levels)
    del levels
    decided = DecidedRows(ids, (*same, *different))
    one, apart = decided.pairs(same), decided.pairs(different)
    if known is not None:
        again = known.links(ids)
        one = np.append(one[0], again[0]), np.append(one[1], again[1])
    worth = chance >= min(NEAR, probability)
    left, right = np.append(pairs.left[worth], one[0]), np.append(pairs.right[worth], one[1])
    chance = np.append(chance[worth], np.full(len(one[0]), DECIDED))
    linked = chance >= probability
    free = np.ones(n, bool)  # what somebody decided does not depend on names
    free[np.concatenate(one)] = False

    def unlike(a: Rows, b: Rows) -> NDArray[np.bool_]:
        return free[a] & free[b] & differ(columns, a, b, must)

    rank = ids.rank("ordinal").cast(pl.Int64).fill_null(0).to_numpy()
    links = left[linked], right[linked], chance[linked]
    found = people(n, *links, largest=largest, apart=apart, unlike=unlike if must else None, rank=rank)
    if known is not None:
        found = replace(found, of=known.staying(found.of, ids))
    order = np.lexsort((right, left, -chance))
    near = NearPairs(left[order], right[order], np.minimum(chance[order], 1))
    return FoundPeople(found, near, apart, model, pairs, decided.unknown)
