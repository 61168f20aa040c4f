"""Sizes of the terminal: a screen with all it shows is compared at both; its other pictures at the larger are slow."""

import pytest

SMALL, LARGE = (80, 24), (120, 40)
BOTH = [pytest.param(SMALL, id="80x24"), pytest.param(LARGE, id="120x40")]
SIZES = [BOTH[0], pytest.param(LARGE, id="120x40", marks=pytest.mark.slow)]


def states(both, *others):
    """Parameters of a state and a size: the state `both` at both sizes, the others at the larger one as slow."""
    return [
        pytest.param(
            state, size, id=f"{state}-{size[0]}x{size[1]}", marks=[pytest.mark.slow] * (slow and size == LARGE)
        )
        for state, slow in [(both, False), *((other, True) for other in others)]
        for size in (SMALL, LARGE)
    ]
