"""Sentences in the language of a plan.

The code says them in English, with names for what varies: `_("{name} has {rows} rows").format(name=…, rows=…)`. The
language is what `speaking` sets, never the caller's locale, so that the same plan writes the same files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from segtui.language.catalogue import Catalogue

Language = Literal["en", "fr"]
"""A language, by its code of ISO 639; each but English has a folder with its catalogue beside this file."""

_SPOKEN: ContextVar[Catalogue | None] = ContextVar("language", default=None)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within, `_`, `plural` and figures are in this language; threads that are started within speak English."""
    before = _SPOKEN.set(_catalogue(language))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def spoken_catalogue() -> Catalogue | None:
    """The catalogue of the language that is spoken now; None for English, which needs none."""
    return _SPOKEN.get()


def language() -> str:
    """The code of the language that is spoken now."""
    catalogue = _SPOKEN.get()
    return "en" if catalogue is None else catalogue.locale.language


def _(english: str) -> str:
    """The sentence in the language that is spoken now, its {names} as they are."""
    catalogue = _SPOKEN.get()
    return english if catalogue is None or not english else catalogue.sentences.gettext(english)


def on_a_key(english: str) -> str:
    """What a key does, in a word or two, which may mean something else in a sentence: `key: open` in catalogues."""
    return used_as("key", english)


def in_heading(english: str) -> str:
    """What a column of a table is called, likewise: `heading: to` in catalogues."""
    return used_as("heading", english)


def used_as(use: str, english: str) -> str:
    """What a word is in one use, where a language has another word for it there: `columns: all` in catalogues."""
    catalogue = _SPOKEN.get()
    if catalogue is None or not english:
        return english
    of_use = f"{use}: {english}"
    said = catalogue.sentences.gettext(of_use)
    return _(english) if said == of_use else said


def plural(one: str, other: str, count: int) -> str:
    """The form of the sentence for `count`, its {names} as they are; English has one form for 1, one for the rest."""
    catalogue = _SPOKEN.get()
    if catalogue is None:
        return one if count == 1 else other
    return catalogue.sentences.ngettext(one, other, count)


def to_translate(english: str) -> str:
    """The text itself, marked for the catalogue: a constant that is translated where it is said, by `_`."""
    return english


def to_translate_all(*english: str) -> tuple[str, ...]:
    """The texts themselves, each marked for the catalogue."""
    return english


def _catalogue(language: Language) -> Catalogue | None:
    if language == "en":
        return None
    from segtui.language.catalogue import catalogue  # Babel is loaded for another language only

    return catalogue(language)
