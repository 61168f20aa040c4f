"""Derives one after the other: each may use the columns of those before, in runs and for later rows."""

from __future__ import annotations

import random

import polars as pl
import pytest

PLAN = """
[source]
path = "c.csv"
id = "id"
[[derive]]
kind = "expression"
name = "per_head"
sql = "income / size"
[[derive]]
kind = "rfm"
path = "o.csv"
id = "id"
date = "day"
amount = "total"
[[derive]]
kind = "expression"
name = "owned"
sql = "per_head + COALESCE(monetary, 0)"
[[derive]]
kind = "place"
column = "code"
regions = ["departement"]
[features]
use = ["income", "owned"]
[search.kmeans]
k = [2]
[stability]
resamples = 0
[report]
html = false
"""


@pytest.fixture
def place(tmp_path):
    """A folder with customers in two groups, their orders, and the plan."""
    rng = random.Random(1)
    rows = [(f"c{i}", (1 + i % 2) * 1000 + rng.randint(0, 90), rng.randint(1, 3), f"{i:02}000") for i in range(60)]
    pl.DataFrame(rows, schema=["id", "income", "size", "code"], orient="row").write_csv(tmp_path / "c.csv")
    orders = [(f"c{i % 50}", f"2024-01-{1 + i % 28:02}", float(i)) for i in range(150)]
    pl.DataFrame(orders, schema=["id", "day", "total"], orient="row").write_csv(tmp_path / "o.csv")
    (tmp_path / "p.toml").write_text(PLAN)
    return tmp_path


def test_run_assign_verify_and_refresh_use_the_columns_of_earlier_derives(place, command):
    assert (done := command("run", "p.toml", "-o", "r", "--quiet")).returncode == 0, done.stderr
    assert command("verify", "r", "--quiet").returncode == 0
    assert command("assign", "r", "c.csv", "-o", "a.csv", "--derive", "o.csv", "--quiet").returncode == 0
    run, later = (pl.read_csv(place / name)["segment"].to_list() for name in ("r/segments.csv", "a.csv"))
    assert run == later
    refused = command("assign", "r", "c.csv", "-o", "b.csv", "--derive", "1=o.csv")
    assert refused.returncode == 2 and "4 derives, 1 of them with a table" in refused.stderr
    assert command("refresh", "r", "c.csv", "--derive", "o.csv", "--quiet").returncode == 0


def test_a_derive_that_is_not_clustered_needs_none_of_its_columns_in_later_rows(place, command):
    assert command("run", "p.toml", "-o", "r", "--quiet").returncode == 0
    pl.read_csv(place / "c.csv").drop("code").write_csv(place / "n.csv")
    for words in (["assign", "r", "n.csv", "-o", "a.csv"], ["drift", "r", "n.csv"], ["refresh", "r", "n.csv"]):
        done = command(*words, "--derive", "o.csv")
        assert done.returncode == 0, done.stderr


def test_a_column_of_a_later_derive_is_not_there_yet(place, command):
    (place / "p.toml").write_text(PLAN.replace("income / size", "monetary / size"))
    refused = command("run", "p.toml")
    assert refused.returncode == 2 and 'derive[1].sql: there is no column "monetary"' in refused.stderr


def test_a_plan_without_a_source_starts_from_a_table(place, command):
    (place / "p.toml").write_text('[[derive]]\nkind = "expression"\nname = "x"\nsql = "1"\n')
    refused = command("run", "p.toml")
    assert refused.returncode == 2 and "first [[derive]] that reads a table" in refused.stderr
    (place / "p.toml").write_text('[[derive]]\nkind = "expression"\nname = "x"\nsql = "1 +* 2"\n')
    assert "derive[1].sql: can't be read" in command("run", "p.toml").stderr


@pytest.mark.parametrize(
    ("sql", "fix"),
    [("owned + 1", "derive[3] makes it from what this one makes"), ("per_head + 1", "give the new one another name")],
)
def test_who_reads_a_column_too_early_is_told_which_derive_makes_it(place, command, sql, fix):
    (place / "p.toml").write_text(PLAN.replace("income / size", sql))
    refused = command("run", "p.toml")
    assert refused.returncode == 2 and fix in refused.stderr
