"""Words in cells that stand for an absent value, for yes and for no, in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from segtui.data.identifiers.id_names import is_flag_name, names_codes

NULL_WORDS = ("", "NA", "N/A", "n/a", "null", "NULL", "None", "nan", "NaN", "-", "?", "#N/A")
"""The words for missing values, unless the source names its own."""

# No blanks to Unicode, yet no reader sees them: zero widths, a soft hyphen, marks of direction, byte order marks.
UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + UNSEEN
_BREAKS = re.compile(r"[ \t]*[\r\n\t\v\f\x85\u2028\u2029]+[ \t]*")
_UNSEEN = str.maketrans("", "", UNSEEN.replace("\u200c", "").replace("\u200d", ""))


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


def without_blanks(cells: pl.Series) -> pl.Series:
    """`cells` (String) with blanks of every kind, no-break ones too, taken off both ends."""
    return cells.str.strip_chars(BLANKS)


def visible(name: str) -> str:
    """A column's name in one line, without blanks around it and what nobody sees; joiners of letters stay."""
    return _BREAKS.sub(" ", name.translate(_UNSEEN).strip(BLANKS))


def null_words(nulls: Sequence[str] | None = None) -> list[str]:
    """The words that empty a cell: `nulls`, else NULL_WORDS, and "", which does whatever the words are."""
    return [word.strip(BLANKS) for word in (NULL_WORDS if nulls is None else nulls)] + [""]


def without_null_words(cells: pl.Series, words: Sequence[str]) -> tuple[pl.Series, dict[str, int]]:
    """`cells`, stripped before, with null words made null; and how many cells each word other than "" emptied."""
    said = cells.is_in(words)
    if not said.any():
        return cells, {}
    met = dict(cells.filter(said & (cells != "")).value_counts().rows())
    return cells.set(said, None), met


def boolean_words(words: Iterable[str], name: str = "") -> tuple[frozenset[str], frozenset[str]] | None:
    """The (true, false) words of the language of all `words`, whatever their case; None if there is none.

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
