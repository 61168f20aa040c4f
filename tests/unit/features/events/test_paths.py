"""Paths against walking them by hand, and their funnel."""

from __future__ import annotations

import datetime as dt
import random
from itertools import takewhile

import polars as pl
import pytest

from segtui.data.table import ReadReport, Table
from segtui.features.makers.events import Events

START = dt.datetime(2024, 1, 1)


def derived(rows, *paths):
    frame = pl.DataFrame(list(rows), schema=["who", "at", "what"], orient="row")
    made = Events(kind="events", path="log.csv", id="who", time="at", event="what", events=["a"], paths=paths)
    return made.fit_transform(Table(frame, "who", ReadReport("log.csv", ("log.csv",), "csv")))


def hour(number):
    return START + dt.timedelta(hours=number)


def in_order(mine, path):
    """Hours at which the steps are reached, each after the one before."""
    found = []
    for at, what in mine:
        if path[len(found) :][:1] == (what,):
            found.append(at)
    return found


def directly(mine, path):
    """The longest beginning of the path that happens with nothing between."""
    names = [what for _, what in mine]
    runs = (takewhile(lambda pair: pair[0] == pair[1], zip(names[i:], path, strict=False)) for i in range(len(names)))
    return max(len(list(run)) for run in runs)


@pytest.mark.parametrize("seed", range(20))
def test_steps_are_those_that_walking_by_hand_finds(seed):
    rng = random.Random(seed)
    path = rng.choice([("a", "b", "c"), ("c", "a"), ("a", "b", "c", "d")])
    rows = [(rng.choice("xyz"), hour(i), rng.choice("abcde")) for i in range(60)]
    for line in derived(rows, path).frame.iter_rows(named=True):
        mine = [(at, what) for who, at, what in rows if who == line["who"]]
        reached = in_order(mine, path)
        assert line["path_1_steps"] == len(reached)
        assert line["path_1_completed"] == (len(reached) == len(path))
        if line["path_1_completed"]:
            assert line["path_1_hours"] == (reached[-1] - reached[0]) / dt.timedelta(hours=1)
        assert line["path_1_direct_steps"] == directly(mine, path)


def test_a_step_twice_needs_the_event_twice():
    rows = [("x", hour(0), "a"), ("y", hour(0), "a"), ("y", hour(3), "a"), ("z", hour(0), "b")]
    frame = derived(rows, ("a", "a")).frame
    assert frame["path_1_steps"].to_list() == [1, 2, 0]
    assert frame["path_1_hours"].to_list() == [None, 3.0, None]
    assert frame["path_1_direct_completed"].to_list() == [False, True, False]


def test_events_of_one_moment_count_in_the_order_of_the_path():
    rows = [("x", hour(0), "b"), ("x", hour(0), "a"), ("x", hour(0), "c")]
    frame = derived(rows, ("a", "b", "c"), ("c", "b", "a")).frame
    assert frame.select("path_1_direct_steps", "path_2_direct_steps", "path_1_steps").row(0) == (3, 3, 3)


def test_the_funnel_says_who_dropped_and_how_long_steps_took():
    rows = [(f"c{i}", hour(0), "a") for i in range(20)]
    rows += [(f"c{i}", hour(2), "b") for i in range(10)] + [(f"c{i}", hour(3), "e") for i in range(5)]
    rows += [(f"c{i}", hour(12), "c") for i in range(6)]
    shown = derived(rows, ("a", "b", "c")).exhibits[0].frame
    assert shown["step"].to_list() == ["1. a", "2. b", "3. c"]
    assert shown["customers"].to_list() == [20, 10, 6]
    assert shown["share"].to_list() == [100, 50, 30]
    assert shown["dropped"].to_list() == [None, 50, 40]
    assert shown["hours"].to_list() == [None, 2.0, 10.0]
    assert shown["directly"].to_list() == [20, 10, 1]


def test_a_path_of_an_event_that_is_not_there_is_told():
    made = derived([("x", hour(0), "a")], ("a", "bought"))
    assert 'The log has no event "bought".' in made.notes
    assert made.frame["path_1_steps"].to_list() == [1]
