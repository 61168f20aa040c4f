"""`segtui export`, and the exports of a plan at the end of its run."""

import csv
import hashlib
import json
import subprocess
import sys

import polars as pl
import pytest

from segtui.pipeline.artifacts.export_log import exports_with, past_exports
from tests.patience import PATIENCE

PLAN = """
[source]
path = "customers.csv"
id = "customer_id"

[features]
use = ["age", "spend", "visits"]

[search.kmeans]
k = [3]

[segments]
names = { 0 = "Young", 1 = "Mid, rich", 2 = "Old" }
"""


@pytest.fixture
def people(customers):
    """customers.csv with e-mails, phones, names and a column of consent."""
    frame = pl.read_csv(customers)
    i = range(frame.height)
    frame = frame.with_columns(
        email=pl.Series([None if k % 10 == 9 else f"c{k}@example.com" for k in i]),
        Telefon=pl.Series([f"030 {1234567 + k}" for k in i]),
        Vorname=pl.Series(["=Jörg"] * frame.height),
        ok=pl.Series(["yes" if k % 2 else "no" for k in i]),
    )
    frame.write_csv(customers)
    return customers


@pytest.fixture
def run(people, command, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    done = command("run", "plan.toml", "-o", "run", "--quiet")
    assert done.returncode == 0, done.stderr
    return tmp_path / "run"


def rows(place):
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))


def test_an_export_prints_its_files_and_tells_the_rest_on_standard_error(run, command, tmp_path):
    done = command("export", "run", "--to", "mailchimp", "-o", "out/m.csv", "--consent", "ok")
    assert (done.returncode, done.stdout) == (0, "out/m.csv\n")
    assert "48 of 120 people written for mailchimp" in done.stderr
    assert 'Email Address is "email", recognized by its name' in done.stderr
    assert "held back: 60" in done.stderr
    assert "unusable: 12 no e-mail" in done.stderr
    assert len(rows(tmp_path / "out/m.csv")) == 48
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "m.csv",
        "m.left-out.csv",
        "m.opt-outs.csv",
        "m.summary.json",
    ]


