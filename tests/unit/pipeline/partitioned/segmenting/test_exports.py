"""Exports of runs over parts: nobody is written who said no in any row of the data, sampled or not."""

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from segtui.cli import app
from segtui.pipeline.partitioned.preparing import preparation
from segtui.pipeline.progress import Silent
from segtui.pipeline.run import RunOptions, run_plan
from segtui.plan.load import load
from tests.quick_runs import IN_PARTS

ROWS = 4_000
PLAN = """
[source]
path = "people.{ending}"
id = "customer_id"
[[clean]]
step = "deduplicate"
by = ["customer_id"]
{more}
[features]
use = ["income", "visits"]
[output]
columns = {columns}
"""
EXPORT = """
[[export]]
to = "csv"
path = "written.csv"
consent = "newsletter"
suppress = ["gone.csv"]
attributes = ["customer_id", "email", "city"]
"""
CASES = [
    ("parquet", '["customer_id"]', ""),
    ("csv", '"all"', ""),
    pytest.param(
        *("parquet", '"all"', '[[clean]]\nstep = "drop"\ncolumns = ["newsletter", "city"]'), marks=pytest.mark.slow
    ),
    ("csv", '"all"', '[[clean]]\nstep = "impute"\ncolumns = ["newsletter"]\nmethod = "mode"'),
]


def _people() -> pl.DataFrame:
    """Some stand in two rows that answer differently, and some share an address."""
    rng = np.random.default_rng(5)
    group = rng.integers(0, 3, ROWS)
    ids = np.arange(ROWS)
    again = rng.random(ROWS) < 0.1
    ids[again] = rng.integers(0, ROWS, again.sum())
    mail = np.where(rng.random(ROWS) < 0.05, rng.integers(0, ROWS, ROWS), ids)
    return pl.DataFrame(
        {
            "customer_id": ids,
            "income": rng.normal(1_000 * group, 100).round(2),
            "visits": rng.poisson(4 + 6 * group),
            "email": [f"c{n}@example.org" for n in mail],
            "newsletter": rng.choice(np.array(["yes", "no", "", None], dtype=object), ROWS, p=[0.7, 0.2, 0.05, 0.05]),
            "city": rng.choice(["Paris", "Lyon", "Nice"], ROWS),
        },
        strict=False,
    )


def _allowed(people: pl.DataFrame, listed: set[str], rewritten: bool) -> dict[int, tuple[str, str]]:
    """Whom an export may hold, by hand: the first row of each id, with address and city; where cleaning has rewritten
    the answers, all rows of an id must say yes."""
    owner = {}
    links: dict[str, set[str]] = {}
    for id, mail in people.select("customer_id", "email").iter_rows():
        links.setdefault(f"i{id}", set()).add(mail)
        links.setdefault(mail, set()).add(f"i{id}")
    for start in links:
        stack = [] if start in owner else [start]
        while stack:
            node = stack.pop()
            if node not in owner:
                owner[node] = start
                stack += links[node]
    no = {owner[f"i{r['customer_id']}"] for r in people.iter_rows(named=True) if r["newsletter"] == "no"}
    no |= {owner[mail] for mail in listed if mail in owner}
    answers: dict[int, list[str | None]] = {}
    first: dict[int, tuple[str, str]] = {}
    for r in people.iter_rows(named=True):
        answers.setdefault(r["customer_id"], []).append(r["newsletter"])
        first.setdefault(r["customer_id"], (r["email"], r["city"]))
    yes = {id for id, said in answers.items() if said[0] == "yes" and (not rewritten or set(said) == {"yes"})}
    return {id: first[id] for id in yes if owner[f"i{id}"] not in no}


@pytest.mark.parametrize(("ending", "columns", "more"), CASES)
def test_nobody_who_said_no_is_written(tmp_path, monkeypatch, ending, columns, more):
    monkeypatch.setattr(preparation, "SAMPLE", 300)
    people = _people()
    people.write_parquet(tmp_path / "people.parquet", row_group_size=500)
    people.write_csv(tmp_path / "people.csv")
    listed = {f"c{n}@example.org" for n in range(17, ROWS, 40)}
    pl.DataFrame({"email": sorted(listed)}).write_csv(tmp_path / "gone.csv")
    plan, out = tmp_path / "plan.toml", tmp_path / "out"
    plan.write_text(PLAN.format(ending=ending, columns=columns, more=more) + IN_PARTS + EXPORT)
    run_plan(load(plan), RunOptions(tmp_path, out), Silent())
    may = _allowed(people, listed, "impute" in more)
    found = pl.read_csv(out / "written.csv")
    later = ["--consent", "newsletter", "--suppress", "gone.csv", "--columns", "customer_id,email,city"]
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["export", "out", "--to", "csv", "-o", "later.csv", *later])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "later.csv").read_bytes() == (out / "written.csv").read_bytes()
    written = {id: (mail, city) for id, mail, city in found.select("customer_id", "email", "city").iter_rows()}
    assert len(written) == found.height > ROWS // 10
    assert written == may
    segments = pl.read_csv(out / "segments.csv")["customer_id"].to_list()
    assert [id for id in segments if id in written] == found["customer_id"].to_list()
