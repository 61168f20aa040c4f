import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError
from sklearn import cluster

from segtui.clustering.algorithms.dbscan import DBSCAN
from segtui.clustering.shared_structures import SharedStructures


def _same_as_scikit_learn(values, family, space):
    for candidate in family.fit_grid(space, family.cells(space.rows)):
        theirs = cluster.DBSCAN(**candidate.parameters).fit_predict(values)
        assert np.array_equal(candidate.labels, theirs), candidate.parameters


def test_every_cell_has_scikit_learns_labels_numbers_included(values):
    space = SharedStructures(values)
    auto = DBSCAN().resolve(space)
    _same_as_scikit_learn(values, DBSCAN(eps=auto.eps, min_samples=[1, 2, 3, 5, 10, 20]), space)


def test_an_eps_that_is_the_distance_of_many_pairs_falls_as_in_scikit_learn(values):
    near = SharedStructures(values).neighbours(4).squared
    eps = [0.1, 0.2, 0.3, 0.5, 1, 2, 5**0.5, 3, 4, 5, *np.unique(np.sqrt(near[near > 0]))[::40]]
    _same_as_scikit_learn(values, DBSCAN(eps=eps, min_samples=[2, 4, 7]), SharedStructures(values))


@settings(max_examples=40, deadline=None)
@given(
    # From 12 rows on scikit-learn, too, compares exact distances; below it rounds them on the way.
    arrays(np.float64, st.tuples(st.integers(12, 40), st.integers(1, 3)), elements=st.integers(-4, 4).map(float)),
    st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0]),
    st.integers(1, 8),
)
def test_rows_on_a_coarse_grid_have_scikit_learns_labels(values, eps, min_samples):
    _same_as_scikit_learn(values, DBSCAN(eps=eps, min_samples=min_samples), SharedStructures(values))


def test_auto_gives_eight_rising_values_around_the_knee():
    rng = np.random.default_rng(0)
    values = np.vstack([rng.normal(0, 0.1, (200, 2)), rng.normal(3, 0.1, (200, 2)), rng.uniform(-2, 5, (20, 2))])
    eps = DBSCAN().resolve(SharedStructures(values)).eps
    assert len(eps) == 8
    assert list(eps) == sorted(set(eps))
    found = DBSCAN(eps=eps, min_samples=10).fit_grid(
        SharedStructures(values), DBSCAN(eps=eps, min_samples=10).cells(420)
    )
    assert any(c.labels.max() == 1 and (c.labels < 0).sum() <= 25 for c in found)


def test_auto_values_written_into_a_plan_repeat_the_run(values):
    space = SharedStructures(values)
    resolved = DBSCAN().resolve(space)
    read_back = DBSCAN.model_validate_json(resolved.model_dump_json())
    assert read_back == resolved
    again = read_back.resolve(SharedStructures(values))
    assert again.eps == resolved.eps


@pytest.mark.parametrize("rows", [1, 2, 3, 50])
def test_auto_on_equal_rows_is_some_positive_value(rows):
    assert DBSCAN().resolve(SharedStructures(np.full((rows, 3), 7.0))).eps == (1.0,)


def test_auto_on_a_few_distinct_rows_many_times_each_looks_at_the_distinct_ones():
    values = np.repeat([[0.0, 0.0], [1.0, 0.0], [8.0, 8.0]], 100, axis=0)
    eps = DBSCAN().resolve(SharedStructures(values)).eps
    assert 0 < eps[0] < eps[-1] < 100


def test_auto_where_most_rows_are_equal_is_positive():
    values = np.zeros((500, 2))
    values[:15] = np.random.default_rng(0).normal(size=(15, 2))
    eps = DBSCAN().resolve(SharedStructures(values)).eps
    assert len(eps) == 8 and eps[0] > 0


def test_min_samples_from_the_number_of_rows_are_left_out():
    assert [c["min_samples"] for c in DBSCAN(eps=1, min_samples=[2, 9, 10, 11]).cells(10)] == [2, 9]
    assert DBSCAN(eps=1, min_samples=[2, 9, 10, 11]).impossible(10) == 2


@pytest.mark.parametrize("eps", [0, -1, "large", [], [1, 0], float("inf")])
def test_an_eps_that_is_no_positive_number_is_refused(eps):
    with pytest.raises(ValidationError, match="eps"):
        DBSCAN(eps=eps)


def test_the_seconds_of_all_cells_add_up_to_no_more_than_the_time_that_passed():
    start = time.perf_counter()
    space = SharedStructures(np.random.default_rng(0).normal(size=(1_500, 4)))
    family = DBSCAN().resolve(space)
    found = list(family.fit_grid(space, family.cells(space.rows)))
    assert 0 < sum(c.seconds for c in found) <= time.perf_counter() - start
    assert space.take_elapsed() == 0.0
