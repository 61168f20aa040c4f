"""Rule segments: first match wins, rules that never fire, rules for other scales."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from segtui.features.rfm.segments import FIVE_BIN_RULES, RfmRule, default_rules, first_match, lint

PAIR = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted).map(tuple)
RULES = st.lists(st.builds(RfmRule, name=st.just("x"), r=PAIR, f=PAIR, m=st.none() | PAIR), max_size=6)


def inside(bounds, value):
    return bounds is None or bounds[0] <= value <= bounds[1]


@given(RULES)
def test_the_first_rule_whose_ranges_hold_the_scores_wins(rules):
    cube = first_match(rules, 5)
    for r, f, m in itertools.product(range(1, 6), repeat=3):
        held = [i for i, rule in enumerate(rules) if inside(rule.r, r) and inside(rule.f, f) and inside(rule.m, m)]
        assert cube[r - 1, f - 1, m - 1] == (held[0] if held else -1)


def test_the_default_table_leaves_ten_combinations_open_and_every_rule_can_fire():
    assert lint(FIVE_BIN_RULES, 5) == ['10 of 125 combinations of scores match no rule and are "Others".']


def test_a_rule_that_earlier_ones_cover_is_named_with_them():
    rules = [RfmRule(name="Best", r=(4, 5)), RfmRule(name="Rest", r=(1, 3)), RfmRule(name="Top", r=5, f=5)]
    assert lint(rules, 5) == ['The rule "Top" can never match; earlier rules cover all its scores: "Best".']


def test_a_rule_above_the_scale_can_never_fire():
    assert lint([RfmRule(name="All"), RfmRule(name="Ten", r=10)], 5)[0].startswith('The rule "Ten" can never match')


def test_no_rules_leave_every_combination_open():
    assert lint([], 3, "None") == ['27 of 27 combinations of scores match no rule and are "None".']


def test_the_default_rules_on_ten_bins_are_those_of_five_with_every_score_split_in_two():
    ten, five = first_match(default_rules(10), 10), first_match(FIVE_BIN_RULES, 5)
    assert np.array_equal(ten, five.repeat(2, 0).repeat(2, 1).repeat(2, 2))


@pytest.mark.parametrize("bins", range(2, 11))
def test_the_default_rules_fit_any_scale(bins):
    rules = default_rules(bins)
    assert {rule.name for rule in rules} <= {rule.name for rule in FIVE_BIN_RULES}
    assert all(bounds[1] <= bins for rule in rules for bounds in (rule.r, rule.f, rule.m))


def test_a_range_may_be_one_score_or_left_open():
    rule = RfmRule(name="New", r=5)
    assert (rule.r, rule.f) == ((5, 5), None)


@pytest.mark.parametrize("bad", [[3, 2], [0, 2], [1, 11], "high", [1, 2, 3], True])
def test_a_range_that_is_none_is_refused(bad):
    with pytest.raises(ValidationError):
        RfmRule(name="x", r=bad)
