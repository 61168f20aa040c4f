"""A person whose rows a match step merged: in the run, in an export, when later rows come, and when forgotten."""

from itertools import product

import polars as pl
import pytest

from segtui.delivery.export.eligibility.merged_ids import MergedIds
from segtui.delivery.export.identity.match_keys import id_keys
from segtui.delivery.export.suppression.match import hashed

PLAN = """version = 1
[source]
path = "data.csv"
id = "id"
[[clean]]
step = "match"
on = { first = "name", last = "name", born = "exact" }
merge = { spend = "sum", "*" = "most_complete" }
[features]
use = ["visits", "spend"]
[search.kmeans]
k = [3]
[stability]
resamples = 0
"""
FIRST = ("Bonita", "Surko", "Tirren", "Malou", "Fergus", "Okoye")
LAST = ("Garc", "Wils", "Ohl", "Peti", "Ross", "Nov")


def people():
    rows = [
        {
            "id": f"C{i}",
            "first": first,
            "last": last + first[::-1].lower(),
            "born": 1900 + 3 * i,
            "ok": "yes",
            "mail": f"{i}@x.org",
        }
        | {"ok": "yes", "visits": i % 3 * 50 + i * 0.1, "spend": i % 3 * 100 + i * 0.2}
        for i, (first, last) in enumerate(product(FIRST, LAST))
    ]
    again = [
        rows[4] | {"id": "X4", "first": "bonita", "last": "Rosatinob", "mail": "other@y.org", "ok": "no", "spend": 1.0},
        rows[9] | {"id": "X9", "mail": "new@y.org", "spend": 2.0},
        rows[11] | {"id": "X11", "mail": "list@y.org", "ok": None},
    ]
    return pl.DataFrame([*rows, *again])


def test_a_merged_person_is_one_for_their_whole_life(segtui, tmp_path):
    table = people()
    table.write_csv(tmp_path / "data.csv")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "list.csv").write_text("email\nlist@y.org\n", encoding="utf-8")
    done = segtui("run", "plan.toml", "-o", "run")
    assert done.returncode == 0, done.stderr
    matches = pl.read_csv(tmp_path / "run/matches.csv")
    assert dict(matches.filter("merged").select("id", "other").iter_rows()) == {"X4": "C4", "X9": "C9", "X11": "C11"}
    assert (tmp_path / "run/matches.csv").stat().st_mode & 0o077 == 0
    spent = pl.read_csv(tmp_path / "run/segments.csv").filter(id="C9")["spend"].item()
    assert spent == round(0.2 * 9 + 2.0, 1)

    done = segtui("export", "run", "--to", "csv", "-o", "x.csv", "--consent", "ok", "--suppress", "list.csv")
    assert done.returncode == 0, done.stderr
    written = set(pl.read_csv(tmp_path / "x.csv")["id"])
    assert "C9" in written and not written & {"C4", "C11", "X4", "X9", "X11"}

    done = segtui("assign", "run", "data.csv", "-o", "again.csv")
    assert done.returncode == 0, done.stderr
    again = pl.read_csv(tmp_path / "again.csv", infer_schema_length=None)
    assert set(again.filter(pl.col("reason").is_not_null())["id"]) == {"X4", "X9", "X11"}
    both = again.filter(pl.col("reason").is_null()).join(pl.read_csv(tmp_path / "run/segments.csv"), on="id")
    assert both.height == 36 and (both["segment"] == both["segment_right"]).all()

    done = segtui("refresh", "run", "data.csv")
    assert done.returncode == 0, done.stderr
    known = pl.read_csv(tmp_path / "run/versions/1/matches.csv").filter("merged")
    assert known.select("id", "other").equals(matches.filter("merged").select("id", "other"))
    assert set(known["probability"]) == {1}

    done = segtui("forget", "run", "X9")
    assert done.returncode == 0, done.stderr
    for place in (tmp_path / "run").rglob("*.csv"):
        assert not {"X9", "C9"} & set(place.read_text(encoding="utf-8").replace(",", "\n").split())


def test_ids_are_linked_over_chains_whichever_of_them_are_there():
    pairs = pl.DataFrame({"id": ["A", "C", "A", "X"], "other": ["B", "B", "D", "Y"]})
    keys = MergedIds.of(pairs).keys(hashed(id_keys(pl.Series(["A", "C", "D", "Y", "Z"])))).tolist()
    assert keys[0] == keys[1] == keys[2] != keys[3] and 0 not in keys[:4] and keys[4] == 0
    assert MergedIds.of(pairs.clear()).keys(hashed(id_keys(pl.Series(["A"])))).tolist() == [0]


def _exported(command, run, *more):
    done = command("export", run, "--to", "csv", "-o", "x.csv", "--force", "--consent", "ok", *more)
    assert done.returncode == 0, done.stderr
    return set(pl.read_csv("x.csv")["id"]), done.stderr


