"""A follower that is killed at any moment and started again loses nothing and writes nothing twice."""

import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from segtui.pipeline.follow.state.state_file import StateFile
from tests.unit.pipeline.follow.followed import copied, follow, messages, stream, written

KILLS = 8
COMMAND = (sys.executable, "-m", "segtui", "follow", "run", "--once", "--quiet")


def known(place):
    """Everything that the state knows, but for the moments of this machine's clock."""
    with StateFile(place / "run", whole_ids=True) as state:
        tables = [name for name in state.tables() if name not in ("facts", "seen")]
        rows = {name: sorted(state.rows(f"select * from {name}")) for name in tables}
        facts = {name: state.fact(name) for name in ("batch", "returns_2", "returns_4")}
        clock = state.fact("clock")
    return rows, facts, clock["newest"], clock["day"]


def batches(place):
    with sqlite3.connect(place / "out.db") as database:
        return [row[2] for row in database.execute("select * from segtui_batches")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_kills_at_random_moments_change_nothing(finished_shop, tmp_path, seed):
    places = [copied(finished_shop, tmp_path / name) for name in ("undisturbed", "killed")]
    for place in places:
        text = (place / "run" / "plan.toml").read_text().replace("batch = [\n    400,\n]", "batch = [40]")
        (place / "run" / "plan.toml").write_text(text.replace("batch = [400]", "batch = [40]"))
        stream(place, messages(11))
    draw, (calm, killed) = random.Random(seed), places
    totals = follow(calm)
    assert totals.batches > 20
    kills = 0
    for _ in range(KILLS):
        process = subprocess.Popen(COMMAND, cwd=killed, stderr=subprocess.PIPE)
        health = killed / "run" / "follow.health.ndjson"
        begun = health.stat().st_size if health.is_file() else 0
        while process.poll() is None and not (health.is_file() and health.stat().st_size > begun):
            if draw.random() < 0.002:
                break  # now and then before the first batch of this process is done
            time.sleep(0.01)
        time.sleep(draw.random() * 0.4)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
    last = subprocess.run(COMMAND, check=False, cwd=killed, capture_output=True, text=True)
    assert last.returncode == 0, last.stderr
    assert kills >= 3
    assert written(killed) == written(calm)
    assert batches(killed) == batches(calm)
    assert known(killed) == known(calm)
    assert (killed / "run" / "follow.rejected.ndjson").read_bytes() == b""


@pytest.mark.slow
def test_a_signal_ends_it_after_the_batch_and_the_next_goes_on(finished_shop, tmp_path):
    place = copied(finished_shop, tmp_path)
    stream(place, messages(12, number=500))
    process = subprocess.Popen(
        (*COMMAND[:4], "run", "--json"), cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    health = place / "run" / "follow.health.ndjson"
    while not (health.is_file() and health.stat().st_size) and process.poll() is None:
        time.sleep(0.02)
    other = subprocess.run(COMMAND, check=False, cwd=place, capture_output=True, text=True)
    assert other.returncode == 2 and "`segtui follow` is following this run" in other.stderr
    process.send_signal(signal.SIGTERM)
    out, error = process.communicate()
    assert process.returncode == 0, error
    assert b'"state": "ended"' in out or b'"state":"ended"' in out
    before = batches(place)
    assert follow(place).messages + 0 <= 500 and batches(place) >= before
