"""The tables that the plan's feature makers show, one after the other."""

from __future__ import annotations

from segtui.engine.transport.messages import Exhibited, Message, ShowExhibits
from segtui.engine.transport.messages.payloads import ExhibitFacts
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.features.exhibit_view import ExhibitView


class ExhibitsShown(PanePart):
    """Asks for the tables when they are wanted, and turns from one to the next."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._at: int | None = None
        self._maker = 0

    def open(self, maker: int) -> None:
        """Show the first table of a maker (its number in the plan, 0 for any), or the next table if one is shown."""
        if self.pane.has_class("-exhibit"):
            self.turn(1)
            return
        plan = self.store.plan
        if plan is None or not plan.derive:
            self.bench.status.say(with_keys("No derived features here: {features.derive} adds some."))
            return
        self._maker, self._at = maker, None
        if self._known is None:
            self.bench.engine.ask(ShowExhibits)
            self.bench.status.say(_("asking for the tables") + ("..." if self.bench.ascii else "…"))
        else:
            self._begin()

    def turn(self, by: int) -> None:
        """The next table, or the one before; after the last comes the first."""
        known = self._known
        if known and self._at is not None and self.pane.has_class("-exhibit"):
            self._at = (self._at + by) % len(known)
            self._draw()

    def heard(self, message: Message) -> None:
        """The tables have arrived."""
        if isinstance(message, Exhibited) and self.pane.in_front:
            self._begin()

    def plan_changed(self, parts: Parts) -> None:
        """The tables are of an older plan."""
        if parts & ShowExhibits.depends:
            self.pane.remove_class("-exhibit")

    @property
    def _known(self) -> list[ExhibitFacts] | None:
        found = self.store.results.latest(Exhibited)
        return found.exhibits if found else None

    def _begin(self) -> None:
        known = self._known
        if not known:
            self.bench.status.say(_("The derived features of this plan show no tables; rfm, clv, events and text do."))
            return
        self._at = next((at for at, one in enumerate(known) if one["maker"] == self._maker), 0)
        self.pane.remove_class("-heat")
        self.pane.add_class("-exhibit")
        self.pane.refresh_bindings()
        self.bench.status.say("")
        self._draw()

    def _draw(self) -> None:
        known, plan = self._known, self.store.plan
        if not known or plan is None or self._at is None:
            return
        shown = known[self._at]
        made = plan.derive[shown["maker"] - 1] if shown["maker"] <= len(plan.derive) else None
        place = f"{self._at + 1}/{len(known)} " if len(known) > 1 else ""
        title = tell("{label}: {said}", label=made.called(), said=shown["title"]) if made else shown["title"]
        taken = self.pane.query_one(ExhibitView).show(shown, f"{place}{title}")
        self.pane.call_after_refresh(taken.focus)
