"""What is learned of a table to say how probably two of its rows are one person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from segtui.cleaning.matching.blocking import Candidates
from segtui.cleaning.matching.comparison import FLOOR, PRIOR, UNLIKE, ComparedColumn, Kind, Levels, Rows
from segtui.cleaning.matching.expectation_maximisation import Shares, expect

_RANDOM_PAIRS = 500_000
_COMMON, _MOST_COMMON = 5, 2_000
_BINS, _BITS = 10_000, 100.0


class ColumnModel(BaseModel):
    """A column's part: `m` and `u` are the shares of its levels among pairs that match and among any two rows.

    `common` are the values that at least five rows have, with the share of rows that do; `rare` is how probably another
    person has any other value.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    m: tuple[float, ...]
    u: tuple[float, ...]
    common: dict[str, float]
    rare: float

    def weights(self, column: ComparedColumn, levels: Levels, left: Rows, right: Rows) -> NDArray[np.float32]:
        """How much each pair speaks for one person, in bits; sharing a common value says less than a rare one."""
        found = np.append(0.0, np.log2(np.array(self.m) / np.array(self.u))).astype(np.float32)[levels]
        shares = np.full(len(column.values), self.rare)
        if self.common:
            known = pl.Series(list(self.common), dtype=pl.String)
            place = column.values.search_sorted(known).to_numpy()
            there = place < len(column.values)
            there[there] = (column.values.gather(place[there]) == known.filter(pl.Series(there))).to_numpy()
            shares[place[there]] = np.array(list(self.common.values()))[there]
        most = np.log2(self.m[-1] / shares).astype(np.float32)
        equal = np.flatnonzero(levels == column.top)
        found[equal] = most[column.codes[left[equal]]]
        similar = np.flatnonzero((levels > UNLIKE) & (levels < column.top))
        for side in (left, right):  # what is similar says no more than what is the same
            found[similar] = np.minimum(found[similar], most[column.codes[side[similar]]])
        return found


class MatchModel(BaseModel):
    """The `columns` by name, and in how many of all pairs of rows both are one person (`share`)."""

    model_config = ConfigDict(frozen=True)

    columns: dict[str, ColumnModel]
    share: float

    def probabilities(
        self, columns: Sequence[ComparedColumn], pairs: Candidates, levels: Levels
    ) -> NDArray[np.float32]:
        """How probably each pair of rows is one person, 0 to 1; `levels` (p, k) are those of the columns."""
        bits = _weights(self.columns, columns, pairs, levels)
        bits += np.float32(np.log2(self.share / (1 - self.share)))
        return np.asarray(_probability(bits), np.float32)


def with_levels(
    columns: Sequence[ComparedColumn], pairs: Candidates, agree: Collection[int] = ()
) -> tuple[Candidates, Levels]:
    """The pairs that are not UNLIKE in the columns with the places `agree`, and their levels (p, k) in all columns."""
    found: dict[int, Levels] = {}
    for i in sorted(range(len(columns)), key=lambda place: place not in agree):
        found[i] = columns[i].levels(pairs.left, pairs.right)
        if i in agree:
            may = found[i] != UNLIKE
            pairs = replace(pairs, left=pairs.left[may], right=pairs.right[may])
            found = {place: levels[may] for place, levels in found.items()}
    return pairs, np.stack([found[i] for i in range(len(columns))], axis=1)


def differ(columns: Sequence[ComparedColumn], left: Rows, right: Rows, agree: Collection[int]) -> NDArray[np.bool_]:
    """Which pairs of rows are UNLIKE in any of the columns with the places `agree`."""
    found = np.zeros(len(left), bool)
    for i in agree:
        found |= columns[i].levels(left, right) == UNLIKE
    return found


def learn(
    columns: Sequence[ComparedColumn], pairs: Candidates, levels: Levels, agree: Collection[int] = (), seed: int = 0
) -> MatchModel:
    """The model of a table, from its columns and the pairs that are worth comparing.

    In the columns with the places `agree`, no pair has the level UNLIKE. The seed draws the pairs that show how alike
    any two rows are.
    """
    n = len(columns[0].codes)
    total, few = max(n * (n - 1) / 2, 1.0), 0.1 * float(np.sqrt(max(n, 1)))
    u = chances(columns, seed)
    m = _agreements(columns, pairs, levels, [_alike(each) if i in agree else each for i, each in enumerate(u)])
    share = min(few / total, 0.5)
    parts: dict[str, ColumnModel] = {}
    for _ in range(3):  # what is shared by chance is what is shared less what people who match share
        parts = {c.name: _column(c, m[i], u[i], share) for i, c in enumerate(columns)}
        share = _share_of_matches(_weights(parts, columns, pairs, levels), total, few)
    return MatchModel(columns=parts, share=share)


