"""A push that is killed, over a bad line, to a busy platform: everybody arrives, and nothing is done for nothing."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import polars as pl
import pytest

from tests.fake_platforms.faults import Faults
from tests.fake_platforms.webhook import Webhook
from tests.patience import PATIENCE

PEOPLE = 20_000
PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[features]
use = ["spend", "visits"]
[search.rules]
otherwise = "Others"
rules = [{ name = "Loyal", when = "visits >= 10" }]
[select]
by = "silhouette"
clusters = [2, 2]
[stability]
resamples = 0
[report]
html = false
[[push]]
to = "webhook"
connection = "crm"
no_consent_column = true
attributes = ["spend"]
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def start(segtui, tmp_path):
    """Starts `segtui push` on a run of 20,000 people against a server: start(fake) -> the process."""
    random = np.random.default_rng(0)
    cells = {"customer_id": range(PEOPLE), "spend": random.normal(100, 9, PEOPLE).round(2), "visits": [2, 12] * 10_000}
    pl.DataFrame(cells).write_csv(tmp_path / "customers.csv")
    (tmp_path / "plan.toml").write_text(PLAN)
    done = segtui("run", "plan.toml", "-o", "runs/may", "--quiet")
    assert done.returncode == 0, done.stderr
    connections = tmp_path / "config/segtui/connections.toml"
    connections.parent.mkdir(parents=True)
    running = []

    def start(fake, *words):
        connections.write_text(f'[crm]\nurl = "{fake.url}"\npassword_env = "CRM"\n')
        connections.chmod(0o600)
        env = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "CRM": fake.key}
        command = [sys.executable, "-m", "segtui", "push", "runs/may", "--json", *words]
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def until(happened):
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def chunks(tmp_path):
    """The chunks that are on the ledger."""
    (place,) = (tmp_path / "runs/ledger").glob("push-*.jsonl")
    return place.read_bytes().count(b'"do"')


def people_on(tmp_path):
    (place,) = (tmp_path / "runs/ledger").glob("push-*.jsonl")
    lines = [json.loads(line) for line in place.read_text().splitlines()[1:]]
    return [who for line in lines for who, _ in line["people"]]


def test_killed_again_and_again_it_sends_everybody_and_each_chunk_once_but_for_lost_answers(start, tmp_path):
    faults = Faults(1, {"500": 0.06, "drop": 0.06, "half": 0.02})
    with Webhook(faults, most_a_second=10) as fake:
        for seen in (4, 15, 16, 30):
            process = start(fake)
            until(lambda seen=seen: len(fake._done) >= seen)
            process.send_signal(signal.SIGKILL)
            process.wait()
        known = chunks(tmp_path)
        assert known >= 26
        process = start(fake)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        assert json.loads(out)["pushes"][0]["new"] == PEOPLE - 500 * known
        assert len(fake.members()) == PEOPLE and fake.complaints == []
        assert chunks(tmp_path) == 40 and len(set(people_on(tmp_path))) == len(people_on(tmp_path)) == PEOPLE
        answered = len(fake.calls)
        process = start(fake)
        out, err = process.communicate(timeout=PATIENCE)
        assert json.loads(out)["pushes"][0]["unchanged"] == PEOPLE and len(fake.calls) == answered


def test_a_platform_that_goes_away_in_the_middle_is_exit_5_and_the_next_push_goes_on(start, tmp_path):
    with Webhook() as fake:
        process = start(fake)
        until(lambda: len(fake._done) >= 10)
        fake.faults.always("away")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (5, 130) and b"Traceback" not in err
        known = chunks(tmp_path)
        fake.faults.always("")
        process = start(fake)
        out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0 and len(fake.members()) == PEOPLE
        assert json.loads(out)["pushes"][0]["new"] == PEOPLE - 500 * known


def test_two_pushes_at_once_send_everybody_once(start, tmp_path):
    with Webhook(latency=0.01) as fake:
        both = [start(fake), start(fake)]
        ends = [threading.Thread(target=process.wait) for process in both]
        for end in ends:
            end.start()
        told = [json.loads(process.communicate(timeout=PATIENCE)[0])["pushes"][0] for process in both]
        for end in ends:
            end.join()
        assert sorted(one["new"] for one in told) == [0, PEOPLE] and len(fake.writes()) == 40
        assert len(people_on(tmp_path)) == PEOPLE
