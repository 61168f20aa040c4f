"""A topic of Kafka: every message once, wherever the follower or the broker stopped."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from segtui.data.connections.connections_file import connection_named
from segtui.data.streams.stream import StreamSettings
from segtui.data.streams.stream_registry import check_broker, source_of_scheme, stream_of
from segtui.errors import UnreachableError, UsageError
from tests.mock_kafka import MockKafka


def bodies(messages):
    return [message.body for message in messages]


def drained(stream, most=1000):
    """All that a stream has until it is at the ends of its partitions."""
    found = []
    while not stream.ended():
        found += bodies(stream.poll(most, 0.2))
    return found


def numbered(first, last):
    return [(f"k{n % 50}", f'{{"n": {n}}}'.encode()) for n in range(first, last)]


def address(kafka, topic, more=""):
    return f"kafka://{kafka.servers}/{topic}{more}"


def test_every_message_comes_once_wherever_a_follower_died(kafka, topic, opened):
    sent = numbered(0, 3000)
    kafka.produce(topic, sent, **{"compression.type": "lz4"})
    found, position = [], {"offsets": {}}
    for enough in (500, 1400, 2999, 3000):
        stream = opened(address(kafka, topic), position)
        while len(found) < enough:
            found += bodies(stream.poll(300, 0.5))
        position = json.loads(json.dumps(stream.position()))
        stream.poll(500, 0.1)  # and dies before this was kept
        stream.close()
    assert sorted(found) == sorted(body for _, body in sent)


@pytest.mark.slow
def test_a_new_follower_begins_with_what_comes_from_now_on_and_from_start_with_all(kafka, topic, opened):
    kafka.produce(topic, numbered(0, 100))
    stream = opened(address(kafka, topic))
    assert stream.ended() and stream.poll(10, 0.1) == [] and stream.lag() == 0
    at_its_end = stream.position()
    kafka.produce(topic, numbered(100, 110))
    found = []
    while len(found) < 10:
        found += stream.poll(10, 1)
    assert sorted(bodies(found)) == sorted(body for _, body in numbered(100, 110))
    assert datetime.now(UTC) - found[0].at < timedelta(minutes=1) and found[0].key == ""
    assert len(drained(opened(address(kafka, topic), at_its_end))) == 10
    assert len(drained(opened(address(kafka, topic), at_its_end, from_start=True))) == 110


def test_only_committed_transactions_come_and_tombstones_are_left_out(kafka, topic, opened):
    given = {"partition": 0, "transactional.id": topic}
    kafka.produce(topic, [b"1", b"2"], **given).commit_transaction()
    kafka.produce(topic, [b"3", b"4"], **given).abort_transaction()
    kafka.produce(topic, [("gone", None), b"5"], **given).commit_transaction()
    stream = opened(address(kafka, topic), from_start=True)
    found = drained(stream)
    assert found[0] == b"1" and found[-1] == b"5" and None not in found
    assert stream.lag() == 0
    assert drained(opened(address(kafka, topic), stream.position())) == []


def test_deleted_messages_are_told_and_reading_goes_on_at_the_first_that_is_left(kafka, topic, opened):
    kafka.produce(topic, [b"first"], partition=0)
    stream = opened(address(kafka, topic), from_start=True)
    assert bodies(stream.poll(10, 2)) == [b"first"]
    kafka.produce(topic, (os.urandom(1000) for _ in range(12_000)), partition=0)  # more than the broker keeps
    position, found = stream.position(), 0
    stream.close()
    stream = opened(address(kafka, topic), position)
    first = stream.position()["offsets"]["0"]
    assert first > 1
    assert [str(note) for note in stream.notes()] == [
        f"Up to {first - 1:,} messages of partition 0 of {topic} were deleted before they could be read: it is read "
        f"from message {first:,} on"
    ]
    found = len(drained(stream))
    assert found == 12_001 - first and stream.notes() == []
    again = opened(address(kafka, topic), {"offsets": {"0": 99_999_999}})
    assert len(again.notes()) == 1 and len(drained(again)) == found


def test_an_offset_that_is_lost_while_reading_is_told_too(kafka, topic, opened):
    kafka.produce(topic, [b"first"], partition=0)
    stream = opened(address(kafka, topic), from_start=True)
    stream._begin = lambda number, offset: began.append((number, offset)) or type(stream)._begin(stream, number, offset)
    began, found = [], []
    stream._partitions.consumer.incremental_unassign(stream._partitions.consumer.assignment()[:1])
    kafka.produce(topic, (os.urandom(1000) for _ in range(12_000)), partition=0)
    from confluent_kafka import TopicPartition

    stream._partitions.consumer.incremental_assign([TopicPartition(topic, 0, 0)])
    until = time.monotonic() + 60
    while len(found) < 10 and time.monotonic() < until:
        found += stream.poll(100, 0.5)
    assert began == [(0, 0)] and len(stream.notes()) == 1


@pytest.mark.slow
def test_a_group_that_others_join_takes_nothing_away_and_hears_how_far_this_is(kafka, topic, opened):
    from confluent_kafka import Consumer, TopicPartition

    sent = numbered(0, 600)
    kafka.produce(topic, sent)
    stream = opened(address(kafka, topic, f"?group={topic}"), from_start=True)
    found = bodies(stream.poll(100, 2))
    other = Consumer({"bootstrap.servers": kafka.servers, "group.id": "another", "auto.offset.reset": "earliest"})
    other.subscribe([topic])
    assert other.poll(20) is not None
    found += drained(stream)
    assert sorted(found) == sorted(body for _, body in sent)
    stream.acknowledge()
    other.close()
    ours = Consumer({"bootstrap.servers": kafka.servers, "group.id": topic})
    until, total = time.monotonic() + 30, 0
    while total < 600 and time.monotonic() < until:
        committed = ours.committed([TopicPartition(topic, number) for number in range(4)], timeout=10)
        total = sum(max(0, each.offset) for each in committed)
    ours.close()
    assert total == 600


@pytest.mark.slow
def test_a_broker_that_hangs_in_the_middle_loses_and_doubles_nothing(topic, opened):
    kafka = MockKafka()
    try:
        sent = numbered(0, 500)
        kafka.produce(topic, sent[:300])
        stream = opened(address(kafka, topic), from_start=True)
        found = bodies(stream.poll(100, 2))
        while len(found) < 300:
            found += bodies(stream.poll(100, 1))
        kafka.pause()
        with pytest.raises(UnreachableError, match="the broker can't be reached"):
            while True:
                stream.poll(100, 0.5)
        for _ in range(2):  # it stays away until it answers: no poll between says that all is well
            with pytest.raises(UnreachableError):
                stream.poll(100, 0.1)
        kafka.resume()
        kafka.produce(topic, sent[300:])
        while len(found) < 500:
            try:
                found += bodies(stream.poll(100, 1))
            except UnreachableError:
                continue
        assert sorted(found) == sorted(body for _, body in sent)
    finally:
        kafka.close()


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ("kafka://{servers}/nowhere", UsageError, 'there is no topic "nowhere"'),
        ("kafka://{servers}", UsageError, "the address names no topic"),
        ("kafka://{servers}/events?grup=x", UsageError, 'unknown setting "grup"'),
        ("kafka://ana@{servers}/events", UsageError, "in the clear"),
        ("kafka://ana:geheim@{servers}/events", UsageError, "has a password in it"),
        ("kafka+ssl://{servers}/events?ca=/none.pem", UsageError, "can't be set up"),
        ("kafka+ssl://ana@{servers}/events?sasl=md5", UsageError, "sasl is one of"),
        ("kafak://{servers}/events", UsageError, 'did you mean "kafka"'),
    ],
)
def test_what_is_wrong_with_an_address_is_said_without_a_password(kafka, opened, given, error, message):
    with pytest.raises(error, match=message) as raised:
        opened(given.format(servers=kafka.servers))
    assert "geheim" not in str(raised.value)


def test_a_connection_gives_user_and_password(monkeypatch):
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP_EU", "kafka+ssl://ana:ge%23heim@b1:9093,b2:9093?sasl=scram-sha-256")
    from segtui.data.streams.kafka.client_settings import client_settings

    stream = stream_of("shop-eu:events?group=lag", StreamSettings())
    found = client_settings(stream._server)
    assert (found["sasl.username"], found["sasl.password"]) == ("ana", "ge#heim")
    assert (found["bootstrap.servers"], found["security.protocol"]) == ("b1:9093,b2:9093", "SASL_SSL")
    assert (found["sasl.mechanism"], stream._topic) == ("SCRAM-SHA-256", "events")


@pytest.mark.slow
def test_where_no_broker_is_that_is_said_and_nothing_is_printed():
    code = (
        "from segtui.data.streams.stream_registry import stream_of\n"
        "from segtui.data.streams.stream import StreamSettings\n"
        "from segtui.errors import UnreachableError\n"
        "stream = stream_of('kafka://127.0.0.1:1/events', StreamSettings())\n"
        "try: stream.open(None, from_start=False)\n"
        "except UnreachableError as error: assert 'Connection refused' in str(error), str(error)\n"
        "stream.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_connection_is_checked(kafka, topic, monkeypatch):
    kafka.produce(topic, [b"1"])
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", f"kafka://{kafka.servers}")
    connection = connection_named("shop")
    assert check_broker(connection, source_of_scheme(connection.scheme)) >= 1
    monkeypatch.setenv("SEGTUI_CONNECTION_HOOK", "http://127.0.0.1:8080")
    with pytest.raises(UsageError, match="nothing to connect to"):
        check_broker(connection_named("hook"), source_of_scheme("http"))
