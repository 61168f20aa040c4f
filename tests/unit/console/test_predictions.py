"""[[predict]] in a run: its columns, figures and files, and what is refused."""

import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load
from tests.made_orders import RFM, write_orders

PLAN = (
    RFM
    + """
[[predict]]
name = "buys"
label = "purchase"
models = ["logistic"]
bands = { low = 0.1, high = 1.0 }
money = { contact = 1, margin = 10 }

[predict.logistic]
C = 0.5

[search.kmeans]
k = [3]
"""
)
ACTIVE = """
[[predict]]
name = "leaves"
label = "churn"
active = "60d"
models = ["logistic"]
"""
COLUMN = """
[source]
path = "people.csv"

[features]
use = ["a", "b"]

[[predict]]
name = "answers"
label = { column = "reply" }
models = ["logistic"]

[search.kmeans]
k = [2]
"""


def write_people(folder, rows=400, **columns):
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=rows), np.repeat([0.0, 8.0], rows // 2) + rng.normal(size=rows)
    reply = (a + rng.normal(size=rows) > 0.3).astype(int)
    frame = pl.DataFrame({"id": range(rows), "a": a, "b": b, "reply": reply, **columns})
    frame.write_csv(folder / "people.csv")
    return frame


@pytest.fixture
def run(command, tmp_path):
    """Runs a plan as runs/it, or fails with the given code."""

    def call(plan, code=0):
        (tmp_path / "it.toml").write_text(plan)
        done = command("run", "it.toml")
        assert done.returncode == code, done.stderr
        return done

    return call


class Notes(Silent):
    def __init__(self):
        self.told = []

    def note(self, message):
        self.told.append(message)


@pytest.fixture(scope="module")
def bought(tmp_path_factory):
    """A folder with orders and a run of them in runs/it, made once, and the notes of the run."""
    folder, notes = tmp_path_factory.mktemp("bought"), Notes()
    write_orders(folder)
    (folder / "it.toml").write_text(PLAN + ACTIVE + "[stability]\nresamples = 0\n")
    run_plan(load(folder / "it.toml"), RunOptions(folder, folder / "runs" / "it"), notes)
    return folder, notes.told


def test_a_purchase_is_predicted_tested_and_kept(bought):
    folder, notes = bought[0] / "runs" / "it", bought[1]
    assert any(note.startswith("buys: logistic, ROC-AUC 0.") for note in notes)
    rows = pl.read_csv(folder / "segments.csv")
    assert rows["buys"].is_between(0, 1).all()
    assert rows["buys_decile"].min() == 1 and rows["buys_decile"].max() == 10
    assert set(rows["buys_band"]) == {"low", "high"} and ((rows["buys"] > 0.1) == (rows["buys_band"] == "high")).all()
    figures = pl.read_csv(folder / "predictions.csv").filter(pl.col("part").is_null(), pl.col("rows") == "test")
    figures = figures.filter(pl.col("model") == "logistic", pl.col("prediction") == "buys")
    found = dict(figures.select("figure", "value").iter_rows())
    assert found["roc_auc"] > 0.6 and abs(found["gap"]) < 0.05 and found["paying_threshold"] == 0.1
    facts = json.loads((folder / "model/predict/buys/prediction.json").read_text())
    assert facts["learner"] == "logistic" and facts["settings"] == {"C": 0.5} and not list(folder.rglob("*.pkl"))
    means = dict(rows.group_by("segment").agg(pl.col("buys").mean()).iter_rows())
    outcomes = pl.read_csv(folder / "outcomes.csv").filter(pl.col("outcome") == "buys")
    assert {s: pytest.approx(v) for s, v in outcomes.select("segment", "value").iter_rows()} == means
    report = (folder / "report.md").read_text()
    assert "What they will do next" in report and "A contact pays from a probability of 10.0 %" in report
    known = json.loads((folder / "run.json").read_text())
    assert "buys" not in "".join(known["segments"][0]["traits"])
    assert known["predictions"][0]["test"]["roc_auc"]["value"] == found["roc_auc"]
    figures = pl.read_csv(folder / "predictions.csv").filter(pl.col("prediction") == "buys")
    profit = figures.filter(figure="segment_profit", rows="run").select("part", "value")
    expected = dict(rows.group_by(pl.col("segment").cast(pl.String)).agg((pl.col("buys") * 10 - 1).sum()).iter_rows())
    assert {part: pytest.approx(value) for part, value in profit.iter_rows()} == expected
    assert figures.filter(figure="segment_rows", rows="test")["value"].sum() == known["predictions"][0]["test"]["rows"]
    assert {str(s["segment"]): pytest.approx(s["profit"]) for s in known["predictions"][0]["segments"]} == expected
    assert "Profit of contacting all by buys" in report and "In the test customers are in the segment" in report
    page = (folder / "report.html").read_text()
    assert "How many buys finds" in page and "How true buys is" in page and 'href="#predictions"' in page


@pytest.mark.slow
def test_verify_finds_the_same_predictions(bought, command):
    assert command("verify", bought[0] / "runs" / "it").returncode == 0


def test_a_column_is_predicted_by_models_that_have_not_seen_the_row(run, tmp_path):
    people = write_people(tmp_path).with_columns(known_later=pl.col("reply") * 3.0 + pl.col("a") * 0.01)
    people.write_csv(tmp_path / "people.csv")
    assert "known_later alone has a ROC-AUC of 1.000" in run(COLUMN).stderr
    rows = pl.read_csv(tmp_path / "runs/it/segments.csv")
    assert rows["answers"].null_count() == 0 and "answers" in (tmp_path / "runs/it/outcomes.csv").read_text()


BAD = {
    "name taken": (PLAN.replace('"buys"', '"frequency"'), 'predict[1].name: there is a column "frequency" already'),
    "no log": (PLAN.replace('name = "buys"', 'name = "buys"\npath = "other.csv"'), 'none reads "other.csv"'),
    "bands": (PLAN.replace("high = 1.0", "high = 0.9"), "predict[1].bands: the upper bounds should rise"),
    "model": (PLAN.replace('"logistic"', '"oracle"'), 'predict[1].models: there is no model "oracle"'),
    "settings": (PLAN.replace("C = 0.5", "C = 0"), "predict[1].logistic.C:"),
    "idle": (PLAN.replace("[search.kmeans]", "[predict.forest]\ntrees = 9\n[search.kmeans]"), 'add "forest" to models'),
    "horizon": (PLAN.replace('"purchase"', '"purchase"\nhorizon = "36h"'), "not a number of whole days"),
    "label": (PLAN.replace('"purchase"', '"sale"'), "predict[1].label: should be purchase, churn or"),
    "money": (PLAN.replace("margin = 10", "margin = 1"), "never pays"),
}


@pytest.mark.parametrize("plan, said", BAD.values(), ids=BAD)
def test_a_wrong_key_is_a_fault_of_the_plan(run, tmp_path, plan, said):
    write_orders(tmp_path, days=200, people=30)
    assert said in run(plan, 2).stderr


def test_a_log_that_is_too_short_or_says_too_little_is_refused(run, tmp_path):
    write_orders(tmp_path, days=100, people=60)
    assert "too few to look 90 days ahead" in run(PLAN.replace("models", 'horizon = "90d"\nmodels'), 3).stderr
    assert "50 are needed" in run(PLAN.replace("models", 'horizon = "10d"\nsnapshots = "quarterly"\nmodels'), 3).stderr


@pytest.mark.parametrize(
    "reply, said",
    [
        (["1"] * 400, 'every row has the same value, "1"'),
        (["1", "2", "3", "1"] * 100, "this column has 3: 2, 3, 1"),
        (["1"] * 40 + ["0"] * 360, "only 40 of 400 rows have the outcome; 84 are needed"),
    ],
)
def test_a_column_that_is_no_label_is_refused(run, tmp_path, reply, said):
    write_people(tmp_path, reply=reply)
    assert said in run(COLUMN, 3).stderr


def test_later_rows_get_the_same_probabilities_by_predict_and_assign(bought, command, tmp_path):
    run, orders = bought[0] / "runs" / "it", bought[0] / "orders.csv"
    told = command("predict", run, orders, "-o", "again.csv", "--json")
    assert json.loads(told.stdout)["predictions"][0]["model"] == "logistic"
    mine = pl.read_csv(tmp_path / "again.csv")
    assert mine.equals(pl.read_csv(run / "segments.csv").select(mine.columns))
    last = pl.read_csv(orders, try_parse_dates=True).group_by("who").agg(pl.col("day").max())
    days = dict(last.select("who", last["day"].max() - pl.col("day")).iter_rows())
    asked = dict(mine.select("who", pl.col("leaves").is_not_null()).iter_rows())
    assert asked == {who: since < dt.timedelta(days=60) for who, since in days.items()} and not all(asked.values())
    assert command("assign", run, orders, "-o", "assigned.csv").returncode == 0
    assert pl.read_csv(tmp_path / "assigned.csv").select(mine.columns).equals(mine)
    assert command("predict", run, orders, "-o", orders).returncode == 2  # what it reads


def test_in_the_test_customers_are_in_the_segments_of_that_day(bought, command, tmp_path):
    run, orders = bought[0] / "runs" / "it", pl.read_csv(bought[0] / "orders.csv", try_parse_dates=True)
    day = dt.date(2025, 12, 2)  # 30 days before the one after the last order
    assert f'"{day}"' in (run / "model" / "report.json").read_text()
    orders.filter(pl.col("day") < day).write_csv(tmp_path / "early.csv")
    assert command("assign", run, "early.csv", "-o", "early_segments.csv").returncode == 0
    expected = pl.read_csv(tmp_path / "early_segments.csv")["segment"].value_counts()
    figures = pl.read_csv(run / "predictions.csv").filter(prediction="buys", rows="test", figure="segment_rows")
    assert {int(s): n for s, n in figures.select("part", "value").iter_rows()} == dict(expected.iter_rows())


def test_the_bands_of_a_prediction_are_a_candidate_and_another_only_figures(run, command, tmp_path):
    write_people(tmp_path)
    kinds = [COLUMN, '[select]\ncandidate = "predicted by=answers"\n[stability]\nresamples = 0\n']
    silent = '[[predict]]\nname = "silent"\nuse_as = "none"\nlabel = { column = "reply", yes = "0" }\n'
    use = 'bands = { seldom = 0.5, often = 1 }\nuse_as = "segments"\nmodels'
    run("".join(kinds).replace("models", use).replace("[search", silent + 'models = ["logistic"]\n[search'))
    board = pl.read_csv(tmp_path / "runs/it/leaderboard.csv")
    assert board.filter(pl.col("chosen"))["algorithm"].to_list() == ["predicted"] and "kmeans" in board["algorithm"]
    rows = pl.read_csv(tmp_path / "runs/it/segments.csv")
    assert rows["segment_name"].equals(rows["answers_band"]) and "silent" not in rows.columns
    assert "| answers_decile |" not in (tmp_path / "runs/it/report.md").read_text()
    assert "Rule: answers > 0.5" in (tmp_path / "runs/it/report.md").read_text()
    assert "silent" in (tmp_path / "runs/it/predictions.csv").read_text()
    assert command("assign", "runs/it", "people.csv", "-o", "new.csv").returncode == 0
    placed = pl.read_csv(tmp_path / "new.csv")
    assert placed["segment_name"].equals(placed["answers_band"]) and "silent" not in placed.columns
    assert command("predict", "runs/it", "people.csv", "-o", "more.csv").returncode == 0
    assert "silent_decile" in pl.read_csv(tmp_path / "more.csv").columns
    assert command("drift", "runs/it", "people.csv").returncode == 0


def test_a_run_without_predictions_says_so(run, command, tmp_path):
    write_people(tmp_path)
    run(COLUMN.replace('[[predict]]\nname = "answers"\nlabel = { column = "reply" }\nmodels = ["logistic"]\n', ""))
    done = command("predict", "runs/it", "people.csv", "-o", "new.csv")
    assert done.returncode == 2 and "this run predicts nothing" in done.stderr
