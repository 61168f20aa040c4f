"""Keys that are equal for texts which differ in spelling only: OpenRefine's fingerprint and n-gram fingerprint.

https://openrefine.org/docs/technical-reference/clustering-in-depth says what they are. Unlike there, punctuation
between two digits stays, so that 1.5 and 15 are different.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import polars as pl

Method = Literal["fingerprint", "ngram", "nearest"]
"""How values are compared: by their words, by their pairs of letters, or by how many letters differ."""

# Letters that Unicode does not take apart.
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
_BETWEEN_DIGITS = r"(\d)[\p{P}\p{S}](\d)"
_KEPT = "\ue000"
_MARKS = r"[\x{300}-\x{36f}]"
_PUNCTUATION = r"[\p{P}\p{S}\p{Cc}]"


def trimmed(text: pl.Series) -> pl.Series:
    """Texts without blanks at their ends and with single blanks within."""
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def keys(text: pl.Series, method: Method) -> pl.Series:
    """The key of each text; empty for texts without letters and digits."""
    return _KEYS[method](_bare(text))


def _bare(text: pl.Series) -> pl.Series:
    """Small letters without accents, and digits; blanks stay."""
    plain = text.str.to_lowercase().str.normalize("NFKD").str.replace_all(_MARKS, "").str.normalize("NFC")
    plain = pl.select(pl.lit(plain).str.replace_many(_LETTERS)).to_series()
    for _ in range(2):  # matches do not overlap, as in 1.2.3
        plain = plain.str.replace_all(_BETWEEN_DIGITS, f"$1{_KEPT}$2")
    return plain


def _words(plain: pl.Series) -> pl.Series:
    """The different words in their order by Unicode."""
    words = plain.str.replace_all(_PUNCTUATION, "").str.extract_all(r"\S+")
    return words.list.unique().list.sort().list.join(" ")


def _pairs(plain: pl.Series) -> pl.Series:
    """The different pairs of letters in their order by Unicode; a text of one letter is its own key."""
    letters = plain.str.replace_all(_PUNCTUATION, "").str.replace_all(r"\s", "")
    made = ["".join(sorted({t[i : i + 2] for i in range(max(len(t) - 1, 1))})) for t in letters]
    return pl.Series(plain.name, made, dtype=pl.String)


def _line(plain: pl.Series) -> pl.Series:
    """The words in the order in which they stand."""
    return trimmed(plain.str.replace_all(_PUNCTUATION, " "))


_KEYS: Mapping[Method, Callable[[pl.Series], pl.Series]] = {"fingerprint": _words, "ngram": _pairs, "nearest": _line}
