"""`segtui profile`: a table for people, one object for programs."""

import json

import polars as pl
import pytest


def test_the_table_is_data_and_what_was_repaired_is_narration(segtui, tmp_path):
    lines = ["id,spend,city", *(f"{i},{i % 7}.5,{'Köln' if i % 2 else 'NA'}" for i in range(40)), "40,1.5,Bonn,extra"]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="cp1252")
    done = segtui("profile", "a.csv", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    head, names, *_ = done.stdout.splitlines()
    assert head.strip() == "a.csv: 40 rows × 3 columns"
    assert names.split()[:6] == ["column", "type", "nulls", "distinct", "min", "q1"]
    assert "Köln" in done.stdout
    assert "Windows-1252" in done.stderr and "1 row of more than 3 cells skipped (line 42)" in done.stderr
    assert "\x1b" not in done.stdout


def test_json_is_one_object_with_every_column_and_its_alerts(command, customers):
    frame = pl.read_csv(customers).with_columns(same=pl.lit(5), gone=pl.lit(None, dtype=pl.String))
    frame.write_csv(customers)
    done = command("profile", "customers.csv", "--json")
    told = json.loads(done.stdout)
    assert len(done.stdout.splitlines()) == 1 and done.stderr == ""
    assert (told["path"], told["format"], told["encoding"], told["delimiter"]) == ("customers.csv", "csv", "utf-8", ",")
    assert (told["id"], told["rows_skipped"], told["rows_repaired"]) == ("customer_id", 0, 0)
    columns = {c["name"]: c for c in told["columns"]}
    assert list(columns) == frame.columns
    assert "constant" in {a["code"] for a in columns["same"]["alerts"]}
    assert columns["gone"]["nulls"] == 120
    spend = columns["spend"]
    assert (spend["min"], spend["max"]) == (frame["spend"].min(), frame["spend"].max())
    assert spend["min"] <= spend["q1"] <= spend["median"] <= spend["q3"] <= spend["max"]


def test_it_writes_no_file(command, customers, tmp_path):
    assert command("profile", "customers.csv").returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["customers.csv"]


@pytest.mark.parametrize(("width", "unseen"), [(40, "max"), (60, "q1"), (200, "…")])
def test_a_narrow_terminal_sees_fewer_figures_never_cut_ones(command, customers, monkeypatch, width, unseen):
    monkeypatch.setattr("segtui.console.profile._PIPE_WIDTH", width)
    table = command("profile", "customers.csv").stdout.splitlines()[:6]
    shown = "\n".join(table)
    assert "median" in shown and "integer" in shown and "customer_id" in shown
    assert unseen not in shown and "…" not in shown
    assert max(map(len, table)) <= width


def test_the_mean_of_zeros_and_ones_is_a_share(segtui, tmp_path):
    (tmp_path / "flags.csv").write_text("id,flag,opted\n" + "".join(f"{i},{i % 10 // 9},no\n" for i in range(50)))
    done = segtui("profile", str(tmp_path / "flags.csv"))
    row = next(line for line in done.stdout.splitlines() if line.startswith("flag"))
    assert " 10 %" in row and " 0.1 " not in row
