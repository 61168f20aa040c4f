"""Sentences that are English text wherever they go, and can be said again in the language of a report.

Rooms that know of no report make them, such as `say("{rows:,} rows have no id", rows=3)`; a report says them with
`in_language`. What varies is kept as it is, and written by the format in the template: what Python has, and besides
`figure`, `plain` (without what stands between thousands), both with a 7 for seven digits, `share` (of a part and a
whole), `percent`, `brief` (without the decimal of a whole percentage), `number` (text that is a number in English),
`day` (of ISO 8601), `span` (of a length of time such as 90d), and `sentence` (with a capital and a full stop).
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from math import isfinite
from numbers import Number
from typing import Any, Self

from segtui.language.figures import brief_percent, day, figure, localised, percent, share, span
from segtui.language.french_nouns import agreed
from segtui.language.translation import _, plural, speaking


class Sentence(str):
    """The English text of `template` with its `values`; for `count` things there is `many` as well."""

    template: str
    many: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any], many: str = "") -> Self:
        """The text, from a template with names for the values; `values["count"]` chooses between one and many."""
        chosen = many if many and values["count"] != 1 else template
        with speaking("en"):
            made = super().__new__(cls, _WRITER.vformat(chosen, (), values))
        made.template, made.many, made.values = template, many, values
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, dict[str, Any], str]]:
        return Sentence, (self.template, self.values, self.many)

    def translated(self) -> str:
        """The text in the language that is spoken now."""
        form = plural(self.template, self.many, self.values["count"]) if self.many else _(self.template)
        return _WRITER.vformat(form, (), self.values)


def say(template: str, **values: Any) -> Sentence:
    """A sentence; each value stands where the template has its name."""
    return Sentence(template, values)


def say_counted(one: str, other: str, count: int, **values: Any) -> Sentence:
    """A sentence about `count` things, in its form for one or for another number."""
    return Sentence(one, {"count": count, **values}, other)


def tell(template: str, /, **values: Any) -> str:
    """A sentence as it is shown at once, in the language that is spoken now; figures have that language's signs."""
    return _WRITER.vformat(_(template), (), values)


def tell_counted(one: str, other: str, count: int, /, **values: Any) -> str:
    """The same about `count` things, in the form of the sentence for one or for another number."""
    return _WRITER.vformat(plural(one, other, count), (), {"count": count, **values})


def in_language(text: str) -> str:
    """What a sentence says in the language that is spoken now; any other text stays as it is."""
    return text.translated() if isinstance(text, Sentence) else text


def as_data(text: str) -> Any:
    """A text in JSON types; a sentence with its template and values, so that it can still be said in any language."""
    return _data(text)


def from_data(kept: Any) -> str:
    """The text that `as_data` wrote; raises KeyError, TypeError or ValueError for what it did not write."""
    found = _value(kept)
    if not isinstance(found, str):
        raise TypeError("it is not a text")
    return found


def _data(value: Any) -> Any:
    if isinstance(value, Sentence):
        values = {name: _data(each) for name, each in value.values.items()}
        return {"say": value.template, "values": values, **({"many": value.many} if value.many else {})}
    if isinstance(value, _Parts):
        return {"parts": [_data(each) for each in value]}
    if isinstance(value, tuple | list):
        return [_data(each) for each in value]
    if isinstance(value, float) and not isfinite(value):
        return {"float": str(value)}
    if isinstance(value, str | int | float | None):
        return value
    raise TypeError(f"a {type(value).__name__} in a sentence has no form in JSON")


def _value(kept: Any) -> Any:
    if isinstance(kept, list):
        return tuple(map(_value, kept))
    if not isinstance(kept, dict):
        return kept
    if "float" in kept:
        return float(kept["float"])
    if "parts" in kept:
        return _Parts(map(_value, kept["parts"]))
    return Sentence(kept["say"], {name: _value(each) for name, each in kept["values"].items()}, kept.get("many", ""))


def listing(parts: Sequence[str], most: int = 5, total: int | None = None) -> Sentence:
    """`a`, `a and b`, `a, b and c`, `a, b and 3 more`: names or sentences, up to `most` of the parts or of `total`."""
    shown = list(parts[:most])
    rest = (len(parts) if total is None else total) - len(shown)
    if rest > 0:
        return say_counted("{names} and {count:,} more", "{names} and {count:,} more", rest, names=_Parts(shown))
    if len(shown) < 2:
        return row_of(shown)
    return say("{names} and {last}", names=_Parts(shown[:-1]), last=shown[-1])


def row_of(parts: Sequence[str]) -> Sentence:
    """`a, b, c`: names or sentences."""
    return Sentence("{parts}", {"parts": _Parts(parts)})


def one_after_another(parts: Sequence[str]) -> str:
    """`a; b; c`: sentences; empty without any."""
    if not parts:
        return ""
    *before, last = parts
    return say("{before}; {last}", before=one_after_another(before), last=last) if before else last


def in_sequence(parts: Sequence[str]) -> str:
    """`a; b; c`, in the language that is spoken now."""
    return in_language(one_after_another(parts))


def with_counts(counts: Sequence[tuple[str, int]]) -> Sentence:
    """`EUR 1,200, USD 3`: names, each with its count."""
    return row_of([Sentence("{name} {count:,}", {"name": name, "count": count}) for name, count in counts])


class _Parts(tuple[str, ...]):
    """Parts of a list, with commas between them."""

    __slots__ = ()


class _Writer(string.Formatter):
    """Writes values with the signs of the language that is spoken now, and sentences within sentences."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, _Parts):
            return ", ".join(self.format_field(part, "") for part in value)
        if isinstance(value, Sentence):
            value = value.translated()
        if format_spec in _FORMATS:
            return _FORMATS[format_spec](value)
        if format_spec.count("|") == 2:  # only catalogues have it, for nouns of unknown gender
            return agreed(str(value), *format_spec.split("|"))
        text = format(value, format_spec)
        return localised(text) if isinstance(value, Number) else text


def _whole(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else ".")


_FORMATS: dict[str, Callable[[Any], str]] = {
    "figure": figure,
    "plain": lambda value: figure(value, plain=True),
    "figure7": lambda value: figure(value, digits=7),
    "plain7": lambda value: figure(value, plain=True, digits=7),
    "share": lambda parts: share(*parts),
    "percent": percent,
    "brief": brief_percent,
    "number": localised,
    "day": day,
    "span": span,
    "sentence": _whole,
}
_WRITER = _Writer()
