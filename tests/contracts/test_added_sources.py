"""A source that is not a file, added as one reader, goes through all that the commands and the workbench do."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOP = "sqlite3:///shop.db?table=customers"
DRIVE = ROOT / "tests/contracts/drive_source.py"


@pytest.fixture(scope="module")
def added(templates, tmp_path_factory):
    """A folder of their own with a database, a plan that reads it, and its run."""
    there = templates.working_in(tmp_path_factory.mktemp("sources"))
    rng = random.Random(1)
    far = [1 if i % 2 else 5 for i in range(120)]
    rows = [(f"c{i}", f"p{i}@example.org", f * 1000 + rng.random() * 300, f * 10 + i % 7) for i, f in enumerate(far)]
    with closing(sqlite3.connect(there.place / "shop.db")) as shop:
        shop.execute("create table customers (id TEXT, mail TEXT, income REAL, visits INTEGER)")
        shop.executemany("insert into customers values (?, ?, ?, ?)", rows)
        shop.execute("create table orders (customer TEXT, day TEXT, amount REAL)")
        orders = [(f"c{i}", f"2026-0{1 + k}-1{i % 9}", 10.0 + i) for i in range(120) for k in range(1 + i % 3)]
        shop.executemany("insert into orders values (?, ?, ?)", orders)
        shop.execute("create table few as select * from customers where income > 2000")
        shop.execute("create table gone (mail TEXT)")
        shop.execute("insert into gone values ('p3@example.org')")
        shop.commit()
    (there.place / "plans").mkdir()
    (there.place / "plans/plan.toml").write_text(
        """
        [source]
        path = "sqlite3:///../shop.db"
        table = "customers"
        id = "id"
        [[derive]]
        kind = "rfm"
        path = "sqlite3:///../shop.db?table=orders"
        id = "customer"
        date = "day"
        amount = "amount"
        [search.kmeans]
        k = [2, 3]
        [[export]]
        to = "csv"
        no_consent_column = true
        """
    )
    there.segtui("run", "plans/plan.toml", "--out", "run", "--quiet")
    return there


def written(folder):
    return {f.relative_to(folder): f.read_bytes() for f in folder.rglob("*") if f.is_file() and f.name != "run.json"}


def test_a_plan_that_reads_it_gives_the_same_bytes_again(added):
    added.segtui("run", "plans/plan.toml", "--out", "again", "--quiet")
    assert written(added.place / "run").keys() == written(added.place / "again").keys()
    same = [n for n, data in written(added.place / "run").items() if written(added.place / "again")[n] == data]
    assert len(same) == len(written(added.place / "run"))
    inputs = json.loads((added.place / "run/run.json").read_text())["inputs"]
    assert [name.rpartition("/")[2] for name in inputs] == ["shop.db", "shop.db?table=orders"]
    assert all(len(fingerprint) == 64 for fingerprint in inputs.values())


def test_the_plan_of_a_run_leads_to_the_same_database(added):
    plan = (added.place / "run/plan.toml").read_text()
    assert 'path = "sqlite3:///../shop.db"\n' in plan and 'table = "customers"' in plan
    assert "identical" in added.segtui("verify", "run")


def test_new_rows_are_assigned_from_it_and_watched(added):
    added.segtui("assign", "run", SHOP, "--derive", "sqlite3:///shop.db?table=orders", "--out", "new.csv", "--quiet")
    assert len((added.place / "new.csv").read_text().splitlines()) == 121
    assert "100.00 %" in added.segtui("assign", "run", "--check")
    assert "No need to refit" in added.segtui("drift", "run", SHOP)


def test_a_refreshed_version_names_it_in_its_plan(added):
    added.segtui("run", "plans/plan.toml", "--out", "fresh", "--quiet")
    added.segtui("refresh", "fresh", SHOP, "--quiet")
    plan = (added.place / "fresh/versions/1/plan.toml").read_text()
    assert 'path = "sqlite3:///../../../shop.db?table=customers"' in plan


def test_it_is_profiled_and_gets_a_starter_plan(added):
    assert "120 rows × 4 columns" in added.segtui("profile", SHOP)
    added.segtui("plan", SHOP, "--out", "plans/starter.toml")
    assert 'path = "sqlite3:///../shop.db?table=customers"' in (added.place / "plans/starter.toml").read_text()


def test_a_list_of_people_never_to_write_to_may_be_one(added):
    added.segtui(
        *("export", "run", "--to", "mailchimp", "--no-consent-column", "--out", "mail.csv", "--quiet"),
        *("--suppress", "sqlite3:///shop.db?table=gone"),
    )
    sent = (added.place / "mail.csv").read_text()
    assert "p5@example.org" in sent and "p3@example.org" not in sent


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("sqlite3:///shop.db?table=customer", 'there is no table "customer"\n  did you mean "customers"?'),
        ("sqlite3:///shops.db?table=x", 'no such file\n  did you mean "shop.db"?'),
        ("sqlite3:///plans/plan.toml?table=x", "the database can't be read: file is not a database"),
        ("sqlit3:///shop.db", 'no reader knows addresses that begin with sqlit3://\n  did you mean "sqlite3"?'),
    ],
)
def test_what_is_wrong_with_it_is_told_as_of_a_file(added, address, message):
    assert message in added.segtui("profile", address, status=3)


def test_a_database_that_is_read_is_never_written_to(added):
    assert "shop.db" in added.segtui("assign", "run", SHOP, "--out", "shop.db", "--force", status=2)
    assert (added.place / "shop.db").read_bytes().startswith(b"SQLite")


def test_its_own_settings_are_checked_where_the_plan_is(added):
    (added.place / "wrong.toml").write_text('[source]\npath = "x.csv"\ntable = "customers"\ntabel = "x"\nsheet = 3\n')
    said = added.segtui("run", "wrong.toml", status=2)
    assert "source.table: is a setting of SQLite 3 only, and this is delimited text" in said
    assert "source.tabel: unknown key" in said and "source.sheet" in said
    schema = json.loads(added.segtui("schema"))["$defs"]["Source"]
    assert schema["properties"]["table"]["description"] and schema["additionalProperties"] is False


def test_it_is_in_the_guides_table(added):
    (added.place / "tables.py").write_text("from segtui.plan.docs_tables import readers; print(readers())")
    row = next(line for line in added.python(added.place / "tables.py").splitlines() if "`sqlite3://`" in line)
    assert "`table`" in row


def test_the_workbench_opens_it_and_offers_its_own_settings(added):
    told = json.loads(added.python(DRIVE, SHOP, "table", "few"))
    assert told["rows"] == 120 and told["settings"] == ["decimal", "nulls", "date_format", "table", "id"]
    assert told["after"] == 60 and told["saved"].count('\npath = "sqlite3:///../shop.db?table=customers"\n') == 1


def test_a_table_that_has_changed_is_told(added):
    with closing(sqlite3.connect(added.place / "shop.db")) as shop:
        shop.execute("update customers set income = income + 500 where id = 'c1'")
        shop.commit()
    assert "shop.db has changed" in added.segtui("verify", "run", status=1)
