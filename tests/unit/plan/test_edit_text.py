"""What a save does to a plan's file that somebody wrote by hand."""

from pathlib import Path

import pytest

from segtui.plan.edit_text import text_of
from segtui.plan.load import load, parse

PLAN = Path(__file__).parents[3] / "sample_data" / "plan.toml"


@pytest.fixture
def plan():
    return load(PLAN)


@pytest.fixture
def before():
    return PLAN.read_text()


def test_the_text_stays_to_the_letter_where_nothing_changed(plan, before):
    assert text_of(plan, before) == before


def test_it_changes_in_one_line_for_one_key(plan, before):
    changed = plan.model_copy(update={"seed": 7})
    assert text_of(changed, before) == before.replace("seed = 0", "seed = 7")


def test_it_keeps_the_comments_of_the_steps_before_the_one_that_changed(plan, before):
    changed = plan.model_copy(update={"clean": plan.clean[:2]})
    text = text_of(changed, before)
    assert parse(text) == changed
    assert "# customers that were entered twice" in text and '# "  Quebec" and' in text
    assert "# From badly kept customers" in text and "to = " not in text


def test_it_gains_what_it_did_not_have(plan, before):
    changed = plan.model_copy(update={"select": plan.select.model_copy(update={"candidate": "kmeans k=4"})})
    text = text_of(changed, before)
    assert parse(text) == changed and 'candidate = "kmeans k=4"' in text


def test_it_is_written_anew_where_the_text_is_no_plan(plan):
    for text in ("", "version = = 2", 'version = 1\n[source]\npath = "x.csv"\nfoo = 1\n'):
        assert parse(text_of(plan, text)) == plan