@pytest.mark.slow
def test_a_no_in_any_month_of_merged_rows_holds_in_every_version(command, tmp_path):
    first = people()
    first.write_csv(tmp_path / "one.csv")
    later = first.filter(~pl.col("id").is_in(["X4", "X9", "X11"]))
    again = later.filter(pl.col("id").is_in(["C20", "C21"]))
    again = again.with_columns(id=pl.lit("Y") + pl.col("id"), mail=pl.lit("z") + pl.col("mail"))
    again = again.with_columns(ok=pl.when(id="YC20").then(pl.lit("no")).otherwise("ok"))
    pl.concat([later, again]).write_csv(tmp_path / "two.csv")
    (tmp_path / "plan.toml").write_text(PLAN.replace("data.csv", "one.csv"), encoding="utf-8")
    (tmp_path / "list.csv").write_text("id\nX9\n", encoding="utf-8")
    (tmp_path / "mails.csv").write_text("email\nlist@y.org\nz21@x.org\n", encoding="utf-8")
    assert command("run", "plan.toml", "-o", "run").returncode == 0
    assert command("refresh", "run", "two.csv").returncode == 0
    for run in ("run", "run/versions/1"):
        written, _ = _exported(command, run)
        assert not written & {"C4", "C20", "YC20"} and {"C9", "C11", "C21"} <= written
        written, _ = _exported(command, run, "--suppress", "list.csv", "--suppress", "mails.csv")
        assert not written & {"C4", "C9", "C11", "C20", "C21"} and "C5" in written

    (tmp_path / "one.csv").unlink()  # who answered what in rows that are gone is not known: not a yes
    written, told = _exported(command, "run/versions/1")
    assert not written & {"C4", "C9", "C11", "C20"} and {"C5", "C21"} <= written and "3 ids" in told
    later.write_csv(tmp_path / "one.csv")  # nor where another month stands in its place
    assert _exported(command, "run/versions/1")[0] == written


@pytest.mark.slow
def test_a_no_of_before_counts_until_the_same_id_says_yes(command, tmp_path):
    first = people().with_columns(ok=pl.when(pl.col("id").is_in(["C1", "C2", "X4", "X9"])).then(pl.lit("no")))
    first = first.with_columns(pl.col("ok").fill_null("yes"))
    first.write_csv(tmp_path / "one.csv")
    said = pl.when(pl.col("id").is_in(["C1", "X4"])).then(pl.lit("yes"))
    first.with_columns(ok=said.when(id="X9").then(None).when(id="C2").then(pl.lit("no")).otherwise("ok")).write_csv(
        tmp_path / "two.csv"
    )
    (tmp_path / "plan.toml").write_text(PLAN.replace("data.csv", "one.csv"), encoding="utf-8")
    assert command("run", "plan.toml", "-o", "run").returncode == 0
    assert command("refresh", "run", "two.csv").returncode == 0
    written, _ = _exported(command, "run/versions/1")
    assert {"C1", "C4"} <= written and not written & {"C2", "C9"}


def test_a_no_counts_in_merged_rows_whose_column_was_renamed(command, tmp_path):
    people().rename({"ok": "agreed"}).write_csv(tmp_path / "data.csv")
    step = '[[clean]]\nstep = "rename"\ncolumns = { agreed = "ok" }\n'
    (tmp_path / "plan.toml").write_text(PLAN.replace("[[clean]]", step + "[[clean]]", 1), encoding="utf-8")
    assert command("run", "plan.toml", "-o", "run").returncode == 0
    written, _ = _exported(command, "run")
    assert "C9" in written and "C4" not in written


@pytest.mark.slow
def test_who_was_one_person_stays_one_when_next_month_the_rows_are_no_longer_alike(segtui, tmp_path):
    people().write_csv(tmp_path / "data.csv")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    assert segtui("run", "plan.toml", "-o", "run").returncode == 0
    other = pl.when(pl.col("id").is_in(["X4", "X9"]))
    changed = people().with_columns(first=other.then(pl.lit("Quux") + pl.col("id")).otherwise("first"))
    changed.reverse().write_csv(tmp_path / "next.csv")
    assert segtui("refresh", "run", "next.csv").returncode == 0
    known = pl.read_csv(tmp_path / "run/versions/1/matches.csv").filter("merged").select("id", "other")
    assert dict(known.iter_rows()) == {"X4": "C4", "X9": "C9", "X11": "C11"}
    (tmp_path / "list.csv").write_text("id\nX9\n", encoding="utf-8")
    for run in ("run", "run/versions/1"):
        done = segtui(
            "export", run, "--to", "csv", "-o", "x.csv", "--force", "--consent", "ok", "--suppress", "list.csv"
        )
        assert done.returncode == 0, done.stderr
        assert not {"C4", "X4", "C9", "X9"} & set(pl.read_csv(tmp_path / "x.csv")["id"])
    assert segtui("forget", "run", "X4").returncode == 0
    for place in (tmp_path / "run").rglob("segments.csv"):
        assert not {"X4", "C4"} & set(pl.read_csv(place)["id"])
