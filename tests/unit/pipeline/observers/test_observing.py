"""Observers are told, and whatever they do, the command goes on at once."""

import threading
import time

import pytest

from segtui.errors import DataError
from segtui.pipeline.observers import observing as module
from segtui.pipeline.observers.observer import CommandOutcome, Observer, Occasion
from segtui.pipeline.observers.observing import observing


class Kept(Observer):
    """Keeps what it is told."""

    key = "prometheus"

    def __init__(self):
        self.told = []

    def started(self, occasion):
        self.told.append(("started", occasion.command))

    def batch_ended(self, health, seconds):
        self.told.append(("batch", health["batch"]))

    def finished(self, outcome, seconds):
        self.told.append(("finished", outcome.exit_code))

    def failed(self, failure, seconds):
        self.told.append(("failed", failure.kind, failure.exit_code, failure.is_interruption))


class Broken(Kept):
    """Raises at every turn."""

    def started(self, occasion):
        raise OSError(28, "No space left on device", "/full/segtui.prom")

    batch_ended = finished = failed = started


class Hung(Kept):
    """Never comes back."""

    def started(self, occasion):
        threading.Event().wait()

    batch_ended = finished = failed = started


def test_an_observer_hears_how_it_went():
    good, notes = Kept(), []
    with observing(Occasion("run", "may", "may"), [good], notes.append) as seen:
        seen.batch_ended({"batch": 1})
        seen.finished(lambda: CommandOutcome(1), 1)
    assert good.told == [("started", "run"), ("batch", 1), ("finished", 1)] and not notes


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DataError("bad"), ("failed", "DataError", 3, False)),
        (KeyboardInterrupt(), ("failed", "KeyboardInterrupt", 130, True)),
        (MemoryError(), ("failed", "MemoryError", 4, False)),
        (ZeroDivisionError(), ("failed", "ZeroDivisionError", 1, False)),
    ],
)
def test_an_observer_hears_what_went_wrong_and_the_error_goes_on(error, told):
    good = Kept()
    with pytest.raises(type(error)), observing(Occasion("run", "may", "may"), [good], lambda _: None):
        raise error
    assert good.told[-1] == told


def test_one_that_fails_is_noted_once_and_the_others_are_told(monkeypatch):
    good, notes = Kept(), []
    with observing(Occasion("follow", "may", "may"), [Broken(), good], notes.append) as seen:
        for number in range(3):
            seen.batch_ended({"batch": number})
        seen.finished(CommandOutcome)
    (note,) = map(str, notes)
    assert note.startswith("observe.prometheus could not be informed: /full/segtui.prom: No space left on device.")
    assert len(good.told) == 5


def test_nobody_waits_for_long_for_one_that_hangs(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    good, notes, began = Kept(), [], time.monotonic()
    with observing(Occasion("follow", "may", "may"), [Hung(), good], notes.append) as seen:
        for number in range(100):
            seen.batch_ended({"batch": number})
    assert len(good.told) == 102 and len(notes) == 1 and "longer" in notes[0]
    assert time.monotonic() - began < 60, "a hundred batches wait for it once, not a hundred times"


def test_what_can_not_be_said_of_a_command_does_not_fail_it():
    good, notes = Kept(), []
    with observing(Occasion("run", "may", "may"), [good], notes.append) as seen:
        seen.finished(lambda: 1 / 0, 1)
    assert good.told[-1] == ("finished", 1) and "ZeroDivisionError" in notes[0]


def test_ids_are_uuids_of_version_seven_in_the_order_of_time():
    import uuid

    found = []
    for _ in range(3):
        found.append(uuid.UUID(Occasion("run", "", "").id))
        time.sleep(0.002)
    assert {(each.version, each.variant) for each in found} == {(7, uuid.RFC_4122)}
    assert sorted(found) == found
