"""The histogram on its own, as columns and as bars: `python histogram_demo.py [--ascii] [--bars]`."""

import sys

import numpy as np
from textual.app import App

from widgets.histogram.histogram import Histogram


class HistogramDemo(App):
    """Incomes before and after aberrant values were taken out."""

    def __init__(self, bins=40, overlay=True, **settings):
        super().__init__()
        incomes = np.random.default_rng(0).gamma(4, 13_000, 2_240)
        edges = np.linspace(0, 160_000, bins + 1)
        kept = incomes[(incomes > 9_000) & (incomes < 120_000)]
        quartiles = np.quantile(kept, [0.25, 0.5, 0.75])
        self.histogram = Histogram(
            np.histogram(kept, edges)[0],
            edges,
            overlay=np.histogram(incomes, edges)[0] if overlay else None,
            marks=dict(zip(["Q1", "median", "Q3"], quartiles, strict=True)),
            label="income (EUR)",
            names=("after", "before"),
            **settings,
        )

    def compose(self):
        yield self.histogram


if __name__ == "__main__":
    HistogramDemo(ascii="--ascii" in sys.argv, bars="--bars" in sys.argv).run()
