"""The dialog that opens something: a line to type a path or an address, and a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from segtui.data.connections.connections_file import connection_names
from segtui.engine.transport.messages import Failed, ListTables, Message, TablesListed
from segtui.errors import SegtuiError
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.opening.completion import certain
from segtui.workbench.opening.places import Places
from segtui.workbench.parts.dialog import Dialog
from widgets.drawing.cells import clipped
from widgets.inputs.path_completion import complete_path
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_TYPED = to_translate(
    " {opening.open} open   {opening.complete} completes   {opening.list} list   {opening.leave} leave"
)
_LISTED = to_translate(
    " {files.open} open   {files.up_folder} up   {files.sql} SQL   {opening.line} type   {opening.leave} leave"
)


class OpenLine(Input):
    """The line to type in."""

    HELP_TITLE = "What to open"
    HELP = "A path, or an address such as shop:crm.customers for a table of the connection shop."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "screen.complete", "complete", id="opening.complete", tooltip="Complete what is typed"),
        Binding("enter", "submit", "open", id="opening.open", tooltip="Open what is typed"),
        Binding("down", "screen.list", "list", id="opening.list", tooltip="To the list below"),
    ]


class OpenDialog(Dialog[str | None]):
    """Asks what to open; the result is a path or an address, None for Escape."""

    HELP_TITLE = "Open"
    HELP = "Type a path, or choose a file, a connection or a table."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", id="opening.leave", tooltip="Close without opening anything"),
        Binding("o,tab", "line", "type", id="opening.line", show=False, tooltip="To the line above the list"),
    ]

    def compose(self) -> ComposeResult:
        """The line, what it can be completed to, the list and the keys."""
        with Vertical(classes="box"):
            yield Static(PlainText(_("Open"), "bold"), classes="heading")
            line = OpenLine(
                placeholder=_("a data file, a plan or a run's folder, or connection:table"),
                id="open-line",
                compact=True,
            )
            line.cursor_blink = False  # a blinking cursor sends bytes while idle
            yield line
            yield Static("", id="open-note", markup=False)
            yield Places(id="open-places")
            yield Static("", id="open-keys", classes="keys")

    def on_mount(self) -> None:
        """Type first."""
        self.line.focus()

    @property
    def line(self) -> OpenLine:
        """The line to type in."""
        return self.query_one(OpenLine)

    @property
    def places(self) -> Places:
        """The list."""
        return self.query_one(Places)

    def on_descendant_focus(self) -> None:
        """Show the keys of what has the focus."""
        keys = _LISTED if self.places.has_focus else _TYPED
        self.query_one("#open-keys", Static).update(PlainText(with_keys(keys), "dim"))

    def heard(self, message: Message) -> None:
        """The tables of a connection are known."""
        if isinstance(message, TablesListed):
            self.places.refresh_tables()
            if self.line.has_focus and self.line.value:
                self._say_options()

    def says_failed(self, kind: str, message: Failed) -> bool:
        """A connection that does not answer is told in its place."""
        if kind == ListTables.__name__:
            self.places.refresh_tables()
        return kind == ListTables.__name__

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._note("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())

    def on_places_chosen(self, event: Places.Chosen) -> None:
        """Open what was chosen."""
        event.stop()
        self.dismiss(event.path)

    def action_complete(self) -> None:
        """Extend the path as far as it is certain, and say what it can become."""
        if options := self._options(self.line.value):
            self.line.value = certain(self.line.value, options)
            self.line.cursor_position = len(self.line.value)
        self.call_after_refresh(self._say_options)

    def _say_options(self) -> None:
        options = self._options(self.line.value)
        several = f"{len(options):,}: " + " · ".join(_ends(options)) if len(options) > 1 else ""
        self._note(several if options or self.places.asking else _("nothing starts with this"))

    def _options(self, text: str) -> Sequence[str]:
        name, sign, _ = text.partition(":")
        try:
            names = connection_names()
        except SegtuiError:  # the list says what is wrong
            names = ()
        if sign and name in names:
            listed = self.places.bench.store.results.by_key(TablesListed).get(name)
            if listed is None:
                self.places.enter(name)
            return [each["address"] for each in listed.tables if each["address"].startswith(text)] if listed else []
        return [*complete_path(text), *(f"{each}:" for each in names if text and each.startswith(text))]

    def _note(self, text: str) -> None:
        self.query_one("#open-note", Static).update(clipped(text, max(self.line.size.width, 20)))

    def action_list(self) -> None:
        """To the list."""
        self.places.focus()

    def action_line(self) -> None:
        """To the line."""
        self.line.focus()

    def action_leave(self) -> None:
        """Close without opening anything."""
        self.places.action_stop()
        self.dismiss(None)


def _ends(options: Sequence[str]) -> list[str]:
    """The options without the folder that they share."""
    shared = certain("", options).rpartition("/")
    return [option[len(shared[0] + shared[1]) :] for option in options[:200]]
