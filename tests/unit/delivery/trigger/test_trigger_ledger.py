"""Whom a trigger reached, across processes, clocks that jump, and people who ask to be forgotten."""

import datetime as dt
import json

import pytest

from segtui.delivery.trigger.once import is_due, recorded_at
from segtui.delivery.trigger.trigger_ledger import (
    forget_in_ledger,
    held_ledger,
    ledger_place,
    seen_ledger,
    trigger_ledgers,
)
from segtui.errors import DataError
from segtui.plan.model import Trigger

NOW = dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def trigger():
    keys = {"when": "income > 5", "once": "30d", "to": "https://crm.example/", "no_consent_column": True}
    return Trigger.model_validate({"name": "Ünïcode / ../warm lead", **keys})


def reach(folder, trigger, *ids, now=NOW):
    with held_ledger(folder, trigger) as ledger:
        for id in ids:
            ledger.note([ledger.hashed(id)], now, "may")


def known(folder, trigger, id):
    ledger = seen_ledger(folder, trigger)
    return ledger.reached.get(ledger.hashed(id))


def test_whoever_was_reached_is_known_to_the_next_process_and_nobody_else(tmp_path, trigger):
    assert known(tmp_path, trigger, "1") is None
    reach(tmp_path, trigger, "1", "2")
    reach(tmp_path, trigger, "1", now=NOW + DAY)
    assert (known(tmp_path, trigger, "1").count, known(tmp_path, trigger, "1").last) == (2, NOW + DAY)
    assert known(tmp_path, trigger, "2").count == 1 and known(tmp_path, trigger, "3") is None
    (place,) = trigger_ledgers(tmp_path)
    assert place.parent == tmp_path and place.stat().st_mode & 0o077 == 0
    assert '"2"' not in place.read_text()


def test_a_torn_line_is_dropped_and_a_damaged_one_is_told(tmp_path, trigger):
    reach(tmp_path, trigger, "1")
    place = ledger_place(tmp_path, trigger)
    with place.open("a") as file:
        file.write('{"at": "2026-')
    assert known(tmp_path, trigger, "1").count == 1
    reach(tmp_path, trigger, "2")
    assert known(tmp_path, trigger, "2").count == 1
    place.write_text(place.read_text() + '{"at": "yesterday", "person": "x"}\n')
    with pytest.raises(DataError, match="can't be understood"):
        seen_ledger(tmp_path, trigger)


@pytest.mark.parametrize(
    ("clock", "due"),
    [(dt.timedelta(0), False), (29 * DAY, False), (30 * DAY, True), (-400 * DAY, False), (31 * DAY, True)],
)
def test_a_person_is_due_after_the_time_and_never_because_a_clock_was_put_back(clock, due):
    assert is_due(NOW, NOW + clock, "30d") is due
    assert not is_due(NOW, NOW + clock, "ever")
    assert is_due(None, NOW + clock, "ever")


def test_who_is_reached_under_a_clock_that_was_put_back_is_not_due_once_it_is_right(tmp_path, trigger):
    reach(tmp_path, trigger, "1")
    reach(tmp_path, trigger, "2", now=NOW - 1_000 * DAY)
    assert not is_due(known(tmp_path, trigger, "2").last, NOW + DAY, trigger.once)
    assert recorded_at(NOW, None) == NOW


def test_forgetting_leaves_that_they_must_not_be_reached_and_nothing_else(tmp_path, trigger):
    reach(tmp_path, trigger, "1", "2", "3")
    reach(tmp_path, trigger, "2", now=NOW + DAY)
    place = ledger_place(tmp_path, trigger)
    size = place.stat().st_size
    assert forget_in_ledger(place, {"2", "unknown"}, dry_run=True) == 2
    assert known(tmp_path, trigger, "2").count == 2
    assert forget_in_ledger(place, {"2", "unknown"}, dry_run=False) == 2
    assert forget_in_ledger(place, {"2"}, dry_run=False) == 0
    assert place.stat().st_size == size
    lines = [json.loads(line) for line in place.read_text().splitlines()]
    ours = seen_ledger(tmp_path, trigger).hashed("2")
    assert [line for line in lines if ours in line.values()] == [{"forgotten": ours}] * 2
    assert known(tmp_path, trigger, "2").forgotten and not known(tmp_path, trigger, "1").forgotten
    reach(tmp_path, trigger, "4")
    assert known(tmp_path, trigger, "4").count == 1 and known(tmp_path, trigger, "2").forgotten


def test_a_writer_that_waits_while_somebody_is_forgotten_goes_on_in_the_same_file(tmp_path, trigger):
    reach(tmp_path, trigger, "1")
    place = ledger_place(tmp_path, trigger)
    inode = place.stat().st_ino
    forget_in_ledger(place, {"1"}, dry_run=False)
    assert place.stat().st_ino == inode
