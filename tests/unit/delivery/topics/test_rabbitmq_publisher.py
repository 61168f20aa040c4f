"""Batches to a queue or an exchange of RabbitMQ: whole, also over a connection that died between two."""

import pytest

from segtui.delivery.topics.publisher import TopicMessage, publisher_of
from segtui.errors import UnreachableError, UsageError
from tests.mock_kafka import Line

pytestmark = pytest.mark.slow


@pytest.fixture
def channel(rabbitmq, topic):
    import pika

    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", rabbitmq, heartbeat=0))
    channel = connection.channel()
    channel.queue_declare(topic, durable=True)
    yield channel
    connection.close()


def batch(number, count=20):
    return [TopicMessage(f"c{n}", b'{"batch": %d}' % number, f"{number}/c{n}") for n in range(count)]


def taken(channel, queue):
    found = []
    while (got := channel.basic_get(queue, auto_ack=True))[0]:
        found.append((got[1].headers["key"], got[2], got[1].message_id, got[1].delivery_mode))
    return found


def written(*batches):
    return [(m.key, m.body, m.id, 2) for each in batches for m in each]


def test_batches_arrive_whole_also_after_the_line_broke(rabbitmq, topic, channel):
    line = Line(rabbitmq)
    sender = publisher_of(f"amqp://127.0.0.1:{line.port}/{topic}", "x")
    try:
        sender.open()
        sender.publish(batch(1), 1)
        line.cut()
        line.join()
        sender.publish(batch(2), 2)
        assert taken(channel, topic) == written(batch(1), batch(2))
        line.cut()
        with pytest.raises(UnreachableError, match="can't be reached"):
            sender.publish(batch(3), 3)
        assert taken(channel, topic) == []
        line.join()
        sender.open()
        sender.publish(batch(3), 3)
        assert taken(channel, topic) == written(batch(3))
    finally:
        sender.close()
        line.close()


def test_an_exchange_routes_by_the_name_of_the_address(rabbitmq, topic, channel):
    channel.exchange_declare(f"{topic}-x", "topic")
    channel.queue_bind(topic, f"{topic}-x", "segments.*")
    sender = publisher_of(f"amqp://127.0.0.1:{rabbitmq}/segments.eu?exchange={topic}-x", "x")
    sender.open()
    sender.publish(batch(1), 1)
    assert taken(channel, topic) == written(batch(1))
    sender.close()


def test_what_is_not_there_is_said(rabbitmq):
    with pytest.raises(UsageError, match='there is no "nowhere" at the broker'):
        publisher_of(f"amqp://127.0.0.1:{rabbitmq}/nowhere", "x").open()
    with pytest.raises(UsageError, match="at the broker"):
        publisher_of(f"amqp://127.0.0.1:{rabbitmq}/a?exchange=nowhere", "x").open()
    with pytest.raises(UnreachableError, match="can't be reached"):
        publisher_of("amqp://127.0.0.1:1/a", "x").open()
