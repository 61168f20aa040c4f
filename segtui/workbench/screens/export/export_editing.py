"""Changes of the plan's exports: add one for a platform, edit it, delete it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from segtui.language.sentences import say, tell
from segtui.language.translation import _, to_translate
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.form import Form
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.export.export_list import Exports

if TYPE_CHECKING:
    from segtui.plan.model import Export
    from segtui.workbench.parts.fields import Field

_ITS_OWN = to_translate(
    "segments.csv is the run's own: {export.columns} chooses its columns. {export.add} adds an export."
)

PUSH = "push "
"""What stands before the name of a platform in the list of what can be added."""
_FIRST = ("consent", "no_consent_column", "segments", "holdout", "suppress", "path", "columns", "attributes", "region")
_NAMES_COLUMNS = ("consent", "eea_consent", "attributes", "allow")


class ExportForm(Form):
    """The settings of an export, consent first; column names are completed."""

    HELP_TITLE = "Settings of the export"

    def __init__(self, *given: Any, segments: Sequence[str] = (), **how: Any) -> None:
        super().__init__(*given, **how)
        self.segments = list(segments)

    def names(self, field: Field) -> list[str]:
        """Columns or segments, where the setting takes them."""
        if field.name == "segments":
            return self.segments
        return self.columns if field.name in _NAMES_COLUMNS else super().names(field)


class ExportEditing(PanePart):
    """Changes [[export]] of the plan; `add_push` asks for a push, where that is chosen."""

    def __init__(self, pane: Pane, add_push: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(pane)
        self.add_push = add_push

    @property
    def at(self) -> int | None:
        """The export at the cursor, from 0; None on the run itself."""
        plan, row = self.store.plan, self.pane.query_one(Exports).row
        return row - 1 if plan is not None and row and row <= len(plan.export) else None

    def add(self, to: str = "") -> None:
        """Ask for the settings of an export, and add it at the end."""
        if self.store.plan is None:
            self.bench.trouble(with_keys("there is nothing to export yet: {app.open} opens a file"))
        else:
            self.pane.run_worker(self._ask_target(to), group="export.ask", exclusive=True)

    async def _ask_target(self, to: str) -> None:
        from segtui.engine.handlers.export_targets import target_list
        from segtui.engine.handlers.push_platforms import platform_list
        from segtui.workbench.screens.clean.step_dialogs import Kinds

        if not to:
            known = [*target_list(), *((PUSH + name, told) for name, told in platform_list())]
            chosen = await self.bench.push_screen_wait(Kinds(_("Export to what?"), known))
            if chosen is None:
                return
            to = known[chosen][0]
        await (self.add_push(to.removeprefix(PUSH)) if to.startswith(PUSH) else self._settings(to, None, None))

    def edit(self) -> None:
        """Change the settings of the export at the cursor."""
        plan, at = self.store.plan, self.at
        if plan is not None and at is not None:
            self.pane.run_worker(
                self._settings(plan.export[at].to, plan.export[at], at), group="export.ask", exclusive=True
            )
        else:
            self.bench.status.say(with_keys(_ITS_OWN))

    async def _settings(self, to: str, given: Export | None, at: int | None) -> None:
        from segtui.plan.model import Export

        names = {"columns": self.columns(), "segments": self.segment_names()}
        form = ExportForm(tell("Export to {to}", to=to), Export, given or {}, tag={"to": to}, first=_FIRST, **names)
        made: Any = await self.bench.push_screen_wait(form)
        plan = self.store.plan
        if made is None or plan is None or made == given:
            return
        place = len(plan.export) if at is None else at
        exports = (*plan.export[:place], made, *plan.export[place + 1 :])
        if self.store.edit(say("add export to {to}" if at is None else "edit export to {to}", to=to), export=exports):
            self.pane.query_one(Exports).move_cursor(place + 1, 0)
            self.bench.status.say(
                tell(
                    "Export {number} goes to {to}. {undo} undoes it, {write} writes.",
                    number=place + 1,
                    to=to,
                    undo=key_of("app.undo"),
                    write=key_of("export.write"),
                )
            )

    def delete(self) -> None:
        """Delete the export at the cursor from the plan."""
        plan, at = self.store.plan, self.at
        if plan is None or at is None:
            self.bench.status.say(_("The run itself is always written."))
            return
        to = plan.export[at].to
        if self.store.edit(say("delete export to {to}", to=to), export=(*plan.export[:at], *plan.export[at + 1 :])):
            self.bench.status.say(
                tell(
                    "Export {number}, to {to}, is deleted. {undo} undoes it.",
                    number=at + 1,
                    to=to,
                    undo=key_of("app.undo"),
                )
            )

    def segment_names(self) -> list[str]:
        """The names of the segments, if known."""
        store = self.store
        described = store.described.get(store.chosen) if store.chosen is not None else None
        return [card["name"] for card in described.cards if card["segment"] >= 0] if described else []

    def columns(self) -> list[str]:
        """The columns of the data."""
        known = self.store.prepared or self.store.opened
        return [c["name"] for c in known.profile["columns"]] if known else []
