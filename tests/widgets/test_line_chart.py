import asyncio

import pytest

from tests.widgets.demos.line_chart_demo import INERTIA, KS, SILHOUETTE, LineChartDemo
from widgets.line.series import Series

NAN, INF = float("nan"), float("inf")


def lines(app):
    _, height = app.chart.size
    return [app.chart.render_line(y).text for y in range(height)]


def at(app, act=None, size=(80, 24)):
    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if act:
                await act(pilot)
            await pilot.pause()
            return lines(app)

    return asyncio.run(go())


def test_h_and_l_move_the_marker_from_x_to_x():
    app = LineChartDemo(chosen=5)
    at(app, lambda pilot: pilot.press("l", "right", "h", "G", "l", "g", "h"))
    assert [event.x for event in app.heard] == [6, 7, 6, 12, 2]


def test_without_a_marker_right_begins_at_the_first_x_and_left_at_the_last():
    for key, x in (("l", 2), ("h", 12)):
        app = LineChartDemo(chosen=None)
        at(app, lambda pilot, key=key: pilot.press(key))
        assert [event.x for event in app.heard] == [x]


def test_enter_chooses_the_marked_x():
    app = LineChartDemo(chosen=5)
    at(app, lambda pilot: pilot.press("l", "enter"))
    assert [(type(event).__name__, event.x) for event in app.heard] == [("Moved", 6), ("Chosen", 6)]


def test_a_click_marks_the_nearest_x():
    app = LineChartDemo(chosen=5)
    at(app, lambda pilot: pilot.click(app.chart, offset=(12, 10)))
    assert [event.x for event in app.heard] == [2]


def test_the_first_line_names_the_lines_and_gives_the_marked_values():
    first, *_ = at(LineChartDemo(chosen=5))
    assert first.rstrip() == "● inertia (left) 2,601   ▲ silhouette (right) 0.51   at k 5"


def test_every_k_has_its_label_and_the_marked_one_brackets():
    *_, last = at(LineChartDemo(chosen=5))
    assert last.split() == ["k", "2", "3", "4", "[5]", "6", "7", "8", "9", "10", "11", "12"]


def test_every_point_is_drawn_where_its_values_stand_on_the_axis():
    rows = at(LineChartDemo([Series("a", (0, 1, 2), (0, 10, 5))], None))
    points = sorted((row.index("●"), y) for y, row in enumerate(rows) if "●" in row and y)
    (low_x, low), (middle_x, high), (high_x, between) = points
    assert low_x < middle_x < high_x and high < between < low
    assert abs((low + high) / 2 - between) <= 1
    assert abs((low_x + high_x) / 2 - middle_x) <= 1


def test_values_stand_beside_their_points():
    rows = at(LineChartDemo([INERTIA], None))
    assert all(f"{value:,}" in "\n".join(rows) for value in INERTIA.y)


def test_two_lines_on_one_axis_share_its_scale():
    rows = at(LineChartDemo([SILHOUETTE, Series("DBCV", KS, SILHOUETTE.y)], None, shared=True))
    assert "right" not in rows[0]
    assert "▲" in "".join(rows[1:]) and "●" not in "".join(rows[1:])  # the second lies on the first


def test_ascii_draws_with_ascii_only():
    assert all(row.isascii() for row in at(LineChartDemo(ascii=True)))


def test_a_value_that_is_missing_leaves_a_gap():
    whole = Series("a", (1, 2, 3, 4), (1, 2, 3, 4))
    assert len(whole.stretches()) == 1
    for missing in (NAN, INF, -INF):
        gap = Series("a", (1, 2, 3, 4), (1, missing, 3, 4))
        assert [[x for x, *_ in run] for run in gap.stretches()] == [[1], [3, 4]]


def test_points_are_drawn_by_rising_x_whatever_their_order():
    assert [x for x, *_ in Series("a", (3, 1, 2), (1, 2, 3)).points] == [1, 2, 3]


def test_columns_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="of one length"):
        Series("a", (1, 2), (1,))
    with pytest.raises(ValueError, match="of one length"):
        Series("a", (1, 2), (1, 2), error=(1,))


@pytest.mark.parametrize("empty", [[], [Series("a", (), ())], [Series("a", (1, 2), (NAN, INF))]])
def test_without_values_it_says_so_and_keys_do_nothing(empty):
    app = LineChartDemo(empty, None)
    rows = at(app, lambda pilot: pilot.press("l", "h", "enter"))
    assert rows[0].startswith("nothing to draw yet")
    assert app.heard == []


HARD = {
    "one point": [Series("a", (3,), (0.5,))],
    "all the same": [Series("a", (1, 2, 3), (7, 7, 7)), Series("b", (1, 2, 3), (0, 0, 0))],
    "huge": [Series("a", (1e12, 2e12), (-1e308, 1e308), error=(1e308, 0)), Series("b", (1, 2), (1e-308, 2e-308))],
    "tiny": [Series("a", (1e-9, 2e-9), (1e-9, 1.0000001e-9))],
    "many": [Series("a", range(5000), [x % 97 for x in range(5000)])],
    "second empty": [Series("a", (1, 2), (1, 2)), Series("b", (), ())],
    "first empty": [Series("a", (), ()), Series("b", (1, 2), (1, 2), error=(NAN, INF))],
    "a long name": [Series("a name that is longer than the line " * 4, (1, 2), (1, 2)), SILHOUETTE],
    "not whole": [Series("a", (0.1, 0.25, 0.3), (-5, -10, -7.5))],
}


@pytest.mark.parametrize("series", HARD.values(), ids=HARD.keys())
def test_any_values_are_drawn_in_any_place(series):
    app = LineChartDemo(series, None)

    async def walk(pilot):
        for size in ((80, 24), (40, 8), (21, 6), (12, 3), (1, 1), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for app.chart.ascii in (False, True):
                marks = [None, *app.chart.xs[:2]]
                for app.chart.chosen in marks:
                    assert {len(row) for row in lines(app)} == {size[0]}

    at(app, walk)
