"""Which row has a key: as a dictionary says it."""

from __future__ import annotations

import numpy as np
import pytest

from segtui.libraries import key_index
from segtui.libraries.key_index import KeyIndex, Keys


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
    found = KeyIndex.of(iter(parts), sum(part.size for part in parts))
    assert dict(zip(found.keys.tolist(), found.rows.tolist(), strict=True)) == first
    assert found.keys.tolist() == sorted(first)
    assert found.repeated.tolist() == sorted(key for key in first if every.count(key) > 1)
    places = found.places(some)
    rows = [int(found.rows[place]) if place >= 0 else None for place in places]
    assert rows == [first.get(key) for key in some.tolist()]


def test_index_of_nothing_finds_nothing() -> None:
    found = KeyIndex.of([], 0)
    assert found.places(np.array([0, 5], np.uint64)).tolist() == [-1, -1]
