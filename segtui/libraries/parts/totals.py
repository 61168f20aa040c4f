"""Moments and order statistics of a column over parts: exact, and the same for any number of workers.

Moments are put together as in Chan, T. F., Golub, G. H. and LeVeque, R. J. (1979). Updating formulae and a pairwise
algorithm for computing sample variances. Stanford STAN-CS-79-773. An order statistic is found between two values of a
sample that it must lie between: what is below is counted, what is between is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_DEVIATIONS = 4.5
"""Standard deviations of a sample's rank that a bracket leaves on both sides."""


@dataclass(frozen=True)
class Totals:
    """Of some finite values: how many, their mean, the sum of squared deviations from it, the least and the largest."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    low: float = np.inf
    high: float = -np.inf

    @classmethod
    def of(cls, values: Floats) -> Self:
        """Those of finite values (n)."""
        if not len(values):
            return cls()
        mean = float(values.mean())
        away = values - mean
        return cls(len(values), mean, float(away @ away), float(values.min()), float(values.max()))

    def __add__(self, other: Totals) -> Totals:
        count = self.count + other.count
        if not other.count or not self.count:
            return other if other.count else self
        apart = other.mean - self.mean
        mean = self.mean + apart * (other.count / count)
        squares = self.squares + other.squares + apart * apart * (self.count * (other.count / count))
        return Totals(count, mean, squares, min(self.low, other.low), max(self.high, other.high))

    def std(self, ddof: int = 0) -> float:
        """The standard deviation; exactly 0 where all values are one, NaN where there are too few."""
        if self.count <= ddof:
            return float("nan")
        return float(np.sqrt(self.squares / (self.count - ddof))) if self.low < self.high else 0.0


@dataclass(frozen=True)
class Bracket:
    """Two values between which an order statistic is looked for, both included."""

    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class RankCounts:
    """Of some values: how many are below a bracket, at its ends, and those strictly inside it."""

    below: int = 0
    at_low: int = 0
    at_high: int = 0
    inside: tuple[Floats, ...] = field(default=())

    @classmethod
    def of(cls, values: Floats, bracket: Bracket) -> Self:
        """Those of finite values (n)."""
        at_high = int((values == bracket.high).sum()) if bracket.high > bracket.low else 0
        inside = values[(values > bracket.low) & (values < bracket.high)]
        return cls(int((values < bracket.low).sum()), int((values == bracket.low).sum()), at_high, (inside,))

    def __add__(self, other: RankCounts) -> RankCounts:
        return RankCounts(
            self.below + other.below,
            self.at_low + other.at_low,
            self.at_high + other.at_high,
            (*self.inside, *other.inside),
        )

    def value_at(self, rank: int, bracket: Bracket, inside: Floats) -> float | None:
        """The value of this rank from 0; None where it lies outside the bracket. `inside` are those inside, sorted."""
        place = rank - self.below
        if place < 0:
            return None
        if place < self.at_low:
            return bracket.low
        place -= self.at_low
        if place < len(inside):
            return float(inside[place])
        return bracket.high if place - len(inside) < self.at_high else None


def bracket_of(sample: Floats, share: float) -> Bracket:
    """Where the quantile of all values lies, from a random sample (m, sorted) of them; its odds are a million to one.

    The whole line where the sample has no value.
    """
    rows = len(sample)
    reach = _DEVIATIONS * float(np.sqrt(rows * share * (1 - share))) + 3
    low, high = int(np.floor(rows * share - reach)), int(np.ceil(rows * share + reach))
    return Bracket(float(sample[low]) if low >= 0 and rows else -np.inf, float(sample[high]) if high < rows else np.inf)


def quantile_of(found: RankCounts, bracket: Bracket, share: float, count: int) -> float | None:
    """The quantile of `count` values by linear interpolation (NumPy's and R's type 7); None outside the bracket."""
    inside = np.sort(np.concatenate(found.inside)) if found.inside else np.empty(0)
    at = share * (count - 1)
    rank = int(np.floor(at))
    first = found.value_at(rank, bracket, inside)
    second = found.value_at(min(rank + 1, count - 1), bracket, inside)
    if first is None or second is None:
        return None
    return first + (second - first) * (at - rank)


def added(parts: Sequence[Totals]) -> Totals:
    """All of them together, in their order."""
    total = Totals()
    for part in parts:
        total = total + part
    return total
