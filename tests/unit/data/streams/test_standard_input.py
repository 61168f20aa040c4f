"""Lines of standard input, from a pipe and from a file."""

import contextlib
import json
import os

import pytest

from segtui.data.streams.sources.standard_input import LineStream
from segtui.data.streams.stream import LONGEST


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        with contextlib.suppress(OSError):
            os.close(end)


def bodies(messages):
    return [message.body for message in messages]


def test_lines_of_a_pipe_come_when_they_are_complete(pipe):
    read, write = pipe
    stream = LineStream(read)
    stream.open(None, from_start=False)
    assert stream.poll(10, 0) == [] and not stream.ended()
    os.write(write, b'{"a": 1}\r\n\n{"a": 2}\n{"a"')
    assert bodies(stream.poll(1, 0)) == [b'{"a": 1}']
    assert bodies(stream.poll(10, 0)) == [b'{"a": 2}'] and not stream.ended()
    os.write(write, b": 3}")
    os.close(write)
    assert bodies(stream.poll(10, 1)) == [b'{"a": 3}'] and stream.ended() and stream.ends


def test_a_redirected_file_goes_on_at_its_position(tmp_path):
    place = tmp_path / "events"
    place.write_text("".join(f"line {n}\n" for n in range(1000)) + "x" * (LONGEST + 5) + "\nlast")
    found, position = [], None
    for most in (1, 300, 10, 2000):
        with place.open("rb") as file:
            stream = LineStream(file.fileno())
            stream.open(position, from_start=False)
            found += bodies(stream.poll(most, 0))
            position = json.loads(json.dumps(stream.position()))
            stream.poll(7, 0)
    assert found[:1000] == [f"line {n}".encode() for n in range(1000)]
    assert [len(body) for body in found[1000:]] == [1000, 4] and position["offset"] == place.stat().st_size
    with place.open("rb") as file:
        stream = LineStream(file.fileno())
        stream.open(position, from_start=True)
        assert bodies(stream.poll(1, 0)) == [b"line 0"]
