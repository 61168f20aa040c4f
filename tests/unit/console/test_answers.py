"""Consent is what people answered, not what a cleaning step made of it."""

import csv
import json

import polars as pl
import pytest

ANSWERS = ["1", "0", "", "1", "1"]
REPLACE = 'step = "replace"\ncolumns = ["ok"]\nvalues = {"0" = "1"}\n'
MODE = 'step = "impute"\ncolumns = ["o*"]\nmethod = "mode"\n'
RENAME = 'step = "rename"\ncolumns = {ok = "agrees"}\n'
RENAMED = MODE.replace("o*", "agrees")


def table():
    rows = [(f"c{i}", f"p{i}@example.org", ANSWERS[i % 5], i % 3 * 100 + i % 11, i % 3 * 10 + i % 5) for i in range(60)]
    return pl.DataFrame(rows, schema=["id", "email", "ok", "spend", "visits"], orient="row")


@pytest.mark.parametrize(
    ("steps", "column"), [([MODE], "ok"), ([REPLACE], "ok"), ([RENAME, RENAMED], "agrees"), ([REPLACE, MODE], "ok")]
)
def test_what_cleaning_filled_in_or_replaced_is_no_consent(command, tmp_path, steps, column):
    table().write_csv(tmp_path / "people.csv")
    clean = "".join(f"[[clean]]\n{step}" for step in steps)
    plan = (
        'source = {path = "people.csv", id = "id"}\nfeatures.use = ["spend", "visits"]\nsearch.kmeans.k = [3]\n'
        f'{clean}[[export]]\nto = "csv"\npath = "end.csv"\nconsent = "{column}"\nmin_size = 1\n'
    )
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    done = command("run", "plan.toml", "-o", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    words = ("export", "run", "--to", "csv", "-o", "later.csv", "--consent", column, "--min-size", "1", "--json")
    told = json.loads(command(*words).stdout)
    agreed = {f"c{i}" for i in range(60) if ANSWERS[i % 5] == "1"}
    for place in (tmp_path / "run" / "end.csv", tmp_path / "later.csv"):
        with place.open(encoding="utf-8", newline="") as file:
            assert {row["id"] for row in csv.DictReader(file)} == agreed
    assert told["kept_back"] == {"refused": 12, "no consent": 12}


def test_data_that_is_gone_stops_an_export_of_answers_that_cleaning_changed(command, tmp_path):
    table().write_csv(tmp_path / "people.csv")
    plan = 'source = {path = "people.csv", id = "id"}\nfeatures.use = ["spend", "visits"]\nsearch.kmeans.k = [3]\n'
    (tmp_path / "plan.toml").write_text(f"{plan}[[clean]]\n{MODE}", encoding="utf-8")
    assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 0
    (tmp_path / "people.csv").unlink()
    done = command("export", "run", "--to", "csv", "-o", "x.csv", "--consent", "ok", "--min-size", "1")
    assert done.returncode == 3 and not (tmp_path / "x.csv").exists()


def test_a_no_in_a_newer_version_is_a_no_for_the_run_as_it_was_made(command, tmp_path):
    table().write_csv(tmp_path / "people.csv")
    plan = 'source = {path = "people.csv", id = "id"}\nfeatures.use = ["spend", "visits"]\nsearch.kmeans.k = [3]\n'
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 0
    mine = pl.col("id") == "c0"
    table().with_columns(ok=pl.when(mine).then(pl.lit("0")).otherwise("ok")).write_csv(tmp_path / "june.csv")
    assert command("refresh", "run", "june.csv", "--quiet").returncode == 0
    words = ("--to", "csv", "--consent", "ok", "--min-size", "1", "--json")
    for place, name in (("run", "a.csv"), ("run/versions/1", "b.csv")):
        told = json.loads(command("export", place, *words, "-o", name).stdout)
        assert (told["written"], told["kept_back"]["refused"]) == (35, 13)
        assert "c0" not in pl.read_csv(tmp_path / name)["id"].to_list()
