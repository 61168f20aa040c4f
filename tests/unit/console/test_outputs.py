"""What may be written where: nothing that is read, nothing of a run, nothing twice, nothing that others can open."""

import json
import os
import stat
import threading
from pathlib import Path

import polars as pl
import pytest

from segtui.delivery.export.files.names import slugged
from segtui.pipeline.artifacts.export_log import past_exports
from segtui.pipeline.artifacts.run_lock import alone
from segtui.pipeline.artifacts.run_reader import RunFiles
from tests.patience import PATIENCE

PLAN = 'source = {path = "people.csv", id = "customer"}\nfeatures.use = ["spend", "visits"]\nsearch.kmeans.k = [3]\n'
CSV = '[[export]]\nto = "csv"\nno_consent_column = true\n'


@pytest.fixture
def people(tmp_path):
    rows = [
        {"customer": i, "email": f"p{i}@example.org", "agrees": "yes", "spend": i % 3 * 100 + i % 11, "visits": i % 5}
        for i in range(60)
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "people.csv")
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path / "people.csv"


@pytest.fixture
def run(command, people, tmp_path):
    done = command("run", "plan.toml", "-o", "runs/may", "--quiet")
    assert done.returncode == 0, done.stderr
    return tmp_path / "runs" / "may"


def everything(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(command, tmp_path, *words, says):
    before = everything(tmp_path)
    done = command(*words)
    assert (done.returncode, says in done.stderr) == (2, True), done
    assert everything(tmp_path) == before


READ = "reads"
OWN = "is a file of the run itself"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("../../people.csv", "this plan reads it"),
        ("../../hard-link.csv", "this plan reads it"),
        ("../../stop.csv", "this plan reads it"),
        ("../../plan.toml", "this plan reads it"),
        ("../../link.csv", "is a symbolic link"),
        ("../../there.csv", "already exists"),
        ("segments.csv", OWN),
        ("SEGMENTS.csv", OWN),
        ("./a/../Report.md", OWN),
        ("../may/run.json", OWN),
        ("migration.csv", OWN),
        ("refresh.json", OWN),
        ("exports.jsonl", OWN),
        ("control.csv", OWN),
        ("exports", OWN),
        ("exports/1.ids.parquet", OWN),
        ("model/rows.csv", OWN),
        ("Versions/1/x.csv", OWN),
        ("report.md/x.csv", OWN),
        (".", "is the run's own folder"),
        ("..", "the run is in this folder"),
        ("../.may.partial/x.csv", "the run is in this folder"),
        ("../.may.lock", "the run is in this folder"),
        ("n" * 250 + ".csv", "is too long"),
        ("n" * 245 + ".csv", "is too long"),  # its list of those left out has a longer one
        ("../../people.csv/x.csv", "is a file, not a folder"),
    ],
)
def test_an_export_of_a_plan_is_refused_before_the_search(command, people, tmp_path, path, says):
    os.link(people, tmp_path / "hard-link.csv")
    (tmp_path / "link.csv").symlink_to(people)
    (tmp_path / "stop.csv").write_text("email\np1@example.org\n")
    (tmp_path / "there.csv").write_text("mine")
    orders = f'{CSV}suppress = ["stop.csv"]\npath = "{path}"\n'
    (tmp_path / "plan.toml").write_text(PLAN + orders, encoding="utf-8")
    force = () if path.endswith("there.csv") else ("--force",)
    refused(command, tmp_path, "run", "plan.toml", "-o", "runs/may", *force, says=says)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('path = "a.csv"', 'path = "a.csv"'),
        ('path = "a.csv"', 'path = "./b/../A.csv"'),
        ('path = "a.csv"', 'path = "a.left-out.csv"'),
        ('path = "a.parquet"', 'path = "a.csv"'),
        ('path = "a.csv"', 'path = "a.csv/b.csv"'),
        ('path = "exports/2-csv.csv"', ""),
        ('path = "a.csv"\nper_segment = true', 'path = "a-gold-users.csv"'),
    ],
)
def test_two_exports_never_have_one_name(command, people, tmp_path, one, other):
    names = 'segments.names = {0 = "Gold users"}\n'
    (tmp_path / "plan.toml").write_text(f"{PLAN}{names}{CSV}{one}\n{CSV}{other}\n", encoding="utf-8")
    refused(command, tmp_path, "run", "plan.toml", "-o", "runs/may", says="would be written by both export[1] and")


def test_a_platform_that_splits_files_leaves_their_names_free(command, people, tmp_path):
    orders = (
        '[[export]]\nto = "klaviyo"\nconsent = "agrees"\npath = "m.csv"\n'
        '[[export]]\nto = "klaviyo"\nconsent = "agrees"\npath = "M-2.csv"\n'
    )
    (tmp_path / "plan.toml").write_text(PLAN + orders, encoding="utf-8")
    refused(command, tmp_path, "run", "plan.toml", "-o", "runs/may", says="would be written by both export[1] and")


