"""How figures are written in a sentence: thousands commas, four digits, shares that never round to 0."""

from __future__ import annotations

import math


def figure(value: float, plain: bool = False, digits: int = 4) -> str:
    """A number for prose, rounded to `digits` that count: 1,234 or 0.0512.

    Digits before the decimal point always stay; `plain` leaves the commas out, as for a year.
    """
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value)}" if plain else f"{int(value):,}"
    size = math.floor(math.log10(abs(value)))
    if size < -5 or size >= 15:
        return f"{value:.3e}"
    text = f"{value:{'' if plain else ','}.{max(0, digits - 1 - size)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: int, whole: int) -> str:
    """A percentage with one decimal; what is neither nothing nor all never reads as 0 % or 100 %."""
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if percent >= 99.95 and part < whole:
        return "over 99.9 %"
    return f"{percent:.1f} %".replace(".0 %", " %")


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """`1 cell`, `2 cells`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def quoted(text: str, longest: int = 40) -> str:
    """A cell's text in quotes, cut where it is long, with line breaks and tabs made visible."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return '"' + shown.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'
