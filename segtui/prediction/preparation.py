"""Features as numbers on one scale without gaps, learned once and applied to later rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.features.column_roles import count_distinct, is_category, is_measure, numbers_rows
from segtui.features.features import MOST_CATEGORIES
from segtui.features.scaled_matrix.scaling import category_scale, shift_and_scale
from segtui.language.sentences import row_of, say
from segtui.language.translation import to_translate
from segtui.libraries.compiled import in_threads, processors, spans
from segtui.profiling.quantities import kinds_of

Floats = NDArray[np.float64]
LeftOut = Literal["constant", "id", "code", "future", "text", "date", "plan"]
"""Why a feature is not used: it is the same in all rows, names rows, is a code or text of too many values, says what is
expected, is a date, or the plan leaves it out."""

_LARGEST = 1e100
_SPAN = 16_384
_SKEWED = 1.0
_FEW = 5
_RARE = 0.005


@dataclass(frozen=True)
class PreparedColumn:
    """One column of the prepared rows, made of the feature `source`.

    number: (log1p(x) if log else x) - shift) / scale, an empty cell as `filled`, with x no lower than `least`.
    value, code: 1 where the text, or the number, is `value`, else 0; gap: 1 where the cell is empty, else 0; all
    shifted and scaled too.
    """

    source: str
    kind: Literal["number", "value", "code", "gap"]
    shift: float
    scale: float
    value: str = ""
    log: bool = False
    filled: float = 0.0
    least: float = -_LARGEST


@dataclass(frozen=True)
class FeaturePreparation:
    """How features become rows (n, d) of numbers; `left_out` are features that are not used, and why."""

    columns: tuple[PreparedColumn, ...]
    left_out: Mapping[str, LeftOut]

    @property
    def sources(self) -> tuple[str, ...]:
        """The features that are used, in their order."""
        return tuple(dict.fromkeys(column.source for column in self.columns))

    def places(self, source: str) -> NDArray[np.int64]:
        """The columns of the prepared rows that are made of a feature."""
        return np.array([i for i, column in enumerate(self.columns) if column.source == source])

    def rows(self, frame: pl.DataFrame) -> Floats:
        """The prepared rows (n, d) of a frame with the features; what it lacks is empty."""
        made = np.empty((frame.height, len(self.columns)))
        spanned = spans(frame.height, _SPAN)
        for _ in in_threads(lambda span: self._fill(made[slice(*span)], frame[slice(*span)]), spanned, processors()):
            pass
        return made

    def _fill(self, made: Floats, frame: pl.DataFrame) -> None:
        for source in self.sources:
            column = frame[source] if source in frame.columns else pl.Series(source, [None], pl.Float64)
            column = column if len(column) == frame.height else column.new_from_index(0, frame.height)
            _write(made, column, [(place, self.columns[place]) for place in self.places(source).tolist()])

    def facts(self) -> dict[str, Any]:
        """It as plain data (JSON)."""
        return {"columns": [asdict(column) for column in self.columns], "left_out": dict(self.left_out)}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> FeaturePreparation:
        """What `facts` gave."""
        return cls(tuple(PreparedColumn(**each) for each in facts["columns"]), dict(facts["left_out"]))

    def why_nothing(self) -> str:
        """Each feature that is not used, with the reason."""
        return row_of([say("{name} ({reason})", name=name, reason=say(why)) for name, why in self.left_out.items()])


_REASONS = (
    *(to_translate("constant"), to_translate("id"), to_translate("code"), to_translate("future")),
    *(to_translate("text"), to_translate("date"), to_translate("plan")),
)
"""Each `LeftOut`, for the catalogues."""


def learn_preparation(frame: pl.DataFrame, aside: Collection[str] = ()) -> FeaturePreparation:
    """How to prepare rows like these (n >= 1); `aside` are features that the plan leaves out.

    Numbers are standardized, after log1p where they are skewed and not negative; empty cells are the median, with a
    column that says so; text is a column for each of its up to 20 most frequent values, and so are codes: whole
    numbers that name groups, such as an earlier `segment`.
    """
    columns: list[PreparedColumn] = []
    left_out: dict[str, LeftOut] = {}
    kinds = kinds_of(frame, [c.name for c in frame.get_columns() if c.dtype.is_numeric()])
    for column in frame.get_columns():
        kind = kinds.get(column.name, "quantity")
        reason = "plan" if column.name in aside else _unused(column, kind)
        by_value = is_category(column) or kind == "code"
        made = [] if reason else [*(_by_value(column) if by_value else [_number(column)]), *_gap(column)]
        if reason or not made:
            left_out[column.name] = reason or ("code" if kind == "code" else "text")
        columns += made
    return FeaturePreparation(tuple(columns), left_out)


def _unused(column: pl.Series, kind: str) -> LeftOut | None:
    if is_category(column):
        return "constant" if count_distinct(column) < 2 and not _gap(column) else None
    if not is_measure(column):
        return "constant" if column.null_count() == len(column) else "date"
    if numbers_rows(column) or kind == "id":
        return "id"
    if kind == "future":
        return "future"
    return "constant" if count_distinct(column) < 2 and not _gap(column) else None


def _known(column: pl.Series) -> pl.Series:
    """The numbers (Float64), empty where they are infinite or too large."""
    numbers = column.cast(pl.Float64, strict=False)
    return numbers.set(~(numbers.abs() <= _LARGEST).fill_null(False), None)


def _number(column: pl.Series) -> PreparedColumn:
    values = _known(column).drop_nulls().to_numpy()
    if not values.size:
        return PreparedColumn(column.name, "number", 0.0, 1.0)
    least = float(values.min())
    log = least >= 0 and _skewness(values) > _SKEWED
    shift, scale = shift_and_scale(np.log1p(values) if log else values, "zscore")
    filled = float(np.median(values))
    return PreparedColumn(
        column.name, "number", shift, scale, log=log, filled=filled, least=least if log else -_LARGEST
    )


def _skewness(values: Floats) -> float:
    centered = values - values.mean()
    spread = float(np.sqrt(np.mean(centered * centered)))
    if not spread > 0:
        return 0.0
    centered /= spread
    return float(np.mean(centered * centered * centered))


def _by_value(column: pl.Series) -> Sequence[PreparedColumn]:
    is_code = not is_category(column)
    text = (_known(column).cast(pl.Int64) if is_code else column).cast(pl.String).alias("value").drop_nulls()
    least = max(_FEW, _RARE * len(column))
    counts = text.value_counts(name="rows").filter(pl.col("rows") >= least)
    counts = counts.sort(["rows", "value"], descending=[True, False]).head(MOST_CATEGORIES)
    shares = counts["rows"].to_numpy() / len(column)
    scale = category_scale(shares, "zscore")
    return [
        PreparedColumn(column.name, "code" if is_code else "value", float(share), scale, value=value)
        for value, share in zip(counts["value"].to_list(), shares, strict=True)
        if share < 1
    ]


def _gap(column: pl.Series) -> Sequence[PreparedColumn]:
    empty = column if is_category(column) or not is_measure(column) else _known(column)
    share = empty.null_count() / max(len(column), 1)
    if not (_FEW <= empty.null_count() <= len(column) - _FEW):
        return []
    return [PreparedColumn(column.name, "gap", share, float(np.sqrt(share * (1 - share))))]


def _write(made: Floats, column: pl.Series, prepared: Sequence[tuple[int, PreparedColumn]]) -> None:
    """Write what is made of a feature (n) into its columns of the prepared rows (n, d)."""
    kinds = {each.kind for _, each in prepared}
    text = column.cast(pl.String) if "value" in kinds else None
    numbers = np.empty(0) if text is not None else _with_nan(column)
    for place, each in prepared:
        if each.kind == "number":
            values = np.maximum(np.where(np.isnan(numbers), each.filled, numbers), each.least)
            values = np.log1p(values) if each.log else values
        elif each.kind == "gap" and (text is not None or is_category(column)):
            values = column.is_null().cast(pl.Float64).to_numpy()
        elif each.kind == "gap":
            values = np.isnan(numbers).astype(np.float64)
        elif each.kind == "code":
            values = (numbers == float(each.value)).astype(np.float64)
        else:
            assert text is not None
            values = (text == each.value).fill_null(False).cast(pl.Float64).to_numpy()
        made[:, place] = (values - each.shift) / each.scale


def _with_nan(column: pl.Series) -> Floats:
    """The numbers (n), NaN where they are empty, infinite or too large."""
    numbers = column.cast(pl.Float64, strict=False).to_numpy()
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(numbers) <= _LARGEST, numbers, np.nan)
