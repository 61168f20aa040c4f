import time

import pytest

from segtui.libraries.parts.workers import Threads


def _slow_first(part: int, extra: int) -> int:
    time.sleep(0.02 if part == 0 else 0)
    return part * extra


def _fails(part: int, _: int) -> int:
    if part == 3:
        raise ValueError("part 3")
    return part


def test_results_come_in_the_order_of_the_parts():
    shares: list[float] = []
    assert list(Threads(3).map(_slow_first, range(7), 2, shares.append)) == [0, 2, 4, 6, 8, 10, 12]
    assert shares[-1] == 1.0


def test_the_first_failure_is_raised():
    with pytest.raises(ValueError, match="part 3"):
        list(Threads(2).map(_fails, range(9), 0))