def test_json_is_one_object_with_the_files(run, command, tmp_path):
    done = command(
        "export", "run", "--to", "meta", "-o", "out/m.csv", "--no-consent-column", "--json", "--region", "DE"
    )
    told = json.loads(done.stdout)
    assert [f["path"] for f in told["files"]] == ["out/m-young.csv", "out/m-mid-rich.csv", "out/m-old.csv"]
    assert told["written"] == told["people"] == 120
    for file in told["files"]:
        assert hashlib.sha256((tmp_path / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_quiet_says_nothing(run, command):
    done = command("export", "run", "--to", "csv", "-o", "x.csv", "--no-consent-column", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_segments_columns_and_headers_are_chosen_on_the_command_line(run, command, tmp_path):
    arguments = ["--segments", "mid, rich", "--segments", "2", "--map", "Spend=spend", "--columns", "Telefon,Vorname"]
    done = command("export", "run", "--to", "csv", "-o", "x.csv", "--no-consent-column", *arguments)
    assert done.returncode == 0, done.stderr
    found = rows(tmp_path / "x.csv")
    assert {row["segment_name"] for row in found} == {"Mid, rich", "Old"}
    assert list(found[0]) == ["id", "segment", "segment_name", "Spend", "Telefon", "Vorname"]
    assert found[0]["Telefon"].startswith("030 ")
    assert found[0]["Vorname"] == "'=Jörg"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "mailchim"], 'did you mean "mailchimp"'),
        (["--to", "csv", "--segments", "Yung"], 'did you mean "Young"'),
        (["--to", "csv", "--columns", "spent"], 'did you mean "spend"'),
        (["--to", "mailchimp", "--map", "Email Address"], "--map: "),
        (["--to", "mailchimp", "--map", "Email Address=mail"], '--map Email Address: there is no column "mail"'),
        (["--to", "csv", "--region", "XX"], "--region"),
        (["--to", "csv", "--map", "id=age"], 'two columns would be named "id"'),
    ],
)
def test_a_wrong_command_line_says_what_is_meant_and_writes_nothing(run, command, tmp_path, arguments, told):
    done = command("export", "run", "-o", "out.csv", "--no-consent-column", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert not list(tmp_path.glob("*out*"))
    assert not (run / "exports.jsonl").exists()


def test_an_export_that_says_nothing_of_consent_is_refused(run, command):
    done = command("export", "run", "--to", "csv", "-o", "x.csv")
    assert done.returncode == 2
    assert "--no-consent-column" in done.stderr


def test_a_file_is_replaced_only_with_force_and_the_runs_own_never(run, command):
    line = ["export", "run", "--to", "csv", "--no-consent-column", "--quiet", "-o"]
    assert command(*line, "x.csv").returncode == 0
    assert command(*line, "x.csv").returncode == 2
    assert command(*line, "x.csv", "--force").returncode == 0
    for own in ("run/segments.csv", "run/run.json", "run/exports.jsonl", "run/control.csv"):
        done = command(*line, own, "--force")
        assert (done.returncode, "the run itself" in done.stderr) == (2, True)


def test_a_folder_that_holds_no_run_is_refused(command, tmp_path):
    done = command("export", ".", "--to", "csv", "-o", "x.csv", "--no-consent-column")
    assert done.returncode == 2
    assert "not a finished run" in done.stderr


def test_columns_that_the_run_did_not_carry_come_from_its_source(people, command, tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN + '\n[output]\ncolumns = "id"\n', encoding="utf-8")
    assert command("run", "plan.toml", "-o", "run", "--quiet").returncode == 0
    done = command("export", "run", "--to", "brevo", "-o", "b.csv", "--no-consent-column", "--region", "DE", "--quiet")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()
    assert text[0] == "EMAIL;FIRSTNAME;SMS;SEGMENT"
    assert text[1].startswith("c0@example.com;'=Jörg;+49301234567;")


def test_the_run_knows_which_exports_hold_a_person_and_its_own_files_stay(run, command):
    before = {p: p.read_bytes() for p in run.rglob("*") if p.is_file() and p.name != "run.json"}
    manifest = json.loads((run / "run.json").read_text())
    command("export", "run", "--to", "mailchimp", "-o", "m.csv", "--consent", "ok", "--quiet")
    command("export", "run", "--to", "csv", "-o", "run/all.csv", "--no-consent-column", "--quiet")
    assert {p: p.read_bytes() for p in before} == before
    remembers = {"records": {"held": 0, "exports": 2}}
    assert json.loads((run / "run.json").read_text()) == manifest | remembers
    past = past_exports(run)
    assert [(p.number, p.target, p.rows) for p in past] == [(1, "mailchimp", 48), (2, "csv", 120)]
    assert past[1].files[0][0] == "all.csv"
    assert [p.number for p in exports_with(run, "2")] == [1, 2]
    assert [p.number for p in exports_with(run, "1")] == [2]
    assert exports_with(run, "1000") == []
    assert b"example" not in (run / "exports.jsonl").read_bytes()


@pytest.mark.parametrize("to", ["csv", "parquet", "xlsx", "json"])
def test_a_disk_that_is_full_leaves_nothing_behind(run, tmp_path, to):
    line = f"ulimit -f 3; exec {sys.executable} -B -m segtui export run --to {to} -o out/x --no-consent-column"
    more = "--columns age,spend,visits,email,Telefon"
    done = subprocess.run(
        ["bash", "-c", f"{line} {more}"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode in (2, 4)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert not (run / "exports.jsonl").exists()


class TestExportsOfAPlan:
    EXPORTS = """
[[export]]
to = "mailchimp"
path = "campaign/mail.csv"
consent = "ok"

[[export]]
to = "google-ads"
no_consent_column = true
region = "DE"
segments = "Old"
"""

    def carried_out(self, command, tmp_path, exports, *more):
        (tmp_path / "plan.toml").write_text(PLAN + exports, encoding="utf-8")
        return command("run", "plan.toml", "-o", "run", *more)

    def test_are_in_the_runs_folder_and_in_its_manifest(self, people, command, tmp_path):
        done = self.carried_out(command, tmp_path, self.EXPORTS)
        assert done.returncode == 0, done.stderr
        run = tmp_path / "run"
        assert len(rows(run / "campaign/mail.csv")) == 48
        assert len(rows(run / "exports/2-google-ads-old.csv")) == 40
        manifest = json.loads((run / "run.json").read_text(encoding="utf-8"))
        mail = manifest["outputs"]["campaign/mail.csv"]
        assert mail == hashlib.sha256((run / "campaign/mail.csv").read_bytes()).hexdigest()
        assert [e["target"] for e in manifest["exports"]] == ["mailchimp", "google-ads"]
        assert "exports.jsonl" not in manifest["outputs"]
        assert [p.number for p in past_exports(run)] == [1, 2]
        assert not list(run.rglob("*.part"))

    def test_are_the_same_bytes_each_time(self, people, command, tmp_path):
        self.carried_out(command, tmp_path, self.EXPORTS, "--quiet")
        first = {p.name: p.read_bytes() for p in (tmp_path / "run" / "exports").iterdir()}
        self.carried_out(command, tmp_path, self.EXPORTS, "--quiet", "--force")
        assert {p.name: p.read_bytes() for p in (tmp_path / "run" / "exports").iterdir()} == first

    def test_an_absolute_path_is_written_when_the_run_is(self, people, command, tmp_path):
        exports = f'[[export]]\nto = "csv"\nno_consent_column = true\npath = "{tmp_path}/away/x.csv"\n'
        assert self.carried_out(command, tmp_path, exports, "--quiet").returncode == 0
        assert len(rows(tmp_path / "away" / "x.csv")) == 120
        done = self.carried_out(command, tmp_path, exports.replace("csv", "csv"), "--quiet", "-o", "other")
        assert (done.returncode, "already exists" in done.stderr) == (2, True)

    @pytest.mark.parametrize(
        ("exports", "told"),
        [
            ('to = "mailchimpp"\nconsent = "ok"', "export[2].to"),
            ('to = "csv"\nconsent = "okay"', 'there is no column "okay"'),
            ('to = "csv"\nconsent = "ok"\npath = "segments.csv"', "file of the run itself"),
            ('to = "csv"\nconsent = "ok"\nsegments = "Yung"', 'did you mean "Young"'),
            ('to = "csv"\nconsent = "ok"\nregion = "Germany"', "export[2].region"),
        ],
    )
    def test_that_are_wrong_leave_no_run_and_no_file(self, people, command, tmp_path, exports, told):
        good = '[[export]]\nto = "csv"\nno_consent_column = true\n[[export]]\n'
        done = self.carried_out(command, tmp_path, good + exports + "\n", "--quiet")
        assert done.returncode == 2
        assert told in done.stderr
        assert not (tmp_path / "run").exists()

    def test_are_left_out_where_no_segments_were_chosen(self, people, command, tmp_path):
        impossible = "[select]\nclusters = [9, 9]\n"
        assert self.carried_out(command, tmp_path, impossible + self.EXPORTS, "--quiet").returncode == 1
        assert not (tmp_path / "run" / "exports").exists()
