import signal
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.cluster import hierarchy
from sklearn.cluster import AgglomerativeClustering

from segtui.clustering import shared_structures
from segtui.clustering.algorithms import hierarchical
from segtui.clustering.algorithms.hierarchical import Hierarchical
from segtui.clustering.algorithms.kmeans import KMeans
from segtui.clustering.linkage import trees
from segtui.clustering.linkage.dendrogram import Cuts, cut
from segtui.clustering.registry import canonical
from segtui.clustering.shared_structures import SharedStructures
from segtui.errors import ResourceError
from segtui.libraries import compiled

ALL = ["ward", "complete", "average", "single"]


def test_every_cell_has_scikit_learns_partition_ties_included(values):
    family = Hierarchical(linkage=ALL, k="2..12")
    for candidate in family.fit_grid(SharedStructures(values), family.cells(len(values))):
        cell = candidate.parameters
        theirs = AgglomerativeClustering(cell["k"], linkage=cell["linkage"]).fit_predict(values)
        assert np.array_equal(candidate.labels, canonical(theirs)), cell


def test_each_tree_is_built_once(monkeypatch):
    calls = []
    linkage = hierarchy.linkage
    monkeypatch.setattr(hierarchy, "linkage", lambda y, method: calls.append(method) or linkage(y, method))
    family = Hierarchical(linkage=("ward", "complete", "average"))
    found = list(family.fit_grid(SharedStructures(np.random.default_rng(0).normal(size=(60, 3))), family.cells(60)))
    assert len(found) == 33
    assert calls == ["ward", "complete", "average"]


def test_many_rows_have_the_partitions_of_few_where_no_distances_are_tied(monkeypatch):
    values = np.random.default_rng(5).normal(size=(800, 4))
    family = Hierarchical(linkage=ALL, k="1..40")
    few = list(family.fit_grid(SharedStructures(values), family.cells(800)))
    monkeypatch.setattr(hierarchical, "worthwhile", lambda rows: True)
    many = list(family.fit_grid(SharedStructures(values, threads=2), family.cells(800)))
    assert [c.key for c in few] == [c.key for c in many]
    for one, other in zip(few, many, strict=True):
        assert np.array_equal(one.labels, other.labels), one.key


@pytest.mark.parametrize("linkage", ALL)
def test_past_three_thousand_rows_the_cuts_are_still_scipys(linkage):
    values = np.random.default_rng(6).normal(size=(3_100, 5))
    family = Hierarchical(linkage=linkage)
    theirs = hierarchy.linkage(values, linkage)[:, :2].astype(np.intp)
    for candidate in family.fit_grid(SharedStructures(values), family.cells(3_100)):
        assert np.array_equal(candidate.labels, cut(theirs, candidate.parameters["k"])), candidate.key


def test_a_cut_gives_k_clusters_numbered_by_their_first_row():
    merges = np.array([[0, 3], [1, 2], [4, 5]], dtype=np.intp)
    assert cut(merges, 1).tolist() == [0, 0, 0, 0]
    assert cut(merges, 2).tolist() == [0, 1, 1, 0]
    assert cut(merges, 3).tolist() == [0, 1, 2, 0]
    assert cut(merges, 4).tolist() == [0, 1, 2, 3]
    assert cut(merges[:0], 1).tolist() == [0]


def test_all_cuts_of_a_tree_are_those_made_one_by_one():
    values = np.random.default_rng(8).normal(size=(90, 2))
    merges = hierarchy.linkage(values, "average")[:, :2].astype(np.intp)
    cuts = Cuts(merges, 60)
    for k in range(1, 61):
        theirs = hierarchy.cut_tree(hierarchy.linkage(values, "average"), k).ravel()
        assert np.array_equal(cuts.at(k), canonical(theirs.astype(np.int32))), k
        assert np.array_equal(cuts.at(k), cut(merges, k)), k


class Clock:
    """A clock that work moves, and nothing else."""

    now = 0.0

    def perf_counter(self):
        return self.now

    def costs(self, seconds, work):
        """`work`, which takes so long by this clock."""

        def timed(*args):
            self.now += seconds
            return work(*args)

        return timed


@pytest.mark.parametrize("plain_rows", [0, 3_000])
def test_the_cells_seconds_are_those_of_their_work_and_not_of_who_takes_them(monkeypatch, plain_rows):
    clock = Clock()
    monkeypatch.setattr(compiled, "PLAIN_ROWS", plain_rows)
    monkeypatch.setattr(hierarchical, "time", clock)
    monkeypatch.setattr(shared_structures, "time", clock)
    monkeypatch.setattr(Cuts, "at", clock.costs(1.0, Cuts.at))
    for kind in ("Plain", "Large"):
        made = getattr(hierarchical, kind)
        monkeypatch.setattr(made, "merges", clock.costs(8.0, made.merges))
        monkeypatch.setattr(hierarchical, kind, clock.costs(60.0, made))
    family = Hierarchical(linkage=["single", "ward", "complete"], k=[2, 3, 4])
    values = np.random.default_rng(9).normal(size=(90, 3))
    found = []
    for candidate in family.fit_grid(SharedStructures(values), family.cells(90)):
        clock.now += 1_000.0
        found.append(candidate)
    seconds = {c.key: c.seconds for c in found}
    own = 1.0 + 8.0 / 3  # a cut, and a third of the tree of its linkage
    shared = 60.0 / 6  # what all trees but the single one's need
    assert seconds == {key: pytest.approx(own + (0.0 if "single" in key else shared)) for key in seconds}
    assert sum(seconds.values()) == pytest.approx(9 * 1.0 + 3 * 8.0 + 60.0)


