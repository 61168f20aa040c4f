"""A line of text that is painted only when it says something else than before."""

from __future__ import annotations

from widgets.plain.static import Static
from widgets.plain.text import PlainText


class Line(Static):
    """One or more lines; over a slow connection nothing is sent for what is there already."""

    _said: PlainText | None = None

    def say(self, text: PlainText | str) -> None:
        """Show a text."""
        said = PlainText(text) if isinstance(text, str) else text
        if self._said is None or said != self._said or said.spans != self._said.spans:
            self._said = said
            self.update(said)
