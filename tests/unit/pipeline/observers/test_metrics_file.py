"""The file of metrics: valid text, whole, each command's own samples, and nothing of anybody else's lost."""

import os
import re
import stat

import pytest

from segtui.errors import UsageError
from segtui.pipeline.observers.observer import CommandOutcome, FailedCommand, Occasion
from segtui.pipeline.observers.prometheus.metrics import HELP, Metric, read_samples, text_of
from segtui.pipeline.observers.prometheus.text_file import MetricsFile


def told(place, command="run", plan="may", run="may"):
    observer = MetricsFile(place)
    observer.started(Occasion(command, plan, run))
    return observer


def values(place):
    return {(s.name.removeprefix("segtui_"), s.labels["command"]): s.value for s in read_samples(place.read_text())}


def test_how_a_run_went_is_there_with_help_type_and_time(tmp_path):
    told(tmp_path / "s.prom").finished(CommandOutcome(0, {"rows": 200, "segments": 4}), 2.5)
    text = (tmp_path / "s.prom").read_text()
    found = values(tmp_path / "s.prom")
    assert (found["run_rows", "run"], found["run_seconds", "run"], found["run_success", "run"]) == (200, 2.5, 1)
    assert found["run_timestamp_seconds", "run"] > 1.7e9
    for name in re.findall(r"^(\w+)\{", text, re.MULTILINE):
        assert text.index(f"# HELP {name} ") < text.index(f"# TYPE {name} gauge\n") < text.index(f"\n{name}{{")
    assert stat.S_IMODE(os.stat(tmp_path / "s.prom").st_mode) & 0o004, "node_exporter is another user"
    assert [each.name for each in tmp_path.iterdir()] == ["s.prom"]


@pytest.mark.parametrize(
    ("command", "code", "success"), [("run", 0, 1), ("run", 1, 0), ("drift", 0, 1), ("drift", 1, 1), ("assign", 1, 0)]
)
def test_a_command_has_done_its_work_by_its_exit_code(tmp_path, command, code, success):
    told(tmp_path / "s.prom", command).finished(CommandOutcome(code), 1)
    assert values(tmp_path / "s.prom")["run_success", command] == success


def test_a_failure_replaces_an_earlier_success_and_leaves_other_commands(tmp_path):
    place = tmp_path / "s.prom"
    told(place).finished(CommandOutcome(0, {"rows": 9}), 1)
    told(place, "drift").finished(CommandOutcome(1, drift={"income": 0.31}), 1)
    told(place, plan="june").finished(CommandOutcome(0, {"rows": 7}), 1)
    told(place, run="may-2").failed(FailedCommand("DataError", 3), 1)
    lines = [(s.name, s.value, dict(s.labels)) for s in read_samples(place.read_text())]
    assert ("segtui_run_success", 0, {"command": "run", "plan": "may", "run": "may-2"}) in lines
    assert ("segtui_run_exit_code", 3, {"command": "run", "plan": "may", "run": "may-2"}) in lines
    rows = [(labels["plan"], value) for name, value, labels in lines if name == "segtui_run_rows"]
    assert rows == [("june", 7)], "no rows of a run that failed"
    drift = {"command": "drift", "plan": "may", "run": "may", "feature": "income"}
    assert ("segtui_run_psi", 0.31, drift) in lines
    assert len({(name, tuple(labels.items())) for name, _, labels in lines}) == len(lines), "no sample twice"


@pytest.mark.parametrize("name", ['a "b"', "back\\slash", "two\nlines", "\\n", 'é", x="', "ends\\"])
def test_any_text_can_be_a_label(name):
    text = text_of([Metric("segtui_run_psi", 0.5, {"command": "drift", "feature": name})])
    assert len(text.splitlines()) == 3
    assert read_samples(text)[0].labels["feature"] == name


@pytest.mark.parametrize(("value", "shown"), [(float("inf"), "+Inf"), (float("nan"), "NaN"), (3.0, "3"), (0.1, "0.1")])
def test_numbers_are_as_prometheus_reads_them(value, shown):
    assert text_of([Metric("segtui_run_psi", value, {})]).endswith(f" {shown}\n")


@pytest.mark.parametrize("content", [b"id,name\n1,Ann\n", b"# HELP node_load1 1m load average.\n", b"\xff\xfe"])
def test_a_file_of_somebody_else_stays_as_it_is(tmp_path, content):
    place = tmp_path / "s.prom"
    place.write_bytes(content)
    with pytest.raises(UsageError, match="another program"):
        told(place).finished(CommandOutcome(), 1)
    assert place.read_bytes() == content


HEALTH = {
    "at": "2026-11-30T10:00:05Z",
    "batch": 7,
    "events": 100,
    "rejected": 2,
    "late": 1,
    "lag": 40,
    "oldest_event": "2026-11-30T10:00:00+00:00",
    "seconds": 0.5,
    "rate": 200.0,
    "customers": 31,
    "moved": [{"from": "Warm", "to": "Loyal", "count": 3}, {"from": "Loyal", "to": "Warm", "count": 2}],
    "triggered": 4,
    "sinks": {"marketing.segments": 5},
    "state": "running",
}


def test_batches_of_a_command_that_goes_on_add_up(tmp_path):
    observer = told(tmp_path / "s.prom", "follow")
    observer.batch_ended(HEALTH, 1)
    assert values(tmp_path / "s.prom")["follow_up", "follow"] == 1
    observer.batch_ended({**HEALTH, "lag": None, "sinks": {"marketing.segments": 1}, "batch": 8}, 2)
    observer.finished(CommandOutcome(), 3)
    found = {name: value for (name, _), value in values(tmp_path / "s.prom").items()}
    counted = {"events_total": 200, "rejected_total": 4, "moved_total": 10, "sink_rows_total": 6, "triggered_total": 8}
    assert {name: found[f"follow_{name}"] for name in counted} == counted
    assert (found["follow_up"], found["follow_success"], found["follow_batch"]) == (0, 1, 8)
    assert "follow_lag" not in found, "what nobody knows is not there"
    assert found["follow_oldest_event_timestamp_seconds"] == 1796032800
    text = (tmp_path / "s.prom").read_text()
    assert "# TYPE segtui_follow_events_total counter" in text and "# TYPE segtui_follow_lag" not in text


def test_every_metric_that_is_written_has_a_help():
    assert all(text.endswith(".") and name.startswith("segtui_") for name, text in HELP.items())
