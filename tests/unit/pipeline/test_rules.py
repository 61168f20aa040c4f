"""A run by rules goes through its whole life: leaderboard, names, notes, new rows, drift, and the same bytes again."""

import json

import polars as pl
import pytest

from tests.patience import PATIENCE

PLAN = """
[source]
path = "customers.csv"
[features]
use = ["spend", "visits"]
[search.kmeans]
k = 2
[search.rules]
otherwise = "Rest"
rules = [
  { name = "French spenders", when = "country = 'FR' AND spend > 50" },
  { name = "Frequent", when = "visits >= 8" },
  { name = "Never", when = "spend > 90 AND country = 'FR'" },
]
[select]
candidate = "rules"
[stability]
resamples = 3
"""


@pytest.fixture(scope="module")
def frame():
    rows = range(120)
    country = ["FR" if i % 3 else None if i % 2 else "DE" for i in rows]
    return pl.DataFrame(
        {
            "id": [f"c{i}" for i in rows],
            "spend": [(i * 37) % 100 for i in rows],
            "visits": [(i * 7) % 10 for i in rows],
            "country": country,
        }
    )


@pytest.fixture(scope="module")
def run(nursery, frame, tmp_path_factory):
    place = tmp_path_factory.mktemp("rules")
    frame.write_csv(place / "customers.csv")
    (place / "plan.toml").write_text(PLAN)
    done = nursery.run(["run", "plan.toml", "-o", "out"], place, None, PATIENCE)
    assert done.returncode == 0, done.stderr
    return place / "out", done.stderr.decode()


def named(row):
    if row["country"] == "FR" and row["spend"] > 50:
        return "French spenders"
    return "Frequent" if row["visits"] >= 8 else "Rest"


def test_segments_are_those_of_the_rules_with_their_names(run, frame):
    out, _ = run
    found = pl.read_csv(out / "segments.csv")
    assert found["segment_name"].to_list() == [named(row) for row in frame.iter_rows(named=True)]
    assert found["confidence"].unique().to_list() == [1.0]
    board = pl.read_csv(out / "leaderboard.csv").filter(pl.col("chosen"))
    assert board.select("algorithm", "parameters", "clusters").row(0) == ("rules", "{}", 3)
    assert board["silhouette"][0] is not None and board["stability"][0] is None


def test_a_card_has_the_rule_as_the_plan_has_it(run):
    report = (run[0] / "report.md").read_text()
    assert "Rule: country = 'FR' AND spend > 50.\n" in report and "Rule of thumb" not in report
    assert "Rule: visits >= 8, and no earlier rule matches.\n" in report and "Rule: no rule matches.\n" in report


def test_what_is_odd_about_them_is_told_while_running_in_the_report_and_in_run_json(run, frame):
    out, told = run
    most = frame.filter((pl.col("spend") > 90) & (pl.col("country") == "FR")).height
    for note in (
        f'The rule "Never" decides no row: the {most} that it matches go to earlier rules (French spenders {most}).',
        'Rules overlap, and the first that matches wins: "Frequent" leaves',
        "Empty cells leave rules undecided, so that these rows do not match: French spenders",
    ):
        assert note in told and note in (out / "report.md").read_text()
        assert any(note in each for each in json.loads((out / "run.json").read_text())["warnings"])
    assert "rules give a row the same segment in any sample" in (out / "report.md").read_text()


def test_new_rows_go_by_the_rules_themselves_and_drift_knows_them(segtui, run, frame, tmp_path):
    out, _ = run
    newer = frame.with_columns(spend=pl.col("spend").reverse(), id=pl.col("id") + "x")
    newer.write_csv(tmp_path / "newer.csv")
    done = segtui("assign", out, tmp_path / "newer.csv", "-o", tmp_path / "new.csv")
    assert done.returncode == 0, done.stderr
    assert "by the first rule that they match" in done.stderr + done.stdout
    found = pl.read_csv(tmp_path / "new.csv")
    assert found["segment_name"].to_list() == [named(row) for row in newer.iter_rows(named=True)]
    done = segtui("drift", out, tmp_path / "newer.csv")
    assert done.returncode == 0, done.stderr
    newer.drop("country").write_csv(tmp_path / "less.csv")
    done = segtui("assign", out, tmp_path / "less.csv", "-o", tmp_path / "less_new.csv")
    assert done.returncode != 0 and 'missing column "country"' in done.stderr


@pytest.mark.slow
def test_the_plan_as_carried_out_gives_the_same_bytes(segtui, run):
    done = segtui("verify", run[0])
    assert done.returncode == 0, done.stdout
