"""Segments of a batch leave for a topic, a queue or an address: who and which segment, and nothing else of them."""

import json
from types import SimpleNamespace

import polars as pl
import pytest

from segtui.data.streams.stream import StreamSettings
from segtui.data.streams.stream_registry import stream_of
from segtui.delivery.follow.config import FollowTo
from segtui.errors import UnreachableError, UsageError
from segtui.pipeline.follow.sink import SinkContext, sink_kinds
from segtui.pipeline.follow.sinks import webhook
from tests.rabbitmq_server import free_port


def rows(count, *, segment=2):
    return pl.DataFrame(
        {
            "customer": range(count),
            "segment": pl.Series([segment] * count, dtype=pl.Int32),
            "segment_name": ["Loyal, é\n"] * count,
            "confidence": [0.5] * count,
            "email": ["ana@example.org"] * count,
            "was": pl.Series([None] * count, dtype=pl.Int32),
        }
    )


def told(number, segment=2):
    return {"customer": number, "segment": segment, "segment_name": "Loyal, é\n", "confidence": 0.5, "was": None}


def sink_of(key, place, tmp_path, **more):
    context = SinkContext(SimpleNamespace(path=tmp_path), place)
    sink = sink_kinds()[key].make(FollowTo(**{key: place}, **more), context)
    sink.open()
    return sink


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    """A stream of webhooks, which knows signatures and ids: the other side of a sink."""
    monkeypatch.setenv("HOOK", "a key that nobody can guess")
    address = f"http://127.0.0.1:{free_port()}/hook"
    stream = stream_of(address, StreamSettings(tmp_path, secret="HOOK"))
    stream.open(None, from_start=False)
    stream.address = address
    yield stream
    stream.close()


def test_an_address_gets_each_batch_once_signed_and_in_parts(receiver, tmp_path, monkeypatch):
    monkeypatch.setattr(webhook, "MOST", 4)
    sink = sink_of("webhook", receiver.address, tmp_path, sign="HOOK")
    sink.deliver(7, rows(10))
    again = sink_of("webhook", receiver.address, tmp_path, sign="HOOK")  # the first died before it noted batch 7
    again.deliver(7, rows(10))
    again.deliver(8, rows(1, segment=1))
    found = [json.loads(message.body) for message in receiver.poll(100, 5)]
    assert [(f["batch"], f["part"], f["parts"], len(f["customers"])) for f in found] == [
        (7, 1, 3, 4),
        (7, 2, 3, 4),
        (7, 3, 3, 2),
        (8, 1, 1, 1),
    ]
    assert [c for f in found[:3] for c in f["customers"]] == [told(n) for n in range(10)]
    assert found[3]["customers"] == [told(0, segment=1)]
    sink.deliver(9, rows(0))
    assert receiver.poll(1, 0) == []


def test_an_address_that_refuses_or_is_plain_http_elsewhere_is_said(receiver, tmp_path, monkeypatch):
    unsigned = sink_of("webhook", receiver.address, tmp_path)
    with pytest.raises(UnreachableError):
        unsigned.deliver(1, rows(1))
    assert receiver.poll(1, 0) == []
    with pytest.raises(UsageError, match="plain http"):
        sink_of("webhook", "http://example.org/hook", tmp_path)
    monkeypatch.delenv("HOOK")
    with pytest.raises(UsageError, match="HOOK is not set"):
        sink_of("webhook", receiver.address, tmp_path, sign="HOOK")


def test_a_topic_gets_a_message_for_each_customer_with_its_id_as_the_key(kafka, topic, tmp_path):
    from confluent_kafka import Consumer, TopicPartition

    kafka.produce(topic, [b"first"], partition=0)
    sink = sink_of("topic", f"kafka://{kafka.servers}/{topic}", tmp_path)
    sink.deliver(1, rows(30))
    sink.deliver(1, rows(30))
    sink.deliver(2, rows(0))
    sink.close()
    consumer = Consumer({"bootstrap.servers": kafka.servers, "group.id": "reader", "enable.partition.eof": True})
    consumer.assign([TopicPartition(topic, number, 0) for number in range(4)])
    found, ends = [], 0
    while ends < 4:
        for message in consumer.consume(100, 1):
            ends += message.error() is not None
            if message.headers():
                found.append((message.key(), json.loads(message.value()), dict(message.headers())["id"]))
    consumer.close()
    expected = [(f"{n}".encode(), told(n), f"1/{n}".encode()) for n in range(30)]
    assert sorted(found, key=lambda row: row[1]["customer"]) == expected
