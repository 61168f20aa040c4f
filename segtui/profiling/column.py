"""What is known of one column: its counts, its distribution, and what is odd about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Value = int | float | str


@dataclass(frozen=True)
class Alert:
    """One odd thing about a column: a stable `code`, a sentence for a person, and how many cells or rows it concerns.

    Codes: empty, nulls, constant, id_like, near_copy, correlated, sum_of_columns, skewed, aberrant, negative, stand_in,
    zeros, null_word, impossible_date, mixed_formats, mixed_units, unread, infinite, rounded. `facts` are the figures of
    the sentence: of stand_in (but for dates), zeros and null_word the `value` and `share`; of near_copy and correlated
    the `other` column and `r`; of sum_of_columns its `parts` and the `share` of the rows in which it holds; of
    mixed_units the cells of each unit, the most frequent first; of aberrant and skewed see `distribution`.
    """

    code: str
    message: str
    count: int
    facts: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnProfile:
    """One column in figures, over the cells that are neither null, NaN nor infinite.

    `kind` is integer, number, text, date, datetime, boolean or other. `nulls` counts null and NaN, `distinct` the
    different values. `min` to `max` are numbers for numeric columns and ISO 8601 text for dates; the quartiles are of
    type 7 (Hyndman & Fan 1996), as NumPy's and R's default; a date's are cut to the day or second. `std` has
    ddof 1; `mean` of a boolean is the share of true; `skewness` is the moment ratio g1 = m3 / m2^1.5. `histogram`
    counts up to 20 bins of equal width between `min` and `max` (one per whole number where those are fewer, false and
    true for booleans, empty for text). `top` holds up to ten values that occur more than once, the most frequent first.
    """

    name: str
    kind: str
    rows: int
    nulls: int
    distinct: int
    min: Value | None = None
    q1: Value | None = None
    median: Value | None = None
    q3: Value | None = None
    max: Value | None = None
    mean: float | None = None
    std: float | None = None
    skewness: float | None = None
    histogram: tuple[int, ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    alerts: tuple[Alert, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything, in types that JSON knows; a top value becomes {"value": …, "count": …}."""
        top = [{"value": value, "count": count} for value, count in self.top]
        return {
            **asdict(self),
            "histogram": list(self.histogram),
            "top": top,
            "alerts": [asdict(a) for a in self.alerts],
        }
