"""Parameters that count rows, such as `min_samples`, where an algorithm sees a share of the rows."""

from __future__ import annotations

import math


def scaled_count(count: int, share: float) -> int:
    """What `count` rows of all are in a draw of this share (0 to 1) of them without replacement, at least 2.

    That is the mean and one standard deviation, count × share + √(count × share × (1 − share)), rounded up. In a draw
    the largest of many small groups, such as those of equal rows, has more than its share: with the mean alone
    some group that is too small in all rows would be large enough in nearly every draw, and segments would look less
    stable than they are in new rows.
    """
    mean = count * share
    return max(2, math.ceil(mean + math.sqrt(mean * (1 - share))))
