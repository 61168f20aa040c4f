"""How a column's numbers are spread: skewness, heavy tails, and values beyond fences that outliers don't move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from segtui.language.sentences import Sentence, say, say_counted
from segtui.language.translation import to_translate
from segtui.profiling.column import Alert, AlertFacts
from segtui.profiling.column_values import ColumnValues, Values, quantile
from segtui.profiling.summary import skewness

REACH = 3.0
"""Tukey's outer fences (1977): this many interquartile ranges beyond the quartiles."""
LOPSIDED = 0.15
"""From this Bowley skewness of the quartiles on, an amount that is never negative is judged on the log scale,"""
LONG_TAILED = 1.25
"""or from this skewness of what lies within the fences."""
FEW = 20


ABERRANT_SHARE = 0.05
SKEWED = 1.0
_LEVELS = 10


@dataclass(frozen=True)
class Fences:
    """How many values lie below and above the fences, and where: from `lowest` up to `lowest_to`, and from
    `highest_from` up to `highest`; None where there are none.

    `low` and `high` are the fences. `q1` and `q3` are the quartiles that they stand on, those of all values but
    `apart`, a single value that half or more of them have (None where no value is left out).
    """

    low: float
    high: float
    below: int
    above: int
    q1: float
    q3: float
    apart: float | None = None
    lowest: float | None = None
    lowest_to: float | None = None
    highest_from: float | None = None
    highest: float | None = None

    @property
    def count(self) -> int:
        """How many values lie outside."""
        return self.below + self.above

    @property
    def worst(self) -> float:
        """The value farthest outside; raises if there is none."""
        if self.highest is None or (self.lowest is not None and self.low - self.lowest > self.highest - self.high):
            assert self.lowest is not None
            return self.lowest
        return self.highest

    def inside(self, ordered: Values) -> Values:
        """The values of a sorted array that do not lie outside."""
        kept = (ordered >= self.low) & (ordered <= self.high)
        return ordered[kept if self.apart is None else kept | (ordered == self.apart)]


def fences(ordered: Values) -> Fences | None:
    """Judge a sorted array; None if more than half of it is one value and there are too few others.

    The fences are three interquartile ranges beyond the quartiles. Where the quartiles are equal, they stand on the
    values that differ from them, and that one value is never outside. Values of at least 0 with a long right tail get
    their upper fence on the log scale (log1p where the lower quartile is 0), so that the tail is not taken for errors.
    """
    bulk, apart = ordered, None
    if quantile(ordered, 0.25) == quantile(ordered, 0.75):
        apart = quantile(ordered, 0.5)
        bulk = ordered[ordered != apart]
    if bulk.size < FEW:
        return None
    q1, q2, q3 = (quantile(bulk, p) for p in (0.25, 0.5, 0.75))
    if q1 == q3:
        return None
    low, high = q1 - REACH * (q3 - q1), q3 + REACH * (q3 - q1)
    if bulk[0] >= 0 and ((q3 + q1 - 2 * q2) / (q3 - q1) > LOPSIDED or _long_tailed(bulk, high)):
        offset = 0.0 if q1 > 0 else 1.0
        high = max(high, (q3 + offset) * ((q3 + offset) / (q1 + offset)) ** REACH - offset)
    below = int(np.searchsorted(bulk, low, side="left"))
    above = bulk.size - int(np.searchsorted(bulk, high, side="right"))
    made = Fences(low, high, below, above, q1, q3, apart)
    if below:
        made = replace(made, lowest=bulk[0].item(), lowest_to=bulk[below - 1].item())
    return replace(made, highest_from=bulk[-above].item(), highest=bulk[-1].item()) if above else made


def _long_tailed(ordered: Values, high: float) -> bool:
    skew = skewness(ordered[: int(np.searchsorted(ordered, high, side="right"))])
    return skew is not None and skew > LONG_TAILED


def distribution(column: ColumnValues) -> Iterator[Alert]:
    """Aberrant values or a heavy tail, and skewness without the aberrant values."""
    found = fences(column.values)
    if found and found.count > ABERRANT_SHARE * column.values.size:
        facts: AlertFacts = {**_facts(found), "tail": "upper" if found.above >= found.below else "lower"}
        yield Alert("heavy_tail", _heavy(column, found), found.count, facts)
        return
    if found and found.count:
        yield Alert("aberrant", _aberrant(column, found), found.count, _facts(found))
    bulk = found.inside(column.values) if found else column.values
    skew = skewness(bulk)
    if skew is not None and abs(skew) > SKEWED and column.distinct >= _LEVELS:
        facts = {"skewness": skew, "median": quantile(bulk, 0.5), "min": bulk[0].item(), "max": bulk[-1].item()}
        yield Alert("skewed", _skewed(column, bulk, skew, bool(found and found.count)), int(bulk.size), facts)


