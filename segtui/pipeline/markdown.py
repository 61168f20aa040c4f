"""Markdown as the report uses it: tables, lists and figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


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


def percent(share: float) -> str:
    """A share as a percentage with one decimal; what is neither nothing nor all never reads as 0 % or 100 %."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.9995 <= share < 1:
        return "over 99.9 %"
    return f"{share:.1%}".replace("%", " %")


def brief_percent(share: float) -> str:
    """The same for a sentence, without the decimal of a whole percentage."""
    return percent(share).replace(".0 %", " %")


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
