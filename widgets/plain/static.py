"""A text widget that never reads text as markup."""

from __future__ import annotations

from typing import Any

import textual.widgets
from textual.visual import VisualType
from textual.widget import Widget

from widgets.plain.text import PlainText


class Static(textual.widgets.Static):
    """Textual's Static: a plain string is shown as it is written, made visible, never read as markup."""

    _there: tuple[Any, ...] | None = None

    def __init__(self, content: VisualType = "", **how: Any) -> None:
        super().__init__(_plain(content), **{"markup": False, **how})

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show something else.

        Nothing is drawn for a text that is there already, and the screen is laid out only where sizes may change.
        """
        shown = _plain(content)
        there = _look(shown) if isinstance(shown, PlainText) else None
        if there is None or there != self._there:
            self._there = there
            super().update(shown, layout=layout and self._has_size_of_its_text)

    @property
    def _has_size_of_its_text(self) -> bool:
        around = (one.styles.width for one in self.ancestors if isinstance(one, Widget))
        return self.styles.auto_dimensions or any(width is not None and width.is_auto for width in around)


def _look(text: PlainText) -> tuple[Any, ...]:
    """What a text looks like, also after the text is changed."""
    return text.plain, tuple(text.spans), text.style, text.justify, text.overflow, text.no_wrap


def _plain(content: VisualType) -> VisualType:
    return PlainText(content) if isinstance(content, str) else content
