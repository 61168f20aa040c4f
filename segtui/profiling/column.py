"""One column in figures: its counts, its distribution, and what is odd about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypedDict

Value = int | float | str
AlertCode = Literal[
    "empty",
    "nulls",
    "constant",
    "id_like",
    "near_copy",
    "correlated",
    "sum_of_columns",
    "skewed",
    "heavy_tail",
    "aberrant",
    "negative",
    "stand_in",
    "placeholder_dates",
    "zeros",
    "null_word",
    "impossible_date",
    "date_formats",
    "decimal_marks",
    "codes_as_numbers",
    "numbers_and_words",
    "spellings",
    "typos",
    "mixed_units",
    "unread",
    "infinite",
    "rounded",
]


class AlertFacts(TypedDict, total=False):
    """The figures and names of an alert's sentence; each code has its own.

    stand_in, zeros, null_word: the `value` and the `share` of the cells (0 to 1) that hold it. near_copy,
    correlated: the `other` column; `relation` says how a near_copy goes with it; `r` is the correlation (-1 to 1),
    not there for equal and one_to_one. sum_of_columns: its `parts` and the `share` of the rows in which it holds.
    mixed_units: the cells of each of all `units`, the most frequent first. aberrant, heavy_tail: how many values
    are `below` and `above` the fences, where those begin and end, the quartiles and the value that they leave out
    (`apart`); heavy_tail also has the heavier `tail`. skewed: `skewness`, `median`, `min`, `max`. impossible_date:
    the days that are `placeholders`, whether some are `far_off`. numbers_and_words: what it is `mostly`. spellings:
    a `pair` of spellings of one value; typos: the
    frequent value and the rare one. decimal_marks: how many cells are `ambiguous`. id_like: whether it `is_id`,
    may be `free_text`, and of how many cells `repeats` are, where nearly all are different.
    """

    value: int | float | str
    share: float
    other: str
    relation: Literal["equal", "one_to_one", "straight", "curved"]
    r: float
    parts: list[str]
    units: dict[str, int]
    ambiguous: int
    below: int
    above: int
    lowest: float
    lowest_to: float
    highest_from: float
    highest: float
    q1: float
    q3: float
    apart: float
    tail: Literal["upper", "lower"]
    skewness: float
    median: float
    min: float
    max: float
    placeholders: list[str]
    far_off: bool
    mostly: Literal["numbers", "words"]
    pair: list[str]
    is_id: bool
    free_text: bool
    repeats: int


@dataclass(frozen=True)
class Alert:
    """One odd thing about a column: a stable `code`, a sentence for a person, and how many cells or rows it concerns.

    Code reads `code` and `facts`; only people read `message`.
    """

    code: AlertCode
    message: str
    count: int
    facts: AlertFacts = field(default_factory=AlertFacts)


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
        """All figures in JSON types; a top value becomes {"value": …, "count": …}."""
        top = [{"value": value, "count": count} for value, count in self.top]
        return {
            **asdict(self),
            "histogram": list(self.histogram),
            "top": top,
            "alerts": [asdict(a) for a in self.alerts],
        }
