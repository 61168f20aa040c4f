"""Commands that are observed: in the JSON log, in metrics and in lineage, whatever becomes of these."""

import json
import os
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np
import polars as pl
import pytest

from segtui.console.observing import log_lines
from segtui.pipeline.observers.prometheus.metrics import read_samples
from tests.patience import PATIENCE

PLAN = """
[source]
path = "{path}"
id = "customer_id"
[search.kmeans]
k = [3]
[stability]
resamples = 0
[report]
html = false
[observe]
prometheus = "segtui.prom"
openlineage = "lineage.ndjson"
log = "json"
"""


@pytest.fixture(autouse=True)
def _in_text_again():
    yield
    log_lines.begin([], {})


@pytest.fixture(scope="module")
def made(tmp_path_factory, nursery):
    """A folder with a plan, its run, and what observers were told, made once."""
    folder = tmp_path_factory.mktemp("observed")
    random = np.random.default_rng(0)
    values = np.repeat([[30, 200], [50, 900], [65, 100]], 40, axis=0) + random.normal(size=(120, 2))
    ids = pl.Series("customer_id", [f"secret-{i}@example.org" for i in range(120)])
    pl.DataFrame(values, schema=["age", "spend"]).insert_column(0, ids).write_csv(folder / "customers.csv")
    (folder / "may.toml").write_text(PLAN.format(path="customers.csv"))
    done = nursery.run(["run", "may.toml", "--json"], folder)
    assert done.returncode == 0, done.stderr
    (folder / "told.json").write_bytes(done.stdout)
    (folder / "log.ndjson").write_bytes(done.stderr)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_run_in_the_json_log_is_an_object_a_line_of_one_run(made):
    log = lines((made / "log.ndjson").read_text())
    assert {each["run"] for each in log} == {lines((made / "lineage.ndjson").read_text())[0]["run"]["runId"]}
    assert {each["command"] for each in log} == {"run"}
    assert [each["event"] for each in log if each["event"] != "note"][:1] == ["started"]
    assert log[-1] | {"event": "finished", "rows": 120, "segments": 3, "exit_code": 0} == log[-1]
    stages = {each["stage"].split()[0]: each for each in log if each["event"] == "stage"}
    assert (stages["reading"]["rows"], stages["cleaning"]["rows"], stages["features"]["rows"]) == (120, 120, 120)
    assert all(each["at"].endswith("Z") and each["level"] == "info" for each in log)
    assert all(isinstance(each["seconds"], float) for each in stages.values())


def test_what_is_told_of_a_run_is_right(made):
    figures = {s.name: s.value for s in read_samples((made / "segtui.prom").read_text())}
    assert (figures["segtui_run_rows"], figures["segtui_run_segments"], figures["segtui_run_success"]) == (120, 3, 1)
    start, complete = lines((made / "lineage.ndjson").read_text())
    assert (start["eventType"], complete["eventType"]) == ("START", "COMPLETE")
    assert start["inputs"][0]["name"] == complete["inputs"][0]["name"] == str(made / "customers.csv")
    output = complete["outputs"][0]
    assert output["name"] == str(made / "runs" / "may" / "segments.csv")
    header = (made / "runs" / "may" / "segments.csv").read_text().split("\n")[0].split(",")
    assert [each["name"] for each in output["facets"]["schema"]["fields"]] == header
    origins = output["facets"]["columnLineage"]["fields"]["segment"]["inputFields"]
    assert {each["field"] for each in origins} == {"age", "spend"}
    assert output["outputFacets"]["outputStatistics"]["size"] == (made / "runs" / "may" / "segments.csv").stat().st_size


def test_no_id_is_in_what_is_told(made):
    for name in ("log.ndjson", "segtui.prom", "lineage.ndjson"):
        text = (made / name).read_text()
        assert text and "secret-" not in text and "example.org" not in text


def test_the_run_is_the_same_whoever_is_told(made):
    """Times and ids of who observes are in nothing that a run writes."""
    told = {each["run"] for each in lines((made / "log.ndjson").read_text())}
    for file in (made / "runs" / "may").rglob("*"):
        assert file.is_dir() or not any(one.encode() in file.read_bytes() for one in told)


def test_later_commands_on_the_run_are_observed_too(folder, segtui):
    done = segtui("drift", "runs/may", "customers.csv")
    assert (done.returncode, lines(done.stderr)[-1]["event"]) == (0, "finished")
    done = segtui("assign", "runs/may", "customers.csv", "-o", "new.csv", "--log", "text", "--json")
    assert done.returncode == 0 and done.stderr.startswith("reading the run")
    done = segtui("drift", "runs/may", "absent.csv")
    last = lines(done.stderr)[-1]
    assert (done.returncode, last["event"], last["level"], last["exit_code"]) == (3, "failed", "error", 3)
    assert "absent.csv" in last["message"]
    found = {(s.labels["command"], s.name): s.value for s in read_samples((folder / "segtui.prom").read_text())}
    assert (found["assign", "segtui_run_rows"], found["drift", "segtui_run_success"]) == (120, 0)
    assert found["run", "segtui_run_segments"] == 3, "the run's own figures stay"
    told = [(e["job"]["name"], e["eventType"]) for e in lines((folder / "lineage.ndjson").read_text())]
    commands = [("may.run", "COMPLETE"), ("may.drift", "COMPLETE"), ("may.assign", "COMPLETE"), ("may.drift", "FAIL")]
    assert told == [(name, kind) for name, last in commands for kind in ("START", last)]


