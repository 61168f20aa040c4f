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
    PushPreviewed,
    PushSent,
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
from segtui.workbench.screens.export.export_editing import PUSH, ExportEditing
from segtui.workbench.screens.export.export_list import Exports, row_style, rows
from segtui.workbench.screens.export.file_start import FileStart, beginning
from segtui.workbench.screens.export.push_editing import PushEditing
from segtui.workbench.screens.export.push_sending import PushSending
from segtui.workbench.screens.export.push_summary import push_told
from segtui.workbench.screens.export.run_destination import files_told, settings_told, stopped
from segtui.workbench.screens.export.run_writing import RunWriting
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable
from widgets.plain.static import Static
from widgets.plain.text import PlainText

_LONGEST_LIST = {True: 8, False: 4}
"""Rows of the list, by whether the screen is tall."""
_TALL = 36
_TOLD_BY = (Sampled, ExportPreviewed, Wrote, Searched, PushPreviewed, PushSent)
"""What changes what is shown here."""


class ExportPane(Pane):
    """What the run will write: segments.csv, and a file for each campaign platform."""

    key = "export"
    title = "Export"
    HELP = """\
{export.write} writes the run: segments.csv, the leaderboard, the comparison, the report, the plan and the exports,
just as `segtui run` would with this plan. The list has segments.csv and the plan's exports; below are the first rows
of the file at the cursor, normalized and hashed as they will be written, and who is left out and why. {export.add}
adds an export: choose the platform, then the column that says who agreed to be contacted. {export.edit} changes one,
{export.delete} deletes it. Pushes stand below the exports: the run as it is written is compared with what was pushed
before, and {export.push} sends what is new or has changed and removes who has left, once you say so. {export.columns}
chooses the columns of segments.csv, {export.destination} the folder of the run; {export.copy} copies the path of the
file at the cursor."""
    FIND = "a text in the rows"
    FOCUS = "#export-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "write", id="export.write", tooltip="Write the run's folder with its exports"),
        Binding("a", "add", "add", id="export.add", tooltip="Add an export for a campaign platform"),
        Binding("e", "edit", "edit", id="export.edit", tooltip="Change the settings of the export"),
        Binding("d,delete", "delete", "delete", id="export.delete", tooltip="Delete the export from the plan"),
        Binding("p", "push", "push", id="export.push", tooltip="Push segments of the written run to a platform"),
        Binding("y", "copy", "copy the path", id="export.copy", tooltip="Copy the path of the file at the cursor"),
        Binding("c", "columns", "columns", id="export.columns", tooltip="Choose the columns of segments.csv"),
        Binding("f", "destination", "folder", id="export.destination", tooltip="Choose the run's folder"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editing = ExportEditing(self, self._add_push)
        self.pushing = PushEditing(self, self.editing)
        self.writing = RunWriting(self, self.editing, self.draw)
        self.sending = PushSending(self, self.pushing, lambda: self.writing.out)

    @classmethod
    def more_bindings(cls) -> list[Binding]:
        """For the palette: an export for each target."""
        from segtui.engine.handlers.export_targets import target_list
        from segtui.engine.handlers.push_platforms import platform_list

        tips = [(name, tell("Add an export to {platform}", platform=told)) for name, told in target_list()]
        tips += [(f"{PUSH}{name}", tell("Add a push to {platform}", platform=told)) for name, told in platform_list()]
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
        if self.in_front and isinstance(message, _TOLD_BY):
            self.draw()
            self._ask()

    def failed(self, kind: str, message: Failed) -> bool:
        """Show a failed preview or write in place."""
        self.draw()
        return kind in ("Sample", "PreviewExport", "Write", "PreviewPush", "SendPush")

    def busy_changed(self) -> None:
        """Something is being opened or looked at, or that was cancelled."""
        if self.in_front:
            self.draw()

    def on_resize(self) -> None:
        """Lay out the summary for the available room."""
        self.call_after_refresh(self._draw_at_hand)

    @on(CursorMoved, "#export-list")
    def _moved(self) -> None:
        for kind in ("PreviewExport", "PreviewPush"):
            self.store.failed.pop(kind, None)  # it may have been for another one
        self.draw()
        self._ask()

    @on(FrameTable.RowSelected, "#export-list")
    def _chosen(self) -> None:
        self.action_edit()

    async def _add_push(self, to: str) -> None:
        await self.pushing.settings(to)

    # Keys

    def action_add(self, to: str = "") -> None:
        """Add an export, to this platform if one is named."""
        self.editing.add(to)

    def action_edit(self) -> None:
        """Change the settings of the export or the push at the cursor."""
        self.editing.edit() if self.pushing.at is None else self.pushing.edit(self.pushing.at)

    def action_delete(self) -> None:
        """Delete the export or the push at the cursor from the plan."""
        self.editing.delete() if self.pushing.at is None else self.pushing.delete(self.pushing.at)

    def action_push(self) -> None:
        """Push the segments of the written run, as the push at the cursor says."""
        self.sending.push()

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
        if self.pushing.at is not None:
            self.sending.look(self.pushing.at)
            return
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
        store, at, push = self.store, self.editing.at, self.pushing.at
        known = store.exports.get(at) if at is not None else None
        frame, caption = (None, "") if push is not None else beginning(store.sampled if at is None else known)
        table = self.query_one(FileStart)
        if frame is not None and (table.frame is None or not table.frame.equals(frame)):
            table.frame = frame
        self.query_one("#export-caption", Static).update(PlainText(f" {caption}", "dim"))
        side = self._side(known) if push is None else self._push_side(push)
        self.query_one("#export-summary", Static).update(side)
        self.update_classes({"-there": frame is not None, "-told": bool(side.plain), "-alone": frame is None})

    def _push_side(self, at: int) -> PlainText:
        """What the push at the cursor would do, or what to do next."""
        known, sent = self.sending.known(at), self.sending.sent(at)
        if known is not None or sent is not None:
            return push_told(known, sent, wide=self.bench.size.width >= 120)
        if {"PreviewPush", "SendPush"} & self.store.failed.keys():
            return PlainText(with_keys("{export.edit} changes this push."), "dim")
        return PlainText(_("pushing") if self.bench.engine.busy("SendPush") else _("looking at the list"), "dim")

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
