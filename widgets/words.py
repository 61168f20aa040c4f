"""The words that widgets show, in the language of the app that they stand in; English, unless the app says another.

An app calls `use_words` with what translates a sentence; `{names}` in it are filled in afterwards, as by `str.format`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _english(sentence: str, /, **values: Any) -> str:
    return sentence.format(**values) if values else sentence


def _english_counted(one: str, other: str, count: int, /, **values: Any) -> str:
    return (one if count == 1 else other).format(count=count, **values)


@dataclass(frozen=True)
class Words:
    """How sentences are told, alone or about a count, with `values` for their names; how figures are written."""

    tell: Callable[..., str] = _english
    tell_counted: Callable[..., str] = _english_counted
    localised: Callable[[str], str] = str


_WORDS = [Words()]


def use_words(words: Words) -> None:
    """Tell sentences so from now on."""
    _WORDS[0] = words


def tell(sentence: str, /, **values: Any) -> str:
    """A sentence, or a word of a widget's own, in the app's language."""
    return _WORDS[0].tell(sentence, **values)


def tell_counted(one: str, other: str, count: int, /, **values: Any) -> str:
    """A sentence about `count` things, in the form for one or for another number."""
    return _WORDS[0].tell_counted(one, other, count, **values)


def localised(figure: str) -> str:
    """A figure written as in English, `1,234.5`, with the signs of the app's language."""
    return _WORDS[0].localised(figure)


def to_translate(sentence: str) -> str:
    """The sentence itself, marked for those who translate: a constant that `tell` tells where it is shown."""
    return sentence
