"""The preview of a step: a sentence, then the cells and rows it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from segtui.language.sentences import listing, say, say_counted, tell, tell_counted
from segtui.language.translation import _, to_translate, to_translate_all
from segtui.libraries.columns import read_arrow
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.screens.data.frequencies import SideTable
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.messages import CursorMoved, RowSelected
from widgets.frame.page import RowStyle
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.engine.transport.messages import Previewed
    from segtui.engine.transport.messages.payloads import WayFacts
    from segtui.plan.model import AnyStep as Step

_GONE = to_translate("(row removed)")
_OF_CELLS = to_translate_all("row", "column", "before", "after", "cells")
_NOT_HERE = ("frame_table.select", "frame_table.freeze", "frame_table.dismiss")


@dataclass(frozen=True)
class Proposal:
    """A change of the plan to preview.

    `values` are the top-level keys for `Store.edit`, `number` the step (from 1) that is shown, `label` the name of the
    change; without one the step is already in the plan. `old` is the position of the step it would replace, None for a
    new one. `step` is None if it can't be edited before it is kept.
    """

    number: int
    name: str
    values: dict[str, Any]
    label: str = ""
    step: Step | None = None
    old: int | None = None


class Cells(SideTable, inherit_bindings=False):
    """The cells that a step changes and the rows that it removes."""

    HELP_TITLE = "Changes"
    HELP = "The cells that the step changes and the rows that it removes."
    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace(b, show=False) for b in FRAME_KEYS if isinstance(b, Binding) and b.id not in _NOT_HERE),
        Binding("escape", "dismiss", "back", id="cells.back", show=False, tooltip="Close the prompt, or go back"),
    ]

    def heading(self, name: str) -> str:
        """The columns are segtui's own."""
        return _(name)


