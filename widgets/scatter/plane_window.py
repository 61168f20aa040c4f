"""The part of the plane that a plot shows: fitted to points, moved and zoomed."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

_FINEST = 1e-9
"""Zooming stops at this share of the coordinates' size: below it, float64 steps would show."""

_LEAST = 1e-290
"""A span below this is none: dividing by it overflows."""
_MARGIN = 0.03


@dataclass(frozen=True)
class PlaneWindow:
    """A rectangle in data units: `left` < `right`, `bottom` < `top`, all finite."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, x: NDArray[np.float64], y: NDArray[np.float64]) -> "PlaneWindow":
        """The rectangle around the points with 3 % of margin on each side; the unit square around no points."""
        return cls(*_range(x), *_range(y))

    @property
    def width(self) -> float:
        """The span of x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The span of y."""
        return self.top - self.bottom

    def moved(self, right: float, up: float) -> "PlaneWindow":
        """Moved by shares of its own size."""
        x, y = right * self.width, up * self.height
        return _sound(replace(self, left=self.left + x, right=self.right + x, bottom=self.bottom + y, top=self.top + y))

    def zoomed(self, factor: float, x: float = 0.5, y: float = 0.5) -> "PlaneWindow":
        """Spans divided by `factor`, the place at shares `x` from the left, `y` from the bottom staying put."""
        width, height = self.width / factor, self.height / factor
        left = self.left + x * (self.width - width)
        bottom = self.bottom + y * (self.height - height)
        view = _sound(PlaneWindow(left, left + width, bottom, bottom + height))
        least_x = max(_FINEST * max(abs(view.left), abs(view.right)), _LEAST)
        least_y = max(_FINEST * max(abs(view.bottom), abs(view.top)), _LEAST)
        too_fine = view.width < least_x or view.height < least_y
        return self if too_fine and factor > 1 else view


def _range(values: NDArray[np.float64]) -> tuple[float, float]:
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    span = high - low
    size = max(abs(low), abs(high))
    if span <= 4 * _FINEST * size or span < _LEAST:
        half = size / 2 if size > _LEAST else 0.5
        return low - half, high + half
    return low - _MARGIN * span, high + _MARGIN * span


def _sound(view: PlaneWindow) -> PlaneWindow:
    """The view, brought back within what float64 can hold with room for arithmetic."""
    edge = 1e300
    if all(math.isfinite(v) and abs(v) <= edge for v in (view.left, view.right, view.bottom, view.top)):
        return view
    return PlaneWindow(-edge, edge, -edge, edge)
