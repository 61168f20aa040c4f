"""The Export screen: what is written, where to, and how the file begins."""

from __future__ import annotations

import io
from pathlib import Path
from typing import ClassVar

import polars as pl
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from segtui.engine.messages import Failed, Message, Sampled, Searched, Wrote
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.question import Answer, Question
from segtui.workbench.screens.export.columns import Columns
from segtui.workbench.screens.export.told import destination, files_told, settings_told
from segtui.workbench.screens.nothing import no_file
from widgets.frame.keys import FRAME_KEYS
from widgets.frame.table import FrameTable

_NOT_HERE = (
    "frame_table.column",
    "frame_table.where",
    "frame_table.filter_value",
    "frame_table.show_all",
    "frame_table.sort",
)


class Rows(FrameTable, inherit_bindings=False):
    """How the file begins; nothing of it is sorted or filtered, for neither will the file be."""

    BINDINGS: ClassVar[list[BindingType]] = [b for b in FRAME_KEYS if isinstance(b, Binding) and b.id not in _NOT_HERE]


class ExportPane(Pane):
    """The run's folder as it will be written, from the first rows of segments.csv to the last file."""

    key = "export"
    title = "Export"
    HELP = """\
e writes the run: segments.csv, the leaderboard, the comparison, the report and the plan, just as `segtui run` of this
plan would. The table shows how segments.csv begins. c chooses the columns that it carries, d where the run goes;
y copies the path of what was written."""
    FIND = "a text in the rows"
    FOCUS = "#export-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "write", "write", id="export.write", tooltip="Write the run's folder"),
        Binding("c", "columns", "columns", id="export.columns", tooltip="Choose the columns of segments.csv"),
        Binding("d", "destination", "destination", id="export.destination", tooltip="Choose the folder"),
        Binding("y", "copy", "copy the path", id="export.copy", tooltip="Copy the path of what was written"),
    ]

    def compose(self) -> ComposeResult:
        """What is set, what became of it, and the file's first rows."""
        with Vertical(id="export-head"):
            yield Static(id="export-settings", markup=False)
            yield Static(id="export-told", markup=False)
        yield Static(id="export-caption", markup=False)
        yield Rows(id="export-table", ascii=self.bench.ascii, frozen=1)

    @property
    def out(self) -> Path:
        """The folder that the run goes to."""
        chosen = self.store.marks.get("out")
        return Path(chosen).expanduser() if chosen else destination(self.store)

    def shown(self) -> None:
        """Ask how the file begins, and show what is known."""
        self._ask()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """The file would be another one now."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The file's first rows, or the files of a finished run."""
        if not self.in_front:
            return
        if isinstance(message, Searched | Wrote):
            self._ask()
        if isinstance(message, Sampled | Wrote | Searched):
            self._draw()

    def failed(self, kind: str, message: Failed) -> bool:
        """What can't be sampled or written is told in place."""
        self._draw()
        return kind in ("Sample", "Write")

    def busy_changed(self) -> None:
        """A file is being opened, or that was cancelled."""
        if self.in_front and self.store.plan is None:
            self._draw()

    def find(self, text: str) -> None:
        """Find a text in the first rows."""
        self.query_one(FrameTable).find(text)

    def _ask(self) -> None:
        store = self.store
        if (store.searched or store.wrote) and store.sampled is None and "Sample" not in store.failed:
            self.bench.ask_sample()

    def _draw(self) -> None:
        store = self.store
        told = settings_told(store, self.out) if store.plan else Text(f" {no_file(self.bench)}")
        self.query_one("#export-settings", Static).update(told)
        self.query_one("#export-told", Static).update(files_told(store))
        table, sampled = self.query_one(FrameTable), store.sampled
        self.set_class(sampled is not None, "-there")
        if sampled is None:
            return
        table.frame = pl.read_csv(io.StringIO(sampled.text), infer_schema=False)
        shown = min(table.frame.height, sampled.rows)
        counted = f"{shown:,} of {sampled.rows:,} rows, {len(sampled.columns)} columns"
        caption = Text(f" segments.csv, as it will be written: {counted}", "dim")
        self.query_one("#export-caption", Static).update(caption)

    # What one does here

    @work(group="export")
    async def action_write(self) -> None:
        """Write the run; what is there already is replaced only after a question."""
        store = self.store
        if store.plan is None:
            self.bench.trouble("there is nothing to write yet: open a file with o")
            return
        force = (self.out / "run.json").exists()
        if force:
            answers = [Answer("r", "replace it"), Answer("n", "leave it")]
            asked = Question("Replace the run?", f"{self.out} holds a run already.", answers)
            if await self.app.push_screen_wait(asked) != "r":
                return
        self.bench.ask_write(str(self.out.absolute()), force=force)

    @work(group="export")
    async def action_columns(self) -> None:
        """Choose the columns that segments.csv carries after its own."""
        plan = self.store.plan
        if plan is None:
            return
        known = self.store.prepared or self.store.opened
        names = [c["name"] for c in known.profile["columns"]] if known else []
        chosen = await self.app.push_screen_wait(Columns(names, plan.output.columns))
        if chosen is not None:
            self.store.edit("columns of segments.csv", output=plan.output.model_copy(update={"columns": chosen}))

    @work(group="export")
    async def action_destination(self) -> None:
        """Choose the folder."""
        typed = await self.bench.prompted("the run's folder", value=str(self.out), purpose="folder")
        if typed:
            self.store.mark("out", typed)
            self._draw()

    def action_copy(self) -> None:
        """Copy the path of what was written, or of where it will be."""
        wrote = self.store.wrote
        self.bench.copy(wrote.out if wrote else str(self.out.absolute()), "the path of the run")