def test_files_of_segments_keep_out_of_the_way_of_other_exports(command, run, people, tmp_path):
    slug = slugged(RunFiles.open(run).names[0])
    orders = f'{CSV}path = "a.csv"\nper_segment = true\n{CSV}path = "a-{slug}.csv"\n'
    (tmp_path / "plan.toml").write_text(PLAN + orders, encoding="utf-8")
    done = command("run", "plan.toml", "-o", "runs/june", "--quiet")
    assert done.returncode == 0, done.stderr
    june = tmp_path / "runs" / "june"
    assert pl.read_csv(june / f"a-{slug}.csv").height == 60
    assert (june / f"a-{slug}-no-2.csv").is_file() and len(list(june.glob("a-*.csv"))) == 5


@pytest.mark.parametrize("out", ["people.csv", "hard.csv", "sub/../people.csv", "runs/may/segments.csv"])
def test_no_command_writes_over_what_it_reads_or_a_run_holds(command, run, people, tmp_path, out):
    os.link(people, tmp_path / "hard.csv")
    (tmp_path / "sub").mkdir()
    says = OWN if out.startswith("runs") else READ
    for words in (
        ("assign", "runs/may", "people.csv", "-o", out, "--force"),
        ("assign", "runs/may", "peo*.csv", "-o", out, "--force"),
        ("drift", "runs/may", "people.csv", "-o", out, "--force"),
        ("export", "runs/may", "--to", "csv", "--no-consent-column", "-o", out, "--force"),
    ):
        refused(command, tmp_path, *words, says=says)
    if not out.startswith("runs"):
        refused(command, tmp_path, "plan", "people.csv", "-o", out, "--force", says=READ)


def test_a_list_that_is_read_is_never_written_nor_removed(command, run, tmp_path):
    (tmp_path / "m.opt-outs.csv").write_text("email\np1@example.org\n")
    words = ("export", "runs/may", "--to", "mailchimp", "--consent", "agrees", "--force")
    refused(command, tmp_path, *words, "--suppress", "m.opt-outs.csv", "-o", "m.csv", says=READ)
    refused(command, tmp_path, *words, "--suppress", "m.opt-outs.csv", "-o", "m.opt-outs.csv", says=READ)


def test_the_files_of_another_run_are_its_own(command, run, people, tmp_path):
    assert command("run", "plan.toml", "-o", "runs/june", "--quiet").returncode == 0
    for out in ("runs/june/segments.csv", "runs/june/MODEL/x.csv", "runs/june/control.csv"):
        refused(command, tmp_path, "assign", "runs/may", "people.csv", "-o", out, "--force", says=OWN)
    for name in ("migration.csv", "moved.csv"):
        (tmp_path / "m").mkdir(exist_ok=True)
        (tmp_path / "m" / name).unlink(missing_ok=True)
    os.link(tmp_path / "people.csv", tmp_path / "m" / "moved.csv")
    refused(command, tmp_path, "compare", "runs/may", "runs/june", "-o", "m", "--force", says=READ)


def test_a_run_is_not_replaced_by_one_that_reads_its_files(command, run, tmp_path):
    (tmp_path / "again.toml").write_text(PLAN.replace("people.csv", "runs/may/segments.csv"), encoding="utf-8")
    words = ("run", "again.toml", "-o", "runs/may", "--force", "--set", "features.use=['spend','visits']")
    refused(command, tmp_path, *words, says="belongs to the run that would be replaced")


def test_no_run_is_written_into_another_or_over_what_is_read(command, run, people, tmp_path):
    refused(command, tmp_path, "run", "plan.toml", "-o", "runs/may/versions/9", says=OWN)
    assert command("run", "plan.toml", "-o", "runs/june", "--quiet").returncode == 0
    words = ("refresh", "runs/may", "runs/june/segments.csv", "-o", "runs/june", "--force")
    refused(command, tmp_path, *words, says="belongs to the run that would be replaced")
    (tmp_path / "same").symlink_to(run)
    refused(command, tmp_path, "refresh", "runs/may", "people.csv", "-o", "same/x", says="inside the run's own folder")


