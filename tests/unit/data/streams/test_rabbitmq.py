"""A queue of RabbitMQ: every message once, whatever breaks off between a batch and its acknowledgement."""

import json
import time
from datetime import UTC, datetime

import pytest

from segtui.data.connections.connections_file import connection_named
from segtui.data.streams.rabbitmq import queue_reader
from segtui.data.streams.rabbitmq.connection_parameters import queue_address
from segtui.data.streams.stream import StreamSettings
from segtui.data.streams.stream_registry import check_broker, source_of_scheme, stream_of
from segtui.errors import UnreachableError, UsageError
from tests.mock_kafka import Line

pytestmark = pytest.mark.slow


class Queue:
    """A queue of one test, by pika alone."""

    def __init__(self, port, name):
        import pika

        self.pika, self.port, self.name = pika, port, name
        self.connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port, heartbeat=0))
        self.channel = self.connection.channel()
        self.channel.queue_declare(name, durable=True)

    def publish(self, bodies, **properties):
        for body in bodies:
            self.channel.basic_publish("", self.name, body, self.pika.BasicProperties(**properties))
        self.count()

    def count(self):
        return self.channel.queue_declare(self.name, passive=True).method.message_count

    def address(self, more="", port=None):
        return f"amqp://127.0.0.1:{port or self.port}/{self.name}{more}"


@pytest.fixture
def queue(rabbitmq, topic):
    made = Queue(rabbitmq, topic)
    yield made
    made.connection.close()


def bodies(messages):
    return [message.body for message in messages]


def some(stream, count, seconds=60):
    """At least so many, if they come within a while."""
    found, until = [], time.monotonic() + seconds
    while len(found) < count and time.monotonic() < until:
        try:
            found += stream.poll(count - len(found), 0.2)
        except UnreachableError:
            time.sleep(0.1)
    return found


def numbered(first, last):
    return [f'{{"n": {n}}}'.encode() for n in range(first, last)]


def test_messages_come_in_order_with_their_ids_and_times_and_are_gone_once_acknowledged(queue, opened):
    queue.publish([b"1", b"2"], message_id="a7", timestamp=1_700_000_000)
    queue.publish([b"3"])
    stream = opened(queue.address())
    assert not stream.ended()
    found = some(stream, 3)
    assert [(m.body, m.key) for m in found] == [(b"1", "a7"), (b"2", "a7"), (b"3", "")]
    assert found[0].at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC) and found[2].at is None
    assert stream.ended()
    stream.acknowledge()
    assert stream.lag() == 0 and stream.position() == {"pending": {}}
    stream.close()
    assert queue.count() == 0


@pytest.mark.parametrize("acknowledged", [True, False])
def test_a_follower_that_dies_before_or_after_the_acknowledgement_loses_and_doubles_nothing(
    queue, opened, acknowledged
):
    queue.publish(numbered(0, 100))
    queue.publish([b"same"] * 5)  # equal in everything, and yet five
    stream = opened(queue.address("?prefetch=60"))
    found = bodies(some(stream, 30))
    kept = json.loads(json.dumps(stream.position()))
    if acknowledged:
        stream.acknowledge()
    stream.poll(10, 0)  # polled and never kept
    stream.close()
    again = opened(queue.address("?prefetch=60"), kept)
    found += bodies(some(again, 30))
    again.acknowledge()
    found += bodies(some(again, 105 - len(found)))
    assert sorted(found) == sorted([*numbered(0, 100), *[b"same"] * 5])
    again.acknowledge()
    assert again.poll(10, 0.1) == []
    again.close()
    assert queue.count() == 0


def test_a_line_that_breaks_in_the_middle_of_a_batch_loses_and_doubles_nothing(queue, opened):
    line = Line(queue.port)
    try:
        queue.publish(numbered(0, 200))
        stream = opened(queue.address(port=line.port))
        found = bodies(some(stream, 50))
        line.cut()
        with pytest.raises(UnreachableError, match="the broker can't be reached"):
            for _ in range(100):
                found += bodies(stream.poll(1000, 0.2))
        with pytest.raises(UnreachableError):
            stream.poll(10, 0.1)
        stream.acknowledge()  # which nobody hears
        line.join()
        found += bodies(some(stream, 201 - len(found), seconds=5))
        assert sorted(found) == sorted(numbered(0, 200))
        stream.acknowledge()
        assert stream.position() == {"pending": {}} and stream.poll(10, 0.2) == []
        stream.close()
        assert queue.count() == 0
    finally:
        line.close()


