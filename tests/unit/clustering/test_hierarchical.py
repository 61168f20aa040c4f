import numpy as np
import pytest
from pydantic import ValidationError
from scipy.cluster import hierarchy
from sklearn.cluster import AgglomerativeClustering

from segtui.clustering import hierarchical
from segtui.clustering.grid import canonical
from segtui.clustering.hierarchical import Hierarchical, cut
from segtui.clustering.space import Space
from segtui.errors import ResourceError

ALL = ["ward", "complete", "average", "single"]


def test_every_cell_has_scikit_learns_partition_ties_included(values):
    family = Hierarchical(linkage=ALL, k="2..12")
    for candidate in family.sweep(Space(values), family.cells(len(values))):
        cell = candidate.parameters
        theirs = AgglomerativeClustering(cell["k"], linkage=cell["linkage"]).fit_predict(values)
        assert np.array_equal(candidate.labels, canonical(theirs)), cell


def test_each_tree_is_built_once(monkeypatch):
    calls = []
    linkage = hierarchy.linkage
    monkeypatch.setattr(hierarchy, "linkage", lambda y, method: calls.append(method) or linkage(y, method))
    family = Hierarchical()
    found = list(family.sweep(Space(np.random.default_rng(0).normal(size=(60, 3))), family.cells(60)))
    assert len(found) == 33
    assert calls == ["ward", "complete", "average"]


def test_a_cut_gives_k_clusters_numbered_by_their_first_row():
    merges = np.array([[0, 3], [1, 2], [4, 5]], dtype=np.intp)
    assert cut(merges, 1).tolist() == [0, 0, 0, 0]
    assert cut(merges, 2).tolist() == [0, 1, 1, 0]
    assert cut(merges, 3).tolist() == [0, 1, 2, 0]
    assert cut(merges, 4).tolist() == [0, 1, 2, 3]


def test_too_little_memory_for_the_distances_is_an_error_with_figures(monkeypatch):
    def out_of_memory(values):
        raise MemoryError

    monkeypatch.setattr("scipy.spatial.distance.pdist", out_of_memory)
    with pytest.raises(ResourceError, match=r"of 1,000 rows needs .* GiB"):
        list(Hierarchical().sweep(Space(np.zeros((1_000, 2))), Hierarchical().cells(1_000)))


def test_single_linkage_alone_needs_no_distances_of_all_pairs(monkeypatch):
    monkeypatch.setattr(hierarchical, "_distances", None)
    family = Hierarchical(linkage="single", k=3)
    values = np.array([[0.0], [0.1], [5.0], [5.1], [9.0]])
    assert [c.labels.tolist() for c in family.sweep(Space(values), family.cells(5))] == [[0, 0, 1, 1, 2]]
    assert family.memory(100_000, 8) < 100e6 < Hierarchical().memory(100_000, 8)


def test_one_linkage_may_be_written_without_a_list_and_an_unknown_one_is_refused():
    assert Hierarchical(linkage="ward").linkage == ("ward",)
    with pytest.raises(ValidationError, match="linkage"):
        Hierarchical(linkage=["centroid"])
