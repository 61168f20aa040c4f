"""The text step that brings the spellings of a column to one, doing no more than its values ask for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from segtui.plan.suggestions.suggestion import Mend


def one_spelling(pair: Sequence[str], column: Mapping[str, Any], name: str) -> list[Mend]:
    """Trimmed only where that is enough for the spellings that the profile shows; else one case; else no accents."""
    shown = [top["value"] for top in column["top"]]
    met = [*shown, *pair]
    case = _usual_case([(top["value"], top["count"]) for top in column["top"]] or [(v, 1) for v in met])
    trimmed = {"step": "text", "columns": [name]}
    cased = {**trimmed, "case": case}
    bare = {**cased, "accents": "remove"}
    ways = [
        Mend("trim spaces", (trimmed,)),
        Mend(f"trim spaces, letters in {case} case", (cased,)),
        Mend(f"trim spaces, letters in {case} case, no accents", (bare,)),
    ]
    return ways[_needed(met) :]


def _needed(values: list[str]) -> int:
    """0 where blanks make the only difference between spellings of one value, 1 for case, 2 for accents."""
    forms: dict[str, set[str]] = {}
    for value in values:
        trimmed = unicodedata.normalize("NFC", " ".join(value.split()))
        forms.setdefault(_bare(trimmed.lower()), set()).add(trimmed)
    several = [same for same in forms.values() if len(same) > 1]
    if not several:
        return 0 if any(v != " ".join(v.split()) for v in values) else 1
    return 2 if any(len({v.lower() for v in same}) > 1 for same in several) else 1


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _usual_case(values: list[tuple[str, int]]) -> str:
    """The case of most cells among the frequent values; lower where none prevails."""
    counts = {"title": 0, "upper": 0, "lower": 0}
    for value, count in values:
        found = "upper" if value.isupper() else "lower" if value.islower() else "title" if value.istitle() else ""
        if found:
            counts[found] += count
    best = max(counts, key=lambda c: counts[c])
    return best if counts[best] else "lower"
