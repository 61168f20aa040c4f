import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from segtui.clustering.algorithm import Candidate, key
from segtui.clustering.registry import algorithms, canonical, distinct, forecast
from segtui.clustering.shared_structures import SharedStructures

LABELS = st.lists(st.integers(-1, 4), min_size=1, max_size=30).map(lambda x: np.array(x, dtype=np.int32))


def _candidate(k, *labels):
    return Candidate("kmeans", {"k": k}, np.array(labels, dtype=np.int32), 0.0)


def test_the_algorithms_are_found_by_their_files():
    assert sorted(f.name for f in algorithms()) == [
        *("dbscan", "gower", "hdbscan", "hierarchical", "kmeans", "kmedoids", "mixture"),
    ]


def test_every_axis_of_every_algorithm_has_a_line_of_help():
    for family in algorithms():
        assert family.model_fields and all(family.helps().get(name) for name in family.model_fields)


def test_identical_partitions_point_at_the_first_of_them_whatever_their_numbers():
    found = [_candidate(2, 0, 0, 1), _candidate(3, 1, 1, 0), _candidate(4, 0, -1, 1), _candidate(5, 7, 7, 3)]
    assert distinct(found) == [None, found[0].key, None, found[0].key]


def test_noise_is_no_cluster_when_partitions_are_compared():
    assert distinct([_candidate(2, 0, 0, -1), _candidate(3, 0, 0, 1), _candidate(4, -1, -1, 0)]) == [None] * 3


@given(LABELS, st.permutations(range(5)))
def test_renumbering_clusters_changes_nothing_of_the_canonical_form(labels, numbers):
    renumbered = np.where(labels < 0, -1, np.array(numbers)[labels]).astype(np.int32)
    assert np.array_equal(canonical(labels), canonical(renumbered))


@given(LABELS)
def test_the_canonical_form_is_the_same_partition_numbered_by_first_row(labels):
    found = canonical(labels)
    assert np.array_equal(found < 0, labels < 0)
    assert adjusted_rand_score(labels, found) == 1.0
    seen = list(dict.fromkeys(found[found >= 0].tolist()))
    assert seen == list(range(len(seen)))


def test_a_key_is_known_before_the_labels():
    candidate = _candidate(3, 0, 1)
    assert candidate.key == key("kmeans", {"k": 3}) == 'kmeans {"k": 3}'


def test_the_forecast_counts_every_cell_and_takes_the_hungriest_family():
    grids = [f() for f in algorithms()]
    outlook = forecast(grids, 20_000, 8)
    assert outlook.cells == 11 + 11 + 24 + 10 + 11 + 7 + 7
    assert set(outlook.families) == {g.name for g in grids}
    assert outlook.bytes >= max(outlook.families.values()) > 5e6
    assert outlook.seconds > forecast(grids, 2_000, 8).seconds > 0
    assert forecast([], 100, 2).bytes == 0


def test_a_grid_that_is_still_auto_says_so_rather_than_guess():
    for family in algorithms():
        if family.auto_values:
            with pytest.raises(ValueError, match="resolve"):
                family().cells(100)


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4, 5, 40])
@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("kind", ["distinct", "equal", "twice"])
def test_every_possible_cell_labels_every_row_of_awkward_data(rows, columns, kind):
    rng = np.random.default_rng(rows)
    values = {
        "distinct": rng.normal(size=(rows, columns)),
        "equal": np.full((rows, columns), 3.0),
        "twice": np.repeat(rng.normal(size=((rows + 1) // 2, columns)), 2, axis=0)[:rows],
    }[kind]
    space = SharedStructures(values)
    small = {
        "kmeans": {"k": "1..6"},
        "hierarchical": {"k": "1..6", "linkage": ["ward", "single"]},
        "dbscan": {"min_samples": [1, 2, 4]},
        "hdbscan": {"min_cluster_size": [2, 5], "min_samples": [1, 2, 4]},
        "kmedoids": {"k": "1..6"},
        "gower": {"k": "1..6"},
        "mixture": {"k": "1..4", "covariance": ["full", "tied", "diagonal", "spherical"]},
    }
    for declared in algorithms():
        for family in (declared().resolve(space), declared(**small[declared.name]).resolve(space)):
            cells = family.cells(rows)
            assert len(cells) + family.impossible(rows) == len(family.grid()) <= family.size() or not rows
            for candidate in family.fit_grid(space, cells):
                assert candidate.labels.shape == (rows,)
                assert candidate.labels.dtype == np.int32
                assert candidate.labels.min() >= -1
                strength = candidate.strength
                assert strength is None or (np.isfinite(strength) & (strength >= 0) & (strength <= 1)).all()


def test_k_of_as_many_clusters_as_rows_gives_each_row_its_own():
    values = np.array([[0.0], [1.0], [3.0], [7.0]])
    for declared in algorithms():
        if "k" in declared.model_fields:
            space = SharedStructures(values)
            family = declared(k=4).resolve(space)
            for candidate in family.fit_grid(space, family.cells(4)):
                assert sorted(candidate.labels.tolist()) == [0, 1, 2, 3]
