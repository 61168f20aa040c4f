"""The workbench app: the keys that work everywhere, and what goes between the screens and the compute process."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import Provider

from segtui.engine.transport.messages import Message
from segtui.workbench import config, open_file, quit, save_plan
from segtui.workbench.engine_bridge import Computing
from segtui.workbench.first_rows import read_first_rows
from segtui.workbench.screens import SCREENS
from segtui.workbench.title_bar import TitleLine

if TYPE_CHECKING:
    from segtui.engine.session.sessions import LeftBehind, Session
    from segtui.engine.transport.client import Engine
    from widgets.progress.line import ProgressLine


def _commands() -> type[Provider]:
    from segtui.workbench.keys.palette import Commands

    return Commands


class Workbench(Computing):
    """Seven screens over one plan. `engine` is started already; `path` is what the command line named, if anything."""

    COMMANDS: ClassVar[set[Any]] = {_commands}

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(i), f"show('{p.key}')", f"show {p.key}", id=f"show.{p.key}", tooltip=f"{p.title}", show=False)
            for i, p in enumerate(SCREENS, start=1)
        ),
        Binding("slash", "find", "find", id="app.find", tooltip="Find something on this screen"),
        Binding("u", "undo", "undo", id="app.undo", tooltip="Undo the last change to the plan"),
        Binding("r", "redo", "redo", id="app.redo", tooltip="Redo the undone change"),
        Binding("o", "open", "open a file", id="app.open", show=False, tooltip="Open a data file, a plan or a run"),
        Binding("S", "save", "save", id="app.save", tooltip="Save the plan to its file"),
        Binding("W", "save_as", "save as", id="app.save_as", show=False, tooltip="Save the plan to another file"),
        Binding(
            "X,x", "cancel", "cancel", id="app.cancel", show=False, tooltip="Stop computing; results so far are kept"
        ),
        Binding("T", "change_theme", "theme", id="app.theme", show=False, tooltip="Choose the colours"),
        Binding("question_mark", "help", "help", id="app.help", tooltip="Help for this screen, and all its keys"),
        Binding("colon", "command_palette", "all", id="app.palette", tooltip="Every action of every screen, by name"),
        Binding("q", "quit", "quit", id="app.quit", tooltip="Quit; nothing is lost"),
    ]

    def __init__(
        self,
        session: Session,
        engine: Engine,
        path: str | None = None,
        *,
        left: Sequence[LeftBehind] = (),
        ascii: bool = False,
    ) -> None:
        super().__init__(session, engine, ascii=ascii)
        self.path, self.left = path, tuple(left)
        self.asked = path or ""
        """What is being opened, as it was named."""
        self.first_rows = None if left or path is None else read_first_rows(path)
        """How the file begins that is being opened, where that is plain to see."""
        self.theme = config.theme(set(self.available_themes)) or self.theme

    def on_mount(self) -> None:
        """Everything that takes time comes after the first paint, which has the first rows of the file."""
        open_file.show_first_rows(self)
        self.use(self.session, self.engine)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc.enable()
        quit.on_signals(self)
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        self.run_worker(open_file.begin(self), group="opening")
        if (path := config.folder() / "keymap.toml").exists():
            from segtui.workbench.keys.keymap import take_keymap

            self.run_worker(take_keymap(self, path), group="keymap")

    def answered(self, message: Message) -> None:
        """What was asked for to open a file comes as answers too."""
        open_file.heard(self, message)

    def saved(self) -> None:
        """The plan is in a file now."""
        self.base.query_one(TitleLine).tell()

    def came_to_front(self, key: str) -> None:
        """Remember the screen for the next start."""
        self.store.mark("screen", key)

    def _keep_theme(self, name: str) -> None:
        try:
            config.keep_theme(name)
        except OSError as error:
            self.trouble(f"the theme could not be saved: {error.strerror}")

    # Actions

    async def action_show(self, key: str) -> None:
        """Bring a screen to the front."""
        await self.show(key)

    def action_find(self) -> None:
        """Find something on the screen in front."""
        pane = self.pane
        if pane is not None and pane.FIND:
            self.prompt(f"find {pane.FIND}", lambda text: pane.find(text) if text else None)

    def action_undo(self) -> None:
        """Undo the last change to the plan."""
        label = self.store.undo()
        self.status.say(f"Undone: {label}." if label else "Nothing to undo.")

    def action_redo(self) -> None:
        """Redo the undone change."""
        label = self.store.redo()
        self.status.say(f"Redone: {label}." if label else "Nothing to redo.")

    def action_open(self) -> None:
        """Open a data file, a plan or a run's folder."""
        self.run_worker(open_file.ask(self), group="opening.ask")

    def action_save(self) -> None:
        """Save the plan to its file."""
        self.run_worker(save_plan.save(self), group="saving.ask")

    def action_save_as(self) -> None:
        """Save the plan in a file to be named."""
        self.run_worker(save_plan.save_as(self), group="saving.ask")

    async def action_quit(self) -> None:
        """Quit; nothing is lost."""
        self.run_worker(quit.leave(self), group="leaving.ask", exclusive=True)

    def action_cancel(self) -> None:
        """Stop computing; results so far are kept."""
        if not self.desk.open:
            return
        self.desk.clear()
        self.engine.cancel()
        kept = len(self.store.found)
        self.status.say(f"Cancelled; {kept:,} candidates are kept." if kept else "Cancelled.")

    def on_progress_line_cancelled(self, event: ProgressLine.Cancelled) -> None:
        """A click on `x cancel`."""
        self.action_cancel()

    def action_help(self) -> None:
        """Help for the widget in focus, its screen, and the app."""
        from segtui.workbench.keys.help import Helping, help_text, topic_of

        self.push_screen(Helping(help_text(self), topic_of(self)))

    def copy(self, text: str, what: str) -> None:
        """Copy text, by every way that may reach the user's own clipboard, and say which."""
        from segtui.workbench.terminal.clipboard import copy

        self.status.say(copy(text, what, self.session.folder, self.copy_to_clipboard))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing now are not shown."""
        if action == "find":
            return self.pane is not None and bool(self.pane.FIND)
        return True
