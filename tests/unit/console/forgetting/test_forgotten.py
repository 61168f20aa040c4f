"""A person who is forgotten is in no file that can be reached: lists without ids, single values, sessions, parts."""

import hashlib
import json
import os
import shutil

import polars as pl
import pytest

from segtui.engine.session.sessions import Session, sessions
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.forgetting.strike_values import without_values
from segtui.publishing.lock import holding
from tests.quick_runs import without_resamples

PLAN = """\
source = {path = "people.csv", id = "customer"}
features.use = ["spend", "visits"]
search.kmeans.k = [3]
[[export]]
to = "mailchimp"
consent = "agrees"
[[export]]
to = "meta"
consent = "agrees"
region = "DE"
"""


def table():
    rows = []
    for i in range(60):
        agrees = "no" if i % 7 == 4 else "yes"
        phone = f"0170 55{i:05}"
        rows.append((1000 + i, f"Pat.{i}@Example.org", phone, agrees, i % 3 * 100 + i % 11, i % 3 * 10 + i % 5, i % 9))
    frame = pl.DataFrame(
        rows, schema=["customer", "email", "phone", "agrees", "spend", "visits", "points"], orient="row"
    )
    # 1004 refused, and has more points than anybody and a tier of their own
    mine = pl.col("customer") == 1004
    tier = pl.when(mine).then(pl.lit("friend *of* Pat")).when(pl.col("customer") % 2 == 0).then(pl.lit("gold"))
    return frame.with_columns(
        points=pl.when(mine).then(987654).otherwise("points"), tier=tier.otherwise(pl.lit("silver"))
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory, nursery):
    folder = tmp_path_factory.mktemp("may")
    table().write_csv(folder / "people.csv")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    words = ["run", "plan.toml", "-o", "runs/may", "--quiet"]
    done = nursery.run([*words, *without_resamples(words, folder)], folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def run(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "runs" / "may"


def holds(place, *needles):
    text = place.read_bytes().lower()
    return any(needle.lower().encode() in text for needle in needles)


def everywhere(folder, *needles):
    return [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and holds(p, *needles)]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_lists_of_opt_outs_that_have_no_ids(command, run, tmp_path):
    words = ("export", "runs/may", "--to", "mailchimp", "--consent", "agrees", "-o", "out/m.csv", "--quiet")
    assert command(*words).returncode == 0
    outs = [tmp_path / "out" / "m.opt-outs.csv", run / "exports" / "1-mailchimp.opt-outs.csv"]
    assert all(holds(place, "pat.4@example.org") for place in outs)
    before = [pl.read_csv(place).height for place in outs]
    done = command("forget", "runs/may", "1004", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["files"]["exports/1-mailchimp.opt-outs.csv"] == 1 and told["files"][str(outs[0])] == 1
    assert [pl.read_csv(place).height for place in outs] == [n - 1 for n in before]
    assert everywhere(run, "pat.4@", sha("pat.4@example.org")) == []
    assert not holds(outs[0], "pat.4@")


def test_campaign_files_in_the_run_that_have_no_ids(command, run):
    hashed = (sha("pat.5@example.org"), sha("491705500005"))
    assert set(everywhere(run, "pat.5@")) == {"segments.csv", "exports/1-mailchimp.csv"}
    meta = [name for name in everywhere(run, *hashed) if "meta" in name]
    assert meta
    done = command("forget", "runs/may", "1005", "--json")
    assert set(json.loads(done.stdout)["files"]) >= {"exports/1-mailchimp.csv", *meta}
    assert everywhere(run, "pat.5@", "1705500005", *hashed) == []
    assert command("verify", "runs/may", "--quiet").returncode == 0
    outputs = json.loads((run / "run.json").read_text())["outputs"]
    assert {n: hashlib.sha256((run / n).read_bytes()).hexdigest() for n in outputs} == outputs


def test_values_that_nobody_else_has(command, run):
    assert holds(run / "profile.csv", "987654")
    would = json.loads(command("forget", "runs/may", "1004", "--dry-run", "--json").stdout)
    assert would["values"]["profile.csv"] >= 1 and holds(run / "profile.csv", "987654")
    assert command("forget", "runs/may", "1004", "--quiet").returncode == 0
    assert everywhere(run, "987654", "987,654") == []
    row = pl.read_csv(run / "profile.csv", infer_schema=False).row(
        by_predicate=pl.col("column") == "points", named=True
    )
    assert row["max"] is None and row["min"] == "0" and row["median"] is not None
    told = {f["path"]: f for f in json.loads(command("verify", "runs/may", "--json").stdout)["files"]}
    assert told["profile.csv"]["status"] == "same" and told["report.md"]["status"] == "same"


def test_a_category_that_nobody_else_is_in(command, run):
    found = set(everywhere(run, "of* Pat", "of\\* Pat"))
    assert "comparison.csv" in found and "report.md" not in found
    assert command("forget", "runs/may", "1004", "--quiet").returncode == 0
    assert everywhere(run, "of* Pat", "of\\* Pat") == []
    assert holds(run / "comparison.csv", "tier=gold", "tier=…")
    assert command("verify", "runs/may", "--quiet").returncode == 0


def test_the_page_is_without_the_person_before_and_after(command, run):
    assert not holds(run / "report.html", "of* Pat", "pat.4", "987654", "987,654")
    before = (run / "report.html").read_bytes()
    assert command("forget", "runs/may", "1004", "--quiet").returncode == 0
    assert (run / "report.html").read_bytes() == before


def test_a_category_on_the_page_that_only_the_person_has_is_masked(tmp_path):
    page = tmp_path / "report.html"
    page.write_text("<th>tier=&lt;b&gt;</th><td>tier=&lt;b&gt;c</td>", encoding="utf-8")
    counts = without_values(tmp_path, {"tier": frozenset({"<b>"})}, lambda place: place)
    assert page.read_text(encoding="utf-8") == "<th>tier=…</th><td>tier=&lt;b&gt;c</td>" and counts == {page: 1}


def test_a_value_that_others_have_stays(command, run):
    before = (run / "profile.csv").read_bytes()
    assert command("forget", "runs/may", "1007", "--quiet").returncode == 0
    now = pl.read_csv(run / "profile.csv", infer_schema=False).filter(pl.col("column") != "customer")
    then = pl.read_csv(before, infer_schema=False).filter(pl.col("column") != "customer")
    assert now.select("column", "min", "max").equals(then.select("column", "min", "max"))


def test_rows_that_sessions_of_the_workbench_keep(command, run, tmp_path):
    left, away = Session.create("people.csv"), Session.create("other.csv")
    for session in (left, away):
        session.journal.change("open", PLAN if session is left else "")
        frames = session.folder / "frames"
        frames.mkdir()
        ids = table()["customer"] if session is left else table()["customer"] + 5000
        pl.DataFrame({"customer": ids}).write_ipc(frames / "rows-1.arrow")
    told = json.loads(command("forget", "runs/may", "1004", "--json").stdout)
    assert told["sessions"] == [] and any("open now" in line for line in told["not_done"])
    for session in (left, away):
        session.journal.close()
        os.close(session._lock)
    told = json.loads(command("forget", "runs/may", "1009", "--json").stdout)
    assert told["sessions"] == [str(left.folder)]
    assert not (left.folder / "frames").exists() and (away.folder / "frames").is_dir()
    assert (left.folder / "journal.jsonl").is_file() and sessions() == left.folder.parent


def test_sessions_keep_nothing_of_what_they_learned_from_the_person(command, run, tmp_path):
    session = Session.create("other.csv")
    tested = session.folder / "predictions" / "0123" / "test.parquet"
    tested.parent.mkdir(parents=True)
    pl.DataFrame({"id": table()["customer"].cast(pl.String), "probability": 0.5}).write_parquet(tested)
    (session.folder / "finds").mkdir()
    session.journal.close()
    os.close(session._lock)
    told = json.loads(command("forget", "runs/may", "1009", "--json").stdout)
    assert told["sessions"] == [str(session.folder)]
    assert {place.name for place in session.folder.iterdir()} == {"journal.jsonl", "session.json", "lock", "finds"}


def test_the_same_address_under_another_id_is_named(command, tmp_path):
    frame = table().with_columns(
        email=pl.when(pl.col("customer") == 1050).then(pl.lit("pat.5+x@example.org")).otherwise("email")
    )
    frame.write_csv(tmp_path / "people.csv")
    (tmp_path / "plan.toml").write_text(PLAN.partition("[[export]]")[0], encoding="utf-8")
    assert command("run", "plan.toml", "-o", "runs/may", "--quiet").returncode == 0
    assert command("run", "plan.toml", "-o", "runs/june", "--quiet").returncode == 0
    told = json.loads(command("forget", "runs/may", "1005", "--json").stdout)["not_done"]
    assert any(line.endswith("stays there: 1050.") for line in told)
    assert any("Another run" in line and "june" in line for line in told)


@pytest.mark.parametrize(
    "id",
    [
        "1006.0",
        "1006.00",
        " 1006 ",
        "1006",
        "1.006E3",
        "1.006e+03",
        "\u00a01006",
        "１００６",
        "+1006",
        "1006.",
        "10.06e2",
    ],
)
def test_an_id_that_was_written_as_a_fraction(command, run, id):
    assert command("forget", "runs/may", "--quiet", "--", id).returncode == 0
    assert 1006 not in RunFiles.open(run).rows()["id"].to_list()


def test_json_and_excel_files_in_the_run(command, tmp_path):
    table().write_csv(tmp_path / "people.csv")
    plain = "".join(f'[[export]]\nto = "{to}"\nno_consent_column = true\n' for to in ("json", "xlsx", "parquet"))
    (tmp_path / "plan.toml").write_text(PLAN.partition("[[export]]")[0] + plain, encoding="utf-8")
    assert command("run", "plan.toml", "-o", "runs/may", "--quiet").returncode == 0
    folder = tmp_path / "runs" / "may" / "exports"
    told = json.loads(command("forget", "runs/may", "1006", "--json").stdout)["files"]
    assert {"exports/1-json.json", "exports/2-xlsx.xlsx", "exports/3-parquet.parquet"} <= set(told)
    ids = [
        [row["id"] for row in json.loads((folder / "1-json.json").read_text())],
        pl.read_excel(folder / "2-xlsx.xlsx")["id"].to_list(),
        pl.read_parquet(folder / "3-parquet.parquet")["id"].to_list(),
    ]
    assert all(len(each) == 59 and 1006 not in each for each in ids)
    assert command("verify", "runs/may", "--quiet").returncode == 0
    for id in range(1000, 1060):
        if id != 1006:
            assert command("forget", "runs/may", str(id), "--quiet").returncode == 0
        if id == 1002:
            break
    assert len(json.loads((folder / "1-json.json").read_text())) == 56


def test_what_a_killed_verify_left_is_removed_but_not_what_a_living_one_makes(command, run):
    left = [run.with_name(name) for name in (".may.verify-1", "..may.verify-1.partial")]
    living = run.with_name(".may.verify-2")
    for folder in (*left, living):
        folder.mkdir()
        (folder / "segments.csv").write_text("customer\n1008\n")
    with holding(living):
        assert command("forget", "runs/may", "1008", "--dry-run", "--quiet").returncode == 0
        assert all(folder.is_dir() for folder in left)
        told = json.loads(command("forget", "runs/may", "1008", "--json").stdout)
        assert set(told["removed"]) == set(map(str, left)) and living.is_dir()
        left[0].mkdir()
        words = ("export", "runs/may", "--to", "csv", "--no-consent-column", "-o", "x.csv", "--quiet")
        assert command(*words).returncode == 0
        assert living.is_dir() and not left[0].exists()
    assert command("export", "runs/may", *words[2:], "--force").returncode == 0
    assert os.listdir(run.parent) == ["may"]
