"""The seven screens: mounting one when it is first shown, and bringing it to the front."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from segtui.workbench.frame.title_bar import Tabs, TitleLine
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens import SCREENS, Place


class PaneSwitcher:
    """Shows one screen at a time in the app's ContentSwitcher, each with the focus where it was.

    `leave` is called before another screen takes the place of the one in front, `came` with the key of the new one.
    """

    def __init__(self, app: App[Any], *, leave: Callable[[], None], came: Callable[[str], None]) -> None:
        self._app, self._leave, self._came = app, leave, came
        self._front = ""
        self._captions: dict[str, str] = {}
        self._focused: dict[str, Widget | None] = {}
        self._showing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Title, tabs and the place of the screens; a screen is mounted when it is first shown."""
        yield TitleLine()
        yield Tabs()
        yield ContentSwitcher(id="screens")

    @property
    def front(self) -> str:
        """The key of the screen in front; "" before there is one."""
        return self._front

    @property
    def current(self) -> Pane | None:
        """The current screen."""
        return self._app.screen_stack[0].query_one(f"#{self._front}", Pane) if self._front else None

    @property
    def switching(self) -> bool:
        """Whether a screen is on its way to the front."""
        return self._showing.locked()

    def mounted(self) -> list[Pane]:
        """The screens that were shown before."""
        switcher = self._app.screen_stack[0].query_one_optional(ContentSwitcher)
        return [child for child in switcher.children if isinstance(child, Pane)] if switcher else []

    async def show(self, key: str) -> Pane:
        """Show a screen; it is mounted the first time."""
        async with self._showing:
            base = self._app.screen_stack[0]
            switcher = base.query_one(ContentSwitcher)
            if not switcher.query(f"#{key}"):
                await self._mount(switcher, next(p for p in SCREENS if p.key == key))
            pane = switcher.query_one(f"#{key}", Pane)
            if self._front != key:
                self._leave()
                self._focused[self._front] = base.focused
                switcher.current = self._front = base.query_one(Tabs).front = key
                self.caption(key, self._captions.get(key, ""))
                self.refocus()
                self._came(key)
        pane.shown()
        return pane

    async def _mount(self, switcher: ContentSwitcher, place: Place) -> None:
        # In a thread, because the tables' libraries take a while to load and keys should work meanwhile.
        pane: Pane = (await asyncio.to_thread(place.load))(id=place.key)
        styles = self._app.stylesheet
        if place.styles.exists() and not styles.has_source(str(place.styles), ""):
            styles.read(place.styles)
            styles.parse()  # only what is new
        pane.display = False
        await switcher.mount(pane)

    def refresh(self) -> None:
        """Have the screen in front draw what it shows now."""
        if (pane := self.current) is not None:
            pane.shown()

    def refocus(self) -> None:
        """Give the focus to what had it in the screen in front, or what should have it first."""
        pane = self.current
        if pane is None:
            return
        last = self._focused.get(self._front)
        named = next(iter(pane.query(pane.FOCUS)), None) if pane.FOCUS else None
        first = next((w for w in pane.query("*") if w.focusable), None)
        usable = [w for w in (last, named, first) if w and w.is_attached and w.focusable and pane in w.ancestors]
        pane.can_focus = not usable  # its own keys work only where something in it has the focus
        (usable[0] if usable else pane).focus()

    def caption(self, key: str, text: str) -> None:
        """Something short that a screen says of itself, in the title line."""
        self._captions[key] = text
        if key == self._front:
            self._app.screen_stack[0].query_one(TitleLine).caption = text
