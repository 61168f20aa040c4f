"""Charts as SVG show their data where the axes say, and say it to readers' tools."""

import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from widgets.charts.chart import (
    Bar,
    BarFigure,
    BubbleFigure,
    HeatFigure,
    HistogramFigure,
    Line,
    LineFigure,
    PanelFigure,
    ScatterFigure,
    SilhouetteFigure,
    Silhouettes,
    TreeFigure,
    TreeNode,
)
from widgets.charts.drawings.points import MOST_POINTS
from widgets.charts.labels import width_of
from widgets.charts.png import png
from widgets.charts.scale import written_by
from widgets.charts.shapes import COLOURS, group_class
from widgets.charts.svg import standalone, svg

HOSTILE = '<script>"]]>&amp;\x1b\u202e'
X = np.array([0.0, 1.0, 2.0, 3.0])
LINES = LineFigure(HOSTILE, "x", "y", (Line(HOSTILE, X, X**2, mark=2.0), Line("b", X, np.array([1, np.nan, 2, 3]))))
TREE = (TreeNode(0, 0, 8, 0), TreeNode(1, 0, 5, 1), TreeNode(2, 0, 2, 1), TreeNode(1.5, 3, 7, 1, (1, 2)))
CHARTS = [
    BarFigure(HOSTILE, (Bar(HOSTILE, 0.2, 0.1, 0.3, 0), Bar("b", 0.4, group=1)), 0.3, "all", True),
    ScatterFigure(HOSTILE, HOSTILE, "y", X, X**2, np.array([0, 0, 1, -1], np.int32), {0: HOSTILE, 1: "b", -1: "Noise"}),
    BubbleFigure(HOSTILE, "x", HOSTILE, (HOSTILE, "b"), X[1:3], X[1:3], X[1:3]),
    LINES,
    PanelFigure(HOSTILE, (LINES, LineFigure(HOSTILE, "x", "y", (Line("gap", X, X * 1e6, error=X),), note=HOSTILE))),
    HistogramFigure(HOSTILE, "x", X, np.arange(5.0), X[::-1], ("a", HOSTILE), (("median", 2.5), (HOSTILE, 4.0))),
    SilhouetteFigure(HOSTILE, (Silhouettes(0, HOSTILE, X[::-1] / 4), Silhouettes(1, "b", X[:1] - 0.1)), 0.3, 2),
    TreeFigure(HOSTILE, (*TREE, TreeNode(0.75, 9, 15, -1, (0, 3))), 5.0),
    HeatFigure(HOSTILE, (HOSTILE, "b"), ("c", HOSTILE), np.array([[0.5, -2.0], [np.nan, -0.01]])),
]


def drawn(chart):
    """The elements of the standalone file, without their namespace."""
    root = ET.fromstring(standalone(chart))
    for each in root.iter():
        each.tag = each.tag.split("}")[1]
    return root


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
class TestEveryChart:
    def test_is_well_formed_and_holds_names_as_text(self, chart):
        root = drawn(chart)
        assert root.find("title").text == '<script>"]]>&amp;\\x1b\\u202e'
        assert not list(root.iter("script")) and root.find("desc").text

    def test_is_named_by_its_title_and_description(self, chart):
        root = ET.fromstring(svg(chart, "mine"))
        assert root.attrib["role"] == "img" and root.attrib["aria-labelledby"] == "mine-t mine-d"
        assert [root.find(tag).attrib["id"] for tag in ("title", "desc")] == ["mine-t", "mine-d"]

    def test_keeps_its_texts_and_shapes_in_the_picture(self, chart):
        root = drawn(chart)
        height = float(root.attrib["viewBox"].split()[3])
        width = float(root.attrib["viewBox"].split()[2])
        for text in root.iter("text"):
            assert 0 <= float(text.attrib["x"]) <= width and 0 <= float(text.attrib["y"]) <= height

    def test_is_the_same_again(self, chart):
        assert svg(chart, "a") == svg(chart, "a")


def test_bars_are_as_long_as_their_values_with_whiskers_at_the_ends():
    root = drawn(BarFigure("t", (Bar("a", 10, 5, 15), Bar("b", 20))))
    first, second = [r for r in root.iter("rect") if "g-none" in r.attrib.get("class", "")]
    assert float(second.attrib["width"]) == pytest.approx(2 * float(first.attrib["width"]), abs=0.2)
    whisker = next(p.attrib["d"] for p in root.iter("path") if p.attrib.get("class") == "whisker")
    low, high = map(float, re.match(r"M([\d.]+) [\d.]+H([\d.]+)", whisker).groups())
    start, width = (float(first.attrib[side]) for side in ("x", "width"))
    assert (low - start, high - start) == pytest.approx((width / 2, 1.5 * width), abs=0.2)


