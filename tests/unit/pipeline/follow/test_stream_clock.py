"""The time of a stream, where some clocks are wrong."""

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from segtui.pipeline.follow.stream_clock import AHEAD, StreamClock

HOUR = 3_600_000_000
NOW = 1_764_547_200_000_000
LATE = HOUR
DAY = dt.date(2025, 12, 1)


def clock(reached=NOW - 48 * HOUR):
    return StreamClock(newest=reached, highest=NOW, reached=reached, day=DAY)


def lost(batches, *, first=None):
    """Which events (batch, place) are left out, late or early, of batches with this machine's clock for each."""
    time, found = first or clock(), []
    for number, (now, moments) in enumerate(batches):
        time = time.at(now)
        at = pl.Series(moments, dtype=pl.Int64)
        late, early = time.late_and_early(at, LATE, AHEAD, now)
        gone = {*late, *early}
        found += [(number, place) for place in sorted(gone)]
        kept = [moment for place, moment in enumerate(moments) if place not in gone]
        time = time.after(pl.Series(kept, dtype=pl.Int64), now, None, now)
    return found


honest = st.integers(-50 * HOUR, 0)
ahead = st.integers(1, 2 * AHEAD)
batch = st.lists(st.tuples(st.booleans(), honest, ahead), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(-2 * HOUR, 2 * HOUR), batch), min_size=1, max_size=4))
def test_an_event_that_is_ahead_makes_no_other_event_late(found):
    """With and without them the same honest events are kept, also where this machine's clock jumps."""
    mixed, alone, places = [], [], []
    for jump, events in found:
        now, moments, own = NOW + jump, [], []
        for is_ahead, back, before in events:
            if not is_ahead:
                own.append((len(moments), now + back))
            moments.append(now + before if is_ahead else now + back)
        mixed.append((now, moments))
        alone.append((now, [moment for _, moment in own]))
        places.append([place for place, _ in own])
    without = [(number, places[number][place]) for number, place in lost(alone)]
    theirs = [(number, place) for number, place in lost(mixed) if place in places[number]]
    assert theirs == without


def test_a_device_that_is_ahead_loses_nobody_events_of_a_stream_that_lags():
    moments = [NOW - 30 * HOUR, NOW + 10 * 60_000_000, NOW - 30 * HOUR + 1, NOW - 32 * HOUR]
    assert lost([(NOW, moments), (NOW + HOUR, [NOW - 29 * HOUR, NOW - 31 * HOUR])]) == [(0, 3), (1, 1)]


def test_a_clock_that_was_ahead_for_a_while_makes_nothing_late_once_it_is_right():
    wrong = NOW + 72 * HOUR
    assert lost([(wrong, [wrong]), (NOW, [NOW - 1, NOW - 2 * HOUR, NOW])]) == [(1, 1)]


def test_the_rule_is_the_plain_one():
    """An event at a time, by hand."""
    moments = [NOW - k * HOUR // 4 for k in (20, 9, 16, 12, 9, 1, 6, 4, 0, 5)]
    newest, gone = NOW - 48 * HOUR, []
    for place, moment in enumerate(moments):
        newest = max(newest, moment)
        gone += [(0, place)] if moment < newest - LATE else []
    assert lost([(NOW, moments)]) == gone and gone