def test_drift_is_told_by_feature(folder, segtui):
    moved = pl.read_csv(folder / "customers.csv").with_columns(pl.col("spend") * 2)
    moved.write_csv(folder / "june.csv")
    done = segtui("drift", "runs/may", "june.csv", "--json")
    facts = json.loads(done.stdout)
    assert done.returncode == 1
    psi = {s.labels["feature"]: s.value for s in read_samples((folder / "segtui.prom").read_text()) if "psi" in s.name}
    named = {each["subject"]: each["value"] for each in facts["findings"] if each["measure"] == "psi"}
    assert psi == pytest.approx(named) and psi["spend"] > 0.2
    did = {s.labels["command"]: s.value for s in read_samples((folder / "segtui.prom").read_text()) if "succ" in s.name}
    assert did["drift"] == 1, "to find drift is no failure"


def test_observers_that_can_not_be_told_are_one_warning_each(folder, segtui):
    plan = PLAN.format(path="customers.csv").replace("segtui.prom", "absent/s.prom")
    plan = plan.replace("lineage.ndjson", "may.toml")
    (folder / "may.toml").write_text(plan)
    done = segtui("run", "may.toml", "-o", "again", "--json")
    log = lines(done.stderr)
    warnings = [each["message"] for each in log if each["level"] == "warning"]
    assert done.returncode == 0 and log[-1]["event"] == "finished" and len(warnings) == 2
    assert "absent" in warnings[1] + warnings[0] and (folder / "may.toml").read_text() == plan
    assert json.loads(done.stdout)["folder"].endswith("again")


class Lineage(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Authorization"], json.loads(body)))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Lineage) as found:
        found.got = []
        thread = Thread(target=found.serve_forever)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def test_a_server_of_lineage_by_its_own_variables_gets_every_event(folder, command, server, monkeypatch):
    monkeypatch.setenv("OPENLINEAGE_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("OPENLINEAGE_API_KEY", "geheim")
    monkeypatch.setenv("OPENLINEAGE_NAMESPACE", "marketing")
    plan = (folder / "runs" / "may" / "plan.toml").read_text()
    (folder / "runs" / "may" / "plan.toml").write_text(plan[: plan.index("[observe]")])
    done = command("drift", "runs/may", "customers.csv", "--log", "json")
    assert done.returncode == 0 and "geheim" not in done.stderr
    assert [(path, key, event["eventType"]) for path, key, event in server.got] == [
        ("/api/v1/lineage", "Bearer geheim", "START"),
        ("/api/v1/lineage", "Bearer geheim", "COMPLETE"),
    ]
    assert {event["job"]["namespace"] for _, _, event in server.got} == {"marketing"}
    monkeypatch.setenv("OPENLINEAGE_DISABLED", "true")
    command("drift", "runs/may", "customers.csv")
    assert len(server.got) == 2


@pytest.mark.parametrize(
    ("arguments", "environment", "is_json"),
    [
        (["drift", "--log", "json"], {}, True),
        (["drift", "--log", "json", "--nosuch"], {"SEGTUI_LANGUAGE": "fr"}, True),
        (["drift", "--log=json"], {}, True),
        (["drift"], {"SEGTUI_LOG": "json"}, True),
        (["drift", "--log", "text"], {"SEGTUI_LOG": "json"}, False),
        (["drift", "--nosuch"], {}, False),
    ],
)
def test_what_is_wrong_with_the_line_is_told_in_the_form_that_it_asks_for(arguments, environment, is_json, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "segtui", *arguments],
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("{" if is_json else "error: ")
    if is_json:
        (told,) = lines(done.stderr)
        assert told["exit_code"] == 2 and told["message"].startswith(("segtui drift: ", "python -m segtui drift: "))


def test_anything_printed_there_is_an_object_too():
    import io

    kept = io.StringIO()
    stream = log_lines.MessageLines(kept)
    stream.write('half a "line"')
    assert kept.getvalue() == ""
    stream.write(" and its end\x1b[31m\n\n  another\u2028one\n")
    first, second = lines(kept.getvalue())
    assert (first["message"], second["message"]) == ('half a "line" and its end\x1b[31m', "another\u2028one")
    assert kept.getvalue().isprintable() or "\x1b" not in kept.getvalue()


@pytest.mark.parametrize(
    ("observe", "told"),
    [
        ('prometheus = "metrics.txt"', "should end with .prom"),
        ('openlineage = "https://ann:geheim@lineage.example.org"', "password"),
        ('openlineage = "http://lineage.example.org"', "plain http"),
        ('openlineage = "ftp://lineage.example.org"', "can't be called"),
        ('log = "xml"', "should be one of text, json"),
        ("prometheus = 3", "should be text"),
        ('statsd = "x"', "unknown key"),
    ],
)
def test_what_is_wrong_in_observe_is_a_fault_of_the_plan(tmp_path, observe, told):
    from segtui.errors import PlanError
    from segtui.plan.load import load

    (tmp_path / "plan.toml").write_text(f'[source]\npath = "a.csv"\n[observe]\n{observe}\n')
    with pytest.raises(PlanError) as error:
        load(tmp_path / "plan.toml", [])
    assert told in error.value.describe() and "geheim" not in error.value.describe()


def test_each_batch_of_a_command_that_goes_on_is_an_object_too(capsys, tmp_path):
    from segtui.console.observing.observed import Watched, observed

    log_lines.begin(["--log", "json"], {})
    with observed(Watched("follow", "may", "runs/may", None, tmp_path)) as seen:
        seen.batch_ended({"batch": 1, "events": 20, "moved": [{"from": "Warm", "to": "Loyal", "count": 3}]})
    started, batch, finished = lines(capsys.readouterr().err)
    assert (started["event"], finished["event"]) == ("started", "finished")
    assert batch | {"event": "batch", "events": 20, "run": started["run"]} == batch and batch["moved"][0]["count"] == 3
