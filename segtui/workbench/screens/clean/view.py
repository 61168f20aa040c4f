"""What the Clean screen shows: the steps as they were run, and the current column before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segtui.engine.transport.messages import Cleaned, Failed, Message, Opened, Prepare, Prepared, Previewed, Read
from segtui.engine.transport.messages.payloads import StepLog
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.clean.before_after import BeforeAfter
from segtui.workbench.screens.clean.state import Known
from segtui.workbench.screens.clean.step_actions import CleanChanges
from segtui.workbench.screens.clean.steps import rows, touched_columns
from segtui.workbench.screens.clean.suggestions import Suggestions
from segtui.workbench.screens.clean.text import line, note, sentence
from segtui.workbench.screens.clean.touched_cells import Touched
from widgets.frame.table import FrameTable
from widgets.plain.static import Static
from widgets.plain.text import Text

if TYPE_CHECKING:
    from segtui.plan.suggestions.suggest import Fix


class ShownSteps(CleanChanges):
    """A pane that has the steps run, and draws them, the current column and what would mend the alerts."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.known = Known()
        self.at = 0  # which of the columns that the step works on is shown
        self._pictured: object = None

    @property
    def table(self) -> FrameTable:
        """The table of steps."""
        return self.query_one("#clean-steps", FrameTable)

    # What is known

    def shown(self) -> None:
        """Ask for what is not known or not up to date, and draw."""
        store = self.store
        if store.plan is not None:
            if store.opened is None and "Read" not in store.failed:
                self.bench.ask(Read)
            unknown = any(
                log is None and not s.off for s, log in zip(store.plan.clean, self.known.logs(store.plan), strict=False)
            )
            if store.prepared is None and (unknown or "Prepare" not in store.failed):
                self.bench.ask(Prepare)
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """Numbers of the steps are of an older plan now, and so is what a preview showed."""
        self.known.forget(self.store, parts)
        if self.proposal and parts & {"clean", "source"}:
            self.leave_preview()
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """Something has become known."""
        if isinstance(message, Cleaned):
            self.known.take_step(self.store, message)
        if isinstance(message, Prepared):
            self.known.take(self.store)
        if isinstance(message, (Opened, Cleaned, Prepared)) and self.in_front:
            self._draw()
        if isinstance(message, Previewed):
            self.previewed(message)

    def failed(self, kind: str, message: Failed) -> bool:
        """A step that fails is told at the step; a table that can't be read in place of the steps."""
        if kind == "Preview" and self.proposal:
            self.query_one(Touched).fail(self.proposal, message.what)
            return True
        self._draw()
        return kind in ("Read", "Prepare")

    def busy_changed(self) -> None:
        """Whether the steps are being run."""
        if self.in_front and self.store.plan is None:
            self._draw()
        elif self.in_front and self.store.plan is not None:
            told = line(self.bench, self.store.plan, self.query_one(Suggestions).fixes)
            self.query_one("#clean-line", Static).update(told)

    # Drawing

    def _draw(self) -> None:
        plan, store = self.store.plan, self.store
        self.set_class(plan is not None and "Read" not in store.failed, "-there")
        self.set_class(store.prepared is None, "-stale")
        self.query_one("#clean-message", Static).update(sentence(self.bench))
        if plan is not None:
            wrong = self.known.failing(store)
            table = self.table
            frame = rows(plan, self.known.logs(plan), wrong, ascii=self.bench.ascii)
            if table.frame is None:
                table.frame = frame
            else:
                table.replace(frame)
            found = self._fixes()
            self.query_one(Suggestions).show(found)
            self.set_class(bool(found), "-asked")
            self.query_one("#clean-line", Static).update(line(self.bench, plan, found))
            self.tell_step()
        self.call_after_refresh(self._settle)

    def _fixes(self) -> list[Fix]:
        from segtui.plan.suggestions.suggest import fixes

        plan, opened = self.store.plan, self.store.opened
        return fixes(opened.profile, plan) if plan is not None and opened is not None else []

    @property
    def _fix(self) -> Fix | None:
        """The suggestion at the cursor, where that is among them."""
        suggestions = self.query_one(Suggestions)
        return suggestions.fix if suggestions.has_focus else None

    @property
    def _log(self) -> StepLog | None:
        """What the step at the cursor did, where that is known."""
        plan, row = self.store.plan, self.table.row
        return self.known.logs(plan)[row] if self.step and plan is not None and row is not None else None

    def tell_step(self) -> None:
        """What the step at the cursor says of itself, or what goes wrong; then the current column."""
        if not self.query("#clean-note"):
            return  # the app is on its way out
        place = self.query_one("#clean-note", Static)
        failed, step = self.store.failed.get("Prepare"), self.step
        log = self._log
        told = Text(f"! {failed.what}", "bold") if failed else note(self.store.plan, step, log, self._fix)
        place.set_class(failed is not None, "error")
        place.update(told)
        place.display = bool(told)
        self.tell_column()

    def tell_column(self) -> None:
        """The current column: one that the step at the cursor touched, or that a suggestion is for."""
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
        place = f"{self.at + 1} of {len(touched)} columns ({keys})" if len(touched) > 1 else ""
        view = self.query_one(BeforeAfter)
        view.show(name, before.get(old), after.get(name), place)
        frames = self.known.frames(self.store)
        if (frames, old, name) != self._pictured:
            self._pictured = (frames, old, name)
            self.run_worker(self._picture(frames, old, name), group="clean.picture", exclusive=True)

    async def _picture(self, frames: tuple[str | None, str | None], old: str, name: str) -> None:
        import asyncio

        found = await asyncio.to_thread(self.known.distributions, frames, old, name)
        if found is not None:
            self.query_one(BeforeAfter).draw(*found)

    def _settle(self) -> None:
        focused = self.screen.focused
        gone = focused is not None and self in focused.ancestors and not focused.focusable
        if self.in_front and (focused is None or gone or focused is self):
            self.bench.refocus()
