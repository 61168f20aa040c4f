"""Batches to a topic of Kafka: whole, and each once, whenever the sender died."""

import pytest

from segtui.delivery.topics.publisher import TopicMessage, publisher_of
from segtui.errors import UnreachableError, UsageError
from tests.tansu_broker import tansu_broker


def consumed(servers, topic):
    """The committed messages of a topic that have an id."""
    from confluent_kafka import Consumer, TopicPartition

    settings = {"bootstrap.servers": servers, "group.id": "reader", "enable.partition.eof": True}
    consumer = Consumer(settings | {"isolation.level": "read_committed"})
    consumer.assign([TopicPartition(topic, number, 0) for number in range(4)])
    found, ends = [], set()
    while len(ends) < 4:
        for message in consumer.consume(500, 1):
            if message.error():
                ends.add(message.partition())
            elif message.headers():
                found.append((message.key().decode(), message.value(), dict(message.headers())["id"]))
    consumer.close()
    return sorted(found)


def batch(number, count=50):
    return [TopicMessage(f"c{n}", b'{"batch": %d}' % number, f"{number}/c{n}") for n in range(count)]


def written(*batches):
    return sorted((m.key, m.body, m.id.encode()) for each in batches for m in each)


@pytest.fixture(scope="module")
def tansu():
    with tansu_broker() as servers:
        yield servers


@pytest.fixture
def sender():
    """Makes a sender: sender(servers, topic, name) -> publisher, opened."""
    made = []

    def call(servers, topic, name="ours"):
        made.append(publisher_of(f"kafka://{servers}/{topic}", name))
        made[-1].open()
        return made[-1]

    yield call
    for each in made:
        each.close()


def new_topic(servers, topic):
    from confluent_kafka.admin import AdminClient, NewTopic

    admin = AdminClient({"bootstrap.servers": servers})
    [made] = admin.create_topics([NewTopic(topic, 4, 1)]).values()
    made.result(30)


def test_a_batch_arrives_whole_and_once(kafka, topic, sender):
    kafka.produce(topic, [b"first"], partition=0)  # so that the topic is there
    ours = sender(kafka.servers, topic)
    ours.publish(batch(1), 1)
    ours.publish(batch(1), 1)
    ours.publish(batch(2), 2)
    assert consumed(kafka.servers, topic) == written(batch(1), batch(2))


def test_a_batch_that_went_does_not_go_again_when_the_sender_has_died(tansu, topic, sender):
    new_topic(tansu, topic)
    first = sender(tansu, topic)
    first.publish(batch(1), 1)
    first.publish(batch(2), 2)
    first.publish(batch(2), 2)
    again = sender(tansu, topic)  # the first one died before it could note that batch 2 went
    again.publish(batch(2), 2)
    again.publish(batch(3), 3)
    assert consumed(tansu, topic) == written(batch(1), batch(2), batch(3))


def test_two_names_keep_their_own_numbers_and_an_empty_batch_counts(tansu, topic, sender):
    new_topic(tansu, topic)
    sender(tansu, topic, "a").publish(batch(1), 7)
    sender(tansu, topic, "b").publish(batch(2), 1)
    sender(tansu, topic, "b").publish([], 2)
    again = sender(tansu, topic, "b")
    again.publish(batch(2), 2)
    assert consumed(tansu, topic) == written(batch(1), batch(2)) and again._last == 2


def test_what_is_wrong_is_said(kafka):
    with pytest.raises(UsageError, match='there is no topic "nowhere"'):
        publisher_of(f"kafka://{kafka.servers}/nowhere", "x").open()
    with pytest.raises(UsageError, match="the address names no topic"):
        publisher_of(f"kafka://{kafka.servers}", "x")
    with pytest.raises(UsageError, match="no messages go to such an address"):
        publisher_of("events", "x")
    with pytest.raises(UsageError, match='did you mean "kafka"'):
        publisher_of("kafak://b/events", "x")


@pytest.mark.slow
def test_a_broker_that_is_away_is_said():
    with pytest.raises(UnreachableError, match=r"can't be reached: .*Connection refused"):
        publisher_of("kafka://127.0.0.1:1/events", "x").open()
