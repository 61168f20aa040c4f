"""Detects the delimiter of a text from its first records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from segtui.data.delimited.tolerant_csv import split
from segtui.data.types.cell_kind import is_value

DELIMITERS = (",", ";", "\t", "|")
_RARE = ("~", "^", "\x01", "!", "#", ":")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks", "": "none"}
_SCATTERED, _SHORT = 0.6, 0.8
_CROWDED = re.compile(r"[,;\t|]|\d\s+\d")


@dataclass(frozen=True)
class Layout:
    """A delimiter ("" when there is one column), the usual count of cells, and the share of records that have it."""

    delimiter: str
    width: int
    share: float = 1.0


def find_layout(records: Sequence[str], delimiter: str | None = None) -> Layout:
    """The delimiter that splits the records into the same number of cells with the cleanest values.

    Tried are comma, semicolon, tab and bar, then runs of blanks, which must give every record the same count and
    mostly numbers or dates. If none fits, there is one column. With `delimiter`, only the width is determined.
    """
    filled = [record for record in records if record.strip()]
    if delimiter is not None:
        return _width(filled, delimiter)
    top = next((at for at, record in enumerate(records) if record.strip()), 0)
    titled = len(filled) > 2 and not records[top + 1].strip()
    best, best_score = Layout("", 1), 0.0
    for candidate in DELIMITERS:
        layout = _width(filled, candidate)
        score = layout.share**2 * _cleanliness(filled, candidate)
        if _possible(filled, layout, titled) and (score, layout.width) > (best_score, best.width):
            best, best_score = layout, score
    found = _by_blanks(filled, best, best_score)
    return found if found.delimiter else _by_rare(filled, found)


def delimiter_name(delimiter: str) -> str:
    """The name of the delimiter: comma, tab, blanks …"""
    return _NAMES.get(delimiter, f'"{delimiter}"')


def _width(records: Sequence[str], delimiter: str) -> Layout:
    """The most frequent count of cells, of the records after the first when there are any."""
    counts = Counter(len(split(record, delimiter)) for record in records[1:] or records)
    if not counts:
        return Layout(delimiter, 1)
    width, hits = max(counts.items(), key=lambda item: (item[1], item[0]))
    share = hits / counts.total()
    if share < _SCATTERED and max(counts) == len(split(records[0], delimiter)) > 2:
        # Programs omit empty cells at the end of a row: no row has more cells than the header, nearly all have some.
        shorter = sum(count for cells, count in counts.items() if 1 < cells != width)
        share += _SHORT * shorter / counts.total()
    return Layout(delimiter, width, share)


def _possible(records: Sequence[str], layout: Layout, titled: bool) -> bool:
    """A header without the delimiter means one column, unless it can be a title above three or more.

    `titled`: a blank line follows it, so that it can be one above two, too.
    """
    if layout.width < 2 or layout.share < 0.5:
        return False
    heads = [len(split(record, layout.delimiter)) for record in records[:10]]
    if heads[0] > 1 or (layout.width > 2 and other_delimiter(records[0], layout)):
        return True
    return (
        (layout.width > 2 or (titled and layout.share > 0.9))
        and max(heads) >= layout.width
        and not all(map(is_value, records[1:]))
    )


def other_delimiter(record: str, layout: Layout) -> str:
    """The delimiter that cuts a record into as many cells as the others have, where their own does not cut it."""
    if layout.width < 2 or layout.delimiter in record:
        return ""
    fitting = (mark for mark in DELIMITERS if mark in record and len(split(record, mark)) == layout.width)
    return next(fitting, "")


def _cleanliness(records: Sequence[str], delimiter: str) -> float:
    """The share of cells that are a value, empty, or text that no other delimiter would cut."""
    cells = [cell for record in records[:200] for cell in split(record, delimiter)]
    clean = sum(not cell or is_value(cell) or not _CROWDED.search(cell) for cell in cells)
    return clean / max(len(cells), 1)


def _by_rare(records: Sequence[str], best: Layout) -> Layout:
    """A mark that few programs use, where it cuts every line alike and the first one into different words."""
    for mark in _RARE:
        layout = _width(records, mark)
        names = [cell.strip() for cell in split(records[0], mark)]
        words = all(names) and len(set(names)) == len(names) and not any(map(is_value, names))
        if layout.width > 2 and layout.share == 1.0 and len(names) == layout.width and words and len(records) > 2:
            return layout
    return best


def _by_blanks(records: Sequence[str], best: Layout, best_score: float) -> Layout:
    layout = _width(records, " ")
    if layout.width < 2 or layout.share < 0.95 or best_score > 0.8 or all(map(is_value, records[1:] or records)):
        return best
    rows = [row for row in (split(record, " ") for record in records[1:] or records) if len(row) == layout.width]
    values = sum(sum(is_value(row[j]) for row in rows) > 0.8 * len(rows) for j in range(layout.width))
    header_fits = len(split(records[0], " ")) == layout.width
    sure = 2 * values >= layout.width or (layout.width > 2 and layout.share == 1.0 and values)
    return layout if header_fits and sure else best
