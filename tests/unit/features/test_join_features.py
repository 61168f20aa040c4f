"""Derived features beside their customers: ids of other types, gaps, clashes."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.errors import DataError, PlanError
from segtui.features.join_features import join
from segtui.features.maker import Derived


def derived(ids, name="who"):
    return Derived(pl.DataFrame({name: ids, "frequency": range(1, len(ids) + 1)}), name)


def test_rows_keep_their_order_and_those_without_a_match_are_empty_and_counted():
    frame = pl.DataFrame({"id": [3, 1, 9], "x": [1, 2, 3]})
    joined, notes = join(frame, "id", derived([1, 3, 4, 5]))
    assert joined.to_dict(as_series=False) == {"id": [3, 1, 9], "x": [1, 2, 3], "frequency": [2, 1, None]}
    assert notes == [
        "1 of 3 rows has no match in the derived features, which stay empty there.",
        "2 of 4 customers with derived features are not in the table and are left out.",
    ]


def test_a_full_match_needs_no_words():
    assert join(pl.DataFrame({"id": [1, 2]}), "id", derived([2, 1]))[1] == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([1, 2], ["1", "2"]),
        (["0001", " 2"], [1, 2]),
        ([1.0, 2.0], [1, 2]),
        (["1", "2", "unknown"], [1, 2]),
        (pl.Series([1, 2], dtype=pl.UInt8), [1, 2]),
        (pl.Series(["a", "b"], dtype=pl.Categorical), ["a", "b"]),
    ],
)
def test_ids_of_other_types_meet(left, right):
    frame = pl.DataFrame({"id": left})
    joined, _ = join(frame, "id", derived(right))
    assert joined["frequency"].to_list()[:2] == [1, 2]
    assert joined["id"].equals(frame["id"])


def test_ids_that_only_their_zeros_tell_apart_are_compared_as_text():
    joined, _ = join(pl.DataFrame({"id": ["007", "7"]}), "id", derived([7]))
    assert joined["frequency"].to_list() == [None, 1]


def test_rows_that_share_an_id_share_the_features():
    joined, _ = join(pl.DataFrame({"id": ["a", "a", None]}), "id", derived(["a"]))
    assert joined["frequency"].to_list() == [1, 1, None]


def test_a_column_that_is_there_already_is_a_plan_fault():
    with pytest.raises(PlanError) as caught:
        join(pl.DataFrame({"id": [1], "frequency": [2]}), "id", derived([1]), "derive[1]")
    (fault,) = caught.value.faults
    assert fault.key == "derive[1]"
    assert '"frequency"' in fault.what
    assert "rename" in fault.fix


def test_ids_that_never_meet_are_a_data_error_that_shows_both():
    with pytest.raises(DataError, match=r'"who": c1, c2, … against 1, 2, …'):
        join(pl.DataFrame({"id": ["c1", "c2"]}), "id", derived([1, 2]))


def test_a_table_without_rows_stays_without_rows():
    joined, _ = join(pl.DataFrame({"id": pl.Series([], dtype=pl.Int64)}), "id", derived([1]))
    assert joined.shape == (0, 2)


@given(st.lists(st.integers(0, 30), max_size=40), st.sets(st.integers(0, 30), min_size=1))
def test_every_row_stays_in_place_with_the_features_of_its_id(left, right):
    frame = pl.DataFrame({"id": pl.Series(left, dtype=pl.Int64)})
    features = dict(zip(sorted(right), range(1, len(right) + 1), strict=True))
    if left and not set(left) & right:
        return
    joined, _ = join(frame, "id", derived(sorted(right)))
    assert joined["id"].to_list() == left
    assert joined["frequency"].to_list() == [features.get(i) for i in left]


@pytest.mark.parametrize("turned", [False, True])
def test_leading_zeros_on_one_side_only_are_told(turned):
    padded, bare = pl.Series("id", ["007", "010", "123"]), pl.Series("id", [7, 10, 123])
    left, right = (bare, padded) if turned else (padded, bare)
    made = Derived(pl.DataFrame([right, pl.Series("x", [1.0, 2.0, 3.0])]), "id")
    joined, notes = join(pl.DataFrame([left]), "id", made)
    assert joined["x"].to_list() == [1.0, 2.0, 3.0]
    assert any("leading zeros" in note and "007 and 7" in note for note in notes)


@pytest.mark.parametrize("ids", [[7.0, 8.0], ["7.0", "8.00"], ["7", "8"], [7, 8]])
def test_ids_written_as_floats_are_joined(ids):
    made = Derived(pl.DataFrame({"who": ids, "x": [1.0, 2.0]}), "who")
    joined, notes = join(pl.DataFrame({"id": [8, 7]}), "id", made)
    assert (joined["x"].to_list(), notes) == ([2.0, 1.0], [])


def test_ids_that_are_all_empty_are_called_so():
    with pytest.raises(DataError, match=r"c1, … against empty cells"):
        join(pl.DataFrame({"id": ["c1"]}), "id", derived([None]))
