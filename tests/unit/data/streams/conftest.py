"""Streams of tests, which are closed at their end."""

import pytest

from segtui.data.streams.stream import StreamSettings
from segtui.data.streams.stream_registry import stream_of


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
