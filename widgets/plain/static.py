"""A text widget that never reads text as markup."""

from __future__ import annotations

from typing import Any

import textual.widgets
from textual.visual import VisualType

from widgets.plain.text import PlainText


class Static(textual.widgets.Static):
    """Textual's Static: a plain string is shown as it is written, made visible, never read as markup."""

    _said: PlainText | None = None

    def __init__(self, content: VisualType = "", **how: Any) -> None:
        super().__init__(_plain(content), **{"markup": False, **how})

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show something else."""
        super().update(_plain(content), layout=layout)

    def say(self, text: PlainText | str) -> None:
        """Show a text; over a slow connection nothing is sent for what is there already."""
        said = PlainText(text) if isinstance(text, str) else text
        if self._said is None or said != self._said or said.spans != self._said.spans:
            self._said = said
            self.update(said)


def _plain(content: VisualType) -> VisualType:
    return PlainText(content) if isinstance(content, str) else content
