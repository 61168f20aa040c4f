"""Where the round numbers of an axis fall."""

import math


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers (1, 2 or 5 times a power of ten apart) within [low, high]; at least one if any.

    Both ends must be finite; an empty or reversed range has no ticks.
    """
    span = high - low
    if not math.isfinite(span) or span <= 0 or most < 1:
        return []
    exponent = math.floor(math.log10(span / most))
    for step in (factor * 10.0**power for power in range(exponent, exponent + 3) for factor in (1, 2, 5)):
        # The slack keeps an end that is itself round, whatever the division loses.
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            break
    power = math.floor(math.log10(step) + 1e-9)
    return [round(tick * step, -power) for tick in range(first, last + 1)]
