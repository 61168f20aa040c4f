"""What a column with a label of the plan is called when a segment stands high or low on it: by that label."""

from __future__ import annotations

import re
from collections.abc import Collection

from segtui.language.column_labels import phrases_of, sayable
from segtui.language.sentences import Sentence, say
from segtui.segments.vocabulary.dictionary import wording
from segtui.segments.vocabulary.templates import Wording, levels

_PREPOSITIONS = frozenset(
    (
        *("of", "in", "on", "per", "for", "by", "with", "from", "at", "de", "d", "des", "du"),
        *("en", "au", "aux", "par", "à", "sur", "pour", "dans", "avec"),
    )
)
"""What comes after such a word does not say whether a label counts things: spend on wines, fréquence des achats."""
_KNOWN = {"recency", "frequency", "tenure", "active", "age", "spend", "rfm", "income", "kids", "teens", "order value"}
"""Themes that have better words than high and low."""


def wording_of(column: str, columns: Collection[str] = (), *, flag: bool = False) -> Wording:
    """The phrases for a column: of its label where it has one, else of its name; see `wording`.

    What a maker's column means is known by its name, as the maker chose it.
    """
    label = sayable(column)
    if (ends := phrases_of(column)) is not None:
        return Wording(column, *ends, label, very=ends, fairly=ends)
    if label == column:
        return wording(column, columns, flag=flag)
    found = wording(column if isinstance(label, Sentence) else label, columns, flag=flag)
    if found.theme in _KNOWN:
        return found
    if flag:
        ends = (say("mostly {thing}", thing=label), say("rarely {thing}", thing=label))
        return Wording(label, *ends, say("partly {thing}", thing=label), family=found.family)
    if _is_plural(label):
        ends = (say("many {thing}", thing=label), say("few {thing}", thing=label))
        phrases = (*ends, say("some {thing}", thing=label))
        return Wording(label, *phrases, family=found.family, whole=found.whole, counted=label)
    return Wording(label, *levels(label), family=found.family, whole=found.whole)


def _is_plural(label: str) -> bool:
    """Whether the label counts things: late payments, purchases on offer."""
    found = re.findall(r"[^\W\d_]+", label.lower())
    end = next((at for at, word in enumerate(found) if at and word in _PREPOSITIONS), None)
    heads = [found[end - 1]] if end else [*found[:1], *found[-1:]]
    return any(word.endswith("s") and not word.endswith(("ss", "us", "is", "ps")) for word in heads)
