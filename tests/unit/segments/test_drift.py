"""Drift is measured as it is defined: PSI by hand, KS as SciPy's, shares and columns against their limits."""

import math
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from segtui.features.scaled_matrix.scaling import Scaling
from segtui.language.column_labels import ColumnLabels, labelling
from segtui.language.sentences import in_language
from segtui.language.translation import speaking
from segtui.libraries.parts import kept_numbers
from segtui.libraries.parts.kept_numbers import KeptNumbers
from segtui.segments.monitoring.counted_values import CountedValues
from segtui.segments.monitoring.feature_drift import DriftRows, LaterFeatures, distances, features, ranked, shares
from segtui.segments.monitoring.schema_drift import ColumnDrift, columns, new_values, unplaced
from segtui.segments.monitoring.stability_index import DriftLimits, beyond_chance, psi, psi_by_chance

X = Scaling("x", "x", None, False, 10.0, 2.0)
LIMITS = DriftLimits()


def numbers(size=1, **more):
    return st.lists(st.floats(-1e6, 1e6, **more), min_size=size, max_size=60).map(np.array)


def counted(reference, values, size=7):
    """The values counted in pieces."""
    found = CountedValues(reference)
    for first in range(0, len(values), size):
        found.take(values[first : first + size])
    return found


def bin_shares(reference, values):
    return counted(reference, values).bins()


def moved(then, now, columns, limits=LIMITS):
    """The findings of features for rows that come in two batches."""
    with TemporaryDirectory() as folder:
        later = LaterFeatures(then, columns, Path(folder), 1)
        for half in np.array_split(now, 2):
            later.take(half)
        return features(then, later, limits)


def test_psi_is_what_a_hand_computes():
    expected, actual = np.array([0.2, 0.3, 0.5]), np.array([0.3, 0.3, 0.4])
    by_hand = 0.1 * math.log(0.3 / 0.2) + 0 + -0.1 * math.log(0.4 / 0.5)
    assert psi(expected, actual) == pytest.approx(by_hand) == pytest.approx(0.0628609)
    empty = psi(np.array([0.5, 0.5]), np.array([1.0, 0.0]))
    assert empty == pytest.approx(0.5 * math.log(2) + (0.0001 - 0.5) * math.log(0.0001 / 0.5))


def test_the_bins_are_the_deciles_of_the_run():
    reference = np.arange(1.0, 101.0)
    then, now = bin_shares(reference, reference)
    assert then == pytest.approx(np.full(10, 0.1)) and (then == now).all()
    _, beyond = bin_shares(reference, np.repeat([1000.0, -1000.0], 50))
    assert beyond.tolist() == [0.5, *[0] * 8, 0.5]
    few, _ = bin_shares(reference, reference[:39])
    assert few == pytest.approx(np.array([0.34, 0.33, 0.33]))


def test_a_constant_has_one_bin_up_to_it_and_one_above():
    then, now = bin_shares(np.zeros(5), np.array([0.0, 1.0]))
    assert then.tolist() == [1.0, 0.0] and now.tolist() == [0.5, 0.5]


@given(numbers(), numbers())
def test_psi_is_never_below_0_and_0_for_the_same(a, b):
    assert psi(*bin_shares(a, a)) == 0
    then, now = bin_shares(a, b)
    assert psi(then, now) >= 0 and then.sum() == pytest.approx(1) and now.sum() == pytest.approx(1)


@given(numbers(), numbers())
def test_ks_is_scipys(a, b):
    distance, p = counted(a, b).ks()
    theirs = ks_2samp(a, b, method="asymp")
    assert distance == theirs.statistic and p == pytest.approx(np.nan_to_num(theirs.pvalue, nan=1.0))


@pytest.mark.slow
def test_psi_of_one_distribution_exceeds_its_bound_about_once_in_a_hundred():
    random = np.random.default_rng(0)
    bound = psi_by_chance(10, 500, 400)
    found = [psi(*bin_shares(random.normal(size=500), random.normal(size=400))) for _ in range(2000)]
    assert 0.002 < np.mean(np.array(found) > bound) < 0.03


def test_a_shift_by_half_a_standard_deviation_is_where_both_limits_lie():
    random = np.random.default_rng(1)
    then, now = random.normal(size=(200_000, 1)), random.normal(0.5, size=(200_000, 1))
    found = {f.measure: f for f in moved(then, now, (X,))}
    assert found["psi"].value == pytest.approx(0.25, abs=0.02) and found["ks"].value == pytest.approx(0.20, abs=0.01)
    assert found["psi"].then == pytest.approx(10, abs=0.05) and found["psi"].now == pytest.approx(11, abs=0.05)


def test_few_rows_are_no_alarm_where_chance_explains_them():
    random = np.random.default_rng(2)
    found = [moved(random.normal(size=(900, 1)), random.normal(size=(25, 1)), (X,)) for _ in range(300)]
    assert any(f.value > 0.25 for both in found for f in both)
    assert sum(any(f.past for f in both) for both in found) <= 9


def test_a_million_rows_that_did_not_move_are_stable():
    random = np.random.default_rng(3)
    then, now = random.lognormal(size=(1_000_000, 1)), random.lognormal(size=(1_000_000, 1))
    found = {f.measure: f for f in moved(then, now, (X,))}
    assert found["psi"].value < 1e-4 and found["ks"].value < 0.003 and not any(f.past for f in found.values())


