"""The scatter on its own: `python tests/widgets/demos/scatter_demo.py [points] [groups] [--ascii]`."""

import sys

import numpy as np
from textual.app import App

from widgets.scatter.scatter import Scatter


def clusters(points, groups, seed=0):
    """Points around as many centres as groups, every twentieth of them noise: x, y, labels."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, groups, points)
    centres = random.uniform(-8, 8, (groups, 2))
    x, y = (centres[labels] + random.normal(size=(points, 2))).T
    noise = np.arange(points) % 20 == 0
    x[noise], y[noise] = random.uniform(-10, 10, (2, int(noise.sum())))
    labels[noise] = -1
    return x, y, labels


class ScatterDemo(App):
    """100,000 customers in five segments on two principal components."""

    def __init__(self, points=100_000, groups=5, **settings):
        super().__init__()
        names = dict(enumerate(["Regulars", "New", "Bargain hunters", "Gone quiet", "Champions"]))
        self.scatter = Scatter(*clusters(points, groups), names, x_label="PC1 (48 %)", y_label="PC2 (21 %)", **settings)

    def compose(self):
        yield self.scatter

    def on_mount(self):
        self.scatter.focus()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    ScatterDemo(*numbers, ascii="--ascii" in sys.argv).run()
