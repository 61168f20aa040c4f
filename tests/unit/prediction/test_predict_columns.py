"""Probabilities as columns, and the bands that rows are in."""

import numpy as np
import pytest

from segtui.prediction.predict import Predict
from segtui.prediction.predict_columns import band_numbers, edges_of, predicted_columns


@pytest.mark.parametrize("bands", [None, {"low": 0.2, "middle": 0.5, "high": 1.0}])
def test_the_band_of_a_row_is_the_first_whose_upper_bound_it_does_not_exceed(bands):
    probability = np.random.default_rng(4).beta(1, 3, 500)
    probability[:3], probability[3:6] = (0.2, 0.5, 1.0), np.nan
    edges = edges_of(probability)
    columns = {column.name: column for column in predicted_columns("p", probability, edges, bands)}
    bounds = [*bands.values()] if bands else [*edges, 1.0]
    expected = [next((i for i, bound in enumerate(bounds) if p <= bound), len(bounds)) for p in probability.tolist()]
    assert band_numbers("p", columns, bands)[:, 0].tolist() == expected and expected[3:6] == [len(bounds)] * 3


@pytest.mark.parametrize("bounds", [(1.0, 0.2), (0.2, 0.9), (0.2, 0.2, 1.0), (float("nan"), 1.0), (0.0, 1.0)])
def test_bands_that_do_not_rise_from_above_0_to_1_are_refused(bounds):
    bands = {f"b{place}": bound for place, bound in enumerate(bounds)}
    with pytest.raises(ValueError, match="should rise from above 0 to 1"):
        Predict(name="buys", label="purchase", bands=bands)