@pytest.mark.parametrize("name", ["out/m.csv", "out/m.left-out.csv", "runs/may/exports", "runs/may/control.csv"])
def test_links_are_not_followed(command, run, tmp_path, name):
    (tmp_path / "out").mkdir()
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / name).symlink_to(target if name.endswith("exports") else target / "x")
    words = ("--to", "mailchimp", "--consent", "agrees", "--holdout", "0.2", "--force")
    done = command("export", "runs/may", *words, "-o", "out/m.csv")
    assert done.returncode == 2 and "symbolic link" in done.stderr, done
    assert not list(target.iterdir()) and not (tmp_path / "out" / "m.csv").is_file()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_only_the_owner_can_open_what_is_written(command, people, tmp_path, umask):
    if umask == 0o777 and os.geteuid():
        pytest.skip("libraries could not write their own files")
    (tmp_path / "plan.toml").write_text(f"{PLAN}{CSV}{CSV}path='../../deep/er/x.parquet'\n", encoding="utf-8")
    before = os.umask(umask)
    try:
        for words in (
            ("run", "plan.toml", "-o", "new/runs/may", "--quiet"),
            (
                "export",
                "new/runs/may",
                "--to",
                "meta",
                "--consent",
                "agrees",
                "-o",
                "away/far/a.csv",
                "--holdout",
                "0.2",
            ),
            ("assign", "new/runs/may", "people.csv", "-o", "given/x.parquet", "--quiet"),
            ("drift", "new/runs/may", "people.csv", "-o", "given/d.csv", "--json"),
            ("refresh", "new/runs/may", "people.csv", "--quiet"),
            ("forget", "new/runs/may", "7", "--quiet"),
            ("compare", "new/runs/may", "new/runs/may/versions/1", "-o", "moved", "--json"),
        ):
            done = command(*words)
            assert done.returncode in (0, 1), done.stderr
    finally:
        os.umask(before)
    made = [p for p in tmp_path.rglob("*") if p.name not in ("people.csv", "plan.toml")]
    assert len(made) > 40
    assert {p for p in made if stat.S_IMODE(p.stat().st_mode) != (0o700 if p.is_dir() else 0o600)} == set()


def test_a_replaced_run_keeps_what_grew_after_it(command, run, tmp_path):
    export = ("export", "runs/may", "--to", "mailchimp", "--consent", "agrees", "--holdout", "0.3", "--quiet")
    assert command(*export, "-o", "m.csv").returncode == 0
    assert command("refresh", "runs/may", "people.csv", "--quiet").returncode == 0
    (run / "notes.txt").write_text("mine")
    control = (run / "control.csv").read_bytes()
    held = set(pl.read_csv(run / "control.csv")["id"].cast(pl.String))
    assert len(held) > 10
    done = command("run", "plan.toml", "-o", "runs/may", "--force", "--previous", "runs/may")
    assert done.returncode == 0 and "versions of the earlier run are kept" in done.stderr, done.stderr
    assert (run / "control.csv").read_bytes() == control and (run / "notes.txt").read_text() == "mine"
    assert [p.number for p in past_exports(run)] == [1] and (run / "exports" / "1.ids.parquet").is_file()
    listed = json.loads(command("refresh", "runs/may", "--list", "--json").stdout)["versions"]
    assert [(v["version"], v["current"]) for v in listed] == [(0, True), (1, False)]
    assert command(*export, "-o", "again.csv").returncode == 0
    written = pl.read_csv(tmp_path / "again.csv")["Email Address"].str.extract("p(.+)@", 1)
    assert not held & set(written) and [p.number for p in past_exports(run)] == [1, 2]
    assert "control.csv" not in json.loads((run / "run.json").read_text())["outputs"]
    verified = command("verify", "runs/may", "--json")
    told = {f["path"]: f["status"] for f in json.loads(verified.stdout)["files"]}
    assert told["segments.csv"] == "same" and "control.csv" not in told


@pytest.mark.parametrize("other", ["runs/../runs/may/", "linked/may", "runs/may/versions/1"])
def test_whatever_path_names_it_one_run_is_written_by_one_command_at_a_time(command, run, tmp_path, other):
    (tmp_path / "linked").symlink_to(tmp_path / "runs")
    assert command("refresh", "runs/may", "people.csv", "--quiet").returncode == 0
    asked, told = threading.Event(), []

    def second():
        with alone(Path(other), asked.set):
            told.append("second")

    with alone(Path("runs/may")):
        thread = threading.Thread(target=second)
        thread.start()
        assert asked.wait(PATIENCE)
        told.append("first")
    thread.join(PATIENCE)
    assert told == ["first", "second"] and not list((tmp_path / "runs").glob(".*"))


def test_a_run_that_keeps_a_control_group_is_verified_with_it(command, people, tmp_path):
    (tmp_path / "plan.toml").write_text(f"{PLAN}{CSV}holdout = 0.1\n", encoding="utf-8")
    assert command("run", "plan.toml", "-o", "runs/may", "--quiet").returncode == 0
    words = ("export", "runs/may", "--to", "csv", "--no-consent-column", "--quiet")
    assert command(*words, "-o", "more.csv", "--holdout", "0.4").returncode == 0
    assert command("run", "plan.toml", "-o", "runs/may", "--quiet", "--force").returncode == 0
    assert pl.read_csv(tmp_path / "runs" / "may" / "exports" / "1-csv.csv").height < 40
    assert command(*words, "-o", "later.csv", "--holdout", "0.6").returncode == 0
    done = command("verify", "runs/may", "--json")
    assert done.returncode == 0, done.stdout
