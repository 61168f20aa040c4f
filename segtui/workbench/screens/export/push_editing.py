"""Changes of the plan's pushes: add one for a platform, edit it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segtui.language.sentences import say, tell
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.export.export_editing import ExportEditing, ExportForm
from segtui.workbench.screens.export.export_list import Exports

if TYPE_CHECKING:
    from segtui.plan.model import Push

_FIRST = ("connection", "list", "consent", "no_consent_column", "segments", "mode", "holdout", "suppress", "name")


class PushEditing(PanePart):
    """Changes [[push]] of the plan; what columns and segments there are is known by the exports."""

    def __init__(self, pane: Pane, exports: ExportEditing) -> None:
        super().__init__(pane)
        self._exports = exports

    @property
    def at(self) -> int | None:
        """The push at the cursor, from 0; None on the run and on exports."""
        plan, row = self.store.plan, self.pane.query_one(Exports).row
        index = row - 1 - len(plan.export) if plan is not None and row is not None else -1
        return index if plan is not None and 0 <= index < len(plan.push) else None

    def edit(self, at: int) -> None:
        """Change the settings of a push."""
        assert self.store.plan is not None
        order = self.store.plan.push[at]
        self.pane.run_worker(self.settings(order.to, order, at), group="export.ask", exclusive=True)

    async def settings(self, to: str, given: Push | None = None, at: int | None = None) -> None:
        """Ask for the settings of a push to a platform, and keep it in the plan."""
        from segtui.plan.model import Push

        names = {"columns": self._exports.columns(), "segments": self._exports.segment_names()}
        form = ExportForm(tell("Push to {to}", to=to), Push, given or {}, tag={"to": to}, first=_FIRST, **names)
        made: Any = await self.bench.push_screen_wait(form)
        plan = self.store.plan
        if made is None or plan is None or made == given:
            return
        place = len(plan.push) if at is None else at
        pushes = (*plan.push[:place], made, *plan.push[place + 1 :])
        if self.store.edit(say("add push to {to}" if at is None else "edit push to {to}", to=to), push=pushes):
            self.pane.query_one(Exports).move_cursor(1 + len(plan.export) + place, 0)
            said = "Push {number} goes to {to}. {undo} undoes it, {push} pushes a run that is written."
            keys = {"undo": key_of("app.undo"), "push": key_of("export.push")}
            self.bench.status.say(tell(said, number=place + 1, to=to, **keys))

    def delete(self, at: int) -> None:
        """Delete a push from the plan; who is on the list stays there."""
        plan = self.store.plan
        assert plan is not None
        to = plan.push[at].to
        if self.store.edit(say("delete push to {to}", to=to), push=(*plan.push[:at], *plan.push[at + 1 :])):
            said = "Push {number}, to {to}, is deleted; its list stays as it is. {undo} undoes it."
            self.bench.status.say(tell(said, number=at + 1, to=to, undo=key_of("app.undo")))
