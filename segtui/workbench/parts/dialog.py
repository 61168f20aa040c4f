"""What lies over the frame until it is answered or left."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from textual.screen import ModalScreen

STYLES = Path(__file__).with_name("dialogs.tcss")
"""How all dialogs look; read before the first one stands."""

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """Base of everything that stands over the screens: a container of the class `box` holds it.

    It looks the same whichever screen was opened before, for all styles of dialogs are in dialogs.tcss.
    """
