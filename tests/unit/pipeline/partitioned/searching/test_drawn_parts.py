"""Resamples of all rows are those of a bootstrap, however the rows are divided and whoever draws them."""

import numpy as np
import pytest

from segtui.libraries.parts.totals import Totals
from segtui.libraries.parts.workers import Threads
from segtui.pipeline.partitioned.preparing.scaled_parts import MatrixPart, as_spilled
from segtui.pipeline.partitioned.searching.drawn_parts import draw_parts, is_drawn, odds_of


def _parts(folder, values, ends):
    found = []
    for number, rows in enumerate(np.split(values.astype(np.float32), ends)):
        file = f"{folder}/{number}.npy"
        np.save(file, rows)
        found.append(MatrixPart(number, file, len(rows)))
    return found


def test_the_rows_of_a_resample_are_those_drawn_one_by_one(tmp_path):
    values = as_spilled(np.random.default_rng(2).normal(size=(1_000, 3)))
    odds = odds_of(400, 1_000)
    expected = [values[np.concatenate([is_drawn(9, r, at, 1, odds) for at in range(1_000)])] for r in range(3)]
    for number, (ends, threads) in enumerate([([], 1), ([7, 500, 501], 2)]):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        drawn = draw_parts(Threads(threads), _parts(folder, values, ends), 400, 3, 9, folder / "drawn")
        for resample, own in enumerate(expected):
            np.testing.assert_array_equal(drawn.rows(resample), own)
        whole = [Totals.of(column) for column in values.T]
        assert [one.std() for one in drawn.totals] == pytest.approx([one.std() for one in whole])
        assert [(one.low, one.high) for one in drawn.totals] == [(one.low, one.high) for one in whole]


@pytest.mark.parametrize("drawn", [1, 500, 20_000, 100_000])
def test_as_many_rows_are_met_as_by_draws_with_replacement(drawn):
    rows = 20_000
    met = np.mean([is_drawn(1, resample, 0, rows, odds_of(drawn, rows)).mean() for resample in range(5)])
    expected = 1 - (1 - 1 / rows) ** drawn
    assert met == pytest.approx(expected, abs=5 * np.sqrt(expected / rows / 5) + 2**-17)
