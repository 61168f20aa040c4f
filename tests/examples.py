"""How many examples a property test tries, and that neither clock nor other files have a say in them."""

from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis.internal.conjecture import providers

SHARES = {"search": 20, "whole": 1, "segtui": 0.3}
"""What part of its examples each property test tries under a profile."""

_FEW = 12
"""So many are tried at least, if a test has them."""


def free_of_the_clock(items, share):
    """Let the property tests among `items` pass or fail on a machine of any speed, with `share` times the examples."""
    for test in property_tests(items):
        of = test._hypothesis_internal_use_settings
        unchecked = {*of.suppress_health_check, HealthCheck.too_slow}
        test._hypothesis_internal_use_settings = settings(
            of, max_examples=_examples(of.max_examples, share), deadline=None, suppress_health_check=unchecked
        )


def _examples(own, share):
    return max(round(own * share), min(own, _FEW))


def without_constants_of_modules():
    """Have Hypothesis read no numbers and words out of the modules that happen to be loaded.

    Reading a thousand of them takes each worker seconds, and examples would change with files that a test has nothing
    to do with. Versions that do not read them need nothing.
    """
    if hasattr(providers, "_get_local_constants"):
        none = providers._local_constants
        providers._get_local_constants = lambda: none


def property_tests(items):
    """The functions that Hypothesis calls, each once: parametrized items share theirs, a method wraps its own."""
    tests = [getattr(item.obj, "__func__", item.obj) for item in items if hasattr(item, "obj")]
    return list(dict.fromkeys(test for test in tests if is_hypothesis_test(test)))
