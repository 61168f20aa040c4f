"""A table of rules: first match wins, empty cells match nothing, and what is odd is told with counts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.clustering.assigner import Fit, FitInput
from segtui.clustering.registry import algorithms, families, find_algorithm
from segtui.clustering.rules.rule_matches import NamedCondition, faults, matches
from segtui.clustering.rules.rule_table import RuleTable
from segtui.clustering.shared_structures import SharedStructures
from segtui.errors import PlanError
from segtui.features.rule_lint import lint, rule_counts

FRAME = pl.DataFrame(
    {
        "spent": [5.0, 50.0, 500.0, None, 700.0, 20.0],
        "country": ["FR", "DE", None, "FR", "DE", "FR"],
        "old": [True, False, True, False, None, False],
    }
)


def table(*rules, **more):
    return RuleTable(rules=tuple(NamedCondition(name=name, when=when) for name, when in rules), **more)


def test_the_first_rule_that_matches_wins_and_empty_cells_match_nothing():
    rules = table(("Big", "spent > 100"), ("French", "country = 'FR'"), ("Not old", "NOT old"))
    assert rules.numbers(FRAME)[:, 0].tolist() == [1, 2, 0, 1, 0, 1]
    assert matches(rules.rules, FRAME).undecided == (1, 1, 1)
    assert rules.columns == ["spent", "country", "old"]
    assert rules.names == ("Big", "French", "Not old", "Others")


def test_a_rule_may_ask_for_empty_cells_or_for_nothing():
    rules = table(("Unknown", "spent IS NULL"), ("All", "1 = 1"))
    assert rules.numbers(FRAME)[:, 0].tolist() == [1, 1, 1, 0, 1, 1]


def test_its_candidate_has_a_cluster_for_each_rule_that_rows_go_to_and_gives_new_rows_theirs():
    rules = table(("Nobody", "spent < 0"), ("Big", "spent > 100"), ("French", "country = 'FR'"), otherwise="Rest")
    seen = SharedStructures(np.zeros((6, 2)), ruled=rules.numbers(FRAME))
    (found,) = rules.fit_grid(seen, rules.cells(6))
    assert (found.key, found.labels.tolist()) == ("rules {}", [1, 2, 0, 1, 0, 1])
    assert found.fitted["rule"].tolist() == [1, 2, 3]
    kept = rules.assigner.keep(FitInput(seen.ruled, found.labels, {}, found.fitted, np.ones(6, dtype=bool)))
    assign = rules.assigner.rule(Fit(seen.values, found.labels, np.zeros((3, 2)), np.arange(3), {}, kept))
    placed = assign(rules.numbers(pl.DataFrame({"spent": [-1.0, 900.0, 1.0], "country": ["FR", "FR", "DE"]})))
    assert placed.labels.tolist() == [-1, 0, 2]
    assert placed.strength.tolist() == [0, 1, 1]


def test_two_segments_of_a_name_are_told_by_it():
    with pytest.raises(ValidationError, match='2 segments are named "Big"'):
        table(("Big", "spent > 100"), ("big ", "spent > 50"))
    with pytest.raises(ValidationError, match='"Others" like that of all others; set `otherwise`'):
        table(("others", "spent > 100"))


def test_rules_are_no_algorithm_with_a_default_grid_but_are_found_by_name():
    assert RuleTable not in algorithms() and families()[-1] is RuleTable and find_algorithm("rules") is RuleTable


@pytest.mark.parametrize(
    ("when", "wrong"),
    [
        ("spend > 1", 'no column "spend"'),
        ("spent >", "can't be read"),
        ("spent > AVG(spent)", "several rows"),
        ("spent > AVG(spent) OVER (PARTITION BY country)", "several rows"),
    ],
)
def test_conditions_that_can_not_be_are_faults_under_their_key(when, wrong):
    (fault,) = faults(table(("ok", "old"), ("wrong", when)).rules, FRAME.columns)
    assert fault.key == "search.rules.rules[2].when" and wrong in fault.what


@pytest.mark.parametrize("when", ["spent", "country > 3"])
def test_conditions_that_do_not_fit_the_columns_are_refused(when):
    with pytest.raises(PlanError, match=r"search\.rules\.rules\[1\]\.when"):
        matches(table(("wrong", when)).rules, FRAME)


@pytest.mark.parametrize("names", [("a", " A"), ("a", "others"), (" ", "b")])
def test_names_are_there_and_differ(names):
    with pytest.raises(ValidationError):
        table(*((name, "old") for name in names))
    with pytest.raises(ValidationError):
        RuleTable(rules=())


def _lint(rules):
    return lint(rules.names, rule_counts(matches(rules.rules, FRAME)), FRAME.height)


def test_what_is_odd_is_told_with_counts():
    rules = table(("Big", "spent > 100"), ("Huge", "spent > 600"), ("Nobody", "spent < 0"), ("Rich", "spent > 10"))
    assert _lint(rules) == [
        'The rule "Huge" decides no row: the one that it matches goes to an earlier rule (Big 1).',
        'The rule "Nobody" matches no row.',
        'Rules overlap, and the first that matches wins: "Rich" leaves 2 to "Big".',
        '2 of 6 rows match no rule and are "Others".',
        "Empty cells leave rules undecided, so that these rows do not match: Big 1, Huge 1, Nobody 1, Rich 1.",
    ]
    every = table(("All", "TRUE"))
    assert _lint(every) == ['Every row matches a rule: none is "Others".']


ROWS = st.lists(st.tuples(st.none() | st.integers(0, 9), st.none() | st.sampled_from("xyz")), min_size=1, max_size=30)
RULES = st.lists(st.tuples(st.sampled_from("<>="), st.integers(0, 9), st.sampled_from("xyz")), min_size=1, max_size=5)


@given(ROWS, RULES)
def test_numbers_and_counts_are_those_of_a_loop(rows, made):
    frame = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.String}, orient="row")
    rules = table(*((f"r{i}", f"a {sign} {n} AND b <> '{b}'") for i, (sign, n, b) in enumerate(made)))
    compare = {"<": int.__lt__, ">": int.__gt__, "=": int.__eq__}
    met = [[a is not None and b is not None and compare[sign](a, n) and b != c for sign, n, c in made] for a, b in rows]
    first = [next((i for i, each in enumerate(row) if each), len(made)) for row in met]
    found = matches(rules.rules, frame)
    assert found.first.tolist() == first
    for i, count in enumerate(rule_counts(found)):
        assert count.match == sum(row[i] for row in met) and count.wins == first.count(i)
        taken = [f for f, row in zip(first, met, strict=True) if row[i] and f < i]
        assert count.taken == {f: taken.count(f) for f in sorted(set(taken))}
