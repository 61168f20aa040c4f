"""Writes the run with its exports: the folder, the columns, and the path of what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from segtui.engine.transport.messages import Write
from segtui.language.sentences import say, tell
from segtui.language.translation import _
from segtui.publishing.paths import expand_home
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.parts.question import Answer, Question
from segtui.workbench.screens.export.columns_dialog import ColumnsDialog
from segtui.workbench.screens.export.export_editing import ExportEditing
from segtui.workbench.screens.export.run_destination import destination, near

_GROUP = "export.write.ask"


class RunWriting(PanePart):
    """Writes the run; `draw` shows a change of its folder."""

    def __init__(self, pane: Pane, editing: ExportEditing, draw: Callable[[], None]) -> None:
        super().__init__(pane)
        self._editing, self._draw = editing, draw

    @property
    def out(self) -> Path:
        """The folder that the run goes to."""
        chosen = self.store.marks.get("out")
        return expand_home(chosen) if chosen else destination(self.store)

    def write(self) -> None:
        """Write the run; ask before replacing anything, and before tables change."""
        if self.store.plan is None:
            self.bench.trouble(_("there is nothing to write yet: open a file first"))
        elif self.store.plan.write:
            self.pane.run_worker(self._ask_tables([order.title for order in self.store.plan.write]), group=_GROUP)
        else:
            self.bench.engine.ask(Write, out=str(self.out.absolute()))

    async def _ask_tables(self, titles: Sequence[str]) -> None:
        body = "\n".join([_("After the run is written, its segments go to:"), *titles])
        answers = [Answer("w", _("write")), Answer("n", _("not now"))]
        if await self.bench.push_screen_wait(Question(_("Write to these tables too?"), body, answers)) == "w":
            self.bench.engine.ask(Write, out=str(self.out.absolute()))

    def replace(self, paths: Sequence[str]) -> None:
        """Ask whether these paths may be replaced, then write."""
        self.pane.run_worker(self._ask_replace(paths), group=_GROUP)

    async def _ask_replace(self, paths: Sequence[str]) -> None:
        found = [near(Path(path)) for path in paths]
        title = _("Replace the run?") if self.out.absolute() == Path(paths[0]) else _("Replace the files?")
        body = "\n".join(tell("{path} already exists.", path=path) for path in found)
        answers = [Answer("r", _("replace")), Answer("n", _("keep it"))]
        if await self.bench.push_screen_wait(Question(title, body, answers)) == "r":
            self.bench.engine.ask(Write, out=str(self.out.absolute()), force=True)

    def choose_columns(self) -> None:
        """Choose the columns of segments.csv after its own."""
        self.pane.run_worker(self._ask_columns(), group=_GROUP)

    async def _ask_columns(self) -> None:
        plan = self.store.plan
        if plan is None:
            return
        chosen = await self.bench.push_screen_wait(ColumnsDialog(self._editing.columns(), plan.output.columns))
        if chosen is not None:
            self.store.edit(say("columns of segments.csv"), output=plan.output.model_copy(update={"columns": chosen}))

    def choose_folder(self) -> None:
        """Choose the run's folder."""
        self.pane.run_worker(self._ask_folder(), group=_GROUP)

    async def _ask_folder(self) -> None:
        typed = await self.bench.prompts.answer(_("the run's folder"), value=str(self.out), purpose="folder")
        if typed:
            self.store.mark("out", typed)
            self._draw()

    def copy(self) -> None:
        """Copy the path of the current export or of the run, written or not."""
        wrote, at = self.store.wrote, self._editing.at
        if at is not None and wrote and at < len(wrote.exports):
            self.bench.copy("\n".join(wrote.exports[at]), tell("the path of export {number}", number=at + 1))
        elif at is not None and self.store.plan is not None:
            from segtui.engine.handlers.export_targets import export_paths

            path = self.out.absolute() / export_paths(self.store.plan.export)[at]
            self.bench.copy(str(path), tell("the path of export {number}, which is not written yet", number=at + 1))
        else:
            self.bench.copy(wrote.out if wrote else str(self.out.absolute()), _("the path of the run"))
