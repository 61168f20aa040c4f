"""Rows in the order of their probabilities, and the figures that depend on that order alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class Ranking:
    """Rows (n) by falling probability, in groups (g) of equal ones.

    `order` (n) are the rows' numbers, `ends` (g) where each group ends in it (exclusive), `values` (g) the groups'
    probabilities, `outcome` (n) the rows' outcomes in this order.
    """

    order: NDArray[np.int64]
    ends: NDArray[np.int64]
    values: Floats
    outcome: Floats

    def counts(self, weights: Floats | None = None) -> CountsFromTop:
        """Rows and outcomes from the top down to each group's end, each row counted by its weight.

        `weights` (b, n) are b ways to count the rows; without them each counts once (b = 1).
        """
        counted = np.ones((1, self.outcome.size)) if weights is None else weights
        if weights is not None and not self._sorted:
            counted = weights[:, self.order]
        rows, hits = np.cumsum(counted, axis=1), np.cumsum(counted * self.outcome, axis=1)
        if self.ends.size < self.outcome.size:
            rows, hits = rows[:, self.ends - 1], hits[:, self.ends - 1]
        return CountsFromTop(rows, hits, self.values)

    @cached_property
    def _sorted(self) -> bool:
        """Whether the rows came in this order."""
        return bool((self.order == np.arange(self.order.size)).all())


@dataclass(frozen=True)
class CountsFromTop:
    """From the top down to each of g probabilities (`values`, falling): the rows (b, g), and those with the outcome.

    The latter are `hits` (b, g).
    """

    rows: Floats
    hits: Floats
    values: Floats

    @property
    def positives(self) -> Floats:
        """All with the outcome, (b, 1)."""
        return self.hits[:, -1:]

    @property
    def negatives(self) -> Floats:
        """All without it, (b, 1)."""
        return self.rows[:, -1:] - self.positives

    def roc_auc(self) -> Floats:
        """The chance (b) that a row with the outcome has the higher probability of two, equal ones counted half.

        NaN without both kinds of rows, as in all that follows.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            found = _from_zero(self.hits) / self.positives
            false = _from_zero(self.rows - self.hits) / self.negatives
        return np.asarray(np.sum(np.diff(false, axis=1) * (found[:, 1:] + found[:, :-1]) / 2, axis=1))

    def average_precision(self) -> Floats:
        """The mean (b) of the precision at each probability, weighted by the recall that it adds."""
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.where(self.rows > 0, self.hits / self.rows, 0.0)
            added = np.diff(_from_zero(self.hits), axis=1) / self.positives
        return np.asarray(np.sum(added * precision, axis=1))

    def at(self, threshold: float) -> tuple[Floats, Floats, Floats]:
        """Precision, recall and F1 (b each) where everyone from the threshold on is chosen; 0 where that is nobody."""
        groups = int(np.searchsorted(-self.values, -threshold, side="right"))
        empty = np.zeros(len(self.rows))
        rows, hits = (self.rows[:, groups - 1], self.hits[:, groups - 1]) if groups else (empty, empty)
        positives = self.positives[:, 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.where(rows > 0, hits / rows, 0.0)
            recall = hits / positives
            f1 = 2 * hits / (rows + positives)
        return precision, recall, np.where(positives > 0, f1, np.nan)

    def gain(self, shares: Floats) -> Floats:
        """Of all with the outcome the share (b, s) among the top `shares` (s) of the rows.

        Where a share ends within a group, the group counts by the part of it that is taken.
        """
        rows, hits = _from_zero(self.rows), _from_zero(self.hits)
        with np.errstate(invalid="ignore"):
            found = [np.interp(shares * r[-1], r, h) / h[-1] for r, h in zip(rows, hits, strict=True)]
        return np.array(found)


def rank(probability: Floats, outcome: Truth) -> Ranking:
    """The rows by falling probability (n); rows of equal ones stay in their order."""
    order = np.argsort(-probability, kind="stable")
    ranked = probability[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) + 1
    return Ranking(order, ends.astype(np.int64), ranked[ends - 1], outcome[order].astype(np.float64))


def best_threshold(probability: Floats, outcome: Truth) -> float:
    """The highest probability with the highest F1 if everyone from it on is chosen; for rows before those of the test.

    Raises ValueError where no row has the outcome.
    """
    if not outcome.any():
        raise ValueError("no row has the outcome")
    counts = rank(probability, outcome).counts()
    f1 = 2 * counts.hits[0] / (counts.rows[0] + counts.positives[0, 0])
    return float(counts.values[int(np.argmax(f1))])


def _from_zero(cumulated: Floats) -> Floats:
    return np.concatenate([np.zeros((len(cumulated), 1)), cumulated], axis=1)
