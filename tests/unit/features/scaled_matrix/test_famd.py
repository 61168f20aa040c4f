"""FAMD: prince's eigenvalues, the definition, rare values, and later rows on the same map."""

import numpy as np
import polars as pl
import pytest

from segtui.features.features import Features
from segtui.features.scaled_matrix.components import Components, famd
from segtui.features.scaled_matrix.encoding import RARE
from segtui.features.scaled_matrix.matrix import build_matrix
from segtui.features.scaled_matrix.transform import rescale

FRAME = pl.DataFrame(
    {
        "id": range(12),
        "age": [23.0, 35, 41, 52, 29, 60, 33, 47, 38, 55, 26, 44],
        "income": [20.0, 31, 45, 50, 24, 38, 33, 61, 40, 52, 22, 48],
        "city": list("aabbcacbcbac"),
        "plan": ["x", "y"] * 6,
    }
)
PRINCE = [2.932633, 1.156012, 0.649383, 0.193709, 0.068263]
"""The eigenvalues of this table by prince 0.23.0, FAMD(n_components=5)."""


def mixed(frame, **more):
    return build_matrix(frame, "id", Features(use=frame.columns[1:], categorical="famd", **more))


def drawn(rows, seed=0):
    """Three groups that show in a number and two categories, beside a number and a category that are noise."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, rows)
    chances = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    told = [[f"{name}{rng.choice(3, p=chances[g])}" for g in group] for name in "pq"]
    noise = [f"n{v}" for v in rng.integers(0, 3, rows)]
    numbers = {"x": group * 3.0 + rng.normal(size=rows), "z": rng.normal(size=rows)}
    return pl.DataFrame({"id": range(rows), **numbers, "p": told[0], "q": told[1], "noise": noise})


def test_the_eigenvalues_are_princes():
    components = mixed(FRAME).components
    np.testing.assert_allclose(components.eigenvalues, PRINCE, atol=1e-6)
    assert components.share == pytest.approx(sum(PRINCE[:2]) / 5, abs=1e-6)


def test_encoded_columns_are_z_scores_and_indicators_over_the_root_of_their_share():
    frame = drawn(200)
    matrix = mixed(frame)
    x = frame["x"].to_numpy()
    expected = [(x - x.mean()) / x.std()]
    for value in ["p0", "p1", "p2"]:
        indicator = (frame["p"] == value).cast(pl.Float64).to_numpy()
        expected.append((indicator - indicator.mean()) / np.sqrt(indicator.mean()))
    names = [c.name for c in matrix.used]
    found = matrix.used_values[:, [names.index(n) for n in ("x", "p=p0", "p=p1", "p=p2")]]
    np.testing.assert_allclose(found, np.column_stack(expected), atol=1e-12)


def test_components_are_uncorrelated_and_vary_as_their_eigenvalues_say():
    matrix = mixed(drawn(300))
    d = matrix.values.shape[1]
    np.testing.assert_allclose(np.cov(matrix.values.T, ddof=0), np.diag(matrix.components.eigenvalues[:d]), atol=1e-9)
    assert [c.name for c in matrix.columns] == [f"component_{i}" for i in range(1, d + 1)]


def test_components_that_chance_makes_too_are_left_out_and_the_note_says_how_many_stay():
    matrix = mixed(drawn(400))
    assert matrix.values.shape[1] == 2
    assert any("The 11 encoded columns are clustered as 2 components (FAMD)" in note for note in matrix.notes)


def test_without_text_the_numbers_are_clustered_as_they_are():
    numbers = FRAME.select("id", "age", "income")
    plain = build_matrix(numbers, "id", Features(use=["age", "income"]))
    found = mixed(numbers)
    assert found.components is None and np.array_equal(found.values, plain.values)


def test_rare_values_are_one_group_and_no_value_counts_as_rarer_than_one_per_cent():
    rows = 1000
    cities = ["a"] * 600 + ["b"] * 395 + ["c", "c", "d", "d", "e"]
    frame = pl.DataFrame({"id": range(rows), "x": np.random.default_rng(0).normal(size=rows), "city": cities})
    matrix = mixed(frame)
    assert [c.name for c in matrix.used] == ["x", "city=a", "city=b", "city=rare values"]
    assert matrix.used[-1].scale == pytest.approx(np.sqrt(RARE))
    again = rescale(frame.reverse(), matrix.used, {"city": ("a", "b", "c", "d", "e")}, matrix.components)
    assert np.array_equal(again.values, matrix.values[::-1])


@pytest.mark.parametrize("common", ["a", "z"])
def test_one_common_value_and_rare_ones_are_two_sides_of_one_column(common):
    cities = [common] * 995 + ["b", "c", "d", "e", "f"]
    frame = pl.DataFrame({"id": range(1000), "x": np.random.default_rng(0).normal(size=1000), "city": cities})
    matrix = mixed(frame)
    assert [c.name for c in matrix.used] == ["x", f"city={common}"]
    known = {"city": tuple(sorted({*cities}))}
    assert np.array_equal(rescale(frame, matrix.used, known, matrix.components).values, matrix.values)


def test_later_rows_come_to_the_same_place_in_any_batch_and_new_values_are_counted():
    frame = drawn(100)
    matrix = mixed(frame, weights={"x": 2.0, "p": 0.5})
    known = {name: tuple(frame[name].unique().sort()) for name in ("p", "q", "noise")}
    parts = [rescale(part, matrix.used, known, matrix.components) for part in (frame[:7], frame[7:])]
    assert np.array_equal(np.concatenate([part.values for part in parts]), matrix.values)
    strange = rescale(frame[:5].with_columns(p=pl.lit("new")), matrix.used, known, matrix.components)
    assert strange.unseen == {"p": 5} and np.isfinite(strange.values).all()


def test_components_come_back_from_their_facts_and_damaged_ones_are_refused():
    components = mixed(FRAME).components
    again = Components.of_facts(components.facts())
    assert again.columns == components.columns and np.array_equal(again.directions, components.directions)
    with pytest.raises(ValueError, match="don't go with their columns"):
        Components.of_facts({**components.facts(), "directions": [[1.0]]})


def test_one_column_and_columns_that_do_not_vary_have_components_too():
    one = mixed(FRAME.select("id", "plan"))
    assert one.values.shape == (12, 1)
    assert famd(np.zeros((4, 2)), one.used * 2).directions.shape == (2, 1)


def test_one_value_everywhere_is_one_point_of_which_nothing_is_lost():
    frame = pl.DataFrame({"id": [1, 2, 3], "plan": ["a", "a", "a"]})
    matrix = build_matrix(frame, "id", Features(use=("plan",), categorical="famd"))
    assert matrix.components is not None and matrix.components.share == 1.0
    assert (matrix.values == matrix.values[0]).all()