def _facts(found: Fences) -> AlertFacts:
    """The figures of the message: counts, where far values begin and end, the quartiles and what they leave out."""
    facts: AlertFacts = {"below": found.below, "above": found.above}
    if found.lowest is not None and found.lowest_to is not None:
        facts |= {"lowest": found.lowest, "lowest_to": found.lowest_to}
    if found.highest is not None and found.highest_from is not None:
        facts |= {"highest_from": found.highest_from, "highest": found.highest}
    facts |= {"q1": found.q1, "q3": found.q3}
    return facts if found.apart is None else {**facts, "apart": found.apart}


def _middle(column: ColumnValues, found: Fences) -> str:
    low, high = column.show(found.q1), column.show(found.q3)
    if found.apart is None:
        return say("the middle half lies between {low} and {high}", low=low, high=high)
    return say(
        "the middle half of the values other than {apart} lies between {low} and {high}",
        apart=column.show(found.apart),
        low=low,
        high=high,
    )


def _aberrant(column: ColumnValues, found: Fences) -> str:
    return say_counted(
        "{count:,} value is far from the rest ({worst}); {middle}",
        "{count:,} values are far from the rest (the farthest {worst}); {middle}",
        found.count,
        worst=column.show(found.worst),
        middle=_middle(column, found),
    )


def _heavy(column: ColumnValues, found: Fences) -> str:
    """The heavy tails, the heavier first."""
    tails: list[tuple[int, str, Sentence]] = []
    if found.highest is not None and found.highest_from is not None:
        tails.append((found.above, "upper", _tail(column, found.above, found.highest_from, found.highest)))
    if found.lowest is not None and found.lowest_to is not None:
        tails.append((found.below, "lower", _tail(column, found.below, found.lowest_to, found.lowest)))
    tails.sort(key=lambda tail: -tail[0])
    middle = _middle(column, found)
    if len(tails) > 1:
        more, less = tails[0][2], tails[1][2]
        return say("heavy tails: {more} and {less}; {middle}", more=more, less=less, middle=middle)
    _, side, tail = tails[0]
    if side == "upper":
        return say("heavy upper tail: {tail}; {middle}", tail=tail, middle=middle)
    return say("heavy lower tail: {tail}; {middle}", tail=tail, middle=middle)


def _tail(column: ColumnValues, count: int, nearest: float, farthest: float) -> Sentence:
    facts: dict[str, Any] = {"part": (count, column.values.size), "farthest": column.show(farthest)}
    if nearest == farthest:
        return say_counted(
            "{count:,} value ({part:share}) is {farthest}",
            "{count:,} values ({part:share}) are {farthest}",
            count,
            **facts,
        )
    facts["nearest"] = column.show(nearest)
    if farthest > nearest:
        return say_counted(
            "{count:,} value ({part:share}) lie from {nearest} up to {farthest}",
            "{count:,} values ({part:share}) lie from {nearest} up to {farthest}",
            count,
            **facts,
        )
    return say_counted(
        "{count:,} value ({part:share}) lie from {nearest} down to {farthest}",
        "{count:,} values ({part:share}) lie from {nearest} down to {farthest}",
        count,
        **facts,
    )


def _skewed(column: ColumnValues, bulk: Values, skew: float, others: bool) -> str:
    """`others` says that far values have an alert of their own and are not among the `bulk`."""
    right = skew > 0
    middle, end = quantile(bulk, 0.5), bulk[-1 if right else 0].item()
    facts = {"skewness": skew, "middle": column.show(middle), "end": column.show(end)}
    alone = middle == bulk[0 if right else -1]  # one value may make up far more than half
    message = say(_SKEWED[right, others, alone], **facts)
    if not right or bulk[0] < 0:
        return message
    logged = skewness(np.log1p(bulk))
    if logged is None or abs(logged) >= skew / 2:
        return message
    return say("{found}, log1p brings it to {skewness:z.1f}", found=message, skewness=logged)


_SKEWED = {
    (True, False, False): to_translate(
        "skewed to the right (skewness {skewness:z.1f}): half the values are at most {middle}, the largest is {end}"
    ),
    (True, False, True): to_translate(
        "skewed to the right (skewness {skewness:z.1f}): at least half the values are {middle}, the largest is {end}"
    ),
    (False, False, False): to_translate(
        "skewed to the left (skewness {skewness:z.1f}): half the values are at least {middle}, the smallest is {end}"
    ),
    (False, False, True): to_translate(
        "skewed to the left (skewness {skewness:z.1f}): at least half the values are {middle}, the smallest is {end}"
    ),
    (True, True, False): to_translate(
        "the other values are skewed to the right (skewness {skewness:z.1f}): half of these are at most {middle}, "
        "the largest of them is {end}"
    ),
    (True, True, True): to_translate(
        "the other values are skewed to the right (skewness {skewness:z.1f}): at least half of these are {middle}, "
        "the largest of them is {end}"
    ),
    (False, True, False): to_translate(
        "the other values are skewed to the left (skewness {skewness:z.1f}): half of these are at least {middle}, "
        "the smallest of them is {end}"
    ),
    (False, True, True): to_translate(
        "the other values are skewed to the left (skewness {skewness:z.1f}): at least half of these are {middle}, "
        "the smallest of them is {end}"
    ),
}
"""By whether the tail is on the right, far values have an alert of their own, and one value makes up half of them."""