def test_a_negative_bar_ends_at_zero():
    root = drawn(BarFigure("t", (Bar("a", -10), Bar("b", 10))))
    down, up = [r for r in root.iter("rect") if "g-none" in r.attrib.get("class", "")]
    assert float(down.attrib["x"]) + float(down.attrib["width"]) == pytest.approx(float(up.attrib["x"]), abs=0.2)


def test_every_point_is_drawn_in_its_group():
    group = np.array([0, 0, 1, -1], np.int32)
    root = drawn(ScatterFigure("t", "x", "y", X, X, group, {-1: "Noise", 0: "a", 1: "b"}))
    dots = {
        p.attrib["class"].split()[0]: p.attrib["d"].count("M") for p in root.iter("path") if "dots" in str(p.attrib)
    }
    assert dots == {"g-none": 1, "g0": 2, "g1": 1}


def test_the_name_of_a_group_at_the_edge_stands_beside_the_axis():
    name = "Briefly active customers"
    root = drawn(ScatterFigure("t", "x", "y", X, X, np.array([0, 1, 1, 1], np.int32), {0: name, 1: "b"}))
    middle = next(float(t.attrib["x"]) for t in root.iter("text") if t.text == name and "halo" in t.attrib["class"])
    axis = next(float(t.attrib["x"]) for t in root.iter("text") if t.text == "0")
    assert middle - width_of(name) / 2 > axis


def test_names_below_a_picture_do_not_run_into_each_other():
    names = {at: f"{at} low balance frequency, no cash advances" for at in range(8)}
    root = drawn(ScatterFigure("t", "x", "y", np.arange(8.0), np.arange(8.0), np.arange(8, dtype=np.int32), names))
    told = [(float(t.attrib["x"]), float(t.attrib["y"]), t.text) for t in root.iter("text") if "low" in t.text[:6]]
    lines = {y: [(x, x + 1.1 * width_of(name)) for x, at, name in told if at == y] for _, y, _ in told}
    assert len(told) == 8
    assert all(one[1] <= other[0] for line in lines.values() for one, other in itertools.pairwise(sorted(line)))


def test_areas_of_circles_grow_with_the_figure():
    root = drawn(BubbleFigure("t", "x", "y", ("a", "b", "c"), X[1:], X[1:], np.array([0.0, 1.0, 4.0])))
    radii = sorted(float(c.attrib["r"]) for c in root.iter("circle"))
    assert (radii[1] - radii[0]) * 2 == pytest.approx(radii[2] - radii[0], abs=0.2)


def test_a_line_has_a_gap_where_it_has_no_value_and_a_dot_at_its_mark():
    root = drawn(LineFigure("t", "x", "y", (Line("a", X, np.array([1, np.nan, 2, 3]), mark=2.0),)))
    line = next(root.iter("polyline")).attrib["points"].split()
    assert len(line) == 2
    dot = next(c for c in root.iter("circle") if "mark" in c.attrib["class"]).attrib
    assert f"{dot['cx']},{dot['cy']}" == line[0]


def test_a_heat_map_has_a_cell_for_each_value_with_its_sign():
    root = drawn(CHARTS[-1])
    cells = [(r.attrib["class"], float(r.attrib["fill-opacity"])) for r in root.iter("rect") if "class" in r.attrib]
    assert [side for side, _ in cells] == ["up", "down", "down"]
    assert cells[1][1] > cells[0][1] > cells[2][1]
    texts = [t.text for t in root.iter("text")]
    assert {"+0.5", "-2.0", "+0.0"} <= set(texts)


def test_groups_have_colours_that_repeat_and_noise_has_its_own():
    assert group_class(0) == group_class(len(COLOURS)) != group_class(1)
    assert group_class(-1) == group_class(None) == "g-none"


def test_long_names_are_cut():
    long = "a very long name of a segment that nobody can read at one glance"
    texts = [t.text for t in drawn(BarFigure("t", (Bar(long, 1.0),))).iter("text")]
    assert any(text.endswith("…") and long.startswith(text[:-1]) for text in texts)


def test_something_else_has_no_drawing():
    with pytest.raises(TypeError, match="no drawing for int"):
        svg(3, "a")


