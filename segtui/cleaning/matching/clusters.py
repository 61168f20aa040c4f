"""From pairs of rows to people: rows that are linked are one, as far as that is plausible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.cleaning.matching.comparison import Rows


@dataclass(frozen=True)
class MatchedPeople:
    """`of` (n) is for each row the first row of its person; `probability` (n) that of its strongest link, 0 for none.

    `refused` counts links that would have made a person of too many rows, or of rows that are said to differ.
    """

    of: Rows
    probability: NDArray[np.float32]
    refused: int = 0


def people(
    n: int, left: Rows, right: Rows, probability: NDArray[np.float32], *, largest: int, apart: tuple[Rows, Rows]
) -> MatchedPeople:
    """Link rows, the most probable pair first, into people of at most `largest` rows; never those of a pair `apart`.

    Of equally probable pairs the first in the table's order goes first.
    """
    of = _connected(n, left, right)
    size = np.bincount(of, minlength=n)
    split = size > largest
    split[of[apart[0][of[apart[0]] == of[apart[1]]]]] = True
    doubtful = np.flatnonzero(split[of[left]])
    kept, refused = np.ones(len(left), bool), 0
    if doubtful.size:
        order = doubtful[np.lexsort((right[doubtful], left[doubtful], -probability[doubtful]))]
        rows = np.flatnonzero(split[of])
        of[rows] = rows
        taken = _one_by_one(of, left[order], right[order], largest, apart)
        kept[order[~taken]] = False
        refused = int((of[left[order]] != of[right[order]]).sum())
    strongest = np.zeros(n, np.float32)
    inside = kept & (of[left] == of[right])
    for side in (left, right):
        np.maximum.at(strongest, side[inside], probability[inside])
    return MatchedPeople(of, strongest, refused)


def _connected(n: int, left: Rows, right: Rows) -> Rows:
    """For each row the first of the rows that it is linked to, over however many others."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    _, group = connected_components(graph, directed=False)
    first = np.full(n, n, np.int64)
    np.minimum.at(first, group, np.arange(n))
    return np.asarray(first[group], np.int64)


def _one_by_one(of: Rows, left: Rows, right: Rows, largest: int, apart: tuple[Rows, Rows]) -> NDArray[np.bool_]:
    """Join the people of `of`, which is changed, pair by pair; for each pair whether its rows are one person then."""
    members: dict[int, set[int]] = {}
    foes: dict[int, set[int]] = {}
    for a, b in zip(*(side.tolist() for side in apart), strict=True):
        foes.setdefault(a, set()).add(b)
        foes.setdefault(b, set()).add(a)
    taken = np.zeros(len(left), bool)
    for i, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        one, other = sorted((int(of[a]), int(of[b])))
        mine, theirs = members.setdefault(one, {one}), members.setdefault(other, {other})
        fits = len(mine) + len(theirs) <= largest and not any(foes.get(row, set()) & theirs for row in mine)
        if one == other or fits:
            taken[i] = True
        if one != other and fits:
            mine |= theirs
            of[list(theirs)] = one
    return taken
