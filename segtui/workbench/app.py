"""The workbench app: the frame around the seven screens, the keys that work everywhere, and the compute process."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher, Footer

from segtui.engine.messages import Failed, Message, Note, Progress, Stage
from segtui.workbench.chrome import StatusLine, Tabs, TitleLine
from segtui.workbench.pane import Pane
from segtui.workbench.screens import SCREENS, Place
from segtui.workbench.store import Parts, Store

if TYPE_CHECKING:
    from segtui.engine.client import Engine


class Workbench(App[None]):
    """Seven screens over one plan. `engine` is started already; `path` is what the command line named, if anything."""

    CSS_PATH = "app.tcss"
    TITLE = "segtui"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "colon"

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(i), f"show('{p.key}')", p.title, id=f"show.{p.key}", tooltip=f"Show {p.title}", show=False)
            for i, p in enumerate(SCREENS, start=1)
        ),
        Binding("question_mark", "help", "help", id="app.help", key_display="?", tooltip="Keys of the widget in focus"),
        Binding("u", "undo", "undo", id="app.undo", tooltip="Undo the last change of the plan"),
        Binding("r", "redo", "redo", id="app.redo", tooltip="Do the undone change again"),
        Binding("S", "save", "save", id="app.save", tooltip="Save the plan"),
        Binding("X", "cancel", "cancel", id="app.cancel", show=False, tooltip="Cancel what is being computed"),
        Binding("q", "leave", "quit", id="app.quit", tooltip="Quit; nothing is lost"),
    ]

    def __init__(self, engine: Engine, path: str | None = None, *, ascii: bool = False) -> None:
        super().__init__()
        self.engine = engine
        self.path = path
        self.ascii = ascii
        self.store = Store()
        self.store.watch = self._plan_changed
        self.front = ""

    def compose(self) -> ComposeResult:
        """The frame; the screens are mounted when they are first shown."""
        yield TitleLine()
        yield Tabs()
        yield ContentSwitcher(id="screens")
        yield StatusLine()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show the first screen, and read what was named, after the first paint."""
        self.engine.listen(lambda message: self.call_from_thread(self.heard, message))
        self.call_after_refresh(self.action_show, SCREENS[0].key)

    def action_show(self, key: str) -> None:
        """Bring a screen to the front."""
        self.run_worker(self._show(key), group="show", exclusive=True)

    async def _show(self, key: str) -> None:
        place = next(p for p in SCREENS if p.key == key)
        switcher = self.query_one(ContentSwitcher)
        if not switcher.query(f"#{key}"):
            await switcher.mount(place.load()(id=key))
        switcher.current = key
        self.front = key
        self.query_one(Tabs).front = key
        if self.store.journal:
            self.store.journal.mark("screen", key)
        self.query_one(f"#{key}", Pane).shown()

    def heard(self, message: Message) -> None:
        """Take in what the compute process says, then tell the screens that are mounted."""
        status = self.query_one(StatusLine)
        if isinstance(message, Stage):
            status.stage(message.name)
        elif isinstance(message, Progress):
            status.progress(message.done, message.total)
        elif isinstance(message, Note):
            status.note(message.text)
        elif isinstance(message, Failed):
            status.done()
            self.notify(message.what, severity="error", timeout=12)
        else:
            status.done()
            self.store.take(message)
        for pane in self.query(Pane):
            pane.heard(message)

    def _plan_changed(self, label: str, parts: Parts) -> None:
        self.query_one(TitleLine).refresh_text()
        for pane in self.query(Pane):
            pane.plan_changed(parts)

    def places(self) -> tuple[Place, ...]:
        """The screens, for the palette and the help."""
        return SCREENS