def test_panels_share_their_x():
    panels = (LINES, LineFigure("b", "x", "y", (Line("b", X[1:], X[1:] * 1e7),)))
    root = drawn(PanelFigure("t", panels))
    ends = [float(dot.attrib["cx"]) for dot in root.iter("circle") if "mark" not in dot.attrib["class"]]
    assert max(ends[: len(X)]) == max(ends[len(X) :]), "the last x is below the last x, though one begins later"
    assert len({p.attrib["d"].split("H")[1] for p in root.iter("path") if p.attrib.get("class") == "axis"}) == 1
    assert len({p.attrib["d"].split(" ")[0] for p in root.iter("path") if p.attrib.get("class") == "axis"}) == 1


def test_a_line_at_the_right_has_a_scale_of_its_own():
    root = drawn(LineFigure("t", "x", "y", (Line("a", X, X * 1000), Line("b", X, X, right=True))))
    ends = [line.attrib["points"].split()[-1] for line in root.iter("polyline")]
    assert ends[0] == ends[1] and "b →" in [t.text for t in root.iter("text")]


def test_columns_are_as_high_as_their_counts():
    root = drawn(HistogramFigure("t", "x", np.array([1.0, 2.0, 4.0]), np.arange(4.0)))
    heights = [float(r.attrib["height"]) for r in root.iter("rect") if r.attrib.get("class") == "g0"]
    assert heights == pytest.approx([heights[0], 2 * heights[0], 4 * heights[0]], abs=0.2)


def test_silhouettes_take_room_by_their_rows():
    segments = (Silhouettes(0, "a", np.full(300, 0.5)), Silhouettes(1, "b", np.full(100, 0.2)))
    paths = [p.attrib["d"] for p in drawn(SilhouetteFigure("t", segments, 0.4)).iter("path")]
    down = [[float(y) for y in re.findall(r"[ V]([\d.]+)", path)] for path in paths]
    spans = [max(y) - min(y) for y in down]
    assert spans[0] == pytest.approx(3 * spans[1], abs=0.5)


def test_a_tree_tells_the_rows_of_each_cluster_at_the_cut():
    root = drawn(TreeFigure("t", (*TREE, TreeNode(0.75, 9, 15, -1, (0, 3))), 5.0))
    assert root.find("desc").text == "cluster 0 of 8 rows; cluster 1 of 7 rows"
    assert any(t.text == "cut at 5: 2 clusters" for t in root.iter("text"))


def test_many_groups_are_numbered_and_named_below():
    n = 12
    x = np.arange(float(n))
    names = {i: f"Segment {i}" for i in range(n)}
    texts = [
        t.text for t in drawn(ScatterFigure("t", "x", "y", x, x, np.arange(n, dtype=np.int32), names)).iter("text")
    ]
    assert {str(i) for i in range(n)} <= set(texts) and {f"{i} Segment {i}" for i in range(n)} <= set(texts)


def test_many_points_are_thinned_out_and_said_so():
    x = np.arange(float(MOST_POINTS + 500))
    root = drawn(ScatterFigure("t", "x", "y", x, x, np.zeros(len(x), np.int32), {0: "a"}))
    assert sum(p.attrib["d"].count("M") for p in root.iter("path") if "dots" in str(p.attrib)) == MOST_POINTS
    assert root.find("desc").text == f"a: 3,500 ({MOST_POINTS:,} / 3,500)"


@pytest.mark.parametrize("label", ["plain", "Größe, ≥ 3", "顧客"])
def test_a_png_is_the_same_again_and_holds_its_texts(label):
    written = [png(BarFigure("t", (Bar(name, 1.0),))) for name in (label, label, "other")]
    assert written[0].startswith(b"\x89PNG") and written[0] == written[1] != written[2]


def test_figures_are_written_as_the_language_does():
    def french(figure):
        return figure.replace(",", " ").replace(".", ",")

    with written_by(french):
        texts = [t.text for t in drawn(BarFigure("t", (Bar("a", 0.1234),), percent=True)).iter("text")]
        heat = [t.text for t in drawn(HeatFigure("t", ("a",), ("b",), np.array([[0.55]]))).iter("text")]
    assert "12,3 %" in texts and "+0,6" in heat
    assert "12.3 %" in [t.text for t in drawn(BarFigure("t", (Bar("a", 0.1234),), percent=True)).iter("text")]


def test_short_names_of_a_heat_maps_columns_stand_upright_and_long_ones_are_slanted():
    def slanted(*columns: str) -> bool:
        figure = HeatFigure("t", ("a",), columns, np.zeros((1, len(columns))))
        return any("rotate" in (t.get("transform") or "") for t in drawn(figure).iter("text"))

    assert not slanted("1", "2") and slanted("1", "a name that is much longer than any cell")


def test_a_bar_chart_without_bars_is_an_empty_picture():
    assert drawn(BarFigure("t", ())) is not None
