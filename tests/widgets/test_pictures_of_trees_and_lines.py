"""Pictures of the dendrogram, the silhouette plot, the line chart and the one-line widgets, as SVG."""

import numpy as np
import pytest

from tests.widgets.demos.dendrogram_demo import DendrogramDemo, example_tree
from tests.widgets.demos.line_chart_demo import SILHOUETTE, LineChartDemo
from tests.widgets.demos.progress_line_demo import ProgressDemo
from tests.widgets.demos.prompt_line_demo import PromptDemo
from tests.widgets.demos.range_input_demo import RangeInputDemo
from tests.widgets.demos.silhouette_plot_demo import SilhouetteDemo, example_values

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture
def no_color(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")


@SIZES
def test_a_dendrogram(snap_compare, size):
    assert snap_compare(DendrogramDemo(example_tree(), 5), terminal_size=size)


def test_a_dendrogram_of_few_merges_by_logarithm(snap_compare):
    assert snap_compare(DendrogramDemo(example_tree(12), 3), press=["s", "j"])


def test_a_dendrogram_in_ascii_without_colour(snap_compare, no_color):
    assert snap_compare(DendrogramDemo(example_tree(), 4, ascii=True))


def test_no_dendrogram_yet(snap_compare):
    assert snap_compare(DendrogramDemo(None), terminal_size=(80, 5))


@SIZES
def test_a_silhouette_plot(snap_compare, size):
    assert snap_compare(SilhouetteDemo(*example_values()), terminal_size=size)


def test_a_silhouette_plot_of_many_segments(snap_compare):
    assert snap_compare(SilhouetteDemo(*example_values(14)), press=["j", "j"])


def test_a_silhouette_plot_in_ascii_without_colour(snap_compare, no_color):
    assert snap_compare(SilhouetteDemo(*example_values(), ascii=True))


def test_a_silhouette_plot_without_colour(snap_compare, no_color):
    assert snap_compare(SilhouetteDemo(*example_values()))


def test_no_silhouettes_yet(snap_compare):
    assert snap_compare(SilhouetteDemo(np.array([]), np.array([])), terminal_size=(80, 5))


@SIZES
def test_a_line_chart(snap_compare, size):
    assert snap_compare(LineChartDemo(), terminal_size=size)


def test_a_line_chart_of_one_line(snap_compare):
    assert snap_compare(LineChartDemo([SILHOUETTE], None), press=["l", "l", "l"], terminal_size=(60, 15))


def test_a_line_chart_in_ascii_without_colour(snap_compare, no_color):
    assert snap_compare(LineChartDemo(ascii=True))


def test_inputs_of_ranges(snap_compare):
    assert snap_compare(RangeInputDemo(), press=["tab", "tab"])


def test_compact_inputs_of_ranges(snap_compare):
    assert snap_compare(RangeInputDemo(compact=True), press=["7"], terminal_size=(60, 16))


@pytest.mark.parametrize("ascii", [False, True], ids=["blocks", "ascii"])
def test_a_line_of_progress(snap_compare, ascii):
    now = [0.0]
    app = ProgressDemo(lambda: now[0], ascii=ascii)

    def under_way(pilot):
        app.line.start("clustering", total=82)
        now[0] = 10.0
        app.line.update(31)

    assert snap_compare(app, run_before=under_way, terminal_size=(80, 4))


def test_a_prompt_with_what_a_path_can_become(snap_compare, tmp_path, monkeypatch):
    for name in ("customers.csv", "customers_2024.csv", "orders.csv"):
        (tmp_path / name).touch()
    (tmp_path / "runs").mkdir()
    monkeypatch.chdir(tmp_path)
    assert snap_compare(PromptDemo(), press=["o", "tab"])


def test_a_prompt_that_says_what_is_wrong(snap_compare):
    assert snap_compare(PromptDemo(), press=["slash", "a", "enter"])
