"""A widget of text that takes no text for markup."""

from __future__ import annotations

from typing import Any

import textual.widgets
from textual.visual import VisualType

from widgets.plain.text import PlainText


class Static(textual.widgets.Static):
    """Textual's Static: a plain string is shown as it is written, made visible, never read as markup."""

    def __init__(self, content: VisualType = "", **how: Any) -> None:
        super().__init__(_plain(content), **{"markup": False, **how})

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show something else."""
        super().update(_plain(content), layout=layout)


def _plain(content: VisualType) -> VisualType:
    return PlainText(content) if isinstance(content, str) else content
