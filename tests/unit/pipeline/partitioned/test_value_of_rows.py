"""How unequal all rows are is told of parts as of the whole."""

import numpy as np
import pytest

from segtui.pipeline.partitioned.segmenting import value_of_rows
from segtui.segments.describing.value_shares import value_shares


@pytest.mark.parametrize("at_once", [37, 500, 10_000])
def test_the_curve_of_parts_is_that_of_all_rows(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(value_of_rows, "_AT_ONCE", at_once)
    rng = np.random.default_rng(6)
    amounts = np.where(rng.random(3_000) < 0.4, 0.0, rng.gamma(0.6, 50, 3_000).round(1))
    whole = value_shares("spent", amounts, np.zeros(3_000, np.int32))
    files = []
    for number, part in enumerate(np.split(amounts, [400, 400, 1_900])):
        files.append(str(tmp_path / f"{number}.npy"))
        np.save(files[-1], np.sort(part))
    found = value_of_rows.with_curve(whole, files, rng.choice(amounts, 200))
    np.testing.assert_allclose(found.curve, whole.curve, rtol=1e-12)
    assert found.half == whole.half and found.gini == pytest.approx(whole.gini, rel=1e-12)


def test_there_is_no_curve_of_amounts_below_zero(tmp_path):
    np.save(tmp_path / "0.npy", np.array([-1.0, 5.0]))
    whole = value_shares("spent", np.array([1.0, 5.0]), np.zeros(2, np.int32))
    assert value_of_rows.with_curve(whole, [str(tmp_path / "0.npy")], np.array([5.0])).curve is None
