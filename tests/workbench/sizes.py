"""Sizes of the terminal: a screen's first picture is compared at the smaller one; the others are slow."""

import pytest

SMALL, LARGE = (80, 24), (120, 40)
SIZES = [pytest.param(SMALL, id="80x24"), pytest.param(LARGE, id="120x40", marks=pytest.mark.slow)]


def states(first, *others):
    """Parameters of a state and a size: only the first state at the smaller size is not slow."""
    return [
        pytest.param(
            state,
            size,
            id=f"{state}-{size[0]}x{size[1]}",
            marks=[] if (state, size) == (first, SMALL) else [pytest.mark.slow],
        )
        for state in (first, *others)
        for size in (SMALL, LARGE)
    ]
