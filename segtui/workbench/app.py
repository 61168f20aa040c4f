"""The workbench app: it owns the parts, gives Textual what it calls, and tells each part what happens to the others."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from segtui.language.figures import in_signs
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench import config, open_or_resume, quit, save_plan
from segtui.workbench.engine_bridge import EngineBridge, Heard
from segtui.workbench.first_rows import Opening, read_first_rows
from segtui.workbench.frame.announcer import Announcer
from segtui.workbench.frame.pane_switcher import PaneSwitcher
from segtui.workbench.frame.prompts import Prompts
from segtui.workbench.frame.status import Status
from segtui.workbench.keys.app_keys import APP_KEYS, load_commands
from segtui.workbench.keys.key_line import key_name
from segtui.workbench.keys.key_names import use_keys
from segtui.workbench.parts import dialog, save_chart
from segtui.workbench.state.store import Store
from segtui.workbench.terminal.no_break import keep_no_break_spaces
from segtui.workbench.terminal.output import TerminalOutput
from segtui.workbench.terminal.small_terminal import at_least, fit
from segtui.workbench.terminal.typeahead import Typeahead
from widgets.drawing.palette import has_sixteen
from widgets.plain.visible import visible
from widgets.words import Words, use_words

if TYPE_CHECKING:
    from segtui.engine.session.sessions import LeftBehind, Session
    from segtui.engine.transport.client import Engine


class Workbench(App[None]):
    """Seven screens over one plan. `client` is started already; `path` is what the command line named, if anything."""

    TITLE = "segtui"
    COMMANDS: ClassVar[set[Any]] = {load_commands}
    ESCAPE_TO_MINIMIZE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (200, "-huge")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = APP_KEYS

    def __init__(
        self,
        session: Session,
        client: Engine,
        path: str | None = None,
        *,
        left: Sequence[LeftBehind] = (),
        ascii: bool = False,
    ) -> None:
        styles: list[str | PurePath] = [Path(__file__).parent / name for name in ("app.tcss", "terminal/ascii.tcss")]
        super().__init__(css_path=styles if ascii else styles[:1])
        self.ascii = ascii
        self.session = session
        self.opening = Opening(path, path or "", None if left or path is None else read_first_rows(path))
        self.store = Store()
        self.store.watch, self.store.session.trouble = self._plan_changed, self.trouble
        self.engine = EngineBridge(self.store, client, self, self._busy_changed)
        self.panes = PaneSwitcher(self, leave=self._leave_pane, came=lambda key: self.announcer.came(key))  # noqa: PLW0108
        self.announcer = Announcer(self.store, self.panes, lambda: self.status, self.trouble)
        self.prompts = Prompts(ascii=ascii, id="foot")
        self._left = tuple(left)
        self._typeahead = Typeahead(self, super().on_event, self.prompts.dialog_opens)
        self._waiting: dict[str, Timer] = {}
        self._output = TerminalOutput(ascii=ascii)
        self._filters = self._output.filters(self._filters, lambda: self.current_theme.dark, colours=not self.no_color)
        use_keys({}, ascii=ascii)
        keep_no_break_spaces()
        use_words(Words(tell, tell_counted, in_signs))
        self.set_class(ascii, "-ascii")
        self.theme = config.theme(set(self.available_themes)) or self.theme

    def compose(self) -> ComposeResult:
        """The frame; a screen is mounted when it is first shown."""
        yield from self.panes.compose()
        yield self.prompts

    def on_mount(self) -> None:
        """Do everything slow after the first paint, which shows the first rows of the file."""
        open_or_resume.show_first_rows(self.base, self.opening, ascii=self.ascii)
        self.set_class(has_sixteen(self), "-sixteen")
        self.use(self.session, self.engine.client)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc.enable()
        quit.on_signals(self)
        self.app_resume_signal.subscribe(self, lambda app: self._output.forget(), immediate=True)  # drawn over
        config.follow_theme(self, self.trouble)
        self.run_worker(open_or_resume.begin(self, self.base, self._left), group="opening")
        if (path := config.folder() / "keymap.toml").exists():
            from segtui.workbench.keys.keymap import take_keymap

            self.run_worker(take_keymap(self, path), group="keymap")

    def use(self, session: Session, client: Engine) -> None:
        """Keep the plan in this session, and compute with this engine, which is already started."""
        self.session = session
        self.store.session.journal = session.journal
        self.engine.connect(client)

    @property
    def ending(self) -> bool:
        """Whether the app is closing: then its widgets may be gone, and messages are pointless."""
        return self._exit or not self._running or not self.screen_stack or self.base.query_one_optional(Status) is None

    @property
    def base(self) -> Screen[Any]:
        """The screen that holds the frame, whatever lies over it."""
        return self.screen_stack[0]

    @property
    def status(self) -> Status:
        """The status line: `bench.status.say("copied")`."""
        return self.prompts.status

    def _leave_pane(self) -> None:
        if self.panes.front:  # the message belongs to the screen that is left
            self.clear_notifications()
            self.status.leave()
        self._output.forget()  # repaint what another program may have left on the terminal

    def trouble(self, what: str) -> None:
        """Show an error with what to do about it; the screen stays unchanged."""
        self.notify(what, severity="error", timeout=15)

    def notify(self, message: str, **how: Any) -> None:
        """Show a message in a corner for a while, as plain text, never as markup."""
        super().notify(visible(message, lines=True), **{**how, "markup": False})

    def copy(self, text: str, what: str) -> None:
        """Copy text in every way that may reach the user's own clipboard, and say which."""
        from segtui.workbench.terminal.clipboard import copy

        self.status.say(copy(text, what, self.session.folder, self.copy_to_clipboard))

    def later(self, name: str, act: Callable[[], object], seconds: float = 0.15) -> None:
        """Debounce: do something once it has not been requested again for a moment; dropped when the app ends."""
        if name in self._waiting:
            self._waiting[name].stop()
        self._waiting[name] = self.set_timer(seconds, lambda: None if self.ending else act())

    def on_heard(self, event: Heard) -> None:
        """Handle a message from the compute process, then tell the mounted screens."""
        if self.ending:
            return
        if kind := self.engine.take(event.message):
            self.announcer.answered(kind, event.message)
            open_or_resume.heard(self, event.message)
            fit(self)

    def _plan_changed(self, parts: Parts) -> None:
        self.announcer.plan_changed(parts, stopped=self.engine.outdate(parts))

    def _busy_changed(self) -> None:
        if not self.ending:
            self.announcer.busy_changed(self.engine.busy())

    @property
    def size(self) -> Size:
        """What the screens are laid out in: the terminal, or LEAST where that is larger."""
        return at_least(super().size)

    async def on_event(self, event: Event) -> None:
        """Keys wait for a dialog that is about to stand; a terminal smaller than any layout shows a part of one."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self._typeahead.take(event)
        else:
            await super().on_event(self._output.resized(event) if isinstance(event, Resize) else event)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, self._output.less(renderable, self.size))

    def on_resize(self) -> None:
        """The terminal has another size."""
        fit(self)

    def on_descendant_focus(self) -> None:
        """What has the keys can be seen, however small the terminal is."""
        fit(self)

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """Show a dialog over the screens; it gets the keys that are typed from now on."""
        dialog.read_styles(self)
        pushed = super().push_screen(screen, *args, **options)
        self.prompts.dialog_pushed(self.screen)
        return pushed

    def set_keymap(self, keymap: Mapping[str, str]) -> None:
        """Take the user's keys, in sentences too."""
        super().set_keymap(dict(keymap))
        use_keys(keymap, ascii=self.ascii)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as the foot and the help show them."""
        return binding.key_display or key_name(super().get_key_display(binding), ascii=self.ascii)

    def _print_error_renderables(self) -> None:
        """What went wrong inside, after the screen is given back: as plain as anything else."""
        from segtui.console.terminal import Terminal

        self.error_console = Terminal(stderr=True)
        super()._print_error_renderables()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide keys that do nothing now."""
        if action == "find":
            pane = self.panes.current
            return pane is not None and bool(pane.FIND)
        return True

    async def action_show(self, key: str) -> None:
        """Show a screen."""
        await self.panes.show(key)

    def action_find(self) -> None:
        """Find something on the current screen."""
        pane = self.panes.current
        if pane is not None and pane.FIND:
            self.prompts.ask(tell("find {what}", what=_(pane.FIND)), lambda text: pane.find(text) if text else None)

    def action_undo(self) -> None:
        """Undo the last change to the plan."""
        label = self.store.undo()
        self.status.say(tell("Undone: {label}.", label=label) if label else _("Nothing to undo."))

    def action_redo(self) -> None:
        """Redo the undone change."""
        label = self.store.redo()
        self.status.say(tell("Redone: {label}.", label=label) if label else _("Nothing to redo."))

    def action_open(self) -> None:
        """Open a data file, a plan or a run's folder."""
        self.run_worker(open_or_resume.ask(self), group="opening.ask")

    def action_save(self) -> None:
        """Save the plan to its file."""
        self.run_worker(save_plan.save(self), group="saving.ask")

    def action_save_as(self) -> None:
        """Save the plan to a file whose name is asked for."""
        self.run_worker(save_plan.save_as(self), group="saving.ask")

    def action_save_chart(self) -> None:
        """Save the chart with the focus, or the one on the screen, as a picture."""
        self.run_worker(save_chart.save(self), group="saving.ask")

    async def action_quit(self) -> None:
        """Quit; nothing is lost."""
        self.run_worker(quit.leave(self), group="leaving.ask", exclusive=True)

    def action_cancel(self) -> None:
        """Stop computing; results so far are kept."""
        if self.engine.cancel():
            kept = len(self.store.found)
            self.status.say(tell("Cancelled; {kept:,} candidates are kept.", kept=kept) if kept else _("Cancelled."))

    def action_help(self) -> None:
        """Help for the widget in focus, its screen, and the app."""
        from segtui.workbench.keys.help import Helping, help_text, topic_of

        pane = self.panes.current
        self.push_screen(Helping(help_text(self, pane), topic_of(pane)))

    def action_command_palette(self) -> None:
        """Every action, by name."""
        from segtui.workbench.keys.search_box import search_actions

        search_actions(self)

    def search_themes(self) -> None:
        """Every theme, by name."""
        from segtui.workbench.keys.search_box import search_themes

        search_themes(self)

    def action_focus_next(self) -> None:
        """To the next widget, also from one that fills the terminal."""
        self.screen.maximized = None
        super().action_focus_next()

    def action_focus_previous(self) -> None:
        """To the widget before, also from one that fills the terminal."""
        self.screen.maximized = None
        super().action_focus_previous()
