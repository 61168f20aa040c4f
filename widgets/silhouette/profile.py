"""Silhouette values by segment, sorted once, and the lines that stand for them in a plot of any height."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from widgets.plain.visible import visible


@dataclass(frozen=True)
class SilhouetteProfile:
    """One segment: its label, its name, and its rows' silhouettes (-1 to 1) from the best to the worst."""

    label: int
    name: str
    values: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean silhouette of the segment's rows."""
        return float(self.values.mean())

    @property
    def below(self) -> int:
        """Rows with a negative silhouette: closer to another segment than to their own."""
        return int(np.count_nonzero(self.values < 0))

    def lines(self, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """`count` lines that each stand for as many rows, the best first: their medians and their lowest values.

        With fewer rows than lines a row has several lines.
        """
        edges = np.linspace(0, len(self.values), count + 1)
        starts = np.minimum(edges[:-1].astype(int), len(self.values) - 1)
        ends = np.maximum(np.ceil(edges[1:]).astype(int), starts + 1)
        return self.values[(starts + ends - 1) // 2], self.values[ends - 1]


def profiles(values: ArrayLike, labels: ArrayLike, names: Mapping[int, str]) -> tuple[list[SilhouetteProfile], int]:
    """A profile for each label from 0 on, by label, and how many rows are left out: noise (-1), or no finite value.

    `values` and `labels` are (n,); a label without a name is called by its number. ValueError if the lengths differ.
    """
    scores = np.asarray(values, dtype=np.float64).ravel()
    groups = np.asarray(labels, dtype=np.int64).ravel()
    if len(scores) != len(groups):
        raise ValueError(f"{len(scores):,} values go with {len(groups):,} labels")
    kept = np.isfinite(scores) & (groups >= 0)
    scores, groups = scores[kept], groups[kept]
    order = np.lexsort((-scores, groups))
    scores, groups = scores[order], groups[order]
    found, starts = np.unique(groups, return_index=True)
    parts = np.split(scores, starts[1:]) if len(found) else []
    shown = [
        SilhouetteProfile(int(label), visible(names.get(int(label), str(int(label)))), part)
        for label, part in zip(found, parts, strict=True)
    ]
    return shown, int(len(kept) - kept.sum())


def line_counts(sizes: list[int], lines: int, least: int = 2) -> list[int]:
    """How many of `lines` each segment gets: in proportion to its size, `least` at the least.

    Where the lines do not suffice for all, each gets `least`, and the plot is to be scrolled.
    """
    spare = lines - least * len(sizes)
    if spare <= 0:
        return [least] * len(sizes)
    shares = np.array(sizes, dtype=np.float64) / sum(sizes) * lines
    wanted = np.maximum(shares - least, 0)
    exact = wanted / wanted.sum() * spare if wanted.sum() else np.full(len(sizes), spare / len(sizes))
    given = np.floor(exact).astype(int)
    for i in np.argsort(given - exact, kind="stable")[: spare - int(given.sum())]:
        given[i] += 1
    return [least + int(extra) for extra in given]
