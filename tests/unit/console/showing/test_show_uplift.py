"""What `readout --uplift` prints and writes of whom a campaign moves."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from segtui.console.showing import show_uplift as module
from segtui.console.showing.show_uplift import UpliftRequest, show_uplift
from segtui.errors import UsageError
from segtui.pipeline.finished_runs.uplift_readout import UpliftReadout
from segtui.prediction.metrics.scores import FigureWithInterval
from segtui.prediction.money import ContactMoney
from segtui.prediction.uplift.cross_fitted import FittedUplift, TriedUplift
from segtui.prediction.uplift.qini import UpliftScores

GROUPS = ("group", "treated", "control", "treated_rate", "control_rate", "predicted", "uplift", "low", "high")


def groups(*rows):
    return pl.DataFrame(rows, schema=GROUPS, orient="row")


def found(qini, contacted):
    scores = UpliftScores(*(FigureWithInterval(*each) for each in ((0.05, 0.02, 0.08), qini, (0.03, 0.01, 0.05))))
    people = pl.DataFrame({"id": ["a", "b"], "segment": [0, 1], "segment_name": ["Loyal", "New"]})
    people = people.with_columns(control=False, outcome=True, uplift=pl.Series([0.2, -0.1]), decile=pl.Series([10, 1]))
    moved, alone = (10, 900, 100, 0.3, 0.1, 0.2, 0.2, 0.15, 0.25), (1, 3, 0, None, None, -0.1, None, None, None)
    tried = TriedUplift("t_learner", "logistic", scores, 5)
    fitted = FittedUplift(None, scores, (tried,), None)
    segments = groups((0, *moved[1:]), alone)
    money = ContactMoney(0.8, 25)
    return UpliftReadout("bought", True, 2, fitted, groups(moved, alone), segments, people, money, contacted)


@pytest.fixture
def shown(monkeypatch, tmp_path, capsys):
    """What is printed of a readout (output, errors), whose file is uplift.csv."""
    plan = SimpleNamespace(tables=list, careful=list, segments=SimpleNamespace(previous=None))
    run = SimpleNamespace(plan=plan, path=tmp_path, id="customer")
    data = SimpleNamespace(reading=SimpleNamespace(files=()))

    def call(readout, **more):
        monkeypatch.setattr(module, "uplift_readout", lambda *_, **__: readout)
        request = UpliftRequest(Path(tmp_path / "uplift.csv"), 0.8, 25, **more)
        show_uplift(request, run, None, SimpleNamespace(drop_missing=False), data)
        return capsys.readouterr()

    return call


def test_deciles_segments_methods_and_money_are_told_and_everyone_is_written(shown, tmp_path):
    paying = groups((1, 900, 100, 0.3, 0.1, 0.2, 0.2, 0.15, 0.25), (0, 9, 3, 0.1, 0.1, 0.0, 0.0, -0.3, 0.3))
    told = shown(found((0.012, 0.004, 0.02), paying))
    assert "+15.00 to +25.00" in told.out and "Loyal" in told.out and "T-learner, logistic regression" in told.out
    assert "were moved more" in told.out and "above an uplift of 3.20 percentage points: for 1,000 of 2" in told.out
    assert "brought 4.2 per person more than it cost (95 % interval 2.95 to 5.45)" in told.out
    assert "bought is above 0" in told.err and "2 people whose features" in told.err
    written = pl.read_csv(tmp_path / "uplift.csv")
    assert written.columns[0] == "customer" and written["expected_profit"].to_list() == pytest.approx([4.2, -3.3])
    with pytest.raises(UsageError, match="exists"):
        shown(found((0.012, 0.004, 0.02), paying))


def test_an_order_by_chance_or_the_wrong_way_round_is_called_that(shown):
    nobody = groups((0, 9, 3, 0.1, 0.1, 0.0, 0.0, -0.3, 0.3))
    told = shown(found((0.001, -0.01, 0.01), nobody)).out
    assert "may be chance" in told and "for nobody" in told
    assert "moved less" in shown(found((-0.02, -0.03, -0.01), nobody), force=True).out


def test_options_that_need_another_say_so():
    for request, told in (
        (UpliftRequest(Path("a.csv"), contact=1), "go together"),
        (UpliftRequest(None, 1, 2), "need --uplift"),
        (UpliftRequest(Path("a.csv"), 1, 0), "not above 0"),
    ):
        with pytest.raises(UsageError, match=told):
            request.refuse_half()
    UpliftRequest().refuse_half()
