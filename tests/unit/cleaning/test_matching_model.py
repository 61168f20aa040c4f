"""The parts of the matching model beside their definitions written out: levels, pairs, EM, people."""

from itertools import combinations, pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segtui.cleaning.matching.blocking import LARGEST, candidates
from segtui.cleaning.matching.clusters import people
from segtui.cleaning.matching.comparison import compared, with_exchanges
from segtui.cleaning.matching.decisions import contradiction
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
        ("name", "Łukasz Groß", "lukasz gross", 4),
        ("name", "Müller", "Mueller", 3),
        ("name", "van der Berg", "Berg", 3),
        ("name", "van der Berg", "Vanderberg", 3),
        ("name", "Jean-Pierre", "Pierre", 2),
        ("name", "García López", "Lopez Garcia", 2),
        ("name", "J.", "Julie", 2),
        ("name", "de la Cruz", "de la Torre", 1),
        ("name", "Bob", "Robert", 2),
        ("name", "Elizabeth Anne", "Liz", 2),
        ("name", "Bill", "Will", 2),
        ("name", "Robert", "William", 1),
        ("name", "Theodore", "Edward", 1),
        ("name", "J.-P.", "Jean-Pierre", 2),
        ("name", "JP", "Jean Pierre", 2),
        ("name", "JP", "Jean Marie", 1),
        ("email", "kim.doe1@gmial.com", "kim.doe1@gmail.com", 3),
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
    (block,) = found.blocks
    assert (block.dropped, block.most, block.found) == (1, LARGEST + 1, True)


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


def test_first_and_last_names_may_change_places():
    first = compared(pl.Series("first", ["Zoë", "Martin", "Martin", "Zoë"]), "name")
    last = compared(pl.Series("last", ["Martin", "Zoé", "Petit", None]), "name")
    for column in with_exchanges([first, last]):
        assert column.levels(np.array([0, 1, 0]), np.array([1, 0, 2])).tolist() == [3, 3, 1]


names = st.lists(st.text("abł ", max_size=5), min_size=2, max_size=12)


@given(names, names)
def test_which_of_two_rows_is_first_does_not_matter(one, other):
    n = min(len(one), len(other))
    columns = [compared(pl.Series(c, cells[:n]), "name") for c, cells in (("a", one), ("b", other))]
    left, right = np.triu_indices(n, 1)
    for column in with_exchanges(columns):
        assert column.levels(left, right).tolist() == column.levels(right, left).tolist()


@given(links, st.integers(2, 5), st.integers(0, 99))
def test_nobody_is_two_unlike_rows_however_others_link_them(drawn, largest, seed):
    unlike = np.triu(np.random.default_rng(seed).random((12, 12)) < 0.2, 1)
    unlike |= unlike.T
    pairs = sorted({(min(a, b), max(a, b)): p for a, b, p in drawn if a != b and not unlike[a, b]}.items())
    left, right = (np.array([pair[i] for pair, _ in pairs], np.int64) for i in (0, 1))
    chance = np.array([p / 10 for _, p in pairs], np.float32)
    found = people(12, left, right, chance, largest=largest, apart=NONE, unlike=lambda a, b: unlike[a, b])
    for a, b in combinations(range(12), 2):
        assert found.of[a] != found.of[b] or not unlike[a, b]
    order = np.random.default_rng(seed).permutation(12)  # row i comes to the place order[i]
    a, b = np.sort(np.stack([order[left], order[right]]), axis=0)
    back = np.argsort(order)
    again = people(
        12, a, b, chance, largest=largest, apart=NONE, unlike=lambda a, b: unlike[back[a], back[b]], rank=back
    )
    together = lambda of: {(i, j) for i, j in combinations(range(12), 2) if of[i] == of[j]}  # noqa: E731
    assert together(found.of) == together(again.of[order])


decisions = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=6)


@given(decisions, decisions)
def test_decisions_contradict_each_other_where_a_chain_of_same_joins_different_ids(same, different):
    of = {id: {id} for id in "abcdef"}
    for one, other in same:
        whole = of[one] | of[other]
        of |= dict.fromkeys(whole, whole)
    wrong = [(one, other) for one, other in different if other in of[one]]
    chain = contradiction(same, different)
    assert bool(chain) == bool(wrong)
    if chain:
        assert (chain[0], chain[-1]) == wrong[0]
        assert all((a, b) in same or (b, a) in same for a, b in pairwise(chain))
