"""Markdown as the report uses it: tables, lists and figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from segtui.wording import brief_percent, percent

__all__ = ["brief_percent", "bullets", "figure", "listed", "percent", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> list[str]:
    """The lines of a table; columns whose positions are in `numbers` are aligned to the right."""
    rule = ["---:" if i in numbers else "---" for i in range(len(head))]
    return [_line([_cell(h) for h in head]), _line(rule), *(_line([_cell(c) for c in row]) for row in rows), ""]


def bullets(sentences: Iterable[str]) -> list[str]:
    """The lines of a list, with an empty line after it; nothing where there is nothing to list."""
    lines = ["- " + sentence.replace("\n", " ") for sentence in sentences]
    return [*lines, ""] if lines else []


def figure(value: float | None, digits: int = 3) -> str:
    """An index for reading: a few digits, thousands with commas, and a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:,.1f}"
    return f"{value:.{digits}f}"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
