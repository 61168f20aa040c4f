"""What the Clean screen shows: the steps as they were run, and the current column before and after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from segtui.engine.transport.messages import Prepare, Read
from segtui.engine.transport.messages.payloads import StepLog
from segtui.language.sentences import tell
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.clean.before_after import BeforeAfter
from segtui.workbench.screens.clean.cleaning_summary import line, note, sentence
from segtui.workbench.screens.clean.step_list import rows, touched_columns
from segtui.workbench.screens.clean.step_results import StepResults
from segtui.workbench.screens.clean.suggestions import Suggestions
from widgets.frame.table import FrameTable
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    from segtui.plan.model import AnyStep as Step
    from segtui.plan.suggestions.suggest import Fix


class CleanView(PanePart):
    """Runs the steps, and draws them with the column at the cursor and the suggestions."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self.known = StepResults()
        self.at = 0  # which of the step's columns is shown
        self._pictured: object = None

    @property
    def table(self) -> FrameTable:
        """The table of steps."""
        return self.pane.query_one("#clean-steps", FrameTable)

    # The step at the cursor

    @property
    def step(self) -> Step | None:
        """The step at the cursor."""
        plan, row = self.store.plan, self.table.row
        return plan.clean[row] if plan is not None and row is not None and row < len(plan.clean) else None

    @property
    def place(self) -> int:
        """Where the cursor is, from 0."""
        return self.table.row or 0

    def go(self, row: int) -> None:
        """Put the cursor on a step."""
        self.table.move_cursor(row, 0)

    def said(self, text: str) -> None:
        """Say what changed, and how to undo it."""
        self.bench.status.say(tell("{said:sentence} {undo} undoes it.", said=text, undo=key_of("app.undo")))

    # What is known

    def shown(self) -> None:
        """Ask for what is missing or out of date, and draw."""
        store = self.store
        if store.plan is not None:
            if store.opened is None and "Read" not in store.failed:
                self.bench.engine.ask(Read)
            unknown = any(
                log is None and not s.off for s, log in zip(store.plan.clean, self.known.logs(store.plan), strict=False)
            )
            if store.prepared is None and (unknown or "Prepare" not in store.failed):
                self.bench.engine.ask(Prepare)
        self.draw()

    def say_line(self) -> None:
        """Whether the steps are being run, and what the alerts suggest."""
        if self.store.plan is not None:
            told = line(self.bench, self.store.plan, self.pane.query_one(Suggestions).fixes)
            self.pane.query_one("#clean-line", Static).update(told)

    # Drawing

    def draw(self) -> None:
        """Draw what is known."""
        plan, store = self.store.plan, self.store
        there = plan is not None and "Read" not in store.failed
        self.pane.update_classes({"-there": there, "-stale": store.prepared is None})
        self.pane.query_one("#clean-message", Static).update(sentence(self.bench))
        if plan is not None:
            wrong = self.known.failing(store)
            table = self.table
            frame = rows(plan, self.known.logs(plan), wrong, ascii=self.bench.ascii)
            if table.frame is None:
                table.frame = frame
            else:
                table.replace(frame)
            found = self._fixes()
            self.pane.query_one(Suggestions).show(found)
            self.pane.set_class(bool(found), "-asked")
            self.pane.query_one("#clean-line", Static).update(line(self.bench, plan, found))
            self.tell_step()
        self.pane.call_after_refresh(self.pane.settle_focus)

    def _fixes(self) -> list[Fix]:
        from segtui.plan.suggestions.suggest import fixes

        plan, opened = self.store.plan, self.store.opened
        return fixes(opened.profile, plan) if plan is not None and opened is not None else []

    @property
    def _fix(self) -> Fix | None:
        """The suggestion at the cursor, if it is in that list."""
        suggestions = self.pane.query_one(Suggestions)
        return suggestions.fix if suggestions.has_focus else None

    @property
    def _log(self) -> StepLog | None:
        """What the step at the cursor did, if known."""
        plan, row = self.store.plan, self.table.row
        return self.known.logs(plan)[row] if self.step and plan is not None and row is not None else None

    def tell_step(self) -> None:
        """Show the notes of the step at the cursor, or the error; then the current column."""
        if not self.pane.query("#clean-note"):
            return  # the app is closing
        place = self.pane.query_one("#clean-note", Static)
        failed, step = self.store.failed.get("Prepare"), self.step
        log = self._log
        fixes = bool(self.pane.query_one(Suggestions).fixes)
        said = note(self.store.plan, step, log, self._fix, fixes=fixes)
        told = PlainText(f"! {failed.what}", "bold") if failed else said
        place.set_class(failed is not None, "error")
        place.update(told)
        place.display = bool(told)
        self.tell_column()

    def tell_column(self) -> None:
        """The current column: one that the step at the cursor changed, or that a suggestion is for."""
        plan, step = self.store.plan, self.step
        if plan is None:
            return
        before, after = self.known.profiles(self.store)
        names = list(dict.fromkeys([*after, *before]))
        if not names:
            return
        log = self._log
        touched = touched_columns(step, log, names) if step else []
        if self._fix is not None:
            touched = [self._fix.column]
        self.at %= max(len(touched), 1)
        name = touched[self.at] if touched else names[0]
        old = self.known.name_before(plan, name)
        keys = f"{key_of('clean.left')} {key_of('clean.right')}"
        place = (
            tell("{at} of {count} columns ({keys})", at=self.at + 1, count=len(touched), keys=keys)
            if len(touched) > 1
            else ""
        )
        view = self.pane.query_one(BeforeAfter)
        view.show(name, before.get(old), after.get(name), place)
        frames = self.known.frames(self.store)
        if (frames, old, name) != self._pictured:
            self._pictured = (frames, old, name)
            # Not a coroutine yet: none is left over where the app ends first.
            picture: Callable[[], Awaitable[None]] = partial(self._picture, frames, old, name)
            self.pane.run_worker(picture, group="clean.picture", exclusive=True)

    async def _picture(self, frames: tuple[str | None, str | None], old: str, name: str) -> None:
        import asyncio

        found = await asyncio.to_thread(self.known.distributions, frames, old, name)
        if found is not None and not self.bench.ending:
            self.pane.query_one(BeforeAfter).draw(*found)
