"""The numbers behind the pictures: trees and their cut, components, silhouettes, the elbow, cells touched."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist

from segtui.cleaning.clean import clean
from segtui.cleaning.diff import touched_cells
from segtui.clustering.algorithm import Candidate
from segtui.clustering.algorithms.hierarchical import Hierarchical
from segtui.clustering.knee import elbow
from segtui.clustering.linkage import top_of_tree as trees
from segtui.clustering.linkage.top_of_tree import merge_clusters, tree
from segtui.clustering.shared_structures import SharedStructures
from segtui.features.scaled_matrix.components import principal_components
from segtui.plan.load import parse
from segtui.segments.choosing.choose import relabel
from segtui.validity import silhouette
from segtui.validity.silhouette import row_silhouettes, sampled_silhouettes

LINKAGES = ("ward", "complete", "average", "single")


def rows(n=300, d=3, seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=(n, d)) + 4 * random.integers(0, 3, size=(n, 1))


def cuts(values, linkage, k):
    grid = Hierarchical(linkage=linkage, k=k)
    return list(grid.fit_grid(SharedStructures(values), grid.cells(len(values))))


def leaves_of(found):
    """The leaf rows of each merge of a tree as Described has it."""
    sizes = list(found["rows"])
    for left, right in zip(found["left"], found["right"], strict=True):
        sizes.append(sizes[left] + sizes[right])
    return sizes


@pytest.mark.parametrize("linkage", LINKAGES)
def test_the_top_of_a_tree_has_scipys_heights_and_sizes(linkage):
    values = rows()
    (candidate,) = cuts(values, linkage, [4])
    segments, _ = relabel(candidate.labels)
    found = tree(values, candidate, segments, [candidate])
    whole = hierarchy.linkage(pdist(values), linkage)
    assert found["height"] == whole[-60:, 2].tolist()
    assert leaves_of(found)[61:] == whole[-60:, 3].astype(int).tolist()
    assert found["below"] == whole[-61, 2]
    assert sum(found["rows"]) == len(values)
    assert sum(height >= found["cut"] for height in found["height"]) == 3
    by_segment = {s: 0 for s in range(4)}
    for segment, count in zip(found["segment"], found["rows"], strict=True):
        by_segment[segment] += count
    assert by_segment == {s: int((segments == s).sum()) for s in range(4)}


@pytest.mark.parametrize("linkage", LINKAGES)
def test_past_the_size_for_a_whole_tree_the_merges_above_the_cuts_are_the_same(linkage, monkeypatch):
    values = rows()
    found = cuts(values, linkage, [3, 9])
    segments, _ = relabel(found[0].labels)
    whole = tree(values, found[0], segments, found)
    monkeypatch.setattr(trees, "ALL_ROWS", 10)
    top = tree(values, found[0], segments, found)
    assert top["height"] == pytest.approx(whole["height"][-8:])
    assert leaves_of(top)[9:] == leaves_of(whole)[-8:]
    assert top["cut"] == pytest.approx(whole["cut"])
    assert top["below"] is None
    assert set(top["segment"]) == {0, 1, 2}


def test_a_cut_beyond_the_top_and_trees_of_next_to_nothing():
    values = rows(80)
    (many, one) = cuts(values, "ward", [70]) + cuts(values, "ward", [1])
    found = tree(values, many, many.labels, [many])
    assert found["cut"] is None
    assert None in found["segment"]
    assert tree(values, one, one.labels, [one])["cut"] > found["height"][-1]
    (all_of_them,) = cuts(values[:5], "average", [5])
    tiny = tree(values[:5], all_of_them, all_of_them.labels, [all_of_them])
    assert (len(tiny["left"]), tiny["rows"], tiny["below"]) == (4, [1] * 5, None)
    assert 0 < tiny["cut"] < tiny["height"][0]
    assert tree(values, Candidate("kmeans", {"k": 2}, many.labels, 0.0), many.labels, []) is None


@given(st.integers(0, 2**32 - 1), st.sampled_from(LINKAGES), st.integers(2, 30))
def test_merging_clusters_of_one_row_is_scipys_linkage(seed, linkage, n):
    values = np.random.default_rng(seed).normal(size=(n, 2))
    merges = merge_clusters(values, np.arange(n, dtype=np.int32), linkage)
    whole = hierarchy.linkage(pdist(values), linkage)
    assert merges[:, 2] == pytest.approx(whole[:, 2])
    assert np.sort(merges[:, :2], axis=1).tolist() == np.sort(whole[:, :2], axis=1).tolist()


def test_components_are_those_of_scikit_learn_up_to_their_sign():
    from sklearn.decomposition import PCA

    values = rows(200, 5)
    points, explained = principal_components(values)
    model = PCA(2).fit(values)
    assert explained == pytest.approx(model.explained_variance_ratio_.tolist())
    assert np.abs(points) == pytest.approx(np.abs(model.transform(values)))
    turned, _ = principal_components(-values)
    assert np.allclose(turned, -points)


@pytest.mark.parametrize("values", [np.arange(6.0).reshape(6, 1), np.zeros((4, 3)), np.ones((3, 1))])
def test_what_has_no_second_component_lies_on_a_line(values):
    points, explained = principal_components(values)
    assert points.shape == (len(values), 2)
    assert np.isfinite(points).all()
    assert (points[:, 1] == 0).all()
    assert len(explained) == 2
    assert sum(explained) in (0.0, pytest.approx(1.0))


def test_sampled_silhouettes_are_those_of_all_rows(monkeypatch):
    values = rows(400)
    labels = np.where(np.arange(400) % 17 == 0, -1, (values[:, 0] > 4) * 2).astype(np.int32)
    whole = row_silhouettes(values, labels)
    assert np.array_equal(sampled_silhouettes(values, labels), whole, equal_nan=True)
    monkeypatch.setattr(silhouette, "PAIRS", 20_000)
    monkeypatch.setattr(silhouette, "FEWEST_SAMPLED", 20)
    some = sampled_silhouettes(values, labels)
    known = ~np.isnan(some)
    assert 30 <= known.sum() <= 50
    assert some[known] == pytest.approx(whole[known])
    assert {0, 2} == set(labels[known])
    assert np.isnan(sampled_silhouettes(values, np.zeros(400, dtype=np.int32))).all()


@pytest.mark.parametrize(("rows", "some"), [(100, 100), (7_000, 7_000), (20_000, 2_500), (1_000_000, 1_000)])
def test_many_rows_have_silhouettes_of_a_sample(rows, some):
    assert silhouette.sampled(rows) == some


def kmeans(curve):
    labels = np.zeros(3, dtype=np.int32)
    return [Candidate("kmeans", {"k": k}, labels, 0.0, inertia=inertia) for k, inertia in curve.items()]


@pytest.mark.parametrize(
    ("curve", "k"),
    [
        ({2: 100.0, 3: 40.0, 4: 10.0, 5: 8.0, 6: 6.0, 7: 5.0}, 4),
        ({7: 5.0, 2: 100.0, 4: 10.0, 3: 40.0, 6: 6.0, 5: 8.0}, 4),
        ({2: 100.0, 4: 20.0, 8: 15.0, 16: 10.0}, 4),
        ({2: 50.0, 3: 40.0, 4: 30.0, 5: 20.0}, None),
        ({2: 50.0, 3: 49.0, 4: 40.0, 5: 0.0}, None),
        ({2: 0.0, 3: 0.0, 4: 0.0}, None),
        ({2: 100.0, 3: 1.0}, None),
        ({}, None),
    ],
)
def test_the_elbow_is_where_the_inertia_bends(curve, k):
    assert elbow(kmeans(curve)) == k


FRAME = pl.DataFrame(
    {
        "id": ["a", "b", "b", "c", "d"],
        "x": [1.0, 2.0, 2.0, None, 900.0],
        "city": [" Paris", "Lyon", "Lyon", None, "PARIS"],
        "n": ["1", "2", "2", "1.200,5", "x"],
    }
)


def touch(step, frame=FRAME, id="id"):
    (made,) = parse(f'[source]\npath = "a"\n[[clean]]\n{step}').clean
    done = clean(frame, [made], id=id)
    columns = done.log["columns"].to_list()[0]
    return touched_cells(made, frame, done.frame, columns, id), done


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            'step = "deduplicate"\nby = ["id"]\nkeep = "last"',
            [(1, "b", "id", "b", None, True)],
        ),
        ('step = "deduplicate"', [(2, "b", "id", "b", None, True)]),
        (
            'step = "impute"\ncolumns = ["x"]\nmethod = "constant"\nvalue = 7',
            [(3, "c", "x", None, "7", False)],
        ),
        ('step = "impute"\ncolumns = ["x"]\nmethod = "drop"', [(3, "c", "x", None, None, True)]),
        (
            'step = "text"\ncolumns = ["city"]\ncase = "lower"',
            [
                (0, "a", "city", " Paris", "paris", False),
                (1, "b", "city", "Lyon", "lyon", False),
                (2, "b", "city", "Lyon", "lyon", False),
                (4, "d", "city", "PARIS", "paris", False),
            ],
        ),
        ('step = "rename"\ncolumns = { x = "spend" }', []),
        ('step = "drop"\ncolumns = ["x"]', []),
        ('step = "filter"\nwhere = "x < 100"', [(3, "c", "x", None, None, True), (4, "d", "x", "900", None, True)]),
        (
            'step = "rules"\nrules = [{ check = "x < 100", action = "flag", name = "odd" }]',
            [(4, "d", "odd", None, "true", False)],
        ),
        (
            'step = "rules"\nrules = [{ check = "x > 1", action = "drop" }, { check = "x < 100", action = "null" }]',
            [(0, "a", "x", "1", None, True), (4, "d", "x", "900", None, False)],
        ),
    ],
)
def test_a_step_says_each_cell_that_it_touches(step, expected):
    cells, done = touch(step)
    assert cells.rows() == expected
    assert cells.filter("dropped")["row"].n_unique() == FRAME.height - done.frame.height


def test_a_cast_shows_the_cells_that_read_differently():
    cells, done = touch('step = "cast"\ncolumns = ["n"]\nto = "number"')
    assert cells.filter(pl.col("before") == "1").is_empty()
    assert done.log["cells_changed"][0] == cells.height


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["u", "v", None])), min_size=1, max_size=12),
    st.sampled_from(["first", "last", "most_complete"]),
    st.booleans(),
)
def test_every_row_that_a_deduplication_takes_out_is_told(cells, keep, by):
    frame = pl.DataFrame(cells, schema={"id": pl.Int64, "name": pl.String}, orient="row")
    step = f'step = "deduplicate"\nkeep = "{keep}"' + ('\nby = ["id"]' if by else "")
    told, done = touch(step, frame)
    gone = told["row"].to_list()
    left = [i for i in range(frame.height) if i not in gone]
    assert frame[left].equals(done.frame)
