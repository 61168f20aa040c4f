"""Transforms later rows with the encoding and scaling of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segtui.errors import DataError
from segtui.features.column_roles import is_category, is_measure
from segtui.features.scaled_matrix.components import Components
from segtui.features.scaled_matrix.matrix import LARGEST
from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.sentences import Sentence, say
from segtui.language.translation import to_translate
from segtui.language.wording import type_word

Floats = NDArray[np.float64]


GapKind = Literal["empty", "beyond", "no_logarithm"]
_TOLD: Mapping[GapKind, str] = {
    "empty": to_translate("{column} is empty"),
    "beyond": to_translate("{column} is infinite or too large"),
    "no_logarithm": to_translate("{column} is -1 or less, and its logarithm is clustered"),
}


@dataclass(frozen=True)
class NoValue:
    """Why a cell of a clustered column gives a row no place."""

    column: str
    kind: GapKind

    def told(self) -> Sentence:
        """The reason in words."""
        return say(_TOLD[self.kind], column=self.column)


@dataclass(frozen=True)
class Rescaled:
    """`values` (n, d) on the run's scale, 0 where there is none; `why` (n) has the number of such a row's first gap
    among the `gaps`, else it is null.

    `encoded` (n, p) are the scaled columns that components are made of; without components they are the values.
    `unseen` counts, by column, cells of values that the run did not meet: they are none of the values that it knew.
    """

    values: Floats
    encoded: Floats
    why: pl.Series
    gaps: tuple[NoValue, ...]
    unseen: dict[str, int] = field(default_factory=dict)


def rescale(
    frame: pl.DataFrame,
    columns: Sequence[Scaling],
    known: dict[str, tuple[str, ...]],
    components: Components | None = None,
) -> Rescaled:
    """The matrix of a frame by scalings that are known; `known` has the values of each text column.

    With `components`, `columns` are those that they are made of.

    A row with an empty cell in a used column, with an infinite one or one that log1p does not take has no place in the
    matrix. Raises DataError where a column is not of the kind that the run had.
    """
    why, gaps = pl.Series("why", [None], dtype=pl.UInt32).new_from_index(0, frame.height), list[NoValue]()
    unseen: dict[str, int] = {}
    values = np.zeros((frame.height, len(columns)))
    for source in dict.fromkeys(c.source for c in columns):
        column = frame.get_column(source)
        places = [i for i, c in enumerate(columns) if c.source == source]
        if source in known:
            text = _text(column)
            strange = int((~text.is_in(list(known[source]))).sum())
            if strange:
                unseen[source] = strange
            own = {columns[i].category for i in places}
            for i in places:
                category = columns[i].category
                here = text == category if category in known[source] else text.is_in(_grouped(known[source], own))
                values[:, i] = here.fill_null(False).cast(pl.Float64).to_numpy()
            faults: dict[GapKind, pl.Series] = {"empty": text.is_null()}
        else:
            values[:, places[0]], faults = _numbers(column, columns[places[0]].log)
        for kind, wrong in faults.items():
            why = why.set(wrong & why.is_null(), len(gaps))
            gaps.append(NoValue(source, kind))
    for i, scaling in enumerate(columns):
        values[:, i] = (values[:, i] - scaling.shift) / scaling.scale
    values[why.is_not_null().to_numpy()] = 0.0
    return Rescaled(components.place(values) if components else values, values, why, tuple(gaps), unseen)


def _grouped(known: tuple[str, ...], own: set[str | None]) -> list[str]:
    """The values that have no column of their own, and are together in one that is called as none of them is."""
    return [value for value in known if value not in own]


def _text(column: pl.Series) -> pl.Series:
    if not is_category(column):
        raise _other_kind(column, "text")
    return column.cast(pl.String)


def _numbers(column: pl.Series, log: bool) -> tuple[Floats, dict[GapKind, pl.Series]]:
    """The column as numbers, and which rows have none that can be used, by the reason."""
    if not is_measure(column):
        raise _other_kind(column, "numbers")
    numbers = column.cast(pl.Float64).fill_nan(None)
    beyond = (numbers.abs() > LARGEST).fill_null(False)
    faults: dict[GapKind, pl.Series] = {"empty": numbers.is_null(), "beyond": beyond}
    if log:
        faults["no_logarithm"] = (numbers <= -1).fill_null(False)
    wrong = np.logical_or.reduce([f.to_numpy() for f in faults.values()])
    values = np.where(wrong, 0.0, numbers.fill_null(0.0).to_numpy())
    return np.log1p(values) if log else values, faults


def _other_kind(column: pl.Series, wanted: str) -> DataError:
    kind = "text" if is_category(column) else str(column.dtype).split("(")[0].lower()
    fix = say("convert the column to the type that the run's plan expects")
    return DataError(
        say("is {kind} here, and was {wanted} in the run", kind=type_word(kind), wanted=type_word(wanted)),
        where=say('column "{name}"', name=column.name),
        fix=fix,
    )
