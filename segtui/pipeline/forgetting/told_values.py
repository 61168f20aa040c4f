"""How texts of a run tell a value, and the same texts without it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from segtui.language.figures import localised
from segtui.language.wording import quoted
from segtui.pipeline.forgetting.own_values import Own

GONE = "…"
"""What stands where a value was."""


def categories(own: Own) -> dict[str, str]:
    """The features that are categories of these values, and what becomes of them."""
    return {f"{name}={value}": f"{name}={GONE}" for name, values in own.items() for value in values}


def quotations(own: Own) -> frozenset[str]:
    """These values as sentences quote them."""
    return frozenset(quoted(value) for values in own.values() for value in values)


def without_quotations(text: str, quotes: Iterable[str]) -> tuple[str, int]:
    """The text with these quotations emptied, and how many there were."""
    found = 0
    for each in quotes if '"' in text else ():
        found += text.count(each)
        text = text.replace(each, f'"{GONE}"')
    return text, found


def masked(text: str, values: Iterable[str]) -> str:
    """The text with each of the values, however it is shown, left out."""
    signs = re.escape(".,") + re.escape(localised(".,"))
    for form in sorted({form for value in values for form in _shown(value)}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w{signs}]){re.escape(form)}(?![\w]|[{signs}]\d)", GONE, text)
    return text


def is_masked(written: str, made: str) -> bool:
    """Whether a text is another one, but for values that were taken out of it."""
    if not written or written == made:
        return True
    return bool(re.fullmatch(re.escape(written).replace(re.escape(GONE), ".+?"), made))


def same(cell: str, value: str) -> bool:
    """Whether a cell has the value, as text or as a number."""
    if not cell or cell == value:
        return bool(cell)
    try:
        return float(cell) == float(value)
    except ValueError:
        return False


def _shown(value: str) -> set[str]:
    """A value as sentences may have it."""
    try:
        number = float(value)
    except ValueError:
        return {value, quoted(value)[1:-1]}
    forms = [f"{number:g}", f"{number:,}", f"{number:,.15g}", *([f"{number:,.0f}"] if number % 1 == 0 else [])]
    return {value, *forms, *map(localised, forms)}
