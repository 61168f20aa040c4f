"""What a heatmap shows: values, names, how the figures are written, and where each value lies on the scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from widgets.drawing.axis import short_number
from widgets.heatmap.ramp import Scale
from widgets.plain.visible import visible
from widgets.words import localised


@dataclass(frozen=True)
class HeatmapMatrix:
    """What a heatmap shows: `values` (r, c) float64 with NaN for none, names of rows and columns, texts (r × c).

    `limits`: the values at the ends of the scale; a diverging one is neutral at their middle.
    """

    values: NDArray[np.float64]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    own_texts: bool
    scale: Scale
    limits: tuple[float, float]
    measured: str = "{}"
    """How the value behind a text is told, such as "{} sd"; empty if the text says all."""

    def level(self, row: int, column: int) -> float:
        """Where a value lies on the scale: -1 to 1 if diverging, 0 to 1 if sequential; NaN without a value."""
        low, high = self.limits
        value = float(self.values[row, column])
        if math.isnan(value) or not high > low:
            return 0.0 if not math.isnan(value) else value
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return 2 * share - 1 if self.scale == "diverging" else share

    @classmethod
    def of(
        cls,
        values: NDArray[np.float64],
        rows: Sequence[str],
        columns: Sequence[str],
        texts: Sequence[Sequence[str]] | None,
        scale: Scale,
        limits: tuple[float, float] | None,
        digits: int,
    ) -> "HeatmapMatrix":
        """A matrix, checked: ValueError where names or texts do not fit; without limits, those of the finite values."""
        if values.shape != (len(rows), len(columns)):
            raise ValueError(f"{len(rows)} rows and {len(columns)} columns do not fit values of shape {values.shape}")
        own = texts is not None
        if texts is not None and [len(row) for row in texts] != [len(columns)] * len(rows):
            raise ValueError(f"texts must be {len(rows)} rows of {len(columns)}")
        written = texts if texts is not None else [[_written(v, digits) for v in row] for row in values.tolist()]
        return cls(
            values,
            tuple(map(visible, rows)),
            tuple(map(visible, columns)),
            tuple(tuple(map(visible, row)) for row in written),
            own,
            scale,
            limits or _limits(values, scale),
        )


def _written(value: float, digits: int) -> str:
    if not math.isfinite(value) or abs(value) >= 10_000:
        return short_number(value)
    return localised(f"{round(value, digits) + 0.0:.{digits}f}")


def _limits(values: NDArray[np.float64], scale: Scale) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 0.0
    if scale == "diverging":
        most = float(np.abs(finite).max())
        return -most, most
    return float(finite.min()), float(finite.max())
