"""Whether a column of numbers is a quantity, or identifies, ranks or dates things, by its name and its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.profiling.date_parts import is_clock_time, is_date_part, is_year
from segtui.profiling.name_words import (
    ALONE,
    BIRTH,
    CONTACTS,
    COUNTED,
    FUTURE,
    GROUPS,
    ID_ENDS,
    LATITUDE,
    LEVELS,
    LONGITUDE,
    MEASURED,
    MONEY,
    NUMBER_ENDS,
    PEOPLE,
    ROW_NAMES,
    STEPS,
    name_words,
)

Kind = Literal["quantity", "id", "code", "level", "date", "place", "future"]
FEW = 20
_ROWS = 100_000
_TENTH = 0.1
_MOST_LEVELS = 12
_BATTERY = 4
"""This many columns with the same few levels are the questions of one form."""


@dataclass(frozen=True)
class QuantityKinds:
    """A column of numbers with the properties that are needed repeatedly.

    `values` (n) are without gaps, in the order of the rows; `whole` says that all are whole numbers.
    """

    words: list[str]
    values: NDArray[np.float64]
    distinct: NDArray[np.float64]
    whole: bool

    @property
    def counted(self) -> bool:
        """Whether the name refers to a count, a measure or a sum."""
        words = self.words
        prefixed = len(words) > 1 and words[0] in COUNTED and not words[1].isdigit()
        if words[-1] in STEPS and not prefixed:
            return False
        return prefixed or bool(MEASURED & set(words)) or _is_plural_number(words)

    @property
    def steps(self) -> tuple[int, int] | None:
        """The lowest and highest of 3 to 12 consecutive whole numbers; None for other values."""
        d = self.distinct
        if not self.whole or not 3 <= d.size <= _MOST_LEVELS or d[-1] - d[0] != d.size - 1:
            return None
        return int(d[0]), int(d[-1])


def numbers_of(column: pl.Series) -> QuantityKinds:
    """Look at a numeric column, sampling rows throughout a long one; infinite values and NaN are ignored."""
    column = column.gather_every(max(1, len(column) // _ROWS))
    values = column.drop_nulls().cast(pl.Float64).to_numpy()
    values = values[np.isfinite(values)]
    return QuantityKinds(name_words(column.name), values, np.unique(values), bool((values == np.round(values)).all()))


def kinds_of(frame: pl.DataFrame, columns: Sequence[str]) -> dict[str, Kind]:
    """The kind of each of the numeric `columns` of a frame, whose rows are in the file's order.

    A count may look like a code: unless its name or values say otherwise, a column is a quantity.
    """
    looks = {name: numbers_of(frame.get_column(name)) for name in columns}
    steps = [look.steps for look in looks.values() if _may_be_asked(look)]
    battery = {scale for scale in steps if scale and scale[0] in (0, 1) and steps.count(scale) >= _BATTERY}
    return {
        name: "level" if look.steps in battery and _may_be_asked(look) else kind_of(look)
        for name, look in looks.items()
    }


def kind_of(look: QuantityKinds) -> Kind:
    """The kind of one column by itself; a constant column is a quantity."""
    if look.distinct.size < 2:
        return "quantity"
    if FUTURE & set(look.words):
        return "future"
    if _is_place(look):
        return "place"
    if not look.whole:
        return "quantity"
    if (not look.counted and is_date_part(look.words, look.distinct)) or is_clock_time(look.words, look.distinct):
        return "date"
    if _names_rows(look):
        return "id"
    if _names_things(look):
        return "code"
    if not look.counted and is_year(look.values) and not BIRTH & set(look.words):
        return "date"
    if _is_group(look):
        return "code"
    return "level" if _is_level(look) else "quantity"


def _may_be_asked(look: QuantityKinds) -> bool:
    """Whether levels may be the answers of a form: not if called a count, or falling off from 0 as counts do."""
    if look.counted or _is_plural(look.words) or look.steps is None:
        return False
    often = [int((look.values == value).sum()) for value in look.distinct]
    return not (look.distinct[0] == 0 and all(a > b for a, b in pairwise(often)))


def _is_place(look: QuantityKinds) -> bool:
    d, words = look.distinct, look.words
    if d[0] < -180 or d[-1] > 180 or look.counted:
        return False
    return words[-1] in LATITUDE | LONGITUDE and (words[-1] != "long" or (len(words) == 1 and not look.whole))


def _names_rows(look: QuantityKinds) -> bool:
    """Whole numbers that number the rows: named like that, rising row by row, or all distinct and of one length."""
    words, values, different = look.words, look.values, look.distinct.size == look.values.size
    if words[0] in ROW_NAMES and set(words[1:]) <= ROW_NAMES | NUMBER_ENDS | {"0", "1"}:
        return True
    if look.counted or look.values.size < FEW or not different or look.distinct[0] < 0:
        return False
    if bool((np.diff(values) > 0).all()):
        return bool(look.distinct[-1] - look.distinct[0] < 50 * values.size)
    digits = len(str(int(look.distinct[0])))
    rounded = float((look.distinct % 10 == 0).mean()) > 2 * _TENTH  # amounts are often round, ids are not
    return digits >= 7 and digits == len(str(int(look.distinct[-1]))) and not rounded


def _names_things(look: QuantityKinds) -> bool:
    """Numbers that identify things, by the name's last words: zip_code, phone, account_no, store_id."""
    words = look.words
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in ID_ENDS:
        return not (last.endswith("s") and words[0] in COUNTED)
    if last in ALONE and not look.counted:
        return True
    if last in NUMBER_ENDS and before:
        return before in CONTACTS | GROUPS or not (_is_plural([before]) or before.endswith("s") or before in MEASURED)
    return (before in ALONE and last.isdigit()) or (words[0] in NUMBER_ENDS and last in PEOPLE)