def chances(columns: Sequence[ComparedColumn], seed: int = 0) -> list[Shares]:
    """For each column the shares of its levels from 1 upwards among any two rows: equal ones counted, others drawn."""
    found = []
    for column in columns:
        cells = np.sort(column.codes[column.codes >= 0])
        left, right = _any_two(len(cells), seed)
        seen = np.bincount(column.levels_of(cells[left], cells[right]), minlength=column.top + 1)[1:].astype(np.float64)
        filled = float(column.counts.sum())
        equal = float((column.counts * (column.counts - 1)).sum()) / max(filled * (filled - 1), 1.0)
        equal = min(max(equal, FLOOR[column.kind] / max(filled, 1.0) ** 1.5), 0.99)
        rest = (seen[:-1] + 0.5) / (seen[:-1] + 0.5).sum()
        found.append(np.append(rest * (1 - equal), equal))
    return found


def _any_two(n: int, seed: int) -> tuple[Rows, Rows]:
    """All pairs of n cells, or as many as are enough at random: the same ones whatever the order of the table."""
    if n * (n - 1) // 2 <= _RANDOM_PAIRS:
        left, right = np.triu_indices(n, 1)
        return left.astype(np.int64), right.astype(np.int64)
    drawn = np.random.default_rng(seed).integers(0, n, (2, _RANDOM_PAIRS))
    return drawn[0, drawn[0] != drawn[1]], drawn[1, drawn[0] != drawn[1]]


def _alike(u: Shares) -> Shares:
    """The shares of levels among the pairs that are not UNLIKE."""
    return np.append(1e-9, u[1:] / u[1:].sum())


def _agreements(
    columns: Sequence[ComparedColumn], pairs: Candidates, levels: Levels, u: Sequence[Shares]
) -> list[Shares]:
    """The levels' shares in pairs that match, learned for each column from the pairs that share others, as these keys
    select."""
    seen = [np.array(PRIOR[c.kind]) for c in columns]
    told = [np.zeros_like(each) for each in seen]
    for block in pairs.blocks:
        rest = [i for i in range(len(columns)) if i not in block.columns]
        mine = block.met[pairs.left]
        for i in block.columns:
            mine &= levels[:, i] == columns[i].top
        if not rest or not mine.any():
            continue
        patterns, counts = _patterns(levels[mine][:, rest])
        found = expect(patterns, counts, [u[i] for i in rest], [seen[i] for i in rest])
        for i, each in zip(rest, found.m, strict=True):
            told[i] += found.matching * each
    return [t / t.sum() if t.sum() >= 1 else s for t, s in zip(told, seen, strict=True)]


def _patterns(levels: Levels) -> tuple[Levels, NDArray[np.int64]]:
    """The distinct rows of levels, and how often each occurs."""
    code = np.zeros(len(levels), np.int64)
    for each in levels.T:
        code = code * 8 + each
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    return levels[first], counts


def _column(column: ComparedColumn, m: Shares, u: Shares, share: float) -> ColumnModel:
    rows, counts = max(int(column.counts.sum()), 1), column.counts
    common = np.flatnonzero(counts >= _COMMON)
    common = np.sort(common[np.argsort(-counts[common], kind="stable")][:_MOST_COMMON])
    rare = np.delete(counts, common)
    by_chance = float((rare * (rare - 1)).sum()) / max(rows * int(rare.sum()), 1) - share * m[-1]
    return ColumnModel(
        kind=column.kind,
        m=tuple(m.tolist()),
        u=tuple(u.tolist()),
        common=dict(zip(column.values.gather(common).to_list(), (counts[common] / rows).tolist(), strict=True)),
        rare=max(by_chance, FLOOR[column.kind] / rows),
    )


def _weights(
    parts: Mapping[str, ColumnModel], columns: Sequence[ComparedColumn], pairs: Candidates, levels: Levels
) -> NDArray[np.float32]:
    found = np.zeros(len(pairs.left), np.float32)
    for i, column in enumerate(columns):
        found += parts[column.name].weights(column, levels[:, i], pairs.left, pairs.right)
    return found


def _share_of_matches(bits: NDArray[np.float32], total: float, few: float) -> float:
    """The share of all pairs that match, by EM over the weights of those that may; `few` matches are taken for
    granted."""
    counts, edges = np.histogram(np.clip(bits, -_BITS, _BITS), bins=_BINS, range=(-_BITS, _BITS))
    middle = (edges[:-1] + edges[1:]) / 2
    share = min(few / total, 0.5)
    for _ in range(100):
        odds = middle + np.log2(share / (1 - share))
        after = min((float((counts * _probability(odds)).sum()) + few) / (total + few), 0.5)
        if abs(after - share) <= 1e-6 * share:
            break
        share = after
    return share


def _probability(bits: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(1 / (1 + np.exp2(-np.clip(bits, -_BITS, _BITS))))
