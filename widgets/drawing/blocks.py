"""Bars and columns out of block characters, an eighth of a cell at a time, or out of ASCII."""

LEVELS = " ▁▂▃▄▅▆▇█"
"""A cell filled from below in eighths."""

_ASCII_LEVELS = " ...:::##"
_SLICES = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int, ascii: bool = False) -> str:
    """A horizontal bar filling `share` (0 to 1) of `width` cells, padded to them; anything above 0 is visible."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8) or int(share > 0 and width > 0)
    if ascii:
        cells = max((eighths + 4) // 8, int(eighths > 0))
        return ("#" * cells).ljust(width)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_SLICES[rest] if rest else "")).ljust(width)


def column_cell(eighths: int, row: int, ascii: bool = False) -> str:
    """The character in `row` (0 at the bottom) of a column that is `eighths` of a cell high."""
    level = min(max(eighths - 8 * row, 0), 8)
    return (_ASCII_LEVELS if ascii else LEVELS)[level]


def heights(counts: list[float], most: float, cells: int) -> list[int]:
    """Column heights in eighths of a cell, `most` filling all `cells`; what is above 0 is at least an eighth high."""
    return [round(count / most * cells * 8) or int(count > 0) for count in counts]
