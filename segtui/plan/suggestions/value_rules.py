"""What the values of a column should be: one spelling for each text, and a condition that possible dates meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from segtui.language.sentences import say
from segtui.language.translation import to_translate_all
from segtui.profiling.implausible_dates import FAR_YEARS, FIRST

_CASES = {each.split()[0]: each for each in to_translate_all("title case", "upper case", "lower case")}


def one_spelling(pair: Sequence[str], column: Mapping[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    """Text steps with what each does, the gentlest first that is enough for the spellings that the profile shows.

    Blanks are trimmed, then letters brought to one case, then accents removed.
    """
    shown = [top["value"] for top in column["top"]]
    met = [*shown, *pair]
    case = _usual_case([(top["value"], top["count"]) for top in column["top"]] or [(v, 1) for v in met])
    trimmed = {"step": "text", "columns": [name]}
    cased = {**trimmed, "case": case}
    bare = {**cased, "accents": "remove"}
    ways: list[tuple[str, dict[str, Any]]] = [
        (say("trim spaces"), trimmed),
        (say("trim spaces, letters in {case}", case=say(_CASES[case])), cased),
        (say("trim spaces, letters in {case}, no accents", case=say(_CASES[case])), bare),
    ]
    return ways[_needed(met) :]


def _needed(values: list[str]) -> int:
    """0 if the spellings of one value differ only in blanks, 1 for case, 2 for accents."""
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
    """The case of most cells among the frequent values; lower if none prevails."""
    counts = {"title": 0, "upper": 0, "lower": 0}
    for value, count in values:
        found = "upper" if value.isupper() else "lower" if value.islower() else "title" if value.istitle() else ""
        if found:
            counts[found] += count
    best = max(counts, key=lambda c: counts[c])
    return best if counts[best] else "lower"


def possible(alert: Mapping[str, Any], column: Mapping[str, Any], name: str) -> str:
    """In SQL: from 1900 to 2099, near the others if some are far off, and not a placeholder."""
    cell = '"' + name.replace('"', '""') + '"'
    if column["kind"] == "integer":
        return f"{cell} BETWEEN 1900 AND 2099"
    low, high = date.fromisoformat(FIRST), date(2100, 1, 1)
    if alert["facts"]["far_off"]:
        near = _near(column)
        low, high = max(low, near[0]), min(high, near[1])
    checks = [f"{cell} >= DATE '{low}'", f"{cell} < DATE '{high}'"]
    checks += [f"{cell} <> DATE '{day}'" for day in alert["facts"]["placeholders"]]
    return " AND ".join(checks)


def _near(column: Mapping[str, Any]) -> tuple[date, date]:
    """Three interquartile ranges and ten years around the quartiles, as the alert measures it."""
    q1, q3 = (date.fromisoformat(column[q][:10]) for q in ("q1", "q3"))
    reach = max(3 * (q3 - q1).days, int(FAR_YEARS * 365.25))
    first = max(q1.toordinal() - reach, 1)
    last = min(q3.toordinal() + reach + 1, date.max.toordinal())
    return date.fromordinal(first), date.fromordinal(last)
