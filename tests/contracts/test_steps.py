"""What every cleaning step keeps to: run over all that are declared, and over the template."""

import pytest

from segtui.plan.model import steps
from tests.templates import cleaning_step as template

ALL = [*steps(), template.Round]
pytestmark = pytest.mark.parametrize("step", ALL, ids=lambda s: s.called())


def test_it_says_what_it_does_and_each_of_its_settings(step):
    assert step.help.endswith(".")
    assert all(step.helps().get(name) for name in step.model_fields if name != "step")


def test_its_name_is_the_plans(step):
    assert step.model_fields["step"].default == step.called()
    assert step.called() == step.called().lower()