def test_no_more_comes_than_may_be_unacknowledged_and_large_ones_wait_at_the_broker(queue, opened, monkeypatch):
    queue.publish(numbered(0, 50))
    stream = opened(queue.address("?prefetch=20"))
    found = bodies(some(stream, 20))
    assert stream.poll(10, 0.5) == [] and stream.full()
    stream.acknowledge()
    assert not stream.full()
    found += bodies(some(stream, 20))
    stream.acknowledge()
    found += bodies(some(stream, 10))
    assert found == numbered(0, 50)
    stream.acknowledge()
    stream.close()
    monkeypatch.setattr(queue_reader, "FULL", 100_000)
    large = [bytes([n]) * 50_000 for n in range(1, 41)]
    queue.publish(large)
    stream = opened(queue.address())
    until, waiting = time.monotonic() + 30, 0
    while not waiting and time.monotonic() < until:
        time.sleep(1.2)
        waiting = stream._reader._bytes > 100_000 and stream._reader._consumer is None
    assert waiting
    assert sorted(bodies(some(stream, 40))) == sorted(large)


def test_heartbeats_go_on_while_a_batch_takes_long(queue, opened, monkeypatch):
    monkeypatch.setattr("segtui.data.streams.rabbitmq.connection_parameters._HEARTBEAT", 1)
    queue.publish(numbered(0, 10))
    stream = opened(queue.address())
    assert len(some(stream, 5)) == 5
    time.sleep(5)  # the broker gives up after two missed ones
    stream.acknowledge()
    assert len(some(stream, 5)) == 5 and stream.position()["pending"].keys() == stream._pending.keys()
    assert len(stream.position()["pending"]) == 5


def test_a_queue_that_is_deleted_is_said(queue, opened):
    stream = opened(queue.address())
    queue.channel.queue_delete(queue.name)
    with pytest.raises(UnreachableError, match="the queue is gone"):
        for _ in range(100):
            stream.poll(1, 0.2)
    with pytest.raises(UsageError, match='there is no "events-'):
        stream.poll(1, 0.2)


def test_what_is_wrong_with_an_address_or_a_login_is_said_without_a_password(rabbitmq, opened, monkeypatch):
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", f"amqp://ana:geheim@127.0.0.1:{rabbitmq}")
    for given, error, message in [
        ("amqp://127.0.0.1:1/events", UnreachableError, "can't be reached: Connection refused"),
        (f"amqp://127.0.0.1:{rabbitmq}/nowhere", UsageError, 'there is no "nowhere"'),
        (f"amqp://127.0.0.1:{rabbitmq}/none/events", UnreachableError, "the broker refuses"),
        ("shop:events", UnreachableError, "the broker refuses"),
        (f"amqps://127.0.0.1:{rabbitmq}/events", UnreachableError, "can't be reached: .*SSL"),
    ]:
        with pytest.raises(error, match=message) as raised:
            opened(given)
        assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("amqp://broker", "names no queue"),
        ("amqp://broker:x/events", "is not a host with a port"),
        ("amqp://broker/events?prefetch=0", "prefetch is a number"),
        ("amqps://broker/events?ca=/none.pem", "can't be read: No such file"),
        ("amqp://ana:geheim@broker/events", "has a password in it"),
    ],
)
def test_a_wrong_address_is_refused_before_anything_is_asked(given, message):
    with pytest.raises(UsageError, match=message):
        stream_of(given, StreamSettings())


def test_an_address_has_nodes_a_virtual_host_and_a_queue(monkeypatch):
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", "amqps://ana:ge%23heim@[::1],b2:5999/shop%2Feu")
    found = queue_address(stream_of("shop:web%2Fevents", StreamSettings())._server)
    assert found.queue == "web/events"
    assert [(n.host, n.port, n.virtual_host, n.credentials.password) for n in found.nodes] == [
        ("::1", 5671, "shop/eu", "ge#heim"),
        ("b2", 5999, "shop/eu", "ge#heim"),
    ]
    assert all(node.ssl_options for node in found.nodes)


def test_a_connection_is_checked(rabbitmq, monkeypatch):
    monkeypatch.setenv("SEGTUI_CONNECTION_SHOP", f"amqp://127.0.0.1:{rabbitmq}")
    monkeypatch.setenv("SEGTUI_CONNECTION_AWAY", "amqp://127.0.0.1:1")
    source = source_of_scheme("amqp")
    assert check_broker(connection_named("shop"), source) is None
    with pytest.raises(UnreachableError, match="away: the broker can't be reached"):
        check_broker(connection_named("away"), source)
