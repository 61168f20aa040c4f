"""What a histogram shows: bins with their counts, a second distribution over the same bins, marked values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from widgets.drawing.axis import cells_of, short_number, tick_labels
from widgets.drawing.ticks import nice_ticks
from widgets.words import localised


@dataclass(frozen=True)
class Bins:
    """n bins: `counts` (n,) at least 0, `edges` (n + 1,) ascending, both finite; `overlay` (n,) or None.

    `marks`: names and values on the axis (quartiles, say); values that are `plain`, such as years, are written without
    commas. Bins are drawn equally wide: give equal ones.
    """

    counts: NDArray[np.float64]
    edges: NDArray[np.float64]
    overlay: NDArray[np.float64] | None
    marks: tuple[tuple[str, float], ...]
    plain: bool = False

    @classmethod
    def of(
        cls,
        counts: ArrayLike,
        edges: ArrayLike,
        overlay: ArrayLike | None,
        marks: Mapping[str, float],
        plain: bool = False,
    ) -> "Bins":
        """Bins of arrays; marks that are not finite are dropped. ValueError for a wrong shape or value."""
        n, at = np.asarray(counts, dtype=np.float64).ravel(), np.asarray(edges, dtype=np.float64).ravel()
        over = None if overlay is None else np.asarray(overlay, dtype=np.float64).ravel()
        if len(n) and len(at) != len(n) + 1:
            raise ValueError(f"{len(n)} counts need {len(n) + 1} edges, not {len(at)}")
        if over is not None and len(over) != len(n):
            raise ValueError(f"the overlay needs {len(n)} counts, not {len(over)}")
        for name, values in (("counts", n), ("overlay", n if over is None else over)):
            if not (np.isfinite(values) & (values >= 0)).all():
                raise ValueError(f"the {name} must be finite and at least 0")
        if not np.isfinite(at).all() or (np.diff(at) < 0).any():
            raise ValueError("the edges must be finite and ascend")
        known = sorted(((k, float(v)) for k, v in marks.items() if np.isfinite(v)), key=lambda mark: mark[1])
        return cls(n, at, over, tuple(known), plain)

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def most(self) -> float:
        """The highest count, of either distribution; 0 without values."""
        return float(max(self.counts.max(initial=0), 0 if self.overlay is None else self.overlay.max(initial=0)))

    def merged(self, most: int) -> "Bins":
        """At most `most` bins: as many neighbours as needed become one, their counts added."""
        step = -(-len(self) // max(most, 1))
        return self if step <= 1 else self._by(step)

    def widened(self, cells: int) -> tuple["Bins", int]:
        """Bins of a whole number of cells each, and that number; pairs are merged where that fills the width better."""
        bins = self.merged(cells)
        pairs = bins if len(bins) % 2 else bins._by(2)
        each, wider = cells // len(bins), cells // len(pairs)
        return (pairs, wider) if wider * len(pairs) > 1.25 * each * len(bins) else (bins, each)

    def _by(self, step: int) -> "Bins":
        starts = np.arange(0, len(self), step)
        over = None if self.overlay is None else np.add.reduceat(self.overlay, starts)
        edges = np.append(self.edges[starts], self.edges[-1])
        return replace(self, counts=np.add.reduceat(self.counts, starts), edges=edges, overlay=over)

    def place(self, value: float) -> float:
        """Where a value lies, in bins from the left edge: 0 to n, whatever the bins' widths."""
        return float(np.interp(value, self.edges, np.arange(len(self) + 1)))

    def bin_of(self, value: float) -> int:
        """The bin that holds a value: each but the last is open at its upper edge."""
        return int(np.clip(np.searchsorted(self.edges, value, side="right") - 1, 0, len(self) - 1))

    def ticks(self, most: int, cells: int) -> list[tuple[int, str]]:
        """Round values on the axis: the cell each lies in, of `cells` cells, and its label."""
        low, high = float(self.edges[0]), float(self.edges[-1])
        values = nice_ticks(low, high, most)
        if not values:
            return [(cells // 2, self.said(low))]
        labels = [label.replace(localised(","), "") if self.plain else label for label in tick_labels(values)]
        return list(zip(cells_of([self.place(v) for v in values], 0, len(self), cells), labels, strict=True))

    def said(self, value: float, digits: int = 3) -> str:
        """A value of the axis in short."""
        if self.plain and value == value // 1:
            return f"{value:.0f}"
        text = short_number(value, digits)
        return text.replace(localised(","), "") if self.plain else text
