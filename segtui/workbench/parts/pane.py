"""What every screen of the workbench is: a pane that shows the store, and the parts that it is put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Container

from segtui.engine.transport.messages import Failed, Message
from segtui.language.sentences import tell
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.state.store import Store

if TYPE_CHECKING:
    from segtui.workbench.bench import Bench


class Pane(Container):
    """Base of the seven screens. A subclass composes itself, sets `key` and `title`, and overrides what it needs.

    It is mounted when it is first shown and stays mounted; `pane.tcss` beside it is read then. Bindings carry an id
    such as `clean.add` and a tooltip: the palette lists them as "clean: add", the keymap file changes them.
    """

    key: ClassVar[str] = ""
    """The name in actions and the keymap file: `data`, `profile` …"""
    title: ClassVar[str] = ""
    """The title on the tab."""
    HELP: ClassVar[str | None] = ""
    """What the screen is for, in a few plain sentences; shown above the keys by `?`."""
    FIND: ClassVar[str] = ""
    """What `/` finds here, as the prompt says it ("a column"); empty if it finds nothing here."""
    FOCUS: ClassVar[str] = ""
    """Selector of the widget that gets the focus first; default: the first focusable one."""

    @classmethod
    def more_bindings(cls) -> list[Binding]:
        """Actions that the palette lists beside those with a key: variants of one, such as each kind of export."""
        return []

    @property
    def bench(self) -> Bench:
        """The app, typed."""
        return cast("Bench", self.app)

    @property
    def store(self) -> Store:
        """The store of the workbench."""
        return self.bench.store

    @property
    def in_front(self) -> bool:
        """Whether this pane is visible; hidden panes may postpone drawing."""
        return self.bench.panes.front == self.key

    def shown(self) -> None:
        """Called when the pane is shown: ask for what it lacks and draw it."""

    def plan_changed(self, parts: Parts) -> None:
        """Called when these top-level keys of the plan changed; stale answers are already dropped from the store."""

    def heard(self, message: Message) -> None:
        """Called when the compute process answered; the store is already up to date."""

    def busy_changed(self) -> None:
        """A question was asked, answered or cancelled: `bench.engine.busy("SearchGrids")` says whether one waits."""

    def failed(self, kind: str, message: Failed) -> bool:
        """A question ("Read", "Prepare" …) failed; True if the pane says so in place, else the app does."""
        return False

    def find(self, text: str) -> None:
        """Find what was typed after `/`; called again to find the next match."""

    def settle_focus(self) -> None:
        """Give the focus to something visible, if the focused widget is hidden now."""
        focused = self.screen.focused
        hidden = focused is not None and self in focused.ancestors and not focused.focusable
        if self.in_front and (focused is None or hidden or focused is self):
            self.bench.panes.refocus()

    def caption(self, text: str) -> None:
        """Show a short text at the right of the title, if there is room: "78 candidates"."""
        self.bench.panes.caption(self.key, text)


class PanePart:
    """A part that a pane owns: its view, its editing, its preview. It acts on the pane's widgets and on the plan."""

    def __init__(self, pane: Pane) -> None:
        self.pane = pane

    @property
    def bench(self) -> Bench:
        """The app."""
        return self.pane.bench

    @property
    def store(self) -> Store:
        """The store of the workbench."""
        return self.pane.store


def no_file(bench: Bench) -> str:
    """How to open a file, or that one is being opened."""
    if bench.engine.busy("Look"):
        return tell("opening {shown} ", shown=bench.opening.shown) + ("..." if bench.ascii else "…")
    return with_keys("No file is open. {app.open} opens one, {show.data} lists the files here.")