def test_quantiles_of_many_kept_numbers_are_those_of_all(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_numbers, "_BLOCK", 1_000)
    monkeypatch.setattr(kept_numbers, "_SAMPLE", 200)
    random = np.random.default_rng(4)
    for name, values in {"rising": np.sort(random.lognormal(size=5_000)), "ties": random.integers(0, 3, 5_000)}.items():
        kept = KeptNumbers(tmp_path / name, 1)
        for piece in np.array_split(values, 9):
            kept.add(piece)
        for share in (0.0, 0.5, 0.95, 1.0):
            assert kept.quantile(share) == pytest.approx(np.quantile(values, share), rel=1e-15)


def test_text_columns_have_the_psi_of_their_values_shares():
    a, b = (Scaling(f"c={v}", "c", v, False, s, 2.0) for v, s in (("a", 0.5), ("b", 0.1)))
    rows = {v: [(int(v == "a") - 0.5) / 2, (int(v == "b") - 0.1) / 2] for v in "abc"}
    then, now = np.array([rows[v] for v in "aaabbc"]), np.array([rows[v] for v in "abbbbc"])
    (found,) = moved(then, now, (a, b))
    assert found.value == pytest.approx(psi(np.array([3, 2, 1]) / 6, np.array([1, 4, 1]) / 6))
    assert found.subject == "c" and found.then is None


def test_shares_of_segments_are_past_their_limit_beyond_chance_only():
    then, now = {0: 500, 7: 400, -1: 100}, {0: 200, 7: 700, -1: 100}
    found = {f.subject: f for f in shares(then, now, {0: "A", 7: "B"}, 0.1)}
    assert [f.past for f in found.values()] == [True, True, False]
    assert found["7 · B"].value == pytest.approx(0.3) and found["in no segment"].now == pytest.approx(0.1)
    assert not any(f.past for f in shares(then, {0: 2, -1: 1}, {0: "A", 7: "B"}, 0.1))


def test_distances_are_to_the_own_centroid_and_leave_out_rows_in_none(tmp_path):
    rows = DriftRows(
        np.array([[0.0], [3.0], [9.0], [50.0]]), np.array([2, 2, 5, -1], np.int32), np.array([[1.0], [8.0]]), (2, 5)
    )
    assert rows.distances().tolist() == [1, 2, 1]
    now = KeptNumbers(tmp_path / "now", 1)
    now.add(np.array([1.0, 2, 2]))
    (found,) = distances(np.array([1.0, 1, 1]), now, 1.5)
    assert found.value == 2 and found.past
    assert distances(np.array([]), now, 1.5) == []


def test_columns_that_are_missing_of_another_kind_or_emptier_are_told():
    then = {n: ColumnDrift("integer", 0.0, 1000) for n in ("gone", "text", "empty", "same", "number", "unused")}
    now = {
        "text": ColumnDrift("text", 0.0, 1000),
        "empty": ColumnDrift("integer", 0.2, 1000),
        "same": ColumnDrift("integer", 0.04, 1000),
        "number": ColumnDrift("number", 0.0, 1000),
        "new": ColumnDrift("text", 0.0, 1000),
    }
    found = {(f.subject, f.measure): f for f in columns(then, now, {"gone", "text"}, 0.05)}
    past = {key for key, f in found.items() if f.past}
    assert past == {("gone", "missing"), ("text", "type"), ("empty", "nulls")}
    assert ("number", "type") not in found and not found["unused", "missing"].past


def test_values_never_met_are_named_by_how_often_they_come():
    met = {"channel": Counter({"web": 60, "tiktok": 30, "fax": 10}), "sex": Counter({"f": 5})}
    (found,) = new_values({"channel": {"web"}, "sex": {"f", "m"}}, met, 0.05)
    assert found.value == pytest.approx(0.4) and found.past
    assert '"tiktok" 30, "fax" 10' in found.told


def test_rows_without_a_place_are_told_with_why():
    found = unplaced(0.02, 1000, 100, Counter({"age is empty": 30}), 0.05)
    assert found.past and found.now == pytest.approx(0.3) and "age is empty in 30" in found.told
    assert not unplaced(0.02, 1000, 100, Counter({"age is empty": 3}), 0.05).past
    assert unplaced(0.0, 10, 0, Counter(), 0.05).past


def test_what_is_past_its_limit_comes_first_then_what_is_nearest_to_it():
    then = {n: ColumnDrift("integer", 0.0, 1000) for n in "abc"}
    now = {
        "a": ColumnDrift("integer", 0.01, 1000),
        "b": ColumnDrift("integer", 0.5, 1000),
        "c": ColumnDrift("integer", 0.03, 1000),
    }
    assert [f.subject for f in ranked(columns(then, now, (), 0.05))] == ["b", "c", "a"]


def test_two_shares_differ_beyond_chance_as_the_test_of_two_proportions_says():
    assert beyond_chance(0.5, 0.6, 1000, 1000) and not beyond_chance(0.5, 0.6, 100, 100)


def test_findings_are_said_in_the_language_of_the_run_and_of_its_columns():
    made = ColumnLabels(made={"rfm_segment": "RFM segment"})
    with speaking("fr"), labelling(made):
        (found,) = new_values({"rfm_segment": {"Lost"}}, {"rfm_segment": Counter({"Lost": 3, "x": 1})}, 0.05)
        said = in_language(found.told)
    assert found.told == 'RFM segment: 25 % of the cells have values that were not in the run: "x" 1'
    assert said.startswith("segment RFM\u00a0: 25\u00a0% des cellules")
