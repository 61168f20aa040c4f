"""What every cleaning step keeps to: run over all that are declared, and over the template."""

from typing import get_args

import pytest

from segtui.plan.model import steps
from segtui.profiling.column import AlertCode
from tests.templates import cleaning_step as template

ALL = [*steps(), template.Round]
pytestmark = pytest.mark.parametrize("step", ALL, ids=lambda s: s.called())


def test_it_says_what_it_does_and_each_of_its_settings(step):
    assert step.summary().endswith(".")
    assert all(step.helps().get(name) for name in step.model_fields if name != "step")


def test_its_name_is_the_plans(step):
    assert step.model_fields["step"].default == step.called()
    assert step.called() == step.called().lower()


def test_it_deals_with_alerts_that_there_are_and_has_a_place(step):
    assert set(step.deals_with) <= {*get_args(AlertCode), "*"}
    assert step.place in range(6)
