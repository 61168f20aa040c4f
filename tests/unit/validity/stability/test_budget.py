"""How many resamples: more work for larger tables, but bounded, and no word of a clock."""

from __future__ import annotations

import pytest

from segtui.validity.stability.budget import DENSE_FEWEST, FEWEST, FIT, MOST_ROWS, Draw, dense_draw, draw


def test_small_tables_are_drawn_whole_and_large_ones_in_part():
    assert [draw(rows, 8, 100).rows for rows in (2, 1_000, 2_000, 20_000, 10**6)] == [2, 1_000, 1_000, 2_000, MOST_ROWS]


def test_fewer_are_asked_for_and_no_more_are_drawn():
    assert draw(100, 8, 1) == Draw(1, 100)
    assert dense_draw(100, 8, 1, [5]) == Draw(1, 100)


def test_work_is_bounded_however_many_columns_and_candidates():
    assert draw(2_000, 400, 100) == Draw(FEWEST, 1_000)
    assert draw(2_000, 8, 100, sharing=9) == Draw(FEWEST, 1_000)
    assert draw(2_000, 8, 100, clusters=239) == Draw(FEWEST, 1_000)
    assert draw(2_000, 8, 100, clusters=2) == draw(2_000, 8, 100)


def test_candidates_that_count_rows_see_all_of_them_while_that_can_be():
    assert dense_draw(20_000, 8, 100, [5]) == Draw(9, 20_000)
    assert dense_draw(20_000, 8, 100, [5], sharing=9) == Draw(DENSE_FEWEST, 20_000)
    assert dense_draw(10**5, 8, 100, [5, 500]) == Draw(DENSE_FEWEST, 40_000)
    assert dense_draw(10**6, 8, 100, [5, 500]) is None


def test_resamples_are_bounded_by_what_the_search_did():
    assert draw(2_000, 8, 100, searched=67) == Draw(31, 1_000)
    assert draw(2_000, 8, 100, sharing=9, searched=67) == Draw(5, 1_000)
    assert dense_draw(2_000, 8, 100, [5], searched=67) == Draw(11, 2_000)
    assert draw(2_000, 8, 100, searched=1) == Draw(30, 1_000)
    assert draw(20_000, 30, 100, searched=67) == draw(20_000, 30, 100)
    assert draw(20_000, 30, 100, sharing=9, searched=67) == draw(20_000, 30, 100, sharing=9)


@pytest.mark.parametrize(("rows", "columns"), [(2_000, 8), (2_000, 30), (20_000, 30)])
def test_ten_candidates_do_not_cost_more_than_a_default_search(rows: int, columns: int):
    first, other = (draw(rows, columns, 100, sharing, searched=67) for sharing in (0, 9))
    assert (first.resamples + 9 * other.resamples) * (first.rows + FIT) < 67 * (rows + FIT)


@pytest.mark.parametrize("rows", [2, 500, 5_000, 50_000])
def test_more_candidates_never_get_more_resamples(rows: int):
    counts = [draw(rows, 8, 100, sharing).resamples for sharing in range(1, 10)]
    assert counts == sorted(counts, reverse=True)
