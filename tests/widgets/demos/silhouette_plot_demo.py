"""Silhouette profiles of made-up segments."""

import sys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from textual.app import App, ComposeResult

from widgets.silhouette.plot import SilhouettePlot

NAMES = {0: "Regulars", 1: "Big spenders in autumn", 2: "New", 3: "顧客 asleep", 4: "Lost"}


def example_values(
    segments: int = 5, rows: int = 2240, noise: float = 0.02
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    random = np.random.default_rng(3)
    share = 0.7 ** np.arange(segments)
    labels = np.sort(random.choice(segments, rows, p=share / share.sum()))
    values = np.clip(random.normal(0.45 - 0.05 * (labels % 5), 0.2), -0.4, 0.9)
    labels[random.random(rows) < noise] = -1
    return values, labels


class SilhouetteDemo(App[None]):
    def __init__(
        self,
        values: NDArray[np.float64],
        labels: NDArray[np.int64],
        names: Mapping[int, str] = NAMES,
        *,
        ascii: bool = False,
    ) -> None:
        super().__init__()
        self.plot = SilhouettePlot(values, labels, names, ascii=ascii)

    def compose(self) -> ComposeResult:
        yield self.plot


if __name__ == "__main__":
    SilhouetteDemo(*example_values(), ascii="--ascii" in sys.argv).run()
