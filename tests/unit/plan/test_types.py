"""A value of another type is refused, whatever the setting: a text is no number, and true is not 1."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from segtui.declare import Declared
from segtui.errors import PlanError
from segtui.plan.load import parse
from segtui.plan.model import Plan
from segtui.plan.validation import models_in

SMALL = '[source]\npath = "a.csv"\n'


@pytest.mark.parametrize(
    ("text", "key", "fault"),
    [
        ("[stability]\nresamples = true", "stability.resamples", "should be a whole number, found true"),
        ('[report]\nxlsx = "yes"', "report.xlsx", "should be true or false, found 'yes'"),
        ("[report]\nxlsx = 1", "report.xlsx", "should be true or false, found 1"),
        ('[select]\nmin_share = "0.1"', "select.min_share", "should be a number, found '0.1'"),
        ("[select]\nclusters = [true, 3]", "select.clusters[1]", "should be a whole number, found true"),
        ("[search.kmeans]\nk = [2.0]", "search.kmeans.k[1]", "should be a whole number, found 2.0"),
        ("[segments]\nvalue = 3", "segments.value", "should be text in quotes, found 3"),
        ("[segments]\noutcome = 3", "segments.outcome", "should be a list, found 3"),
        ("[segments.names]\n0 = 3", "segments.names[1]", "should be text in quotes, found 3"),
        ("[[clean]]\nstep = 3", "clean[1].step", 'there is no step "3"'),
    ],
)
def test_the_fault_says_what_it_should_be(text: str, key: str, fault: str):
    with pytest.raises(PlanError) as caught:
        parse(SMALL + text)
    assert {(each.key, each.what) for each in caught.value.faults} == {(key, fault)}


@pytest.mark.parametrize(
    ("text", "key", "fault"),
    [
        ('[[clean]]\nstep = "validate"\nphone = "p"\ncountry = "fr"', "clean[1].country", "two capital letters"),
        ('[[derive]]\nkind = "place"\npostcode = "p"\ncountry = "FRA"', "derive[1].country", "two capital letters"),
        ('[search.rules]\nrules = [{ name = " ", when = "a > 1" }]', "search.rules.rules[1].name", "not be blank"),
    ],
)
def test_how_a_setting_is_written_is_told_in_words(text: str, key: str, fault: str):
    with pytest.raises(PlanError) as caught:
        parse(SMALL + text)
    assert any(fault in each.what for each in caught.value.faults if each.key == key)


@pytest.mark.parametrize("version", ["true", "1.0"])
def test_a_version_is_a_number(version: str):
    with pytest.raises(PlanError):
        parse(f"version = {version}\n{SMALL}")


def test_a_day_may_stand_in_quotes():
    derive = '[[derive]]\nkind = "rfm"\npath = "b.csv"\nid = "i"\ndate = "d"\namount = "e"\nas_of = '
    assert parse(SMALL + derive + '"2026-01-31"') == parse(SMALL + derive + "2026-01-31")


@pytest.mark.parametrize(
    ("line", "said"), [('as_of = "x"', "a date, such as"), ('prefix = "a b"', "only letters, digits")]
)
def test_a_wrong_day_or_prefix_is_told_in_words(line: str, said: str):
    derive = '[[derive]]\nkind = "rfm"\npath = "b.csv"\nid = "i"\ndate = "d"\namount = "e"\n'
    with pytest.raises(PlanError) as caught:
        parse(SMALL + derive + line)
    assert said in caught.value.describe()


def scalars() -> list[tuple[type[Declared], str, type]]:
    """Every key of every declaration that is a number or true and false, and nothing else."""
    found, known, waiting = [], set(), [Plan]
    while waiting:
        model = waiting.pop()
        for name, field in model.model_fields.items() if model not in known else ():
            waiting += models_in(field.annotation)
            kinds = {field.annotation, *get_args(field.annotation)} - {type(None)}
            found += [(model, name, kind) for kind in kinds & {bool, int, float} if len(kinds) == 1]
        known.add(model)
    return found


def test_no_setting_takes_another_type():
    assert len(scalars()) > 30
    for model, name, kind in scalars():
        for value in ("1", "yes", 1 if kind is bool else True):
            with pytest.raises(ValidationError) as caught:
                model.model_validate({name: value})
            wrong = [detail["type"] for detail in caught.value.errors() if detail["loc"] == (name,)]
            assert wrong == [f"{kind.__name__}_type"], (model, name, value)
