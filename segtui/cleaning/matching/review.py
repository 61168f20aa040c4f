"""Pairs of rows that are worth a look: those whose probability is near the threshold, and those decided about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.cleaning.diff import as_text
from segtui.cleaning.matching.comparison import MISSING, UNLIKE, ComparedColumn, Levels, Rows, with_exchanges
from segtui.cleaning.matching.decisions import DecidedRows, Pairs
from segtui.cleaning.matching.find_people import FoundPeople

LEAST, MOST = 20, 200
"""At least as many pairs are shown if there are any, and at most, the nearest to the threshold; and all that are
decided."""
_LEAST_BAND = 3.2
"""In bits: with a threshold of .9, merged pairs up to .99."""


@dataclass(frozen=True)
class PairsToReview:
    """Pairs of rows (p), nearest to the threshold first; `merged` says whether both are one person as it stands.

    `levels` and `bits` (p, k) say how alike they are in each column, and how much that speaks for one person.
    """

    left: Rows
    right: Rows
    probability: NDArray[np.float64]
    merged: NDArray[np.bool_]
    levels: Levels
    bits: NDArray[np.float32]


def pairs_to_review(
    columns: Sequence[ComparedColumn], ids: pl.Series, found: FoundPeople, *, probability: float, decided: Pairs
) -> PairsToReview:
    """The pairs that are left apart though likely, those that are merged though not certain, and those of ids that are
    decided."""
    columns, near, n = with_exchanges(columns), found.near, len(ids)
    threshold = float(_log_odds(np.array([probability]))[0])
    away = np.abs(_log_odds(near.probability) - threshold)
    apart = found.people.of[near.left] != found.people.of[near.right]
    order = np.argsort(away, kind="stable")
    doubtful = apart | (away <= max(threshold, _LEAST_BAND))
    doubtful[order[:LEAST]] = True
    chosen = order[doubtful[order]]
    known = DecidedRows(ids, decided).pairs(decided)
    settled = known[0] * n + known[1]
    pairs = near.left[chosen] * n + near.right[chosen]
    pairs = pairs[~np.isin(pairs, settled)][:MOST]
    both = np.append(list(dict.fromkeys(settled.tolist())), pairs).astype(np.int64)
    left, right = np.divmod(both, max(n, 1))
    levels = np.stack([column.levels(left, right) for column in columns], axis=1)
    parts = [found.model.columns[c.name].weights(c, levels[:, i], left, right) for i, c in enumerate(columns)]
    bits = np.stack(parts, axis=1)
    share = found.model.share
    odds = bits.sum(axis=1, dtype=np.float64) + np.log2(share / (1 - share))
    merged = found.people.of[left] == found.people.of[right]
    order = np.argsort(np.abs(odds - threshold), kind="stable")
    chance = 1 / (1 + np.exp2(-odds))
    return PairsToReview(left[order], right[order], chance[order], merged[order], levels[order], bits[order])


def _log_odds(probability: NDArray[Any]) -> NDArray[np.float64]:
    inside = np.clip(probability.astype(np.float64), 1e-12, 1 - 1e-12)
    return np.asarray(np.log2(inside / (1 - inside)))


def side_by_side(frame: pl.DataFrame, id: str, columns: Sequence[ComparedColumn], pairs: PairsToReview) -> pl.DataFrame:
    """The pairs as lines: one for each column, the compared ones first, then those that differ, then the rest.

    pair (its number from 0), id and other (text), probability, merged, column, left, right (text), alike ("same",
    "close", "similar", "differs" or "empty"; "same" or "differs" for columns that are not compared) and bits (null
    there).
    """
    names = [c.name for c in columns]
    rest = [c for c in frame.columns if c not in (*names, id)]
    ids = frame.get_column(id).cast(pl.String)
    head = pl.DataFrame(
        {
            "pair": np.arange(len(pairs.left)),
            "id": ids.gather(pairs.left),
            "other": ids.gather(pairs.right),
            "probability": pairs.probability,
            "merged": pairs.merged,
        }
    )
    parts = []
    for place, name in enumerate([*names, *rest]):
        texts = [as_text(frame.get_column(name).gather(rows)).cast(pl.String) for rows in (pairs.left, pairs.right)]
        if place < len(names):
            alike = [_word(columns[place], level) for level in pairs.levels[:, place].tolist()]
            bits = pl.Series(pairs.bits[:, place], dtype=pl.Float64)
        else:
            alike = ["same" if same else "differs" for same in texts[0].eq_missing(texts[1])]
            bits = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(alike))
        order = pl.Series([place if place < len(names) or word != "same" else place + len(rest) for word in alike])
        made = {"column": pl.Series([name]).new_from_index(0, len(alike)), "left": texts[0], "right": texts[1]}
        parts.append(head.with_columns(**made, alike=pl.Series(alike, dtype=pl.String), bits=bits, order=order))
    return pl.concat(parts).sort("pair", "order", maintain_order=True).drop("order")


def _word(column: ComparedColumn, level: int) -> str:
    if level in (MISSING, UNLIKE):
        return "empty" if level == MISSING else "differs"
    return "same" if level == column.top else "close" if level == column.top - 1 else "similar"
