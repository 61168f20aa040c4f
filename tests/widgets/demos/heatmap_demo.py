"""The heatmap on its own: `python tests/widgets/demos/heatmap_demo.py [--ascii] [--sequential] [--texts]`."""

import sys

import numpy as np
from textual.app import App

from widgets.heatmap.heatmap import Heatmap

FEATURES = [
    *("income", "recency", "MntWines", "MntFruits", "MntMeatProducts"),
    *("MntFishProducts", "deals", "web_visits", "kids_at_home", "tenure"),
]


class HeatmapDemo(App):
    """What sets segments apart: effect sizes by feature."""

    def __init__(self, segments=8, features=10, texts=False, scale="diverging", **settings):
        super().__init__()
        random = np.random.default_rng(0)
        values = random.normal(0, 1.0, (segments, features))
        if scale == "sequential":
            values = np.abs(values) / 3
        values[1, 2] = np.nan
        means = [[f"{52_000 + 9_000 * value:,.0f}" for value in row] for row in values] if texts else None
        self.heatmap = Heatmap(
            values,
            [f"segment {row}" for row in range(segments)],
            [FEATURES[column % 10] + (str(column) if column > 9 else "") for column in range(features)],
            texts=means,
            scale=scale,
            **settings,
        )

    def compose(self):
        yield self.heatmap

    def on_mount(self):
        self.heatmap.focus()


if __name__ == "__main__":
    words = set(sys.argv)
    scale = "sequential" if "--sequential" in words else "diverging"
    HeatmapDemo(60, 30, texts="--texts" in words, scale=scale, ascii="--ascii" in words).run()
