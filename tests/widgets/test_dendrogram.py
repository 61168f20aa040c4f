import asyncio
import math

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage

from tests.widgets.demos.dendrogram_demo import DendrogramDemo, example_tree
from widgets.tree.merge_tree import MergeTree


def lines(app):
    _, height = app.dendrogram.size
    return [app.dendrogram.render_line(y).text for y in range(height)]


def at(app, size, act):
    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await act(pilot)
            await pilot.pause()
            return lines(app)

    return asyncio.run(go())


async def nothing(pilot):
    pass


def test_j_and_k_move_the_cut_from_merge_to_merge():
    app = DendrogramDemo(example_tree(), 4)
    at(app, (80, 24), lambda pilot: pilot.press("j", "down", "k"))
    assert [event.k for event in app.heard] == [5, 6, 5]
    for event in app.heard:
        low, high = app.dendrogram.merges.cut_between(event.k)
        assert low < event.height < high


def test_the_cut_stops_at_one_cluster_and_at_one_for_each_leaf():
    app = DendrogramDemo(example_tree(8), 2)
    at(app, (80, 24), lambda pilot: pilot.press("g", "k", "G", "j"))
    assert [event.k for event in app.heard] == [1, 9]
    assert app.heard[0].height == math.inf


def test_enter_chooses_the_cut():
    app = DendrogramDemo(example_tree(), 4)
    at(app, (80, 24), lambda pilot: pilot.press("j", "enter"))
    assert [type(event).__name__ for event in app.heard] == ["CutMoved", "CutChosen"]
    assert app.heard[-1].k == 5


def test_a_click_cuts_where_it_is_and_the_wheel_moves_the_cut():
    app = DendrogramDemo(example_tree(), 4)

    async def click(pilot):
        await pilot.click(app.dendrogram, offset=(40, 5))
        app.dendrogram.action_move(1)

    at(app, (80, 24), click)
    assert [event.k for event in app.heard] == [2, 3]


def test_a_k_that_the_tree_does_not_have_is_the_nearest_it_has():
    app = DendrogramDemo(example_tree(5), 40)
    assert app.dendrogram.k == 6
    app = DendrogramDemo(example_tree(5), 6)

    async def smaller(pilot):
        app.dendrogram.show(example_tree(2))

    at(app, (80, 24), smaller)
    assert app.dendrogram.k == 3


def test_the_first_line_says_where_the_cut_is_and_what_is_left_out():
    first, *_ = at(DendrogramDemo(example_tree(), 4), (80, 24), nothing)
    assert first.startswith("4 clusters  cut at ")
    assert first.rstrip().endswith("last 60 of 399 merges")


def test_too_narrow_a_place_draws_fewer_merges_and_says_so():
    first, *_ = at(DendrogramDemo(example_tree(), 4), (50, 24), nothing)
    assert first.rstrip().endswith("last 38 of 399 merges")


def test_the_cut_crosses_as_many_branches_as_there_are_clusters():
    for k in (2, 3, 5):  # the heights of 4 are too close for a row between them
        app = DendrogramDemo(example_tree(), k)
        rows = at(app, (120, 60), nothing)
        cut = next(row for row in rows if "╌" in row)
        assert sum(character in "│├┤┼" for character in cut) == k


def test_the_last_line_gives_the_size_of_each_cluster():
    app = DendrogramDemo(example_tree(), 3)
    *_, last = at(app, (80, 24), nothing)
    tree = app.dendrogram.merges
    sizes = np.bincount(tree.clusters(3)[: tree.merges + 1], weights=tree.sizes)
    for glyph, size in zip("●▲■", sizes, strict=True):
        assert f"{glyph} {size:,.0f} (" in last


def test_sizes_of_leaves_are_written_where_they_have_room():
    app = DendrogramDemo(example_tree(9), 3)
    rows = at(app, (80, 24), nothing)
    tree = app.dendrogram.merges
    assert [int(word) for word in rows[-2].split()[1:]] == tree.sizes[tree.order()].tolist()


def test_ascii_draws_with_ascii_only():
    for size in ((80, 24), (120, 40)):
        assert all(row.isascii() for row in at(DendrogramDemo(example_tree(), 4, ascii=True), size, nothing))


def test_s_spreads_low_heights_by_logarithm():
    plain = at(DendrogramDemo(example_tree(), 4), (80, 24), nothing)
    spread = at(DendrogramDemo(example_tree(), 4), (80, 24), lambda pilot: pilot.press("s"))
    highest = [next(i for i, row in enumerate(rows) if i > 5 and "┴" in row) for rows in (plain, spread)]
    assert highest[1] != highest[0] or plain != spread


HARD = {
    "one row": np.empty((0, 4)),
    "two rows": np.array([[0, 1, 3.0, 2]]),
    "all the same": linkage(np.zeros((20, 2)), "ward"),
    "tiny heights": linkage(np.random.default_rng(0).normal(size=(30, 2)) * 1e-300, "average"),
    "huge heights": linkage(np.random.default_rng(0).normal(size=(30, 2)) * 1e150, "average"),
    "one far away": linkage(np.append(np.random.default_rng(0).normal(size=(70, 1)), [[1e9]], axis=0), "single"),
    "a chain": linkage(np.arange(60.0)[:, None] ** 1.5, "single"),
}


@pytest.mark.parametrize("matrix", HARD.values(), ids=HARD.keys())
def test_any_tree_is_drawn_in_any_place_at_every_cut(matrix):
    app = DendrogramDemo(MergeTree.from_linkage(matrix), 1)

    async def walk(pilot):
        for size in ((80, 24), (20, 6), (12, 3), (1, 1), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for app.dendrogram.k in (1, 2, 3, 1000):
                for app.dendrogram.ascii in (False, True):
                    app.dendrogram.logarithmic = not app.dendrogram.logarithmic
                    assert {len(row) for row in lines(app)} == {size[0]}

    at(app, (80, 24), walk)


def test_without_a_tree_it_says_so_and_keys_do_nothing():
    app = DendrogramDemo(None)
    rows = at(app, (80, 24), lambda pilot: pilot.press("j", "k", "enter", "s"))
    assert rows[0].startswith("no merge tree yet")
    assert app.heard == []
