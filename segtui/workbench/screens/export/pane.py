"""The Export screen: what is written, where and for whom, and the first rows of each file."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll

from segtui.engine.transport.messages import (
    ExportPreviewed,
    Failed,
    Message,
    Occupied,
    PreviewExport,
    Sample,
    Sampled,
    Searched,
    Wrote,
)
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.pane import Pane, no_file
from segtui.workbench.screens.export.eligibility_summary import summary_told
from segtui.workbench.screens.export.export_editing import ExportEditing
from segtui.workbench.screens.export.export_list import Exports, row_style, rows
from segtui.workbench.screens.export.file_start import FileStart, beginning
from segtui.workbench.screens.export.run_destination import files_told, settings_told, stopped
from segtui.workbench.screens.export.run_writing import RunWriting
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_LONGEST_LIST = {True: 8, False: 4}
"""Rows of the list, by whether the screen is tall."""
_TALL = 36


class ExportPane(Pane):
    """What the run will write: segments.csv, and a file for each campaign platform."""

    key = "export"
    title = "Export"
    HELP = """\
{export.write} writes the run: segments.csv, the leaderboard, the comparison, the report, the plan and the exports,
just as `segtui run` would with this plan. The list has segments.csv and the plan's exports; below are the first rows
of the file at the cursor, normalized and hashed as they will be written, and who is left out and why. {export.add}
adds an export: choose the platform, then the column that says who agreed to be contacted. {export.edit} changes one,
{export.delete} deletes it. {export.columns} chooses the columns of segments.csv, {export.destination} the folder of
the run; {export.copy} copies the path of the file at the cursor."""
    FIND = "a text in the rows"
    FOCUS = "#export-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "write", id="export.write", tooltip="Write the run's folder with its exports"),
        Binding("a", "add", "add", id="export.add", tooltip="Add an export for a campaign platform"),
        Binding("e", "edit", "edit", id="export.edit", tooltip="Change the settings of the export"),
        Binding("d,delete", "delete", "delete", id="export.delete", tooltip="Delete the export from the plan"),
        Binding("y", "copy", "copy the path", id="export.copy", tooltip="Copy the path of the file at the cursor"),
        Binding("c", "columns", "columns", id="export.columns", tooltip="Choose the columns of segments.csv"),
        Binding("f", "destination", "folder", id="export.destination", tooltip="Choose the run's folder"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editing = ExportEditing(self)
        self.writing = RunWriting(self, self.editing, self.draw)

    @classmethod
    def more_bindings(cls) -> list[Binding]:
        """For the palette: an export for each target."""
        from segtui.engine.handlers.export_targets import target_list

        tips = [(name, tell("Add an export to {platform}", platform=told)) for name, told in target_list()]
        return [Binding("a", f"add('{name}')", name, tooltip=tip) for name, tip in tips]

    def compose(self) -> ComposeResult:
        """The settings, the result, the files; the summary and first rows of the current one."""
        ascii = self.bench.ascii
        with Vertical(id="export-head"):
            yield Static(id="export-settings", markup=False)
            yield Static(id="export-told", markup=False)
        yield Exports(id="export-list", ascii=ascii, row_style=row_style)
        with Container(id="export-body"):
            with VerticalScroll(id="export-side"):
                yield Static(id="export-summary", markup=False)
            with Vertical(id="export-left"):
                yield Static(id="export-caption", markup=False)
                yield FileStart(id="export-table", ascii=ascii, frozen=1)

    def shown(self) -> None:
        """Ask for the first rows, and show what is known."""
        self.draw()
        self._ask()

    def plan_changed(self, parts: Parts) -> None:
        """The files would be different now."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """A file's first rows, or the files of a finished run."""
        if isinstance(message, Occupied):
            self.writing.replace(message.paths)
        if self.in_front and isinstance(message, Sampled | ExportPreviewed | Wrote | Searched):
            self.draw()
            self._ask()

    def failed(self, kind: str, message: Failed) -> bool:
        """Show a failed preview or write in place."""
        self.draw()
        return kind in ("Sample", "PreviewExport", "Write")

    def busy_changed(self) -> None:
        """Something is being opened or looked at, or that was cancelled."""
        if self.in_front:
            self.draw()

    def on_resize(self) -> None:
        """Lay out the summary for the available room."""
        self.call_after_refresh(self._draw_at_hand)

    @on(CursorMoved, "#export-list")
    def _moved(self) -> None:
        self.store.failed.pop("PreviewExport", None)  # it may have been for another export
        self.draw()
        self._ask()

    @on(FrameTable.RowSelected, "#export-list")
    def _chosen(self) -> None:
        self.editing.edit()

    # Keys

    def action_add(self, to: str = "") -> None:
        """Add an export, to this platform if one is named."""
        self.editing.add(to)

    def action_edit(self) -> None:
        """Change the settings of the export at the cursor."""
        self.editing.edit()

    def action_delete(self) -> None:
        """Delete the export at the cursor from the plan."""
        self.editing.delete()

    def action_write(self) -> None:
        """Write the run."""
        self.writing.write()

    def action_columns(self) -> None:
        """Choose the columns of segments.csv."""
        self.writing.choose_columns()

    def action_destination(self) -> None:
        """Choose the run's folder."""
        self.writing.choose_folder()

    def action_copy(self) -> None:
        """Copy the path of the file at the cursor."""
        self.writing.copy()

    def find(self, text: str) -> None:
        """Find a text in the first rows."""
        self.query_one(FileStart).find(text)

    def _ask(self) -> None:
        """Ask for what the current file lacks, once there are segments to write."""
        store, at = self.store, self.editing.at
        if not (store.searched or store.wrote):
            return
        if at is None and store.sampled is None and "Sample" not in store.failed:
            self.bench.engine.ask(Sample)
        if at is not None and at not in store.exports and "PreviewExport" not in store.failed:
            self.bench.engine.ask(PreviewExport, index=at)

    def draw(self) -> None:
        """Show what is known."""
        store = self.store
        told = settings_told(store, self.writing.out) if store.plan else PlainText(f" {no_file(self.bench)}")
        self.query_one("#export-settings", Static).update(told)
        became = files_told(store)
        self.query_one("#export-told", Static).update(became)
        self.query_one("#export-told", Static).set_class(stopped(store) is not None, "error")
        self.update_classes({"-became": bool(became.plain), "-open": store.plan is not None})
        if store.plan is not None:
            table, files = self.query_one(Exports), rows(store.plan)
            if table.frame is None or not table.frame.equals(files):
                row = min(table.row or 0, files.height - 1)
                table.frame = files
                rows_shown = min(files.height, _LONGEST_LIST[self.bench.size.height >= _TALL])
                table.styles.height = rows_shown + 2  # the header, and where one is
                table.move_cursor(row, 0)
        self._draw_at_hand()

    def _draw_at_hand(self) -> None:
        """The file at the cursor."""
        store, at = self.store, self.editing.at
        known = store.exports.get(at) if at is not None else None
        frame, caption = beginning(store.sampled if at is None else known)
        table = self.query_one(FileStart)
        if frame is not None and (table.frame is None or not table.frame.equals(frame)):
            table.frame = frame
        self.query_one("#export-caption", Static).update(PlainText(f" {caption}", "dim"))
        side = self._side(known)
        self.query_one("#export-summary", Static).update(side)
        self.update_classes({"-there": frame is not None, "-told": bool(side.plain), "-alone": frame is None})

    def _side(self, known: ExportPreviewed | None) -> PlainText:
        """The summary of the current export, or what to do next."""
        store, at = self.store, self.editing.at
        if store.plan is None:
            return PlainText()
        if known is not None:
            consent, wide = store.plan.export[known.index].consent is not None, self.bench.size.width >= 120
            sample = known.of is not None
            return summary_told(known.summary, consent=consent, wide=wide, ascii=self.bench.ascii, sample=sample)
        if at is None:
            return PlainText(
                "" if store.plan.export else with_keys("{export.add} adds an export for a campaign platform."),
                "dim",
            )
        if "PreviewExport" in store.failed:
            return PlainText(with_keys("{export.edit} changes this export."), "dim")
        if not (store.searched or store.wrote):
            return PlainText(with_keys("{show.cluster} shows the search; {export.write} searches and writes."), "dim")
        looking = self.bench.engine.busy("PreviewExport")
        return PlainText(_("preparing the preview") if looking else _("No preview yet."), "dim")
