"""What is known of a language: its sentences, and the signs that its numbers are written with."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol


@dataclass(frozen=True)
class Catalogue:
    """A language: `sentences` by their English, what stands between `thousands`, before `decimals` and before a %."""

    locale: Locale
    sentences: gettext.GNUTranslations
    thousands: str
    decimals: str
    before_percent: str


def path_of(language: str) -> Path:
    """The file with the sentences of a language."""
    return Path(__file__).parent / language / "LC_MESSAGES" / "segtui.po"


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language that has one, compiled in memory at its first use."""
    locale = Locale.parse(language)
    with path_of(language).open("rb") as file:
        found = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    percent = locale.percent_formats[None].pattern
    return Catalogue(
        locale,
        gettext.GNUTranslations(compiled),
        get_group_symbol(locale),
        get_decimal_symbol(locale),
        percent[percent.rindex("0") + 1 : percent.rindex("%")],
    )
