"""What a prediction says of each segment, against sums made row by row."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from segtui.prediction.by_segment import segment_forecasts
from segtui.prediction.found import FoundPrediction, Predicted, RowsTested
from segtui.prediction.metrics.curves import deciles, ranking_curves, reliability
from segtui.prediction.metrics.scores import score
from segtui.prediction.money import ContactMoney


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(8)
    p, outcome = rng.beta(1, 4, 300), rng.random(300) < 0.2
    test = RowsTested(p, outcome, pl.Series(range(300)), frame=pl.DataFrame())
    scores = score(p, outcome, test.ids, 0.3)
    tables = deciles(p, outcome), reliability(p, outcome), ranking_curves(p, outcome)
    none = pl.DataFrame()
    said = Predicted("purchase", 30)
    found = FoundPrediction(
        "buys", said, "logistic", (), "roc_auc", "none", (), scores, None, None, (), *tables, (), none
    )
    return replace(found, money=ContactMoney(1.0, 6.0)), test


def test_sums_by_segment_are_those_of_its_rows(drawn):
    found, test = drawn
    rng = np.random.default_rng(9)
    now, labels = rng.beta(1, 4, 200), rng.integers(-1, 3, 200).astype(np.int32)
    now[:5] = np.nan
    groups = rng.integers(-2, 3, 300).astype(np.int32)
    forecasts = segment_forecasts(found, now, labels, test, groups)
    assert [each.segment for each in forecasts] == [-1, 0, 1, 2]
    for each in forecasts:
        own = [
            p
            for p, label in zip(now.tolist(), labels.tolist(), strict=True)
            if label == each.segment and not np.isnan(p)
        ]
        assert each.rows == len(own) and each.mean == pytest.approx(sum(own) / len(own))
        assert each.contact.all == pytest.approx(sum(6 * p - 1 for p in own))
        paying = [6 * p - 1 for p in own if 6 * p > 1]
        assert (each.contact.contacted, each.contact.best) == (len(paying), pytest.approx(sum(paying)))
        assert each.contact.pays == (each.contact.all > 0)
        tested = [(p, y) for p, y, g in zip(test.probability, test.outcome, groups, strict=True) if g == each.segment]
        assert (each.tested, each.positives) == (len(tested), sum(y for _, y in tested))
        assert each.contact.tested == pytest.approx(sum(6 * y - 1 for _, y in tested))
        assert each.roc_auc.value == pytest.approx(roc_auc_score([y for _, y in tested], [p for p, _ in tested]))


def test_without_money_or_a_test_there_is_only_the_mean(drawn):
    found, _ = drawn
    (one,) = segment_forecasts(replace(found, money=None), np.array([0.2, 0.4]), np.zeros(2, dtype=np.int32))
    assert (one.rows, one.mean, one.contact, one.roc_auc, one.tested) == (2, pytest.approx(0.3), None, None, 0)