class Touched(Vertical, can_focus=True):
    """The preview of a step; posts Touched.Kept, Touched.Again or Touched.Dropped."""

    HELP_TITLE = "Preview"
    HELP = "What the step would change, before you keep it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "keep", id="touched.keep", tooltip="Keep the step in the plan"),
        Binding("e", "again", "edit", id="touched.edit", tooltip="Edit the step before keeping it"),
        Binding("m", "way", "method", id="touched.way", tooltip="Preview the next way to do the step"),
        Binding("escape", "drop", "drop", id="touched.drop", tooltip="Back; the plan stays unchanged"),
    ]

    class Kept(Message):
        """The step is to be kept."""

    class Again(Message):
        """The step is to be edited again."""

    class Turned(Message):
        """The next way to do the step is to be previewed."""

    class Dropped(Message):
        """The step is not wanted."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="clean-touched")
        self._ascii = ascii
        self._proposal: Proposal | None = None
        self._ways: list[WayFacts] = []

    def compose(self) -> ComposeResult:
        """The heading, the sentence, the cells."""
        yield Static(id="clean-touched-title", classes="heading", markup=False)
        yield Static(id="clean-touched-line")
        yield Cells(id="clean-cells", ascii=self._ascii, row_style=_gone)

    @property
    def cells(self) -> SideTable:
        """The table."""
        return self.query_one(SideTable)

    def wait(self, proposal: Proposal) -> None:
        """Show what is being previewed, until the answer arrives."""
        self._head(proposal)
        self._say(PlainText(_("looking") + ("..." if self._ascii else "…"), "dim"))
        self.cells.display = False
        self.focus()

    def fail(self, proposal: Proposal, what: str) -> None:
        """The step can't be run on the data."""
        self._head(proposal)
        self._say(PlainText.assemble((f"! {what}", "bold"), f"\n\n{with_keys(_ways_out(proposal))}"), error=True)
        self.cells.display = False
        self.focus()

    def show(self, proposal: Proposal, found: Previewed) -> None:
        """Show what the step touches."""
        self._head(proposal)
        frame = read_arrow(found.frame)
        told = PlainText.assemble((sentence(found, frame), "bold"), f"  {with_keys(_keys(proposal))}")
        self._ways = found.ways
        if found.ways:
            told.append("\n").append_text(_told(found.ways))
        else:
            for note in found.notes:
                told.append(f"\n{visible(note)}", "dim")
        self._say(told)
        after = pl.when("dropped").then(pl.lit(_(_GONE))).otherwise("after").alias("after")
        rows = frame.select(pl.col("row") + 1, "id", "column", "before", after)
        self.cells.frame = _alike(rows) if found.ways else rows
        self.refresh_bindings()
        self.cells.display = frame.height > 0
        (self.cells if frame.height else self).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A step in the plan has nothing to keep; some steps can't be edited before they are kept."""
        proposal = self._proposal
        if action == "keep":
            return proposal is not None and bool(proposal.label)
        if action == "way":
            return bool(self._ways)
        return action != "again" or (proposal is not None and proposal.step is not None)

    def on_frame_table_row_selected(self, event: RowSelected) -> None:
        """A double click chooses nothing here."""
        event.stop()

    def on_frame_table_cursor_moved(self, event: CursorMoved) -> None:
        """Nothing follows this cursor."""
        event.stop()

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Escape in the table."""
        event.stop()
        self.action_drop()

    def action_keep(self) -> None:
        """Keep it."""
        self.post_message(self.Kept())

    def action_again(self) -> None:
        """Edit it again."""
        self.post_message(self.Again())

    def action_way(self) -> None:
        """Preview the next way."""
        self.post_message(self.Turned())

    def action_drop(self) -> None:
        """Leave the plan unchanged."""
        self.post_message(self.Dropped())

    def _head(self, proposal: Proposal) -> None:
        self._proposal, self._ways = proposal, []
        self.refresh_bindings()
        self.query_one("#clean-touched-title", Static).update(
            tell("step {number}: {name}", number=proposal.number, name=proposal.name)
        )

    def _say(self, text: PlainText, *, error: bool = False) -> None:
        line = self.query_one("#clean-touched-line", Static)
        line.set_class(error, "error")
        line.update(text)


def _keys(proposal: Proposal) -> str:
    if not proposal.label:
        return _("{touched.drop} back") if proposal.step is None else _("{touched.edit} edit, {touched.drop} back")
    if proposal.step is None:
        return _("{touched.keep} keep, {touched.drop} discard")
    return _("{touched.keep} keep, {touched.edit} edit, {touched.drop} discard")


def _ways_out(proposal: Proposal) -> str:
    """What may be done where the step fails."""
    if not proposal.label:
        return (
            _("{touched.drop} goes back.")
            if proposal.step is None
            else _("{touched.edit} edits it, {touched.drop} goes back.")
        )
    if proposal.step is None:
        return _("{touched.drop} discards the change, {touched.keep} keeps it anyway.")
    return _("{touched.edit} edits it, {touched.drop} discards the change, {touched.keep} keeps it anyway.")


def sentence(found: Previewed, frame: pl.DataFrame) -> str:
    """What a step changes, in figures: "Touches 24 cells in 24 of 2,240 rows."."""
    of: Mapping[str, int] = {"of": found.rows_before}
    said = []
    if found.cells_changed:
        changed = frame.filter(~pl.col("dropped")).get_column("row").n_unique()
        cells = found.cells_changed
        if changed:
            said.append(
                say_counted(
                    "changes {count:,} cell in {rows:,} of {of:,} rows",
                    "changes {count:,} cells in {rows:,} of {of:,} rows",
                    cells,
                    rows=changed,
                    **of,
                )
            )
        else:
            said.append(
                say_counted(
                    "changes {count:,} cell of {of:,} rows", "changes {count:,} cells of {of:,} rows", cells, **of
                )
            )
    if found.dropped:
        said.append(say("removes {dropped:,} of {of:,} rows", dropped=found.dropped, **of))
    if not said and frame.height:
        filled = frame.get_column("row").n_unique()
        said.append(say("adds values in {rows:,} of {of:,} rows", rows=filled, **of))
    told = listing(said) if said else say("changes no cell of {of:,} rows", **of)
    return tell("{said:sentence}", said=told)


def _gone(row: dict[str, object]) -> RowStyle | None:
    return RowStyle("dim", "×", "x") if row["after"] == _(_GONE) else None


def _told(ways: Sequence[WayFacts]) -> PlainText:
    """Each way with what it would change, the one that is previewed in brackets: "[nearest: 7 values, 24 cells]"."""
    said = PlainText(with_keys("{touched.way} method") + "   ", "dim")
    for way in ways:
        values, cells = way["values"], way["cells"]
        counts = tell_counted(
            "{count:,} value, {cells:,} cells", "{count:,} values, {cells:,} cells", values, cells=cells
        )
        told = tell("{label}: {said}", label=" ".join(way["settings"].values()), said=counts)
        said.append(f"[{told}]" if way["taken"] else told, "bold" if way["taken"] else "dim").append("   ")
    return said


def _alike(rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each change of a value, with how many cells it changes, the most frequent first in each new value."""
    changes = rows.group_by("column", "after", "before").agg(cells=pl.len())
    whole = pl.col("cells").sum().over("column", "after")
    order = [whole, pl.col("column"), pl.col("after"), pl.col("cells"), pl.col("before")]
    ordered = changes.sort(order, descending=[True, False, False, True, False])
    return ordered.select("column", "before", "after", "cells")
