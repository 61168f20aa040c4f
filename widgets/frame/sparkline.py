"""A distribution in one line of text, for the cell of a table."""

from collections.abc import Sequence

import numpy as np

from widgets.drawing.blocks import LEVELS

_ASCII = " .:-=+*#@"


def sparkline(counts: Sequence[float], width: int, ascii: bool = False) -> str:
    """`counts` as a text of exactly `width` cells, the highest count a full cell; 0 and NaN are blank.

        sparkline([1, 4, 9, 3], 4)   # "▁▄█▃"

    With more counts than cells, neighbours are averaged; with fewer, each is drawn several cells wide.
    """
    values = np.nan_to_num(np.asarray(counts, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0).clip(min=0)
    most = values.max(initial=0.0)
    if width <= 0 or not most:
        return " " * max(width, 0)
    starts = np.arange(width) * len(values) // width
    stops = np.maximum((np.arange(width) + 1) * len(values) // width, starts + 1)
    sums = np.concatenate([[0.0], np.cumsum(values / most)])
    drawn = (sums[stops] - sums[starts]) / (stops - starts)
    levels = np.ceil(drawn / drawn.max() * 8 - 1e-9).clip(0, 8).astype(int)
    return "".join((_ASCII if ascii else LEVELS)[level] for level in levels)
