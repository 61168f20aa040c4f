"""Files of a folder: each record once, wherever one stopped, and only of files that are complete."""

import gzip
import json
import os
import random
import time

import pytest

from segtui.data.streams.stream import LONGEST, StreamSettings
from segtui.data.streams.stream_registry import stream_of
from segtui.errors import DataError, UsageError


def write(place, lines, *, age=60, end="\n"):
    text = "\n".join(lines) + end
    place.write_bytes(gzip.compress(text.encode()) if place.suffix == ".gz" else text.encode())
    os.utime(place, (time.time() - age,) * 2)


def numbers(first, last):
    return [f'{{"n": {n}}}' for n in range(first, last)]


@pytest.fixture
def opened():
    """Opens a folder: opened(folder, position) -> stream."""
    streams = []

    def call(folder, position=None, *, from_start=False):
        stream = stream_of(str(folder), StreamSettings())
        streams.append(stream)
        stream.open(position, from_start=from_start)
        return stream

    yield call
    for stream in streams:
        stream.close()


def everything(stream, most=7):
    found = []
    while messages := stream.poll(most, 0):
        found += [json.loads(message.body) for message in messages]
    return found


def test_files_are_read_in_the_order_of_their_names_packed_or_not(tmp_path, opened):
    write(tmp_path / "c.ndjson", numbers(20, 30))
    write(tmp_path / "a.jsonl", numbers(0, 10), end="")
    write(tmp_path / "b.ndjson.gz", numbers(10, 20))
    write(tmp_path / "other.txt", ["x"])
    write(tmp_path / ".d.ndjson", numbers(30, 40))
    stream = opened(tmp_path)
    assert not stream.ended()
    assert [event["n"] for event in everything(stream)] == list(range(30))
    assert stream.ended() and stream.poll(5, 0) == []


def test_each_record_comes_once_wherever_one_stopped(tmp_path, opened):
    draw, expected = random.Random(3), []
    for name in ("a.ndjson", "b.csv", "c.ndjson.gz", "d.csv.gz"):
        rows = [(f"k{name[0]}{n}", draw.choice(["", "é", 'a "quoted"\nword; and, more', "x" * 50])) for n in range(40)]
        if ".csv" in name:
            quoted = [f'{key},"{value.replace(chr(34), chr(34) * 2)}"' for key, value in rows]
            write(tmp_path / name, ["key,value", *quoted])
        else:
            write(tmp_path / name, [json.dumps({"key": k, "value": v}, ensure_ascii=False) for k, v in rows])
        expected += rows
    found, position = [], None
    while True:
        stream = opened(tmp_path, position)
        for _ in range(draw.randrange(1, 4)):
            found += [json.loads(m.body) for m in stream.poll(draw.randrange(1, 15), 0)]
        position = json.loads(json.dumps(stream.position()))
        stream.poll(5, 0)  # and dies before this was kept
        if len(found) >= len(expected):
            break
    assert [(event["key"], event.get("value", "")) for event in found] == expected


def test_a_file_that_grows_is_left_until_it_is_quiet_and_then_what_was_added_comes(tmp_path, opened):
    growing = tmp_path / "a.ndjson"
    write(growing, numbers(0, 3), age=0)
    write(tmp_path / "b.ndjson", numbers(3, 6))
    stream = opened(tmp_path)
    assert [event["n"] for event in everything(stream)] == [3, 4, 5]
    assert not stream.ended()
    os.utime(growing, (time.time() - 5,) * 2)
    assert [event["n"] for event in everything(stream)] == [0, 1, 2]
    assert stream.ended()
    write(growing, numbers(0, 5))
    assert [event["n"] for event in everything(stream)] == [3, 4]


def test_a_name_that_was_read_is_never_read_again(tmp_path, opened):
    write(tmp_path / "a.ndjson", numbers(0, 10))
    write(tmp_path / "b.ndjson.gz", numbers(10, 12))
    stream = opened(tmp_path)
    assert len(everything(stream)) == 12
    write(tmp_path / "a.ndjson", numbers(90, 93))
    assert stream.poll(5, 0) == [] and [str(note) for note in stream.notes()] == [
        "a.ndjson is shorter than what was read of it: give new events a name of their own"
    ]
    (tmp_path / "a.ndjson").unlink()
    assert stream.poll(5, 0) == [] and list(stream.position()["files"]) == ["b.ndjson.gz"]
    assert len(everything(opened(tmp_path, stream.position(), from_start=True))) == 2


def test_a_record_longer_than_any_event_is_cut_and_the_next_one_comes_whole(tmp_path, opened):
    write(tmp_path / "a.ndjson", ['{"n": "' + "x" * LONGEST + '"}', '{"n": 2}'])
    write(tmp_path / "b.csv", ["n", "1,2,3", "4"])
    messages = opened(tmp_path).poll(10, 0)
    assert [len(messages[0].body), *(m.body for m in messages[1:])] == [
        1000,
        b'{"n": 2}',
        b'["1", "2", "3"]',
        b'{"n": "4"}',
    ]


def test_a_damaged_file_and_a_missing_folder_are_the_users_errors(tmp_path, opened):
    write(tmp_path / "a.ndjson.gz", numbers(0, 1000))
    place = tmp_path / "a.ndjson.gz"
    place.write_bytes(place.read_bytes()[:-20])
    os.utime(place, (time.time() - 60,) * 2)
    with pytest.raises(DataError, match=r"a\.ndjson\.gz: can't be read"):
        everything(opened(tmp_path))
    with pytest.raises(UsageError, match="there is no such folder"):
        opened(tmp_path / "none")
    with pytest.raises(UsageError, match="events come from a folder"):
        stream_of(str(place), StreamSettings())
