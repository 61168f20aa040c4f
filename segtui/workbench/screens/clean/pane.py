"""The Clean screen: the steps in their order, what each did, what one would do, and what the alerts suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from segtui.engine.messages import Failed, Message, Opened, Prepared, Previewed
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.clean.changing import CleanChanges
from segtui.workbench.screens.clean.column import BeforeAfter
from segtui.workbench.screens.clean.fixes import Suggestions
from segtui.workbench.screens.clean.known import Known
from segtui.workbench.screens.clean.steps import Steps, label, row_style, rows, touched_columns
from segtui.workbench.screens.clean.touched import Touched
from widgets.frame.messages import CursorMoved
from widgets.frame.table import FrameTable

if TYPE_CHECKING:
    from segtui.plan.fixes import Fix


class CleanPane(CleanChanges, Pane):
    """The cleaning steps."""

    key = "clean"
    title = "Clean"
    HELP = """\
The steps that clean the data, carried out from the top; each with the rows and cells that it changed. Below, one column
that the step works on, before and after all of the cleaning; left and right show another one.
a adds a step: choose what it does, set it, see every cell that it would touch, then Enter keeps it. f goes to the
suggestions, which come from the alerts of the profile: Enter puts one into the plan, p shows first what it would touch.
A step that is switched off stays in the plan and does nothing. u undoes every change."""
    FIND = "a step"
    FOCUS = "#clean-steps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add", id="clean.add", tooltip="Add a step at the end, after a look at what it touches"),
        Binding("e,enter", "edit", "edit", id="clean.edit", tooltip="Change the settings of the step"),
        Binding("d,delete", "delete", "delete", id="clean.delete", tooltip="Take the step out of the plan"),
        Binding("space", "switch", "off", id="clean.switch", tooltip="Pass the step over, or carry it out again"),
        Binding("f", "fixes", "fixes", id="clean.fixes", tooltip="To what would mend the alerts, and back"),
        Binding("p", "preview", "look", id="clean.preview", tooltip="Every cell and row that the step touches"),
        Binding("J", "move(1)", "move down", id="clean.down", tooltip="Carry the step out one place later"),
        Binding("K", "move(-1)", "move up", id="clean.up", tooltip="Carry the step out one place earlier"),
        Binding("left,h", "column(-1)", "column", id="clean.left", show=False, tooltip="The column before"),
        Binding("right,l", "column(1)", "column", id="clean.right", show=False, tooltip="The next column"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.known = Known()
        self._at = 0  # which of the columns that the step works on is shown
        self._pictured: object = None

    def compose(self) -> ComposeResult:
        """A sentence where there is nothing; suggestions, steps, what goes wrong, the column at hand; a preview."""
        ascii = self.bench.ascii
        yield Static(id="clean-message", markup=False)
        yield Static(id="clean-line")
        yield Suggestions()
        with Vertical(id="clean-body"):
            with Vertical(id="clean-left"):
                yield Steps(id="clean-steps", ascii=ascii, row_style=row_style)
                yield Static(id="clean-note", markup=False)
            yield BeforeAfter(ascii=ascii)
        yield Touched(ascii=ascii)

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
                self.bench.ask_read()
            if store.prepared is None and "Prepare" not in store.failed:
                self.bench.ask_prepare()
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
        if isinstance(message, Prepared):
            self.known.take(self.store)
        if isinstance(message, (Opened, Prepared)) and self.in_front:
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
        """Whether the steps are being carried out."""
        if self.in_front and self.store.plan is not None:
            self.query_one("#clean-line", Static).update(self._line())

    def find(self, text: str) -> None:
        """Find a step by its name or columns."""
        self.table.find(text)

    # Drawing

    def _draw(self) -> None:
        plan, store = self.store.plan, self.store
        self.set_class(plan is not None and "Read" not in store.failed, "-there")
        self.set_class(store.prepared is None, "-stale")
        self.query_one("#clean-message", Static).update(self._sentence())
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
            self.query_one("#clean-line", Static).update(self._line())
            self._tell_step()
        self.call_after_refresh(self._settle)

    def _fixes(self) -> list[Fix]:
        from segtui.plan.fixes import fixes

        plan, opened = self.store.plan, self.store.opened
        return fixes(opened.profile, plan) if plan is not None and opened is not None else []

    def _line(self) -> Text:
        """What all the steps did together."""
        plan = self.store.plan
        assert plan is not None
        steps = [s for s in plan.clean if not s.off]
        off = len(plan.clean) - len(steps)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{len(plan.clean)} step{'' if len(plan.clean) == 1 else 's'}", "bold")
        line.append(f", {off} off" if off else "")
        arrow = "->" if self.bench.ascii else "→"
        if self.store.prepared is not None and (logs := self.store.prepared.cleaning):
            first, last = logs[0]["rows_before"], logs[-1]["rows_after"]
            line.append(f"   {first:,} {arrow} {last:,} rows   {sum(c['cells_changed'] for c in logs):,} cells changed")
        elif "Prepare" in self.store.failed:
            line.append("   not carried out")
        elif self.store.prepared is None:
            dots = "..." if self.bench.ascii else "…"
            line.append(f"   preparing{dots}" if self.bench.busy() else "   not carried out (3 does it)")
        ways = self.query_one(Suggestions).fixes
        alerts = len({(f.column, f.code) for f in ways})
        said = f"{alerts} alert{'' if alerts == 1 else 's'} open (f)" if alerts else "no alert left"
        return line.append(f"   {said}" if self.store.opened else "")

    def _sentence(self) -> Text:
        store = self.store
        if store.plan is None:
            return Text("No file is open. o opens one, 1 shows those that are near.")
        if "Read" in store.failed:
            other = "1 shows how the file is read; o opens another."
            return Text.assemble((store.failed["Read"].what, "bold"), f"\n\n{other}")
        return Text()

    def _tell_step(self) -> None:
        """What the step at the cursor says of itself, or what goes wrong; then the column at hand."""
        if not self.query("#clean-note"):
            return  # the app is on its way out
        note = self.query_one("#clean-note", Static)
        failed = self.store.failed.get("Prepare")
        note.set_class(failed is not None, "error")
        note.update(Text(f"! {failed.what}", "bold") if failed else self._note())
        note.display = failed is not None or bool(self._note())
        self._tell_column()

    def _note(self) -> Text:
        store, step = self.store, self.step
        if self.query_one(Suggestions).has_focus and (fix := self.query_one(Suggestions).fix):
            return Text(f"{fix.column}: {fix.reason}\n{fix.said}", "dim")
        if store.plan is not None and not store.plan.clean:
            return Text("No step yet: a adds one, f goes to what the alerts suggest.")
        log = self.known.log(step) if step else None
        if step is not None and step.off:
            return Text(f"{label(step)} is off: Space switches it on.", "dim")
        return Text(str(log["notes"]), "dim") if log and log["notes"] else Text()

    def _tell_column(self) -> None:
        plan, step = self.store.plan, self.step
        if plan is None:
            return
        before, after = self.known.profiles(self.store)
        names = list(dict.fromkeys([*after, *before]))
        if not names:
            return
        log = self.known.log(step) if step else None
        touched = touched_columns(step, log, names) if step else []
        if self.query_one(Suggestions).has_focus and (fix := self.query_one(Suggestions).fix):
            touched = [fix.column]
        self._at %= max(len(touched), 1)
        name = touched[self._at] if touched else names[0]
        old = self.known.name_before(plan, name)
        place = f"{self._at + 1} of {len(touched)} columns (h l)" if len(touched) > 1 else ""
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

    @on(CursorMoved, "#clean-steps")
    def _moved(self) -> None:
        self._at = 0
        self.bench.later("clean.step", self._tell_step, 0.05)

    @on(OptionList.OptionHighlighted, "#clean-fixes")
    def _suggested(self, event: Any) -> None:
        event.stop()
        self.bench.later("clean.step", self._tell_step, 0.05)

    @on(FrameTable.RowSelected, "#clean-steps")
    def _chosen(self) -> None:
        self.action_edit()

    # Moving about

    def action_column(self, step: int) -> None:
        """Show another column that the step works on."""
        self._at += step
        self._tell_column()

    def action_fixes(self) -> None:
        """To the suggestions, and back."""
        suggestions = self.query_one(Suggestions)
        if suggestions.has_focus or not suggestions.fixes:
            if not suggestions.fixes:
                self.bench.status.say("Nothing is left to mend." if self.store.opened else "Not known yet.")
            self.table.focus()
        else:
            suggestions.focus()
        self.call_after_refresh(self._tell_step)

    def on_suggestions_left(self, event: Suggestions.Left) -> None:
        """Back to the steps."""
        self.action_fixes()
