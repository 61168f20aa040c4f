"""The language of the screens, in which both ends of the pipe tell what is shown; files never are in it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from segtui.language.interface import interface_language
from segtui.language.translation import speaking


def on_screen() -> AbstractContextManager[None]:
    """Within, sentences are in the language of the interface: for what a person will read on a screen."""
    return speaking(interface_language())