def test_a_closed_sweep_ends():
    values = np.random.default_rng(9).normal(size=(90, 3))
    family = Hierarchical(linkage=ALL, k=[2, 3])
    sweep = family.fit_grid(SharedStructures(values), family.cells(90))
    next(sweep)
    sweep.close()
    assert list(sweep) == []


@pytest.mark.parametrize("after", [0.3, 1.0])
def test_a_long_tree_is_left_at_control_c(after):
    values = np.random.default_rng(10).normal(size=(12_000, 25))
    family = Hierarchical(linkage="average", k=2)
    list(family.fit_grid(SharedStructures(values[:3_050]), family.cells(3_050)))  # loads and compiles
    main = threading.main_thread().ident
    threading.Timer(after, lambda: signal.pthread_kill(main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        list(family.fit_grid(SharedStructures(values, threads=2), family.cells(12_000)))


def test_too_little_memory_for_the_distances_is_an_error_with_figures(monkeypatch):
    def out_of_memory(values):
        raise MemoryError

    monkeypatch.setattr("scipy.spatial.distance.pdist", out_of_memory)
    with pytest.raises(ResourceError, match=r"of 1,000 rows needs .* MiB"):
        list(Hierarchical().fit_grid(SharedStructures(np.zeros((1_000, 2))), Hierarchical().cells(1_000)))


def test_single_linkage_alone_needs_no_distances_of_all_pairs(monkeypatch):
    monkeypatch.setattr(trees, "_distances", None)
    family = Hierarchical(linkage="single", k=3)
    values = np.array([[0.0], [0.1], [5.0], [5.1], [9.0]])
    assert [c.labels.tolist() for c in family.fit_grid(SharedStructures(values), family.cells(5))] == [[0, 0, 1, 1, 2]]


def test_memory_grows_with_the_rows_not_with_their_pairs():
    family = Hierarchical()
    assert family.memory(1_000_000, 8) < 2**30 < 1.6 * 2**30
    assert family.memory(1_000_000, 8) - family.memory(500_000, 8) < 2**29


def test_one_linkage_may_be_written_without_a_list_and_an_unknown_one_is_refused():
    assert Hierarchical(linkage="ward").linkage == ("ward",)
    with pytest.raises(ValidationError, match="linkage"):
        Hierarchical(linkage=["centroid"])


@pytest.mark.parametrize("linkage", ["ward", "complete", "average", "single"])
@pytest.mark.parametrize("rows", [40, 3_100])
def test_equal_rows_are_never_split_however_many_clusters_are_asked_for(linkage, rows):
    values = np.repeat([[0.1, 0.7], [0.3, 0.2], [0.9, 0.9]], rows // 3 + 1, axis=0)[:rows]
    family = Hierarchical(linkage=linkage, k=[2, 3, 4, 12])
    found = {c.parameters["k"]: c.labels for c in family.fit_grid(SharedStructures(values), family.cells(rows))}
    assert [len(set(found[k].tolist())) for k in (2, 3, 4, 12)] == [2, 3, 3, 3]
    assert all(len(set(zip(values[:, 0].tolist(), labels.tolist(), strict=True))) == 3 for labels in found.values())
    assert [c["k"] for c in family.cells(rows, 3)] == [2, 3]
    assert family.impossible(rows, 3) == 2


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(1, 3), st.integers(1, 4))
def test_no_cut_of_any_tree_splits_equal_rows(seed, rows, columns, levels):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, levels + 1, (rows, columns)) * rng.random(columns) + rng.random(columns)
    _, alike = np.unique(values, axis=0, return_inverse=True)
    family = Hierarchical(linkage=["ward", "complete", "average", "single"], k=[2, 3, 5, 8])
    for candidate in family.fit_grid(SharedStructures(values), family.cells(rows)):
        pairs = set(zip(alike.ravel().tolist(), candidate.labels.tolist(), strict=True))
        assert len(pairs) == alike.max() + 1, candidate.key


def test_forty_equal_customers_are_one_segment():
    space = SharedStructures(np.full((40, 2), 7.5))
    assert space.distinct == 1
    (candidate,) = Hierarchical(linkage="average", k=3).fit_grid(space, [{"linkage": "average", "k": 3}])
    assert candidate.labels.tolist() == [0] * 40
    assert Hierarchical().cells(40, 1) == KMeans().cells(40, 1) == []


def test_negative_zero_is_no_other_value():
    assert SharedStructures(np.array([[0.0], [-0.0], [1.0]])).distinct == 2
