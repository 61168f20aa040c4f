"""Who reads a folder gets it as it was or as it is, whole; who publishes waits for readers, and they for him."""

import os
import threading

import pytest

from segtui.publishing import moves
from segtui.publishing.lock import holding, read_lock
from segtui.publishing.moves import Move
from segtui.publishing.private import private_folder
from segtui.publishing.staging import Staging, Turn
from tests.patience import PATIENCE

PARTS = ("a", "b", "c")


def replace(tmp_path, run, text, waiting=lambda: None):
    """Another folder takes the place of the run, as `run --force` does it."""
    new = tmp_path / f".run.partial-{text}" / "files"
    private_folder(new)
    for name in PARTS:
        (new / name).write_text(text)
    with holding(run, waiting) as journal, Staging(force=True, journal=journal) as staging:
        staging.publish(first=[Move.planned(new, run)])


def renew(tmp_path, run, text, waiting=lambda: None):
    """Files of the run are replaced one by one, as an export or `forget` does it."""
    with holding(run, waiting) as journal, Staging(force=True, journal=journal) as staging:
        for name in PARTS:
            staging.new(run / name, turn=Turn.RECORD).write_text(text)
        staging.publish()


@pytest.fixture
def run(tmp_path):
    place = tmp_path / "run"
    private_folder(place)
    for name in PARTS:
        (place / name).write_text("0")
    return place


@pytest.mark.parametrize("change", [replace, renew])
def test_a_publication_waits_for_who_reads(tmp_path, run, change):
    waits = threading.Event()
    publisher = threading.Thread(target=change, args=(tmp_path, run, "1", waits.set))
    with read_lock(run) as is_there, read_lock(run):
        publisher.start()
        assert waits.wait(PATIENCE)
        assert {(run / name).read_text() for name in PARTS} == {"0"} and is_there()
    publisher.join(PATIENCE)
    assert {(run / name).read_text() for name in PARTS} == {"1"}
    assert not [p.name for p in tmp_path.iterdir() if p.name.endswith((".lock", ".old"))]


@pytest.mark.parametrize("change", [replace, renew])
@pytest.mark.parametrize("at_once", [True, False], ids=["exchange", "two-renames"])
def test_readers_never_get_a_part_of_each(tmp_path, run, change, at_once, monkeypatch):
    if not at_once:
        monkeypatch.setattr(moves, "exchange", lambda one, other: False)
    stop, seen, failed = threading.Event(), set(), []

    def read():
        while not stop.is_set():
            try:
                with read_lock(run):
                    seen.add(tuple((run / name).read_text() for name in PARTS))
            except OSError as error:
                failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 15):
        change(tmp_path, run, str(number))
    stop.set()
    for reader in readers:
        reader.join(PATIENCE)
    assert not failed and seen and all(len(set(each)) == 1 for each in seen)


def test_what_is_not_there_is_read_as_that(tmp_path):
    with read_lock(tmp_path / "none") as is_there:
        assert is_there()
    (tmp_path / "file").write_text("x")
    with read_lock(tmp_path / "file") as is_there:
        assert is_there()


def test_a_folder_that_was_replaced_unasked_is_noticed(tmp_path, run):
    with read_lock(run) as is_there:
        os.rename(run, tmp_path / "other")
        private_folder(run)
        assert not is_there()
