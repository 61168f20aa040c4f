"""Keys typed faster than dialogs open: each goes where it would have gone after waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event
from textual.message_pump import MessagePump

_LOOK_AGAIN = 0.01
"""Seconds until it is asked again whether a dialog stands."""
_GIVE_UP = 5.0
"""Seconds after which the next key goes on, whatever does not come."""


class Typeahead:
    """Hands keys and pasted text to the app, each once all that the one before it does has been done.

    Textual puts a key into the queue of the widget that has the focus then; of a burst all would go there, though the
    first opens a dialog. `deliver` gives an event to the app as Textual does; `opening` says whether a dialog is
    about to stand, for which the next key is meant.
    """

    def __init__(self, app: App[Any], deliver: Callable[[Event], Awaitable[None]], opening: Callable[[], bool]) -> None:
        self._app, self._deliver, self._opening = app, deliver, opening
        self._waiting: deque[Event] = deque()
        self._at = 0  # the number of the event that is being handled; 0 between events
        self._count = 0

    async def take(self, event: Event) -> None:
        """Hand the event on, now or when those before it have been handled."""
        self._waiting.append(event)
        if not self._at:
            await self._next()

    async def _next(self) -> None:
        if self._at or not self._waiting or not self._app.screen_stack:  # without a screen the app is ending
            return
        self._count += 1
        number = self._at = self._count
        target = self._app.focused or self._app.screen
        await self._deliver(self._waiting.popleft())
        self._app.set_timer(_GIVE_UP, lambda: self._app.call_later(self._go_on, number))
        self._follow(target, number)

    def _follow(self, node: MessagePump | None, number: int) -> None:
        """Go the way that the event goes, from queue to queue up to the app, and so come right behind it."""
        if node is self._app or node is None:
            self._app.call_later(self._handled, number)
            return
        parent = node.parent if isinstance(node, DOMNode) else None
        if not node.call_later(self._follow, parent, number):
            self._follow(self._app, number)

    def _handled(self, number: int) -> None:
        """All widgets have seen the event: the next one goes on once no dialog is about to stand."""
        if number == self._at and self._opening():
            self._app.set_timer(_LOOK_AGAIN, lambda: self._handled(number))
        else:
            self._go_on(number)

    def _go_on(self, number: int) -> None:
        self._app.call_later(self._done, number)  # behind what it has left to do, such as moving the focus

    async def _done(self, number: int) -> None:
        if number == self._at:
            self._at = 0
            await self._next()
