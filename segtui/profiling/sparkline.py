"""A histogram in one line of text."""

from __future__ import annotations

from collections.abc import Sequence

_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " .:-=+*#@"


def sparkline(counts: Sequence[int], width: int | None = None, ascii: bool = False) -> str:
    """One character per bin, its height the bin's count relative to the largest; a bin that is not empty always shows.

    Where there are more bins than `width`, neighbouring bins are added up.
    """
    bars = _gathered(counts, width) if width is not None and 0 < width < len(counts) else list(counts)
    top = max(bars, default=0)
    marks = _ASCII if ascii else _BLOCKS
    return "".join(marks[-(-count * 8 // top) if top else 0] for count in bars)


def _gathered(counts: Sequence[int], width: int) -> list[int]:
    bars = [0] * width
    for place, count in enumerate(counts):
        bars[place * width // len(counts)] += count
    return bars
