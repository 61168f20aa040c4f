"""Property tests of every form try the examples that they should, and none looks at the clock."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.examples import SHARES, free_of_the_clock, property_tests


class Item:
    """What pytest collects: a thing to call, if it is a function at all."""

    def __init__(self, *obj):
        if obj:
            (self.obj,) = obj


class TestForms:
    @pytest.mark.parametrize("side", ["left", "right"])
    @settings(max_examples=7, deadline=1, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.integers())
    def test_of_a_class(self, side, number):
        assert number * 0 == 0


def made():
    @given(st.integers())
    def test(number):
        assert number * 0 == 0

    return test


def test_each_form_tries_its_examples_times_the_factor_once():
    plain, method = made(), TestForms().test_of_a_class
    before = method.__func__._hypothesis_internal_use_settings
    items = [Item(plain), Item(plain), Item(plain), Item(made), Item()]
    free_of_the_clock(items, 20)
    assert property_tests(items) == [plain]
    assert plain._hypothesis_internal_use_settings.max_examples == 20 * settings.default.max_examples
    free_of_the_clock([Item(method), Item(TestForms().test_of_a_class)], 3)
    after = method.__func__._hypothesis_internal_use_settings
    method.__func__._hypothesis_internal_use_settings = before
    assert after.max_examples == 3 * before.max_examples


@pytest.mark.parametrize(("own", "tried"), [(5, 5), (20, 12), (100, 30), (300, 90)])
def test_a_share_of_many_examples_is_tried_and_all_of_few(own, tried):
    test = settings(max_examples=own)(made())
    free_of_the_clock([Item(test)], SHARES["segtui"])
    assert test._hypothesis_internal_use_settings.max_examples == tried


def test_the_property_tests_of_this_run_look_at_no_clock(request):
    tests = property_tests(request.session.items)
    assert TestForms.test_of_a_class in tests
    for test in tests:
        of = test._hypothesis_internal_use_settings
        assert of.deadline is None, test
        assert HealthCheck.too_slow in of.suppress_health_check, test
    assert (
        HealthCheck.filter_too_much in TestForms.test_of_a_class._hypothesis_internal_use_settings.suppress_health_check
    )


def test_what_hypothesis_writes_lies_at_the_root_wherever_pytest_was_started(tmp_path, monkeypatch):
    from hypothesis.configuration import storage_directory

    monkeypatch.chdir(tmp_path)
    assert storage_directory("examples").path == ROOT / ".hypothesis" / "examples"
