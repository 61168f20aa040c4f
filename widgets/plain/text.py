"""Styled text whose control characters are made visible, whatever its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import rich.text

from widgets.plain.visible import visible

if TYPE_CHECKING:
    from rich.style import StyleType


class PlainText(rich.text.Text):
    """Rich's text, cleaned as it is made. Its own line feeds stay; with `no_wrap` only those that are added alone.

    A name or a value goes in as `visible(name)` where the text has several lines, so that it makes none itself.
    """

    def __init__(self, text: str = "", style: StyleType = "", *, no_wrap: bool | None = None, **how: Any) -> None:
        super().__init__(visible(text, lines=not no_wrap), style, no_wrap=no_wrap, **how)

    def append(self, text: rich.text.Text | str, style: StyleType | None = None) -> Self:
        """Add to the end."""
        own = not self.no_wrap or text == "\n"
        super().append(visible(text, lines=own) if isinstance(text, str) else text, style)
        return self

    def append_text(self, text: rich.text.Text) -> Self:
        """Add another text to the end."""
        super().append_text(text)
        return self

    @classmethod
    def assemble(cls, *parts: str | rich.text.Text | tuple[str, StyleType], **how: Any) -> PlainText:
        """The parts in one, each in its style."""
        made = cls(**how)
        for part in parts:
            made.append(*part) if isinstance(part, tuple) else made.append(part)
        return made

    def join(self, lines: Iterable[rich.text.Text]) -> PlainText:
        """The texts in one, this one between them."""
        made = self.blank_copy()
        for number, line in enumerate(lines):
            if number and self.plain:
                made.append_text(self)
            made.append_text(line)
        return made

    def copy(self) -> PlainText:
        """The same once more."""
        made = PlainText(self.plain, self.style, no_wrap=self.no_wrap, **self._how())
        made._spans[:] = self._spans
        return made

    def blank_copy(self, plain: str = "") -> PlainText:
        """Another text that looks the same."""
        return PlainText(plain, self.style, no_wrap=self.no_wrap, **self._how())

    def _how(self) -> dict[str, Any]:
        return {"justify": self.justify, "overflow": self.overflow, "end": self.end, "tab_size": self.tab_size}
