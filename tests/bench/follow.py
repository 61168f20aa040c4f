"""A stream of Kafka into the segments of a run, beside the plainest loop that counts the same events.

    python tests/bench/follow.py 300000 --customers 20000 --rate 5000

First all events at once: events a second of `segtui follow --once` from Kafka to a table of SQLite, of its whole
process, and its largest memory; beside a consumer that calls json.loads for each message and counts by customer and
type. Then events at a steady rate: seconds from the moment that an event was sent until its batch was delivered, median
and 95 %. The broker is librdkafka's mock, in a process of its own.
"""

import argparse
import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import psutil
from confluent_kafka import Consumer, Producer, TopicPartition

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.mock_kafka import MockKafka

TYPES = ("view", "open", "click", "purchase")
PLAN = """
[source]
path = "customers.csv"
id = "customer_id"
[[derive]]
kind = "events"
path = "events.csv"
id = "customer_id"
time = "timestamp"
event = "event"
[features]
use = ["income", "events_30d"]
[search.kmeans]
k = [4]
[stability]
resamples = 0
[report]
html = false
[[write]]
connection = "sqlite:///out.db"
table = "segments"
columns = ["segment", "segment_name"]
[follow]
from = "kafka://{servers}/events"
id = "customer_id"
batch = ["2s", {batch}]
late = "1d"
[[follow.to]]
write = "segments"
"""


def events(draw, count, customers, at):
    """Bodies of events, about now."""
    who, kind = draw.integers(0, customers, count), draw.integers(0, 4, count)
    stamp = dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    for number, each in zip(who.tolist(), kind.tolist(), strict=True):
        body = {"customer_id": number, "timestamp": stamp, "event": TYPES[each]}
        yield str(number), json.dumps(body).encode()


def made(folder, servers, customers, batch):
    """A run of these customers, whose last month is known."""
    draw = np.random.default_rng(5)
    pl.DataFrame({"customer_id": range(customers), "income": draw.integers(1000, 9000, customers)}).write_csv(
        folder / "customers.csv"
    )
    days = draw.integers(1, 30, 5 * customers)
    log = pl.DataFrame({"customer_id": draw.integers(0, customers, 5 * customers), "days": days})
    now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
    log = log.select("customer_id", timestamp=now - pl.duration(days="days"), event=pl.lit("view"))
    log.write_csv(folder / "events.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    with sqlite3.connect(folder / "out.db") as database:
        database.execute("create table other (a)")
    (folder / "plan.toml").write_text(PLAN.format(servers=servers, batch=batch))
    segtui(folder, "run", "plan.toml", "-o", "run").wait()


def segtui(folder, *words):
    """The command, in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "segtui", *words], cwd=folder, stdout=subprocess.DEVNULL)


def largest(process):
    """Bytes of memory at most, until it ends; and its seconds of the processor."""
    most, spent = 0, 0.0
    while process.poll() is None:
        try:
            seen = psutil.Process(process.pid)
            most, spent = max(most, seen.memory_info().rss), sum(seen.cpu_times()[:2])
        except psutil.Error:
            break
        time.sleep(0.05)
    process.wait()
    return most, spent


def batches(folder):
    """The health of each batch."""
    lines = [json.loads(line) for line in (folder / "run/follow.health.ndjson").read_text().splitlines()]
    return [line for line in lines if "batch" in line]


def plain(servers, count):
    """Consume, json.loads, count by customer and type."""
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "plain", "queued.max.messages.kbytes": 32_768})
    consumer.assign([TopicPartition("events", number, 0) for number in range(4)])
    began, spent, counted, seen = time.perf_counter(), sum(os.times()[:2]), Counter(), 0
    while seen < count:
        for message in consumer.consume(10_000, 1):
            event = json.loads(message.value())
            counted[event["customer_id"], event["event"]] += 1
            seen += 1
    consumer.close()
    return time.perf_counter() - began, sum(os.times()[:2]) - spent


def whole(folder, broker, count, customers):
    """All events at once."""
    broker.produce(
        "events", events(np.random.default_rng(6), count, customers, time.time()), **{"compression.type": "lz4"}
    )
    seconds, spent = plain(broker.servers, count)
    print(f"{'json.loads for each message':34}{count / seconds:10,.0f} events/s {spent:7.1f} s of the processor")
    began = time.perf_counter()
    memory, spent = largest(segtui(folder, "follow", "run", "--once", "--from-start"))
    seconds, found = time.perf_counter() - began, batches(folder)
    events_in, working = sum(line["messages"] for line in found), sum(line["seconds"] for line in found)
    assert events_in == count, (events_in, count)
    print(f"{'segtui follow, its batches':34}{count / working:10,.0f} events/s {spent:7.1f} s of the processor")
    print(f"{'segtui follow, the whole command':34}{count / seconds:10,.0f} events/s {memory / 2**20:7.0f} MiB at most")


def steady(folder, broker, rate, seconds, customers):
    """Events at a rate, and how long each took until its batch was delivered."""
    before = len(batches(folder))
    process = segtui(folder, "follow", "run")
    sent, draw = [], np.random.default_rng(7)

    def sends():
        producer = Producer({"bootstrap.servers": broker.servers, "linger.ms": 5})
        begun = time.time()
        for tick in range(int(seconds * 10)):
            time.sleep(max(0.0, begun + tick / 10 - time.time()))
            for key, body in events(draw, rate // 10, customers, time.time()):
                producer.produce("events", body, key=key)
                sent.append(time.time())
            producer.poll(0)
        producer.flush()

    thread = threading.Thread(target=sends)
    thread.start()
    thread.join()
    until = time.monotonic() + 60
    while sum(line["messages"] for line in batches(folder)[before:]) < len(sent) and time.monotonic() < until:
        time.sleep(0.2)
    process.terminate()
    process.wait()
    ended = [dt.datetime.fromisoformat(line["at"]).timestamp() for line in batches(folder)[before:]]
    upto = np.cumsum([line["messages"] for line in batches(folder)[before:]]).tolist()
    late = [ended[bisect_left(upto, number)] - at for number, at in enumerate(sent, 1) if number <= upto[-1]]
    middle, most = np.percentile(late, [50, 95])
    print(f"{f'at {rate:,} events a second':34}{middle:10.2f} s median, {most:.2f} s for 95 % of {len(late):,} events")


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("events", type=int, nargs="?", default=300_000)
    words.add_argument("--customers", type=int, default=20_000)
    words.add_argument("--rate", type=int, default=5_000)
    words.add_argument("--seconds", type=float, default=20)
    words.add_argument("--batch", type=int, default=20_000)
    given = words.parse_args()
    broker = MockKafka()
    try:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            made(place, broker.servers, given.customers, given.batch)
            whole(place, broker, given.events, given.customers)
            steady(place, broker, given.rate, given.seconds, given.customers)
    finally:
        broker.close()
