"""Customers by number and their events in order: as a plain sort has them, whatever the ids and moments are."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from segtui.features.events.event_order import in_order, numbered

IDS = {
    "text": ["b", "", "a", "b", "émile", "a"],
    "whole": [3, -1, 3, 2**62, 0, -1],
    "fractions": [0.0, -0.0, 1.5, 0.0, 1.5, 2.5],
    "dates": [dt.date(2024, 1, d) for d in (3, 1, 3, 2, 1, 3)],
}


@pytest.mark.parametrize("collide", [False, True])
@pytest.mark.parametrize("ids", IDS.values(), ids=IDS)
def test_equal_ids_and_no_others_have_one_number(ids, collide, monkeypatch):
    given = pl.Series(ids)
    if collide:
        monkeypatch.setattr(pl.Series, "hash", lambda self: pl.zeros(len(self), dtype=pl.UInt64, eager=True))
    number, distinct = numbered(given)
    assert distinct.gather(number).to_list() == ids
    assert len(distinct) == distinct.n_unique() == given.n_unique()
    assert sorted(set(number.tolist())) == list(range(len(distinct)))


@pytest.mark.parametrize("span", [0, 3, 10**6, 2**62])
def test_events_are_in_order_of_customer_moment_kind_and_value(span):
    random = np.random.default_rng(span % 97)
    n = 500
    who = np.unique(random.integers(0, 40, n), return_inverse=True)[1].astype(np.int64)
    at = random.integers(-span // 2, span // 2 + 1, n)
    kind, value = random.integers(0, 3, n).astype(np.uint32), random.integers(-4, 4, n) / 2
    rows = list(zip(who.tolist(), at.tolist(), kind.tolist(), value.tolist(), strict=True))
    assert [rows[i] for i in in_order(who, at, kind, value)] == sorted(rows)
