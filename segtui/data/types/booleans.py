"""Yes and no in several languages."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from segtui.data.id_names import is_flag_name, names_codes

# A column keeps to one language: "y" and "n" beside "yes" and "no", but not "oui" beside "nein".
_LANGUAGES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(yes.split()), frozenset(no.split()))
    for yes, no in (
        ("yes y true t", "no n false f"),
        ("on", "off"),
        ("oui o vrai v", "non n faux f"),
        ("ja j wahr w", "nein n falsch f"),
        ("ja j waar", "nee n onwaar"),
        ("ja j sant", "nej n falskt"),
        ("sí si s verdadero", "no n falso"),
        ("sì si s vero", "no n falso"),
        ("sim s verdadeiro", "não nao n falso"),
        ("tak t prawda", "nie n fałsz"),
    )
)
_LETTERS = {frozenset(pair) for pair in ("yn", "tf", "jn", "on")}
"""The pairs of single letters that mean yes and no; N and S may be north and south, W and F women and men."""

_SURE = 3
"""A word of at least this many letters is a yes or no whatever its column is called: NO alone may be Norway."""


def boolean_words(words: Iterable[str], name: str = "") -> tuple[frozenset[str], frozenset[str]] | None:
    """The (true, false) words of the language that all of `words` belong to, whatever their case; None for no language.

    A yes or a no alone is enough, for a month may have nothing else, except in a column whose `name` speaks of a
    country, a gender or the like. A letter alone (N, Y) is enough where the name says that something is or was done.
    0 and 1 are numbers, not words: a column of them stays integer.
    """
    said = {word.casefold() for word in words}
    if all(len(word) == 1 for word in said) and said not in _LETTERS and not (said <= set("yn") and is_flag_name(name)):
        return None
    for yes, no in _LANGUAGES:
        both, sure = said & yes and said & no, all(len(word) >= _SURE for word in said)
        if said and said <= yes | no and (both or sure or not names_codes(name)):
            return yes, no
    return None


def parse_booleans(cells: pl.Series) -> pl.Series | None:
    """`cells` (String) as Boolean, nulls kept; None unless every cell is a yes or a no of one language."""
    # More spellings than this ("Yes", "YES", "yes" …) no two words have.
    if cells.head(1_000).n_unique() > 40:
        return None
    distinct = cells.drop_nulls().unique()
    words = boolean_words(distinct, cells.name) if len(distinct) <= 40 else None
    if words is None:
        return None
    lower = cells.str.to_lowercase()
    return pl.select(pl.when(lower.is_not_null()).then(lower.is_in(list(words[0])))).to_series().alias(cells.name)


def yes_or_no(cells: pl.Series) -> pl.Series:
    """`cells` (String) as Boolean by the words of every language, for a column known to hold them; others are null."""
    lower = cells.str.to_lowercase()
    yes, no = (lower.is_in(sorted(set().union(*words))) for words in zip(*_LANGUAGES, strict=True))
    return yes.set(~(yes | no).fill_null(False), None).alias(cells.name)
