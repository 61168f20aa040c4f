"""Axes in text: where round numbers fall, and how they are written in few characters."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from widgets.drawing.cells import clipped
from widgets.words import localised


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """The ticks as short texts with the same decimals and unit: 0.5 · 1.0, 5k · 10k, 2M, 1.0e-07.

    The labels of different ticks differ, whatever the step.
    """
    largest = max((abs(tick) for tick in ticks), default=0.0)
    step = min((abs(b - a) for a, b in pairwise(ticks)), default=largest)
    if not largest:
        return ["0" for _ in ticks]
    if largest >= 1e15 or largest < 1e-4:
        digits = max(0, math.ceil(math.log10(largest / (step or largest)) - 1e-9))
        return [localised(f"{tick:.{digits}e}") if tick else "0" for tick in ticks]
    unit, suffix = _unit(largest)
    decimals = max(0, -math.floor(math.log10((step or largest) / unit) + 1e-9))
    return [localised(f"{tick / unit + 0.0:,.{decimals}f}{suffix}") if tick else "0" for tick in ticks]


def _unit(largest: float) -> tuple[float, str]:
    """What figures up to `largest` are told in; thousands from ten of them on."""
    return next(((unit, sign) for unit, sign, least in _UNITS if largest >= least), (1.0, ""))


_UNITS = ((1e12, "T", 1e12), (1e9, "G", 1e9), (1e6, "M", 1e6), (1e3, "k", 1e4))


def short_number(value: float, digits: int = 3) -> str:
    """A figure in about `digits` significant digits: 0.0123, 12.3, 1,234, 12.3k, 4.5M; nan, inf and -inf as such."""
    if not math.isfinite(value):
        return str(value)
    if value and (abs(value) < 10.0**-digits or abs(value) >= 1e15):
        return localised(f"{value:.{digits - 1}e}")
    if abs(value) < 1:
        return localised(f"{value:.{digits}f}".rstrip("0").rstrip(".")) if value else "0"
    unit, suffix = _unit(abs(value))
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value) / unit)))
    text = f"{value / unit:,.{decimals}f}"
    return localised((text.rstrip("0").rstrip(".") if decimals else text) + suffix)


def horizontal_axis(ticks: Sequence[tuple[int, str]], width: int, ascii: bool = False) -> tuple[str, str]:
    """The line of an axis `width` cells long and the line of labels under it.

    `ticks` holds (cell, label) from left to right; a label that would touch the one before is left out with its mark.
    """
    line = ["-" if ascii else "─"] * width
    labels = [" "] * width
    free = 0
    for cell, label in ticks:
        start = min(max(cell - len(label) // 2, 0), width - len(label))
        if not 0 <= cell < width or start < free:
            continue
        line[cell] = "+" if ascii else "┬"
        labels[start : start + len(label)] = label
        free = start + len(label) + 2
    return "".join(line), "".join(labels)


def vertical_axis(ticks: Sequence[tuple[int, str]], height: int, width: int, ascii: bool = False) -> list[str]:
    """One text `width` cells wide for each of `height` rows from the top: the label right-aligned, then the axis."""
    names = {row: label for row, label in ticks if 0 <= row < height}
    plain, marked = ("|", "+") if ascii else ("│", "┤")
    return [
        clipped(names.get(row, ""), width - 2).rjust(width - 2) + " " + (marked if row in names else plain)
        for row in range(height)
    ]


def cells_of(ticks: Sequence[float], low: float, high: float, cells: int) -> list[int]:
    """The cell, 0 … cells - 1, that each value of [low, high] falls into."""
    share = (np.asarray(ticks, dtype=np.float64) - low) / (high - low)
    return [int(cell) for cell in np.clip(np.floor(share * cells), 0, max(cells - 1, 0))]
