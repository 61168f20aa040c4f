"""Markdown as the report uses it: tables and figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> list[str]:
    """The lines of a table; columns whose positions are in `numbers` are aligned to the right."""
    rule = ["---:" if i in numbers else "---" for i in range(len(head))]
    return [_line(head), _line(rule), *(_line([_cell(c) for c in row]) for row in rows), ""]


def figure(value: float | None, digits: int = 3) -> str:
    """A number for reading: a few digits, thousands with commas, and a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:,.1f}"
    return f"{value:.{digits}f}"


def percent(share: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{share:.1%}".replace("%", " %")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
