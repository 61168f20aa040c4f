"""A ledger loses nothing that was written to it, and nothing half written counts."""

import errno
import json
import os
import resource
import stat
import threading

import pytest

from segtui.delivery.ledger.ledger import open_ledger, read_ledger
from segtui.errors import DataError, ResourceError, UsageError

ABOUT = {"kind": "push", "to": "klaviyo"}


def test_lines_come_back_in_their_order_and_the_key_stays(tmp_path):
    place = tmp_path / "ledger" / "a.jsonl"
    with open_ledger(place, ABOUT) as ledger:
        key, who = ledger.key, ledger.hashed("email:kim@example.org")
        ledger.append({"do": "add", "people": [who]})
    with open_ledger(place, ABOUT) as ledger:
        assert ledger.lines == [{"do": "add", "people": [who]}]
        assert ledger.key == key and ledger.hashed("email:kim@example.org") == who
        ledger.append({"do": "remove"})
    assert [line["do"] for line in read_ledger(place).lines] == ["add", "remove"]
    text = place.read_text()
    assert "kim" not in text and json.loads(text.splitlines()[0])["to"] == "klaviyo"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600 and stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_two_ledgers_know_a_person_by_different_hashes(tmp_path):
    with open_ledger(tmp_path / "a", ABOUT) as one, open_ledger(tmp_path / "b", ABOUT) as other:
        assert one.hashed("kim") != other.hashed("kim")


@pytest.mark.parametrize("torn", [b"{", b'{"do": "add", "people": ["1"]}', b"\xff\x00"])
def test_a_last_line_without_an_end_is_dropped(tmp_path, torn):
    place = tmp_path / "a.jsonl"
    with open_ledger(place, ABOUT) as ledger:
        ledger.append({"n": 1})
    whole = place.read_bytes()
    place.write_bytes(whole + torn)
    assert read_ledger(place).lines == [{"n": 1}]
    with open_ledger(place, ABOUT) as ledger:
        assert ledger.lines == [{"n": 1}]
        ledger.append({"n": 2})
    assert read_ledger(place).lines == [{"n": 1}, {"n": 2}]


def test_a_file_whose_first_line_was_torn_begins_again(tmp_path):
    place = tmp_path / "a.jsonl"
    place.write_bytes(b'{"ledger": 1, "ke')
    assert read_ledger(place) is None
    with open_ledger(place, ABOUT) as ledger:
        ledger.append({"n": 1})
    assert read_ledger(place).lines == [{"n": 1}]


@pytest.mark.parametrize("line", [b"x\n", b"[]\n", b"\n", b"[" * 100_000 + b"\n"])
def test_a_damaged_ledger_stops_what_would_be_sent_twice(tmp_path, line):
    place = tmp_path / "a.jsonl"
    with open_ledger(place, ABOUT) as ledger:
        ledger.append({"n": 1})
    place.write_bytes(place.read_bytes() + line + b'{"n": 2}\n')
    with pytest.raises(DataError, match="line 3 can't be read"), open_ledger(place, ABOUT):
        pass
    with pytest.raises(DataError):
        read_ledger(place)


@pytest.mark.parametrize("head", ["{}", '{"ledger": 2, "key": "' + "0" * 32 + '"}', '{"ledger": 1, "key": "zz"}'])
def test_a_file_of_another_kind_is_no_ledger(tmp_path, head):
    place = tmp_path / "a.jsonl"
    place.write_text(head + "\n")
    with pytest.raises(DataError), open_ledger(place, ABOUT):
        pass


def test_links_folders_and_places_that_cant_be_written_are_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "link", tmp_path / "folder", tmp_path / "file" / "a"):
        with pytest.raises(UsageError), open_ledger(place, ABOUT):
            pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_line_that_does_not_fit_leaves_nothing_behind(tmp_path):
    place = tmp_path / "a.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with open_ledger(place, ABOUT) as ledger:
        ledger.append({"n": 1})
        resource.setrlimit(resource.RLIMIT_FSIZE, (place.stat().st_size + 100, before[1]))
        try:
            with pytest.raises(ResourceError):
                ledger.append({"n": "x" * 5_000})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert ledger.lines == [{"n": 1}]
        ledger.append({"n": 2})
    assert read_ledger(place).lines == [{"n": 1}, {"n": 2}]


def test_a_full_disk_is_told_as_one(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_ledger(tmp_path / "a", ABOUT) as ledger:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(ResourceError, match="the disk is full"):
            ledger.append({"n": 1})
        monkeypatch.undo()
    assert read_ledger(tmp_path / "a").lines == []


def test_a_second_writer_waits_for_the_first(tmp_path):
    place, waited, order = tmp_path / "a.jsonl", threading.Event(), []

    def second():
        with open_ledger(place, ABOUT, waited.set) as ledger:
            order.extend(line["n"] for line in ledger.lines)

    with open_ledger(place, ABOUT) as ledger:
        thread = threading.Thread(target=second)
        thread.start()
        assert waited.wait(30)
        ledger.append({"n": 1})
    thread.join(30)
    assert order == [1]
