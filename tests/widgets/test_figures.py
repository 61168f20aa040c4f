"""Each drawing of the terminal gives its data as a figure, so that a file shows the same numbers."""

import numpy as np
import pytest

from widgets.charts.svg import svg
from widgets.heatmap.heatmap import Heatmap
from widgets.histogram.histogram import Histogram
from widgets.line.chart import LineChart
from widgets.line.series import Series
from widgets.scatter.scatter import Scatter
from widgets.silhouette.plot import SilhouettePlot
from widgets.tree.dendrogram import Dendrogram
from widgets.tree.merge_tree import MergeTree

NAN = float("nan")
TREE = MergeTree(np.array([[0, 1], [2, 3], [4, 5]]), np.array([1.0, 2.0, 5.0]), np.array([10, 20, 30, 40]))


def test_a_histogram_gives_its_bins_marks_and_overlay():
    figure = Histogram([1, 4], [0, 5, 10], overlay=[2, 2], marks={"median": 6.0, "Q3": NAN}, label="income").figure()
    assert figure.title == figure.x_label == "income"
    assert (figure.counts.tolist(), figure.edges.tolist(), figure.overlay.tolist()) == ([1, 4], [0, 5, 10], [2, 2])
    assert figure.marks == (("median", 6.0),)


def test_a_scatter_gives_all_points_with_their_labels_and_names():
    figure = Scatter([0, 1, NAN, 3], [5, 6, 7, 8], [2, -1, 2, 7], {2: "two"}, x_label="x").figure()
    assert list(zip(figure.x, figure.y, figure.group, strict=True)) == [(0, 5, 2), (1, 6, -1), (3, 8, 7)]
    assert figure.groups == {2: "two", 7: "7", -1: "noise"}


def test_a_heatmap_gives_its_cells_as_they_are_written_and_names_without_glyphs():
    values = [[0.5, NAN], [-2.0, 1.0]]
    figure = Heatmap(values, ["● 0 Loyal", "b"], ["c", "d"], limits=(-2, 2)).figure()
    assert figure.rows == ("0 Loyal", "b") and figure.texts == (("0.50", ""), ("-2.00", "1.00"))
    assert [figure.depth(v) for v in (-2, -1, 0, 2, 9)] == [-1, -0.5, 0, 1, 1]


def test_a_sequential_heatmap_has_its_least_value_at_the_weakest_colour():
    figure = Heatmap([[10.0, 20.0, 30.0]], ["a"], ["b", "c", "d"], scale="sequential").figure()
    assert [figure.depth(v) for v in (10, 20, 30)] == [0, 0.5, 1]


def test_lines_keep_their_gaps_and_the_second_has_a_scale_of_its_own():
    lines = [Series("inertia", (4, 2, 3), (1, 3, NAN)), Series("silhouette", (2, 3), (0.1, 0.2), error=(0.0, 0.1))]
    figure = LineChart(lines, 3.0, x_label="k").figure()
    first, second = figure.lines
    assert first.x.tolist() == [2, 3, 4] and np.isnan(first.y[1]) and first.y[[0, 2]].tolist() == [3, 1]
    assert (first.right, second.right, second.mark, second.error.tolist()) == (False, True, 3.0, [0, 0.1])
    assert not any(line.right for line in LineChart(lines, shared=True).figure().lines)


def test_silhouettes_give_every_segment_from_the_best_row_down():
    figure = SilhouettePlot([0.1, 0.9, 0.5, NAN, 0.4], [0, 0, 1, 1, -1], {0: "a"}).figure()
    assert [(s.name, s.values.tolist()) for s in figure.segments] == [("a", [0.9, 0.1]), ("1", [0.5])]
    assert figure.mean == pytest.approx(0.5) and figure.left_out == 2


def test_a_dendrogram_gives_its_merges_in_their_places_and_the_clusters_of_the_cut():
    figure = Dendrogram(TREE, 2).figure()
    assert [(n.x, n.height, n.rows) for n in figure.nodes[4:]] == [(0.5, 1, 30), (2.5, 2, 70), (1.5, 5, 100)]
    assert [n.cluster for n in figure.nodes] == [1, 1, 0, 0, 1, 0, -1]
    assert 2 < figure.cut < 5


def test_what_shows_nothing_has_no_figure():
    for drawing in (Histogram(), Scatter(), Heatmap(), LineChart(), SilhouettePlot(), Dendrogram()):
        assert drawing.figure() is None


def test_every_figure_can_be_drawn():
    heat = Heatmap([[1.0]], ["a"], ["b"], texts=[["x"]])
    heat.heading = "What it shows"
    assert '<title id="n-t">What it shows</title>' in svg(heat.figure(), "n")
    for drawing in (Dendrogram(TREE, 1), Histogram([1], [0, 1]), Scatter([1], [1]), SilhouettePlot([1], [0])):
        assert svg(drawing.figure(), "n").startswith("<svg ")
