"""Predictions after their run: learned again by refresh, gone back to, and judged by what came."""

import json

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load
from tests.unit.console.test_predictions import COLUMN, PLAN, write_orders, write_people


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Orders of a year, a run of them in runs/it, and the same orders with those of half a year more in later.csv."""
    folder = tmp_path_factory.mktemp("over-time")
    orders = write_orders(folder, days=560)
    orders.write_csv(folder / "later.csv")
    orders.filter(pl.col("day") < pl.date(2026, 1, 1)).write_csv(folder / "orders.csv")
    (folder / "it.toml").write_text(PLAN + "[stability]\nresamples = 0\n[report]\nhtml = false\n")
    run_plan(load(folder / "it.toml"), RunOptions(folder, folder / "runs" / "it"), Silent())
    return folder


def same(run, data, command, out):
    """Whether `predict` on a run gives what its segments.csv says."""
    assert command("predict", run, data, "-o", out, "--quiet", "--force").returncode == 0
    mine = pl.read_csv(out)
    return mine.equals(pl.read_csv(run / "segments.csv").select(mine.columns))


@pytest.mark.slow
def test_a_refresh_learns_predictions_again_and_can_be_rolled_back(folder, command, tmp_path):
    run, later, out = folder / "runs" / "it", folder / "later.csv", tmp_path / "now.csv"
    done = command("refresh", run, later, "--json")
    assert done.returncode == 0, done.stderr
    (told,) = json.loads(done.stdout)["predictions"]
    assert told["learned"] and told["test"]["roc_auc"]["value"] > 0.6 and told["as_of"] == "2026-07-15"
    version = run / "versions" / "1"
    rows = pl.read_csv(version / "segments.csv")
    assert rows["buys"].null_count() == 0 and rows["buys_decile"].n_unique() == 10 and "buys_band" in rows.columns
    assert json.loads((version / "refresh.json").read_text())["predictions"] == [told]
    models = [(place / "model/predict/buys/prediction.json").read_text() for place in (run, version)]
    assert models[0] != models[1]
    assert same(version, later, command, out)
    assert command("predict", run, later, "-o", out, "--quiet", "--force").returncode == 0  # which uses the version
    assert pl.read_csv(out)["buys"].equals(rows["buys"])
    again = tmp_path / "again"
    assert command("refresh", run, "--rollback", "--quiet").returncode == 0
    assert command("refresh", run, later, "-o", again, "--quiet").returncode == 0
    for name in ("segments.csv", "predictions.csv", "model/predict/buys/prediction.json"):
        assert (again / name).read_bytes() == (version / name).read_bytes()
    assert same(run, folder / "orders.csv", command, out)


def test_drift_judges_predictions_once_their_outcomes_are_known(folder, command, tmp_path):
    run, out = folder / "runs" / "it", tmp_path / "drift.csv"
    same_data = json.loads(command("drift", run, folder / "orders.csv", "--json").stdout)
    mine = {f["measure"]: f for f in same_data["findings"] if f["subject"] == "buys"}
    assert mine["psi"]["value"] < 1e-9 and mine["psi"]["then"] == pytest.approx(mine["psi"]["now"], abs=1e-6)
    assert "predictions" not in same_data and "roc_auc" not in mine  # nothing has come yet
    done = command("drift", run, folder / "later.csv", "-o", out, "--json")
    (judged,) = json.loads(done.stdout)["predictions"]
    day = judged["day"]
    assert day == "2026-06-15"
    orders = pl.read_csv(folder / "later.csv", try_parse_dates=True).rename({"who": "id"})
    before = orders.filter(pl.col("day") < pl.lit(day).str.to_date())
    later = orders.filter(pl.col("day") >= pl.lit(day).str.to_date())["id"].unique()
    assert judged["rows"] == before["id"].n_unique()
    came = before["id"].unique().is_in(later.implode()).sum()
    assert judged["positives"] == came and judged["now"]["rate"]["value"] == pytest.approx(came / judged["rows"])
    before.rename({"id": "who"}).write_csv(tmp_path / "before.csv")  # what anybody could have known on the day
    assert command("predict", run, "before.csv", "-o", "then.csv", "--quiet").returncode == 0
    scored = pl.read_csv(tmp_path / "then.csv").with_columns(yes=pl.col("who").is_in(later.implode()))
    assert judged["now"]["roc_auc"]["value"] == pytest.approx(roc_auc_score(scored["yes"], scored["buys"]), abs=0.01)
    assert judged["now"]["mean_probability"]["value"] == pytest.approx(scored["buys"].mean(), abs=0.01)
    assert sum(b["rows"] for b in judged["reliability"]) == judged["rows"]
    rows = pl.read_csv(out).filter(pl.col("subject") == "buys")
    assert {"psi", "roc_auc", "average_precision", "brier", "calibration", "reliability"} == set(rows["measure"])
    told = command("drift", run, folder / "later.csv").stdout
    assert "buys: ROC-AUC 0." in told and "against a rate of" in told and "How true buys is:" in told


def test_a_column_is_learned_again_where_the_new_rows_have_it(command, tmp_path):
    people = write_people(tmp_path)
    (tmp_path / "it.toml").write_text(COLUMN + "[stability]\nresamples = 0\n[report]\nhtml = false\n")
    run_plan(load(tmp_path / "it.toml"), RunOptions(tmp_path, tmp_path / "it"), Silent())
    flipped = people.with_columns(id=pl.col("id") + 1_000, reply=1 - pl.col("reply"))
    flipped.write_csv(tmp_path / "flipped.csv")
    flipped.drop("reply").write_csv(tmp_path / "unknown.csv")
    assert command("refresh", "it", "flipped.csv", "--quiet").returncode == 0
    rows = pl.read_csv(tmp_path / "it/versions/1/segments.csv")
    joined = flipped.join(rows, on="id")
    assert np.corrcoef(joined["answers"], joined["reply"])[0, 1] > 0.3
    told = json.loads(command("refresh", "it", "unknown.csv", "--json").stdout)
    assert not told["predictions"][0]["learned"] and "its earlier model stays" in told["warnings"][-1]
    kept = [tmp_path / "it/versions" / n / "model/predict/answers/prediction.json" for n in ("1", "2")]
    assert kept[0].read_bytes() == kept[1].read_bytes()
    assert pl.read_csv(tmp_path / "it/versions/2/segments.csv")["answers"].null_count() == 0
