"""What every clustering algorithm keeps to, whichever it is: run over all that are declared, and over the template."""

import numpy as np
import pytest

from segtui.clustering.assigner import Fit, FitInput
from segtui.clustering.registry import algorithms
from segtui.clustering.shared_structures import SharedStructures
from segtui.segments.choosing.choose import relabel
from tests.templates import algorithm as template

ALL = [*algorithms(), template.GaussianMixture]
pytestmark = pytest.mark.parametrize("algorithm", ALL, ids=lambda a: a.name)


def groups(rows=40):
    rng = np.random.default_rng(0)
    return np.vstack([rng.normal(center, 0.3, (rows, 2)) for center in (-6.0, 0.0, 6.0)])


def swept(algorithm, values):
    space = SharedStructures(values)
    grid = algorithm().resolve(space)
    cells = grid.cells(space.rows, space.distinct)
    return cells, list(grid.fit_grid(space, cells))


def test_it_has_a_name_a_title_and_a_line_of_help_for_each_axis(algorithm):
    assert algorithm.name.isidentifier() and algorithm.title
    assert algorithm.model_fields and all(algorithm.helps().get(axis) for axis in algorithm.model_fields)


def test_every_possible_cell_labels_every_row_in_order(algorithm):
    values = groups()
    cells, found = swept(algorithm, values)
    assert [c.parameters for c in found] == cells and cells
    for candidate in found:
        assert candidate.algorithm == algorithm.name
        assert candidate.labels.shape == (len(values),)
        assert candidate.labels.dtype == np.int32
        assert candidate.labels.min() >= -1
        assert (candidate.inertia is not None) == algorithm.has_inertia
        assert (candidate.bic is not None) == (candidate.aic is not None) == algorithm.has_bic
        strength = candidate.strength
        assert strength is None or (np.isfinite(strength) & (strength >= 0) & (strength <= 1)).all()


def test_the_same_seed_gives_the_same_labels(algorithm):
    first, again = (swept(algorithm, groups())[1] for _ in range(2))
    assert all(np.array_equal(a.labels, b.labels) for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_few_rows_are_labelled_or_left_out(algorithm, rows):
    cells, found = swept(algorithm, groups()[:rows])
    assert len(found) == len(cells)


def test_it_says_what_it_needs(algorithm):
    grid = algorithm()
    assert 0 < grid.memory(1_000, 4) <= grid.memory(100_000, 4)
    assert 0 < grid.duration(1_000, 4) <= grid.duration(100_000, 4)


def test_its_chart_suits_its_axes(algorithm):
    axes = set(algorithm.axes())
    assert {"by_k": "k" in axes, "tree": axes == {"k", "linkage"}, "heatmap": True}[algorithm.chart]
    assert algorithm.chart != "heatmap" or len(axes) == 2


def test_its_table_of_a_starter_plan_is_a_grid(algorithm):
    import tomllib

    assert (algorithm.starter_place is None) == (not algorithm.starter(1_000))
    for rows in (100, 1_000_000):
        algorithm.model_validate(tomllib.loads("\n".join(algorithm.starter(rows))))


def test_its_assigner_gives_rows_back_to_their_segments(algorithm):
    values = groups()
    if algorithm.assigner is None:
        pytest.skip("it assigns no new rows")
    for candidate in swept(algorithm, values)[1]:
        labels, mapping = relabel(candidate.labels)
        clusters = np.array([old for old, _ in sorted(mapping.items(), key=lambda pair: pair[1])], dtype=np.int64)
        if not len(clusters):
            continue
        fitted = {name: each[clusters] for name, each in (candidate.fitted or {}).items()}
        seen = SharedStructures(values).gower if algorithm.mixed else values
        given = FitInput(seen, labels, candidate.parameters, fitted, np.ones(len(values), dtype=bool))
        kept = algorithm.assigner.keep(given)
        assert all(len(each) == len(values) for each in kept.rows.values())
        assert all(len(each) == len(clusters) for each in kept.segments.values())
        centroids = np.stack([values[labels == s].mean(axis=0) for s in range(len(clusters))])
        assign = algorithm.assigner.rule(Fit(values, labels, centroids, clusters, candidate.parameters, kept))
        assert np.mean(assign(seen).labels == labels) > 0.95
        assert np.array_equal(assign(seen[:1]).labels, assign(seen).labels[:1])
        if algorithm.assigner.memberships is not None:
            shares = algorithm.assigner.memberships(values, candidate.fitted)[:, clusters]
            assert np.array_equal(shares, assign(seen).memberships) and np.allclose(shares.sum(axis=1), 1)
            assert np.array_equal(shares.argmax(axis=1), labels)
            assert np.array_equal(shares.max(axis=1), candidate.strength)


def test_a_setting_is_in_the_cells_only_where_it_is_not_the_default(algorithm):
    assert set(algorithm.settings) <= set(algorithm.model_fields)
    assert all(isinstance(algorithm.model_fields[name].default, bool) for name in algorithm.settings)
    assert not set(algorithm.settings) & {name for cell in _grid(algorithm()) for name in cell}
    for name in algorithm.settings:
        other = algorithm(**{name: not algorithm.model_fields[name].default})
        assert all(cell[name] == getattr(other, name) for cell in _grid(other)) and other.size() == algorithm().size()


def _grid(grid):
    return grid.resolve(SharedStructures(groups())).grid()
