"""Searches a text in the cells of a table between key presses, so that a long search blocks nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.widget import Widget
from textual.worker import Worker

from widgets.frame.find import scan
from widgets.frame.viewport import FrameViewport
from widgets.words import tell


class TextSearch:
    """One search at a time from the cursor on; `found` is called with the cell, `missed` with a sentence."""

    def __init__(
        self, widget: Widget, viewport: FrameViewport, found: Callable[[int, int], None], missed: Callable[[str], None]
    ) -> None:
        self._widget, self._viewport = widget, viewport
        self._found, self._missed = found, missed
        self._worker: Worker[bool] | None = None
        self.text = ""
        """What was last looked for."""

    def start(self, text: str, backwards: bool) -> Worker[bool]:
        """Look for a text instead of the one before; the worker's result: whether it is there."""
        self.cancel()
        self.text = text
        self._worker = self._widget.run_worker(self._seek(text, backwards), group="find")
        return self._worker

    def cancel(self) -> None:
        """Look no further."""
        if self._worker is not None:
            self._worker.cancel()

    async def _seek(self, text: str, backwards: bool) -> bool:
        shown = self._viewport
        for cell in scan(shown.view, text, (shown.position, shown.column), backwards):
            if cell:
                self._found(*cell)
                return True
            await asyncio.sleep(0)
        self._missed(tell('No cell holds "{text}".', text=text))
        return False
