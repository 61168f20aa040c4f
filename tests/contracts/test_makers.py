"""What every feature maker keeps to: run over all that are declared, and over the template."""

import pytest

from segtui.features.maker import excluded_columns, makers, segment_columns
from tests.templates import feature_maker, row_maker

ALL = [*makers(), feature_maker.Counts, row_maker.Length]
pytestmark = pytest.mark.parametrize("maker", ALL, ids=lambda m: m.__name__)


def test_it_says_what_it_makes_and_each_of_its_settings(maker):
    assert maker.summary().endswith(".")
    assert all(maker.helps().get(name) for name in maker.model_fields)


def test_what_it_declares_of_its_columns_is_among_them(maker):
    added = set(maker.always_adds)
    assert set(maker.default_excluded) <= added
    assert maker.segment_column is None or maker.segment_column in added
    labels = maker.labels(maker.model_construct())
    assert set(labels) >= added and all(labels.values()) and len(set(labels.values())) == len(labels)
    assert bool(maker.rules_title) == (maker.segment_column is not None)


def test_a_plans_maker_says_which_columns_restate_others_and_which_holds_a_segment(maker):
    made = [maker.model_construct()]
    assert excluded_columns(made) == set(maker.default_excluded)
    assert segment_columns(made) == {maker.segment_column} - {None}
