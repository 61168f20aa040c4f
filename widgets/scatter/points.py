"""The points of a plot: those that can be drawn, in groups with counts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from widgets.drawing.palette import NOISE
from widgets.plain.visible import visible
from widgets.words import tell

_FARTHEST = 1e300
"""Beyond this, spans overflow float64."""


@dataclass(frozen=True)
class Points:
    """n points: `x`, `y` (n,) float64, all finite; `group` (n,) the position of each point's label in `labels`.

    `labels`: the groups' labels, ascending, noise (-1) last. `counts`: points drawn per group. `names`: one per group.
    `ignored`: how many points were left out, having no finite place.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    group: NDArray[np.intp]
    labels: tuple[int, ...]
    counts: tuple[int, ...]
    names: tuple[str, ...]
    ignored: int

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike, groups: ArrayLike | None, names: Mapping[int, str]) -> "Points":
        """Points of coordinates and integer labels of one length (no labels: one group without a name)."""
        xs, ys = np.asarray(x, dtype=np.float64).ravel(), np.asarray(y, dtype=np.float64).ravel()
        given = np.zeros(len(xs), dtype=np.intp) if groups is None else np.asarray(groups).ravel().astype(np.intp)
        if not len(xs) == len(ys) == len(given):
            raise ValueError(f"x, y and groups must be of one length, not {len(xs)}, {len(ys)} and {len(given)}")
        finite = (np.abs(xs) < _FARTHEST) & (np.abs(ys) < _FARTHEST)
        ignored = len(xs) - int(np.count_nonzero(finite))
        if ignored:
            xs, ys, given = xs[finite], ys[finite], given[finite]
        labels, group, counts = np.unique(given, return_inverse=True, return_counts=True)
        if labels.size and labels[0] <= NOISE:  # noise goes last
            labels, counts, group = np.roll(labels, -1), np.roll(counts, -1), (group - 1) % len(labels)
        known = tuple(int(label) for label in labels)
        return cls(
            np.ascontiguousarray(xs),
            np.ascontiguousarray(ys),
            group,
            known,
            tuple(int(count) for count in counts),
            tuple(visible(names.get(label, tell("noise") if label == NOISE else str(label))) for label in known),
            ignored,
        )

    def __len__(self) -> int:
        return len(self.x)

    def same_places(self, other: "Points") -> bool:
        """Whether both hold the same coordinates in the same order, whatever their groups."""
        return np.array_equal(self.x, other.x) and np.array_equal(self.y, other.y)
