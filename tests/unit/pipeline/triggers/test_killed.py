"""Triggers that are killed with -9, again and again: nobody is lost, and nobody is triggered twice."""

import json
import random
import subprocess
import sys
import threading
from collections import Counter

import pytest

from tests.mock_kafka import MockKafka
from tests.other_side import Reply
from tests.patience import PATIENCE
from tests.unit.pipeline.triggers.conftest import table

pytestmark = pytest.mark.slow


def due():
    return {str(r["customer_id"]) for r in table().iter_rows(named=True) if r["spend"] >= 850 and r["news"] == "yes"}


def until_done(run, killed_now):
    """Start the command until it comes to its end; it is killed whenever `killed_now` says so. How often it was."""
    kills = 0
    while True:
        process = subprocess.Popen([sys.executable, "-m", "segtui", "trigger", run, "-q"], stderr=subprocess.PIPE)
        while process.poll() is None:
            if killed_now():
                process.kill()
        said = process.stderr.read().decode()
        process.stderr.close()
        if process.wait(PATIENCE) >= 0:
            return kills, said
        kills += 1


@pytest.mark.parametrize("seed", [1, 2])
def test_a_webhook_hears_of_each_person_once_but_for_lost_answers(run, receiver, seed):
    chance, arrived = random.Random(seed), threading.Event()
    left = [chance.randint(1, 4)]

    def answer(call):
        left[0] -= 1
        if left[0] == 0:
            left[0] = chance.randint(1, 6)
            arrived.set()  # the process is killed before it hears the answer, or right after it
            threading.Event().wait(chance.random() / 20)
        return Reply(204, b"")

    def killed_now():
        if arrived.wait(0.005):
            arrived.clear()
            return True
        return False

    receiver.says = answer
    kills, said = until_done(run, killed_now)
    keys = Counter(call.headers["idempotency-key"] for call in receiver.calls)
    heard = {json.loads(call.body)["id"] for call in receiver.calls}
    assert said == "" and kills > 3 and heard == due()
    assert len(keys) == len(due()) and keys.total() - len(keys) <= kills
    (ledger,) = (run.parent / "ledger").iterdir()
    assert ledger.read_text().count('"person"') == len(due())


def test_a_topic_of_kafka_has_each_message_once(run, tmp_path, monkeypatch):
    from confluent_kafka import Consumer

    kafka = MockKafka()
    try:
        settings = tmp_path / "config" / "segtui"
        settings.mkdir(parents=True)
        (settings / "connections.toml").write_text(f'[broker]\nurl = "kafka://{kafka.servers}"\n')
        (settings / "connections.toml").chmod(0o600)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        plan = (run / "plan.toml").read_text().splitlines()
        topic = ['to = "topic:warm"', 'connection = "broker"']
        plan = [line for old in plan for line in (topic if old.startswith("to = ") else [old])]
        (run / "plan.toml").write_text("\n".join(plan))
        reader = Consumer({"bootstrap.servers": kafka.servers, "group.id": "test", "auto.offset.reset": "earliest"})
        kafka.produce("warm", [b"not ours"])
        reader.list_topics("warm", timeout=30)
        chance, seen = random.Random(3), 0
        ledger = lambda: next(iter((run.parent / "ledger").glob("*.jsonl")), None)  # noqa: E731

        def killed_now():
            nonlocal seen
            now = ledger().read_text().count('"person"') if ledger() else 0
            if now >= seen + chance.randint(2, 6):
                seen = now
                return True
            return False

        kills, said = until_done(run, killed_now)
        assert said == "" and kills >= 2
        reader.subscribe(["warm"])
        found, quiet = [], 0
        while quiet < 20:
            message = reader.poll(0.5)
            quiet = quiet + 1 if message is None else 0
            if message is not None and not message.error():
                found.append(message.value())
            if len(found) > len(due()) and quiet > 3:
                break
        reader.close()
        found.remove(b"not ours")
        assert sorted(json.loads(body)["id"] for body in found) == sorted(due())
    finally:
        kafka.close()
