"""Figures as the language of the run writes them: signs of numbers, and shares that never round to 0."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from segtui.language.translation import _, plural, spoken_catalogue


def number(value: int) -> str:
    """A whole number with what stands between its thousands: 1,234,567."""
    return localised(f"{value:,}")


def figure(value: float, plain: bool = False, digits: int = 4) -> str:
    """A number for prose, rounded to `digits` that count: 1,234 or 0.0512.

    Digits before the decimal point always stay; `plain` leaves the commas out, as for a year.
    """
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return localised(f"{int(value)}" if plain else f"{int(value):,}")
    size = math.floor(math.log10(abs(value)))
    if size < -5 or size >= 15:
        return localised(f"{value:.3e}")
    text = f"{value:{'' if plain else ','}.{max(0, digits - 1 - size)}f}"
    return localised(text.rstrip("0").rstrip(".") if "." in text else text)


def alike(*values: float) -> list[str]:
    """Differences with their signs, all with as many decimals as give the largest three digits that count."""
    largest = max(map(abs, values))
    decimals = max(0, 2 - math.floor(math.log10(largest))) if largest > 0 else 0
    return [localised(f"{value:+z,.{decimals}f}") for value in values]


def share(part: int, whole: int) -> str:
    """A percentage with one decimal; only 0 and 1 read as 0 % and 100 %."""
    of_100 = 100 * part / whole  # multiplied first, so that 101 of 2,000 are exactly 5.05 %
    if 0 < of_100 < 0.1:
        return _("under {share}").format(share=localised("0.1 %"))
    if of_100 >= 99.95 and part < whole:
        return _("over {share}").format(share=localised("99.9 %"))
    return localised(f"{of_100:.1f} %".replace(".0 %", " %"))


def percent(part: float) -> str:
    """A share (0 to 1) as a percentage with one decimal; only 0 and 1 read as 0 % and 100 %."""
    return _share(part, f"{part:z.1%}")


def brief_percent(part: float) -> str:
    """The same for a sentence, without the decimal of a whole percentage."""
    return _share(part, f"{part:z.1%}".replace(".0%", "%"))


def roughly(part: float) -> str:
    """A share (0 to 1) as a whole percentage; only 0 and 1 read as 0 % and 100 %."""
    if 0 < part < 0.005:
        return _("under {share}").format(share=localised("1 %"))
    if 0.995 <= part < 1:
        return _("over {share}").format(share=localised("99 %"))
    return localised(f"{100 * part:.0f} %")


def chance(p: float) -> str:
    """A p-value in three digits."""
    return "< " + localised("0.001") if p < 0.001 else localised(f"{p:.3f}")


def day(iso: str) -> str:
    """A day of ISO 8601 as English text has it, 2026-11-29, or in the words of another language."""
    spoken = spoken_catalogue()
    if spoken is None:
        return iso
    from babel.dates import format_date

    long = format_date(date.fromisoformat(iso), "long", locale=spoken.locale)
    return f"1er{long[1:]}" if spoken.locale.language == "fr" and long.startswith("1 ") else long


def localised(english: str) -> str:
    """A number written as in English, `-1,234.5 %` or `-1,234.5%`, with the signs of the language that is spoken."""
    spoken = spoken_catalogue()
    if spoken is None:
        return english.replace(" %", "%").replace("%", " %")
    signs = str.maketrans({",": spoken.thousands, ".": spoken.decimals})
    return english.translate(signs).replace(" %", "%").replace("%", f"{spoken.before_percent}%")


def in_signs(english: str) -> str:
    """A number as a narrow table writes it in English, `1,234.5%`, with the signs of another language."""
    return english if spoken_catalogue() is None else localised(english)


def _share(part: float, written: str) -> str:
    if 0 < part < 0.001:
        return _("under {share}").format(share=localised("0.1 %"))
    if 0.9995 <= part < 1:
        return _("over {share}").format(share=localised("99.9 %"))
    return localised(written.replace("%", " %"))


def span(written: str) -> str:
    """A length of time as a plan writes it, in words: 90 days for 90d; text that is none stays as it is."""
    if not (written[:-1].isdecimal() and written[-1:] in _SPANS):
        return written
    count = int(written[:-1])
    return _SPANS[written[-1]](count).format(count=number(count))


_SPANS: dict[str, Callable[[int], str]] = {
    "s": lambda n: plural("{count} second", "{count} seconds", n),
    "m": lambda n: plural("{count} minute", "{count} minutes", n),
    "h": lambda n: plural("{count} hour", "{count} hours", n),
    "d": lambda n: plural("{count} day", "{count} days", n),
    "w": lambda n: plural("{count} week", "{count} weeks", n),
}
