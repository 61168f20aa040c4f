"""From pairs of rows to people: rows that are linked are one, as far as that is plausible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segtui.cleaning.matching.comparison import Rows

Unlike = Callable[[Rows, Rows], NDArray[np.bool_]]
"""Says of pairs of rows whether they can't be one person."""


@dataclass(frozen=True)
class MatchedPeople:
    """`of` (n) is for each row the first row of its person; `probability` (n) that of its strongest link, 0 for none.

    `refused` counts links that would have made a person of too many rows, or of rows that differ.
    """

    of: Rows
    probability: NDArray[np.float32]
    refused: int = 0


def people(
    n: int,
    left: Rows,
    right: Rows,
    probability: NDArray[np.float32],
    *,
    largest: int,
    apart: tuple[Rows, Rows],
    unlike: Unlike | None = None,
    rank: Rows | None = None,
) -> MatchedPeople:
    """Link rows, the most probable pair first, into people of at most `largest` rows; never those of a pair `apart`.

    Nor does a person get two rows that are `unlike`, however others link them. Of equally probable pairs the one whose
    rows have the lowest `rank` goes first, by default the first in the table's order.
    """
    of = _connected(n, left, right)
    size = np.bincount(of, minlength=n)
    split = size > largest
    split[of[apart[0][of[apart[0]] == of[apart[1]]]]] = True
    if unlike is not None:
        one, other = _pairs_within(of, (size > 2) & ~split)
        split[of[one[unlike(one, other)]]] = True
    doubtful = np.flatnonzero(split[of[left]])
    kept, refused = np.ones(len(left), bool), 0
    if doubtful.size:
        a, b = left[doubtful], right[doubtful]
        one, other = (a, b) if rank is None else np.sort(np.stack([rank[a], rank[b]]), axis=0)
        order = doubtful[np.lexsort((other, one, -probability[doubtful]))]
        rows = np.flatnonzero(split[of])
        of[rows] = rows
        taken = _one_by_one(of, left[order], right[order], largest, apart, unlike)
        kept[order[~taken]] = False
        refused = int((of[left[order]] != of[right[order]]).sum())
    strongest = np.zeros(n, np.float32)
    inside = kept & (of[left] == of[right])
    for side in (left, right):
        np.maximum.at(strongest, side[inside], probability[inside])
    return MatchedPeople(of, np.minimum(strongest, 1), refused)


def _pairs_within(of: Rows, wanted: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Every two rows of those people (named by their first row) that are wanted."""
    rows = np.flatnonzero(wanted[of])
    rows = rows[np.argsort(of[rows], kind="stable")]
    one, other, apart = [rows[:0]], [rows[:0]], 1
    at = np.arange(len(rows))
    while (at := at[at + apart < len(rows)]).size:
        at = at[of[rows[at]] == of[rows[at + apart]]]
        one.append(rows[at])
        other.append(rows[at + apart])
        apart += 1
    return np.concatenate(one), np.concatenate(other)


def _connected(n: int, left: Rows, right: Rows) -> Rows:
    """For each row the first of the rows that it is linked to, over however many others."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    _, group = connected_components(graph, directed=False)
    first = np.full(n, n, np.int64)
    np.minimum.at(first, group, np.arange(n))
    return np.asarray(first[group], np.int64)


def _one_by_one(
    of: Rows, left: Rows, right: Rows, largest: int, apart: tuple[Rows, Rows], unlike: Unlike | None
) -> NDArray[np.bool_]:
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
        if one == other:
            taken[i] = True
            continue
        fits = len(mine) + len(theirs) <= largest and not any(foes.get(row, set()) & theirs for row in mine)
        if fits and unlike is not None and len(mine) + len(theirs) > 2:
            pairs = np.array([(row, their) for row in mine for their in theirs], np.int64)
            fits = not unlike(pairs[:, 0], pairs[:, 1]).any()
        if fits:
            taken[i] = True
            mine |= theirs
            of[list(theirs)] = one
    return taken
