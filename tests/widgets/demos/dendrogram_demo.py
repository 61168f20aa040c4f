"""A dendrogram of 400 made-up customers in five groups; SciPy makes the tree, as the widget itself never does."""

import sys

import numpy as np
from scipy.cluster.hierarchy import linkage
from textual.app import App, ComposeResult

from widgets.tree.dendrogram import Dendrogram
from widgets.tree.merge_tree import MergeTree


def example_tree(last: int = 60, rows: int = 400) -> MergeTree:
    random = np.random.default_rng(7)
    centres = random.normal(scale=6, size=(5, 3))
    values = centres[random.choice(5, rows, p=[0.4, 0.25, 0.2, 0.1, 0.05])] + random.normal(size=(rows, 3))
    return MergeTree.from_linkage(linkage(values, "ward"), last)


class DendrogramDemo(App[None]):
    def __init__(self, tree: MergeTree | None, k: int = 4, **how: bool) -> None:
        super().__init__()
        self.dendrogram = Dendrogram(tree, k, **how)
        self.heard: list[Dendrogram.CutMoved] = []

    def compose(self) -> ComposeResult:
        yield self.dendrogram

    def on_dendrogram_cut_moved(self, event: Dendrogram.CutMoved) -> None:
        self.heard.append(event)

    def on_dendrogram_cut_chosen(self, event: Dendrogram.CutChosen) -> None:
        self.heard.append(event)


if __name__ == "__main__":
    DendrogramDemo(example_tree(), ascii="--ascii" in sys.argv).run()
