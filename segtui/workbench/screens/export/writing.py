"""Writing the run with its exports: where to, with which columns, and the path of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import work

from segtui.engine.transport.messages import Write
from segtui.paths import expand_home
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens.export.actions import ExportChanges
from segtui.workbench.screens.export.columns import Columns
from segtui.workbench.screens.export.text import destination, near


class ExportWriting(ExportChanges):
    """The part of the Export screen that has the run written."""

    @property
    def out(self) -> Path:
        """The folder that the run goes to."""
        chosen = self.store.marks.get("out")
        return expand_home(chosen) if chosen else destination(self.store)

    def action_write(self) -> None:
        """Write the run; what already exists is replaced only after a question."""
        if self.store.plan is None:
            self.bench.trouble("there is nothing to write yet: open a file first")
            return
        self.bench.ask(Write, out=str(self.out.absolute()))

    @work(group="export.write.ask")
    async def replace(self, paths: Sequence[str]) -> None:
        """Ask whether these paths may be replaced, then write."""
        found = [near(Path(path)) for path in paths]
        title = "Replace the run?" if self.out.absolute() == Path(paths[0]) else "Replace the files?"
        body = "\n".join(f"{path} already exists." for path in found)
        answers = [Answer("r", "replace"), Answer("n", "leave as it is")]
        if await self.app.push_screen_wait(Question(title, body, answers)) == "r":
            self.bench.ask(Write, out=str(self.out.absolute()), force=True)

    @work(group="export.write.ask")
    async def action_columns(self) -> None:
        """Choose the columns that segments.csv carries after its own."""
        plan = self.store.plan
        if plan is None:
            return
        chosen = await self.app.push_screen_wait(Columns(self.columns(), plan.output.columns))
        if chosen is not None:
            self.store.edit("columns of segments.csv", output=plan.output.model_copy(update={"columns": chosen}))

    @work(group="export.write.ask")
    async def action_destination(self) -> None:
        """Choose the folder."""
        typed = await self.bench.prompted("the run's folder", value=str(self.out), purpose="folder")
        if typed:
            self.store.mark("out", typed)
            self.draw()

    def action_copy(self) -> None:
        """Copy the path of the current export, or of the run: as it was written, else as it will be."""
        wrote, at = self.store.wrote, self.at
        if at is not None and wrote and at < len(wrote.exports):
            self.bench.copy("\n".join(wrote.exports[at]), f"the path of export {at + 1}")
        elif at is not None and self.store.plan is not None:
            from segtui.engine.handlers.export_targets import export_paths

            path = self.out.absolute() / export_paths(self.store.plan.export)[at]
            self.bench.copy(str(path), f"the path of export {at + 1}, which is not written yet")
        else:
            self.bench.copy(wrote.out if wrote else str(self.out.absolute()), "the path of the run")

    def draw(self) -> None:
        """Show what is known."""
        raise NotImplementedError
