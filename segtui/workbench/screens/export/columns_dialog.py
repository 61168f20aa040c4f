"""Which columns segments.csv contains: all, only the id, or the ticked ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets.selection_list import Selection

from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.dialog import Dialog
from widgets.inputs.ticks import Ticks
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_KEYS = to_translate(
    " Space tick   {columns.all} all   {columns.none} id only   {columns.keep} keep   {columns.leave} leave"
)

Chosen = Literal["all", "id"] | tuple[str, ...]


class ColumnsDialog(Dialog[Chosen | None]):
    """A list of columns to tick; the result is the value of `output.columns`, None for Escape."""

    HELP_TITLE = "Columns of segments.csv"
    HELP = (
        "Space ticks a column, {columns.all} ticks all of them, {columns.none} only the id. "
        "{columns.keep} keeps the choice, {columns.leave} discards the changes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", id="columns.keep", tooltip="Apply this choice", priority=True),
        Binding("a", "all", "all", id="columns.all", tooltip="Select all columns"),
        Binding("n", "none", "id only", id="columns.none", tooltip="Select only the id"),
        Binding("escape", "leave", "leave", id="columns.leave", tooltip="Close without changes"),
    ]

    def __init__(self, names: Sequence[str], chosen: Chosen) -> None:
        super().__init__()
        self.names = list(names)
        self.chosen = set(self.names if chosen == "all" else () if chosen == "id" else chosen)

    def compose(self) -> ComposeResult:
        """The list in a box, with its keys."""
        with Vertical(classes="box"):
            yield Static(PlainText(_("Columns of segments.csv"), "bold"), classes="heading")
            yield Ticks(*(Selection(PlainText(n), n, n in self.chosen) for n in self.names))
            yield Static(PlainText(with_keys(_KEYS), "dim"))

    def action_all(self) -> None:
        """Tick all."""
        self.query_one(Ticks).select_all()

    def action_none(self) -> None:
        """Tick none."""
        self.query_one(Ticks).deselect_all()

    def action_keep(self) -> None:
        """Return the choice, in the order of the columns."""
        ticked = set(self.query_one(Ticks).selected)
        if not ticked:
            self.dismiss("id")
        else:
            self.dismiss("all" if len(ticked) == len(self.names) else tuple(n for n in self.names if n in ticked))

    def action_leave(self) -> None:
        """Close without changes."""
        self.dismiss(None)
