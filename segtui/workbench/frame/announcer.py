"""Telling the lines around the screens, and the screens, what has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from segtui.engine.transport.messages import Failed, Look, Message
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.frame.pane_switcher import PaneSwitcher
from segtui.workbench.frame.status import Status
from segtui.workbench.frame.title_bar import TitleLine
from segtui.workbench.parts.dialog import Dialog
from segtui.workbench.requests import unasked
from segtui.workbench.state.store import Store


class Announcer:
    """Tells the title, the status and the mounted screens of answers, of changes of the plan and of work under way."""

    def __init__(
        self, store: Store, panes: PaneSwitcher, status: Callable[[], Status], trouble: Callable[[str], None]
    ) -> None:
        self._store, self._panes, self._status, self._trouble = store, panes, status, trouble

    def answered(self, kind: str, message: Message) -> None:
        """A question of this kind has an answer, or a part of one; it is in the store already."""
        self._status().hear(message)
        self.title()
        for pane in self._panes.mounted():
            pane.heard(message)
        for dialog in self._dialogs():
            dialog.heard(message)
        if isinstance(message, Failed) and not unasked(kind):
            self.failed(kind, message)

    def failed(self, kind: str, what: Failed) -> None:
        """Show an error on the current screen, or over it."""
        if kind == Look.__name__:
            self._status().say("")  # nothing is being opened any more
        pane = self._panes.current
        told = [dialog.says_failed(kind, what) for dialog in self._dialogs()]
        if not any(told) and (pane is None or not pane.failed(kind, what)):
            self._trouble(what.what)

    def _dialogs(self) -> list[Dialog[Any]]:
        """What lies over the screens."""
        return [screen for screen in self._status().app.screen_stack if isinstance(screen, Dialog)]

    def plan_changed(self, parts: Parts, *, stopped: bool) -> None:
        """The plan has changed in these keys, which may have stopped a search."""
        if stopped:
            self._status().say(_("The search was stopped because the plan has changed."))
        self.title()
        for pane in self._panes.mounted():
            pane.plan_changed(parts)

    def busy_changed(self, busy: bool) -> None:
        """A question was asked, or the last one answered."""
        if not busy:
            self._status().end()
        for pane in self._panes.mounted():
            pane.busy_changed()

    def came(self, key: str) -> None:
        """The screen with this key has come to the front; the next start comes back to it."""
        self._store.mark("screen", key)
        self.title()

    def title(self) -> None:
        """What is open, and whether it is saved."""
        self._status().screen.query_one(TitleLine).tell(self._store, self._panes.front)