def _is_group(look: QuantityKinds) -> bool:
    """Whole numbers named like a group: many rows share each, and no word means a count."""
    words = look.words
    if look.counted or look.distinct[0] < 0:
        return False
    last = words[-1] if not words[-1].isdigit() else words[-2] if len(words) > 1 else ""
    return last in GROUPS or (words[0] in GROUPS and words[1:2] == ["of"]) or _is_panel(look)


def _is_panel(look: QuantityKinds) -> bool:
    """Whether each value fills one run of rows, all runs equally long: the subjects of repeated measurements."""
    values = look.values
    if values.size < FEW or look.distinct.size < 3:
        return False
    starts = np.concatenate([[0], np.flatnonzero(np.diff(values)) + 1, [values.size]])
    lengths = np.diff(starts)
    return bool(lengths.size == look.distinct.size and lengths[0] >= 2 and (lengths == lengths[0]).mean() > 0.9)


def _is_level(look: QuantityKinds) -> bool:
    """Whole numbers on a scale: few, and named like one, or from 1 up to 7 with the lowest not the most frequent."""
    if look.distinct.size > _MOST_LEVELS or look.distinct[0] < -5 or look.distinct[-1] > 24:
        return False
    words = set(look.words)
    if LEVELS & words:
        return not (words & {"education", "educ", "bildung"} and look.distinct[-1] > 8)
    if look.steps and (("score" in words and look.steps[1] <= 10) or (MONEY & words and look.values.size >= 5 * FEW)):
        return True
    if look.counted or look.steps is None or look.values.size < FEW:
        return False
    low, high = look.steps
    often = [int((look.values == v).sum()) for v in look.distinct]
    return low == 1 and 3 <= high <= 7 and often[0] < max(often) and not _is_plural(look.words)


def _is_plural(words: Sequence[str]) -> bool:
    """Whether the name's last word may be the plural of something counted: passengers, children, cards."""
    return words[-1] in {"children", "people"} or (len(words[-1]) > 3 and words[-1].endswith("s"))


def _is_plural_number(words: Sequence[str]) -> bool:
    """`orders_number` counts orders."""
    return len(words) > 1 and words[-1] in NUMBER_ENDS and words[-2].endswith("s") and words[-2] not in CONTACTS
