"""Dialogs over the frame, until they are answered or closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from textual.app import App
from textual.screen import ModalScreen

from segtui.engine.transport.messages import Failed, Message

STYLES = Path(__file__).with_name("dialogs.tcss")
"""The styles of all dialogs, loaded before the first one opens."""

Result = TypeVar("Result")


def read_styles(app: App[Any]) -> None:
    """Load the styles of all dialogs, unless they are there."""
    if not app.stylesheet.has_source(str(STYLES), ""):
        app.stylesheet.read(STYLES)
        app.stylesheet.reparse()


class Dialog(ModalScreen[Result]):
    """Base of all dialogs: a container of the class `box` holds the contents.

    All styles of dialogs are in dialogs.tcss, so they do not depend on which screen was opened before.
    """

    def heard(self, message: Message) -> None:
        """Called when the compute process answered while the dialog is open; the store is already up to date."""

    def says_failed(self, kind: str, message: Failed) -> bool:
        """A question failed while the dialog is open; True if it says so in place."""
        return False
