"""Where an axis has its ticks, and how figures are written beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from widgets.drawing.ticks import nice_ticks

_WRITTEN: ContextVar[Callable[[str], str] | None] = ContextVar("written", default=None)


@contextmanager
def written_by(write: Callable[[str], str]) -> Iterator[None]:
    """Within, charts write figures in the manner of another language: `write` gets them as `-1,234.5 %`."""
    before = _WRITTEN.set(write)
    try:
        yield
    finally:
        _WRITTEN.reset(before)


def written(figure: str) -> str:
    """A figure as the language of the moment writes it."""
    write = _WRITTEN.get()
    return figure if write is None else write(figure)


@dataclass(frozen=True)
class Scale:
    """A range of values on a length in pixels; `flipped` has the largest value first, as SVG's y does."""

    low: float
    high: float
    start: float
    length: float
    flipped: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + self.length * (1 - share if self.flipped else share)

    def ticks(self, most: int = 6) -> list[float]:
        """At most this many round values within the range."""
        return nice_ticks(self.low, self.high, most)


def scale_of(low: float, high: float, start: float, length: float, *, flipped: bool = False) -> Scale:
    """An axis that shows these values with a little room around them."""
    if not low < high:
        low, high = low - 0.5, high + 0.5
    return Scale(low, high, start, length, flipped)


def tick_label(value: float, *, percent: bool = False) -> str:
    """A figure for reading: three digits, thousands with commas; a percentage with one decimal."""
    if percent:
        share = f"{100 * value:.1f} %".replace(".0 %", " %") if abs(value) >= 0.01 else f"{100 * value:.2g} %"
        return written(share)
    return written(f"{value:,.0f}" if abs(value) >= 1000 else f"{value + 0.0:.3g}")


def alike(values: Sequence[float], *, percent: bool = False) -> list[str]:
    """The labels of figures that stand beside each other: where one percentage has a decimal, all have."""
    labels = [tick_label(value, percent=percent) for value in values]
    if not percent or all(round(1000 * value) % 10 == 0 for value in values):
        return labels
    pairs = zip(values, labels, strict=True)
    return [label if 0 < abs(value) < 0.01 else written(f"{100 * value:.1f} %") for value, label in pairs]
