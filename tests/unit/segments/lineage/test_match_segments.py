"""Segments are matched by their people, by their centroids where these are new, and fates are told."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.features.scaled_matrix.scaling import Scaling
from segtui.segments.lineage.match_segments import match
from segtui.segments.lineage.membership import Clustered, MemberRows, in_one_space, scaled, unscaled
from segtui.segments.lineage.migration import counts, is_moved, migration
from segtui.segments.lineage.moves import moves, shared
from segtui.segments.lineage.people import PeopleOfBoth
from segtui.segments.lineage.renumber_segments import Ancestor, descend

X = Scaling("x", "x", None, False, 0.0, 1.0)


def run(labels, ids=None, values=None, columns=(X,), numbered=False):
    labels = np.asarray(labels, dtype=np.int32)
    ids = range(len(labels)) if ids is None else ids
    values = labels[:, None] * 10.0 if values is None else np.asarray(values, dtype=float).reshape(len(labels), -1)
    return Clustered(pl.Series("id", list(ids)), labels, values, columns, numbered)


def everyone(old, new):
    return pl.concat(PeopleOfBoth(old, new).batches())


def matched(old, new, **more):
    return match(old, new, moves(PeopleOfBoth(old, new)), **more)


@given(st.lists(st.integers(-1, 6), min_size=1, max_size=80), st.randoms(use_true_random=False))
def test_permuted_labels_match_back(labels, random):
    numbers = sorted(set(labels) - {-1})
    others = random.sample(range(20), len(numbers))
    renamed = {-1: -1, **dict(zip(numbers, others, strict=True))}
    order = random.sample(range(len(labels)), len(labels))
    old = run(labels)
    new = run([renamed[labels[i]] for i in order], ids=order)
    found = matched(old, new)
    assert found.heirs == {s: renamed[s] for s in numbers}
    assert all(p.likeness == 1 and p.by == "people" for p in found.pairs)
    assert not (found.born or found.dead or found.split or found.merged)
    assert counts(moves(PeopleOfBoth(old, new)), found)["moved"] == 0


@given(
    st.lists(st.integers(-1, 5), min_size=1, max_size=60),
    st.lists(st.integers(-1, 5), min_size=1, max_size=60),
    st.integers(0, 60),
    st.booleans(),
)
def test_every_segment_is_matched_at_most_once_and_numbers_are_never_reused(before, after, shift, id_only):
    old, new = run(before), run(after, ids=range(shift, shift + len(after)))
    found = matched(old, new, id_only=id_only)
    assert len(found.heirs) == len(set(found.heirs.values())) == len(found.pairs)
    assert set(found.heirs) | set(found.dead) == set(old.segments)
    assert set(found.heirs.values()) | set(found.born) == set(new.segments)
    first = max(before) + 3
    lineage, labels, numbers = descend(Ancestor("old", old, {s: f"S{s}" for s in old.segments}, first), new)
    assert [numbers.get(s, -1) for s in after] == labels.tolist()
    kept = set(lineage.matched.heirs.values())
    assert set(lineage.matched.born) == set(range(first, lineage.next))
    assert kept <= set(old.segments) and not kept & set(lineage.matched.born)
    assert len(set(numbers.values())) == len(new.segments)


def test_a_segment_that_falls_apart_is_split_and_its_larger_part_keeps_the_number():
    old, new = run([0] * 10 + [1] * 10), run([5] * 6 + [6] * 4 + [7] * 10)
    found = matched(old, new)
    assert found.heirs == {0: 5, 1: 7} and found.born == (6,) and not found.dead
    assert found.split == ((0, (5, 6)),) and not found.merged


def test_segments_that_come_together_are_merged_and_the_smaller_one_is_gone():
    found = matched(run([0] * 6 + [1] * 4 + [2] * 10), run([0] * 10 + [1] * 10))
    assert found.heirs == {0: 0, 2: 1} and found.dead == (1,) and not found.born
    assert found.merged == (((0, 1), 0),) and not found.split


def test_a_part_that_others_make_most_of_is_no_split():
    found = matched(run([0] * 10 + [1] * 30), run([0] * 6 + [1] * 34))
    assert found.heirs == {0: 0, 1: 1} and not found.split and not found.merged


def test_new_people_are_known_by_where_they_stand():
    old = run([0, 0, 1, 1], values=[0, 0, 10, 10])
    new = run([0, 0, 1, 1, 2, 2], ids="abcdef", values=[9, 9, 1, 1, 30, 30])
    found = matched(old, new)
    assert found.heirs == {0: 1, 1: 0} and found.born == (2,)
    assert {p.by for p in found.pairs} == {"centroid"}
    assert [p.likeness for p in found.pairs] == [pytest.approx(0.8)] * 2
    assert matched(old, new, id_only=True).heirs == {}


def test_newcomers_are_this_months_newcomers_though_last_months_went_elsewhere():
    old = run([0] * 20 + [1] * 10, values=[0] * 20 + [10] * 10)
    new = run([0] * 30 + [1] * 10, ids=range(40), values=[0] * 30 + [10] * 10)
    found = matched(old, new)
    assert [(p.old, p.new, p.by) for p in found.pairs] == [(0, 0, "people"), (1, 1, "centroid")]


def test_row_numbers_are_nobody():
    old, new = run([0, 0, 1, 1]), run([1, 1, 0, 0], numbered=True, values=[10, 10, 0, 0])
    assert shared(moves(PeopleOfBoth(old, new))).is_empty()
    assert matched(old, new).heirs == {0: 0, 1: 1}


def test_ids_as_text_and_as_numbers_are_the_same_people():
    old, new = run([0, 0, 1, 1]), run([1, 1, 0, 0], ids=["0", "1", "2", "3"])
    assert matched(old, new).heirs == {0: 1, 1: 0}


def test_an_id_in_several_rows_counts_once():
    old, new = run([0, 1, 1], ids=["a", "a", "b"]), run([0, 1, 1], ids=["a", "b", None])
    assert everyone(old, new).rows() == [("a", 0, 0), ("b", 1, 1)]


def _in_batches(each, worths, size):
    frame = pl.DataFrame({"id": each.ids, "segment": each.labels, "value": pl.Series(worths, dtype=pl.Float64)})
    few = MemberRows(len(each.ids), lambda: (frame[at : at + size] for at in range(0, len(frame), size)), valued=True)
    return replace(each, everyone=few)


_ROWS = st.lists(
    st.tuples(st.none() | st.integers(0, 30), st.integers(-1, 2), st.none() | st.floats(-9, 9)), min_size=1
)


@given(_ROWS, _ROWS, st.integers(1, 40), st.sampled_from([(int, int), (str, str), (str, int)]))
def test_people_and_their_worth_are_those_of_a_dictionary_whatever_the_batches(before, after, size, types):
    runs, known = [], []
    for rows, kind in zip((before, after), types, strict=True):
        ids = pl.Series("id", [None if i is None else kind(i) for i, _, _ in rows], pl.String if kind is str else None)
        ids = ids.cast(pl.Int64) if kind is int else ids
        each = Clustered(ids, np.array([s for _, s, _ in rows], np.int32), np.zeros((len(rows), 1)), (X,))
        runs.append(_in_batches(each, [v for _, _, v in rows], size))
        known.append({i: (s, v) for i, s, v in reversed(rows) if i is not None})
    old, new = known
    cells = {}
    for i in old.keys() | new.keys():
        (a, v), (b, w) = old.get(i, (None, None)), new.get(i, (None, None))
        cells.setdefault((a, b), []).append((v or 0.0, w or 0.0))
    found = {(a, b): told for a, b, *told in moves(PeopleOfBoth(*runs)).iter_rows()}
    assert found == {k: [len(v), *(math.fsum(x) for x in zip(*v, strict=True))] for k, v in cells.items()}
    people = everyone(*runs)
    first = [i for i in dict.fromkeys(i for i, _, _ in before) if i is not None]
    assert people["id"].cast(pl.Int64).to_list()[: len(first)] == first and len(people) == len(old.keys() | new.keys())


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=20), st.booleans(), st.booleans())
def test_centroids_are_compared_in_the_old_runs_space(amounts, was_logged, is_logged):
    amounts = np.array(amounts)
    was, now = Scaling("m", "m", None, was_logged, 3.0, 2.0), Scaling("m", "m", None, is_logged, -1.0, 7.0)
    labels = [0] * len(amounts)
    old, new = (run(labels, values=scaled(amounts, s), columns=(s,)) for s in (was, now))
    before, after = in_one_space(old, new)
    assert after == pytest.approx(before, rel=1e-6, abs=1e-6)
    assert unscaled(scaled(amounts, was), was) == pytest.approx(amounts, rel=1e-6, abs=1e-6)


def test_without_a_column_in_common_there_is_no_space_to_compare_in():
    other = Scaling("y", "y", None, False, 0.0, 1.0)
    old, new = run([0, 0]), run([0, 0], ids="ab", columns=(other,))
    assert in_one_space(old, new) is None
    assert matched(old, new).heirs == {}


def test_the_migration_counts_everybody_once_with_shares_of_the_old_segment():
    old, new = run([0, 0, 0, 1, -1]), run([0, 1, 1, -1, 0], ids=[0, 1, 3, 4, 9])
    table = migration(moves(PeopleOfBoth(old, new)), {0: "A", 1: "B"}, {0: "A", 1: "B"})
    assert table.rows() == [
        (0, "A", 0, "A", 1, pytest.approx(1 / 3)),
        (0, "A", 1, "B", 1, pytest.approx(1 / 3)),
        (0, "A", None, None, 1, pytest.approx(1 / 3)),
        (1, "B", 1, "B", 1, 1.0),
        (-1, "Noise", -1, "Noise", 1, 1.0),
        (None, None, 0, "A", 1, 1.0),
    ]
    assert everyone(old, new).filter(is_moved(matched(old, new)))["id"].to_list() == [1]
