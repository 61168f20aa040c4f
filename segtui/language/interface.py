"""The language of the interface: of errors, of what commands print, of the workbench; never of a file.

It is the person's, from `SEGTUI_LANGUAGE` or the locale, while a run's folder is in the language of its plan. So it is
spoken only where a text is shown: `with speaking(interface_language())`.
"""

from __future__ import annotations

import locale
import os
import re
from typing import get_args

from segtui.language.translation import Language

VARIABLE = "SEGTUI_LANGUAGE"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""In the order of POSIX: the first that is set and not empty decides."""
_PLAIN = ("c", "posix")
_AFTER = re.compile(r"[_.@-]")


def interface_language() -> Language:
    """The language of `SEGTUI_LANGUAGE`, else of the locale; English where that is one that segtui does not speak."""
    chosen = os.environ.get(VARIABLE, "") or next(filter(None, map(os.environ.get, _LOCALE)), "")
    return _known(chosen) or "en"


def shown_language(of_plan: Language) -> Language:
    """That of what a command prints about a run: the person's, if chosen or not English, else that of the plan."""
    own = interface_language()
    return own if own != "en" or os.environ.get(VARIABLE) else of_plan


def unknown_language() -> str:
    """What `SEGTUI_LANGUAGE` says, if it is not a language that segtui speaks; else empty."""
    chosen = os.environ.get(VARIABLE, "")
    return chosen if chosen and _known(chosen) is None else ""


def languages() -> tuple[Language, ...]:
    """Every language that segtui speaks."""
    return get_args(Language)


def _known(name: str) -> Language | None:
    """The language of a locale's name such as `fr`, `fr_CA.UTF-8`, `fr-CH`, `french` or `C`, if segtui speaks it."""
    code = _AFTER.split(name.strip().lower())[0]
    if code in _PLAIN:
        return "en"
    spoken = _AFTER.split(locale.normalize(code).lower())[0]
    return next((language for language in languages() if language == spoken), None)
