import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from segtui.libraries.parts.totals import Bracket, RankCounts, Totals, added, bracket_of, quantile_of

FLOATS = hnp.arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6))


@given(FLOATS, st.integers(0, 60))
def test_totals_of_parts_are_those_of_all(values, cut):
    whole = added([Totals.of(values[:cut]), Totals.of(values[cut:])])
    assert whole.count == len(values)
    assert whole.mean == pytest.approx(values.mean(), rel=1e-9, abs=1e-9)
    assert whole.std() == pytest.approx(values.std(), rel=1e-6, abs=1e-6)
    assert (whole.low, whole.high) == (values.min(), values.max())


@given(FLOATS, st.integers(0, 60), st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_quantile_is_numpys_or_none_outside_its_bracket(values, cut, share, low, width):
    bracket = Bracket(low, low + width)
    parts = [RankCounts.of(values[:cut], bracket), RankCounts.of(values[cut:], bracket)]
    found = quantile_of(parts[0] + parts[1], bracket, share, len(values))
    if found is not None:
        assert found == pytest.approx(np.quantile(values, share), rel=1e-12, abs=1e-9)
    open_ = Bracket()
    parts = [RankCounts.of(values[:cut], open_), RankCounts.of(values[cut:], open_)]
    assert quantile_of(parts[0] + parts[1], open_, share, len(values)) == pytest.approx(
        np.quantile(values, share), rel=1e-12, abs=1e-9
    )


def test_the_bracket_of_a_sample_holds_the_quantile_of_all():
    rng = np.random.default_rng(1)
    values = rng.lognormal(size=200_000)
    sample = np.sort(rng.choice(values, 2_000, replace=False))
    for share in (0.01, 0.25, 0.5, 0.75, 0.99):
        bracket = bracket_of(sample, share)
        found = RankCounts.of(values, bracket)
        assert quantile_of(found, bracket, share, len(values)) == pytest.approx(np.quantile(values, share), rel=1e-12)
        assert len(found.inside[0]) < 0.2 * len(values)


def test_many_equal_values_are_counted_not_kept():
    values = np.r_[np.zeros(1_000), np.ones(10)]
    bracket = bracket_of(np.sort(values[::3]), 0.5)
    found = RankCounts.of(values, bracket)
    assert len(found.inside[0]) == 0
    assert quantile_of(found, bracket, 0.5, len(values)) == 0.0
