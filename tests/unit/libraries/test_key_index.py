"""Which row has a key: as a dictionary says it."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.libraries import key_index
from segtui.libraries.key_index import KeyIndex, Keys, first_rows, whole


@pytest.mark.parametrize("seed", range(5))
def test_index_finds_the_first_row_of_each_key_and_the_keys_of_several(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_index, "_AT_ONCE", 7)
    random = np.random.default_rng(seed)
    some = random.integers(0, 2**64, 60, dtype=np.uint64, endpoint=False)
    parts: list[Keys] = [random.choice(some[: 20 * seed + 1], size) for size in (30, 0, 1, 40)]
    every = np.concatenate(parts).tolist()
    first = {key: every.index(key) for key in every}
    found = KeyIndex.of(whole(iter(parts), sum(part.size for part in parts)))
    assert dict(zip(found.keys.tolist(), found.rows.tolist(), strict=True)) == first
    assert found.keys.tolist() == sorted(first)
    assert found.repeated.tolist() == sorted(key for key in first if every.count(key) > 1)
    places = found.places(some)
    rows = [int(found.rows[place]) if place >= 0 else None for place in places]
    assert rows == [first.get(key) for key in some.tolist()]


def test_index_of_nothing_finds_nothing() -> None:
    found = KeyIndex.of(whole([], 0))
    assert found.places(np.array([0, 5], np.uint64)).tolist() == [-1, -1]


@pytest.mark.parametrize("order", ["whole", "some left out", "last of each", "shuffled", "strangers", "none"])
@pytest.mark.parametrize("keys_of_several", [0, 6])
def test_first_rows_are_those_that_a_dictionary_says(order: str, keys_of_several: int) -> None:
    random = np.random.default_rng(3)
    every = np.arange(1, 400, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for key in random.choice(every, keys_of_several, replace=False):
        every[random.integers(0, every.size, 3)] = key
    every[[5, 77]] = 0
    asked = {
        "whole": every,
        "some left out": every[random.random(every.size) < 0.7],
        "last of each": every[np.sort(every.size - 1 - np.unique(every[::-1], return_index=True)[1])],
        "shuffled": random.permutation(every),
        "strangers": np.concatenate([every[:90], np.array([1, 2], np.uint64), every[90:]]),
        "none": every[:0],
    }[order]
    first = {key: row for row, key in reversed(list(enumerate(every.tolist()))) if key}
    blocks, several = first_rows(every.copy(), np.array_split(asked, 7))
    assert [rows.size for rows in blocks] == [part.size for part in np.array_split(asked, 7)]
    assert np.concatenate(blocks).tolist() == [first.get(key, -1) for key in asked.tolist()]
    assert set(several.tolist()) - {0} == {k for k in first if every.tolist().count(k) > 1}
