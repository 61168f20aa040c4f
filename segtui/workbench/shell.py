"""The frame around the seven screens: title, tabs, the screen in front, status, prompt and keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Any, ClassVar

from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import CommandPalette
from textual.containers import Container
from textual.events import Event, Resize
from textual.filter import Monochrome, NoColor
from textual.geometry import Size
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import ThemeProvider
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from segtui.workbench.keys.key_line import KeyLine, key_name
from segtui.workbench.keys.key_names import use_keys
from segtui.workbench.parts.pane import Pane
from segtui.workbench.prompts import Prompting
from segtui.workbench.screens import SCREENS, Place
from segtui.workbench.status import Status
from segtui.workbench.terminal.ascii_signs import AsciiSigns
from segtui.workbench.terminal.small_terminal import at_least, fit
from segtui.workbench.terminal.terminal_diff import Sent
from segtui.workbench.terminal.without_colour import WithoutColour
from segtui.workbench.title_bar import Tabs, TitleLine
from widgets.drawing.palette import has_sixteen
from widgets.plain.guard import OnlyVisible
from widgets.plain.visible import visible


class AsciiBars(ScrollBarRender):
    """Scrollbars of whole cells, without the blocks that stand for parts of one."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class Frame(Prompting):
    """The lines around a screen, and bringing one to the front. Knows nothing of plans."""

    TITLE = "segtui"
    ESCAPE_TO_MINIMIZE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (200, "-huge")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, *, ascii: bool = False) -> None:
        styles: list[str | PurePath] = [Path(__file__).with_name(name) for name in ("app.tcss", "ascii.tcss")]
        super().__init__(css_path=styles if ascii else styles[:1])
        ScrollBar.renderer = AsciiBars if ascii else ScrollBarRender
        self.ascii = ascii
        use_keys({}, ascii=ascii)
        """Draw without braille, blocks and box drawing."""
        self.front = ""
        """The key of the screen in front."""
        self.set_class(ascii, "-ascii")
        self._captions: dict[str, str] = {}
        self._focused: dict[str, Widget | None] = {}
        self._showing = asyncio.Lock()
        self._waiting: dict[str, Timer] = {}
        self._sent = Sent()
        self._terminal: Size | None = None
        if ascii:
            self._filters = [*self._filters, AsciiSigns()]
        if self.no_color:  # Textual would send greys; the screens have glyphs and text styles instead
            bare = WithoutColour(lambda: self.current_theme.dark)
            self._filters = [bare if isinstance(one, Monochrome | NoColor) else one for one in self._filters]
        self._filters = [*self._filters, OnlyVisible()]

    def on_load(self) -> None:
        """Whoever had the terminal meanwhile has left something else on it."""
        self.app_resume_signal.subscribe(self, lambda app: self._sent.forget(), immediate=True)

    def on_mount(self) -> None:
        """Know how many colours there are."""
        self.set_class(has_sixteen(self), "-sixteen")

    def on_descendant_focus(self) -> None:
        """What has the keys can be seen, however small the terminal is."""
        fit(self)

    def fit(self) -> None:
        """The layout may be another one now."""
        fit(self)

    def on_resize(self) -> None:
        """The terminal has another size."""
        fit(self)

    def action_focus_next(self) -> None:
        """To the next widget, also from one that fills the terminal."""
        self.screen.maximized = None
        super().action_focus_next()

    def action_focus_previous(self) -> None:
        """To the widget before, also from one that fills the terminal."""
        self.screen.maximized = None
        super().action_focus_previous()

    @property
    def size(self) -> Size:
        """What the screens are laid out in: the terminal, or LEAST where that is larger."""
        return at_least(super().size)

    async def on_event(self, event: Event) -> None:
        """A terminal that is smaller than any layout shows a part of one."""
        if isinstance(event, Resize):
            self._terminal = event.size
            event = Resize.from_dimensions(at_least(event.size), event.pixel_size)
        await super().on_event(event)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, self._sent.less(renderable, self._terminal or self.size))

    def compose(self) -> ComposeResult:
        """The frame; a screen is mounted when it is first shown."""
        yield TitleLine()
        yield Tabs()
        yield ContentSwitcher(id="screens")
        with Container(id="foot"):
            yield Status(ascii=self.ascii)
            yield KeyLine()

    @property
    def pane(self) -> Pane | None:
        """The screen in front."""
        return self.base.query_one(f"#{self.front}", Pane) if self.front else None

    def panes(self) -> list[Pane]:
        """The screens that are mounted."""
        switcher = self.base.query_one_optional(ContentSwitcher)
        return [child for child in switcher.children if isinstance(child, Pane)] if switcher else []

    @property
    def ending(self) -> bool:
        """Whether the app is on its way out: then its widgets may be gone, and nobody is left to be told anything."""
        return self._exit or not self._running or not self.screen_stack or self.base.query_one_optional(Status) is None

    async def show(self, key: str) -> Pane:
        """Bring a screen to the front; it is mounted the first time."""
        async with self._showing:
            base = self.base
            switcher = base.query_one(ContentSwitcher)
            if not switcher.query(f"#{key}"):
                await self._mount_pane(switcher, next(p for p in SCREENS if p.key == key))
            pane = switcher.query_one(f"#{key}", Pane)
            if self.front != key:
                if self.front:  # what was said belongs to the screen that one leaves
                    self.clear_notifications()
                    self.status.leave()
                self._sent.forget()  # so that it mends what another program may have left on the terminal
                self._focused[self.front] = base.focused
                switcher.current = self.front = base.query_one(Tabs).front = key
                self.caption(key, self._captions.get(key, ""))
                self.refocus()
                self.came_to_front(key)
        pane.shown()
        return pane

    async def _mount_pane(self, switcher: ContentSwitcher, place: Place) -> None:
        # In a thread, for the tables' libraries take a while to load and keys should work meanwhile.
        pane = (await asyncio.to_thread(place.load))(id=place.key)
        if place.styles.exists() and not self.stylesheet.has_source(str(place.styles), ""):
            self.stylesheet.read(place.styles)
            self.stylesheet.reparse()
        pane.display = False
        await switcher.mount(pane)

    def came_to_front(self, key: str) -> None:
        """A screen was brought to the front."""

    def refocus(self) -> None:
        """Give the focus to what had it in the screen in front, or what should have it first."""
        pane = self.pane
        if pane is None:
            return
        last = self._focused.get(self.front)
        named = next(iter(pane.query(pane.FOCUS)), None) if pane.FOCUS else None
        first = next((w for w in pane.query("*") if w.focusable), None)
        usable = [w for w in (last, named, first) if w and w.is_attached and w.focusable and pane in w.ancestors]
        pane.can_focus = not usable  # its own keys work only where something in it has the focus
        (usable[0] if usable else pane).focus()

    def caption(self, key: str, text: str) -> None:
        """Something short that a screen says of itself, in the title line."""
        self._captions[key] = text
        if key == self.front:
            self.base.query_one(TitleLine).caption = text

    def trouble(self, what: str) -> None:
        """Say what went wrong and what to do about it; the screen stays as it was."""
        self.notify(what, severity="error", timeout=15)

    def notify(self, message: str, **how: Any) -> None:
        """Say something for a while in a corner: as it is written, never as markup."""
        super().notify(visible(message, lines=True), **{**how, "markup": False})

    def _print_error_renderables(self) -> None:
        """What went wrong inside, after the screen is given back: as plain as anything else."""
        from segtui.console.terminal import Terminal

        self.error_console = Terminal(stderr=True)
        super()._print_error_renderables()

    def later(self, name: str, act: Callable[[], object], seconds: float = 0.15) -> None:
        """Do something once, when it was not asked for again for a moment; what waits when the app ends is not done."""
        if name in self._waiting:
            self._waiting[name].stop()
        self._waiting[name] = self.set_timer(seconds, lambda: None if self.ending else act())

    def action_command_palette(self) -> None:
        """Every action, by name."""
        if len(self.screen_stack) == 1:
            self.push_screen(CommandPalette(placeholder="Search for commands", id="--command-palette"))

    def search_themes(self) -> None:
        """Every theme, by name."""
        self.push_screen(CommandPalette([ThemeProvider], placeholder="Search for themes"))

    def set_keymap(self, keymap: Mapping[str, str]) -> None:
        """Take the user's keys, in sentences too."""
        super().set_keymap(dict(keymap))
        use_keys(keymap, ascii=self.ascii)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as the foot and the help show them."""
        return binding.key_display or key_name(super().get_key_display(binding), ascii=self.ascii)
