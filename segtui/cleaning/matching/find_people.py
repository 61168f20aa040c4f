"""Finds the rows of a table that are one person: by a model learned of it or of an earlier one, and by decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.matching.blocking import Candidates, candidates
from segtui.cleaning.matching.clusters import MatchedPeople, people
from segtui.cleaning.matching.comparison import ComparedColumn, Rows
from segtui.cleaning.matching.model import MatchModel, learn, with_levels

NEAR = 0.5
"""Pairs at least as probable are worth a look where they are not merged."""


@dataclass(frozen=True)
class FoundPeople:
    """The people; pairs that are as probable as NEAR and not one person (`left`, `right`, `probability`, the most
    probable first); the model, and the pairs that were compared."""

    people: MatchedPeople
    left: Rows
    right: Rows
    probability: NDArray[np.float32]
    model: MatchModel
    compared: Candidates
    unknown: tuple[str, ...] = ()
    """The ids of decisions that no row has."""


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
) -> FoundPeople:
    """Who is who, from columns with a cell for each of the `ids` (as text).

    Columns to `agree` must not be unlike in a pair. `same` and `different` are pairs of ids about which somebody
    decided.
    """
    n = len(ids)
    must = [i for i, column in enumerate(columns) if column.name in agree]
    pairs, levels = with_levels(columns, candidates(columns), must)
    model = model or learn(columns, pairs, levels, must)
    chance = model.probabilities(columns, pairs, levels)
    del levels
    decided = _Decided(ids, (*same, *different))
    one, apart = decided.pairs(same), decided.pairs(different)
    worth = chance >= min(NEAR, probability)
    left, right = np.append(pairs.left[worth], one[0]), np.append(pairs.right[worth], one[1])
    chance = np.append(chance[worth], np.ones(len(one[0]), np.float32))
    linked = chance >= probability
    found = people(n, left[linked], right[linked], chance[linked], largest=largest, apart=apart)
    left, right, chance = (each[found.of[left] != found.of[right]] for each in (left, right, chance))
    open_ = ~np.isin(left * n + right, np.append(apart[0] * n + apart[1], apart[1] * n + apart[0]))
    left, right, chance = left[open_], right[open_], chance[open_]
    order = np.lexsort((right, left, -chance))
    return FoundPeople(found, left[order], right[order], chance[order], model, pairs, decided.unknown)


class _Decided:
    """The rows of ids that decisions name."""

    def __init__(self, ids: pl.Series, pairs: Sequence[Sequence[str]]) -> None:
        named = sorted({id for pair in pairs for id in pair})
        rows = np.flatnonzero(ids.is_in(named).to_numpy()) if named else np.empty(0, np.int64)
        self._rows: dict[str, list[int]] = {id: [] for id in named}
        for row, id in zip(rows.tolist(), ids.gather(rows).to_list(), strict=True):
            self._rows[id].append(row)
        self.unknown = tuple(id for id in named if not self._rows[id])

    def pairs(self, decided: Sequence[Sequence[str]]) -> tuple[Rows, Rows]:
        """The pairs of rows of pairs of ids."""
        rows = [(a, b) for one, other in decided for a in self._rows[one] for b in self._rows[other]]
        both = np.sort(np.array(rows, dtype=np.int64).reshape(-1, 2), axis=1)
        return both[:, 0], both[:, 1]
