"""Brokers for tests of streams, one of each kind for all tests of a process."""

import uuid

import pytest

from segtui.data.streams.stream import StreamSettings
from segtui.data.streams.stream_registry import stream_of
from tests.mock_kafka import MockKafka


@pytest.fixture(scope="session")
def kafka():
    """A broker of librdkafka in a process of its own."""
    pytest.importorskip("confluent_kafka")
    broker = MockKafka()
    yield broker
    broker.close()


@pytest.fixture
def topic():
    """A topic that nobody has used."""
    return f"events-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def opened(tmp_path):
    """Opens a stream: opened(address, position, from_start) -> stream."""
    streams = []

    def call(address, position=None, *, from_start=False, **settings):
        stream = stream_of(str(address), StreamSettings(tmp_path, **settings))
        streams.append(stream)
        stream.open(position, from_start=from_start)
        return stream

    yield call
    for stream in streams:
        stream.close()
