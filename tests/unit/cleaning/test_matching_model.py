"""The parts of the matching model beside their definitions written out: levels, pairs, EM, people."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.cleaning.matching.blocking import LARGEST, candidates
from segtui.cleaning.matching.clusters import people
from segtui.cleaning.matching.comparison import compared
from segtui.cleaning.matching.expectation_maximisation import expect

NONE = (np.empty(0, np.int64), np.empty(0, np.int64))


@pytest.mark.parametrize(
    ("kind", "one", "other", "level"),
    [
        ("name", "Zoë  O'Hara", "zoe o hara", 4),
        ("name", "Martha", "Marhta", 3),  # .961, Winkler's own example
        ("name", "Dwayne", "Duane", 2),  # .840, likewise
        ("name", "Ann", "Karl", 1),
        ("name", "Ann", " ", 0),
        ("email", "Kim@x.org", "kim@x.org", 4),
        ("email", "kim.doe1@x.org", "kim.doe1@y.com", 3),
        ("email", "kim.doe1@x.org", "kin.doe1@x.org", 2),
        ("email", "kim.doe1@x.org", "kim.doe2@x.org", 1),
        ("email", "kim.doe1@x.org", "unknown", 0),
        ("phone", "+33 1 23 45 67 89", "01.23.45.67.89", 3),
        ("phone", "0123456789", "0123456798", 2),
        ("exact", "75 011", "75  011 ", 2),
        ("exact", "75011", "75012", 1),
    ],
)
def test_levels(kind, one, other, level):
    column = compared(pl.Series("c", [one, other]), kind)
    assert column.levels(np.array([0, 1]), np.array([1, 0])).tolist() == [level, level]


@pytest.mark.parametrize(
    ("other", "level"), [("1980-02-01", 3), ("1980-01-12", 3), ("1980-07-25", 2), ("1991-03-28", 1)]
)
def test_levels_of_dates(other, level):
    column = compared(pl.Series("c", ["1980-01-02", other]).str.to_date(), "date")
    assert column.levels(np.array([0]), np.array([1])).tolist() == [level]


words = st.lists(st.sampled_from(["anna", "annabel", "bo", "boris", "cy", None]), min_size=1, max_size=30)


@given(words, st.randoms(use_true_random=False))
def test_pairs_are_those_that_share_a_value_each_once(names, random):
    codes = [random.choice(["x", "y", "z"]) for _ in names]
    found = candidates([compared(pl.Series("a", names), "name"), compared(pl.Series("b", codes), "exact")])
    expected = [
        (i, j)
        for i, j in combinations(range(len(names)), 2)
        if (names[i] and names[i] == names[j]) or codes[i] == codes[j]  # no value has more than LARGEST rows here
    ]
    assert len(names) <= LARGEST
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == expected


def test_what_too_many_share_is_not_used_and_told():
    names = ["same"] * (LARGEST + 1) + ["two", "two"]
    found = candidates([compared(pl.Series("a", names), "name")])
    assert (found.left.tolist(), found.right.tolist()) == ([LARGEST + 1], [LARGEST + 2])
    assert (found.dropped, found.rows_dropped) == (1, LARGEST + 1)


def test_em_finds_the_shares_that_made_the_pairs():
    rng = np.random.default_rng(0)
    m, u = [(0.1, 0.2, 0.7), (0.15, 0.85), (0.05, 0.95)], [(0.9, 0.08, 0.02), (0.97, 0.03), (0.9, 0.1)]
    alike = rng.random(40_000) < 0.3
    drawn = [
        np.where(alike, *(rng.choice(len(a), alike.size, p=p) for p in (a, b))) + 1 for a, b in zip(m, u, strict=True)
    ]
    patterns, counts = np.unique(np.stack(drawn, axis=1).astype(np.uint8), axis=0, return_counts=True)
    even = [np.full(len(a), 1 / len(a)) + np.arange(len(a)) for a in m]
    found = expect(patterns, counts, [np.array(b) for b in u], [each / each.sum() for each in even])
    assert found.matching == pytest.approx(alike.sum(), rel=0.03)
    for estimated, true in zip(found.m, m, strict=True):
        assert estimated == pytest.approx(true, abs=0.02)


def test_a_round_of_em_never_makes_the_data_less_likely():
    rng = np.random.default_rng(1)
    patterns = np.array([(a, b) for a in range(3) for b in range(3)], np.uint8)
    counts = rng.integers(1, 50, len(patterns))
    u, prior = [np.array([0.9, 0.1])] * 2, [np.array([0.3, 0.7])] * 2
    likely = []
    for rounds in (1, 2, 5, 50):
        found = expect(patterns, counts, u, prior, rounds=rounds)
        share = found.matching / counts.sum()
        of = lambda shares: np.prod([np.append(1, s)[patterns[:, i]] for i, s in enumerate(shares)], axis=0)  # noqa: E731
        kept = 5 * sum(float((p * np.log(m)).sum()) for p, m in zip(prior, found.m, strict=True))
        likely.append(float((counts * np.log(share * of(found.m) + (1 - share) * of(u))).sum()) + kept)
    assert likely == sorted(likely)


links = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 9)), max_size=25)


@given(links, st.integers(2, 5))
def test_people_are_connected_and_never_too_many(drawn, largest):
    pairs = sorted({(min(a, b), max(a, b)): p for a, b, p in drawn if a != b}.items())
    left, right = (np.array([pair[i] for pair, _ in pairs], np.int64) for i in (0, 1))
    chance = np.array([p / 10 for _, p in pairs], np.float32)
    free = people(12, left, right, chance, largest=12, apart=NONE)
    assert all(free.of[a] == free.of[b] for a, b in zip(left, right, strict=True)) and not free.refused
    capped = people(12, left, right, chance, largest=largest, apart=NONE)
    assert np.bincount(capped.of).max() <= largest
    assert all(capped.of[row] <= row and capped.of[capped.of[row]] == capped.of[row] for row in range(12))
    assert all(free.of[row] == free.of[capped.of[row]] for row in range(12))
    if pairs:
        apart = people(12, left, right, chance, largest=12, apart=(left[:1], right[:1]))
        assert apart.of[left[0]] != apart.of[right[0]]
