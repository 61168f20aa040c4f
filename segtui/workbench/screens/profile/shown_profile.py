"""What the Profile screen shows: the profile as read or as cleaned, and the column at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from segtui.engine.transport.messages import Prepare, Read
from segtui.engine.transport.messages.payloads import ColumnFacts, TableProfile
from segtui.language.figures import number
from segtui.language.sentences import tell, tell_counted
from segtui.plan.telling import labels_of
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.profile.column_alerts import Alerts
from segtui.workbench.screens.profile.column_rows import empty_cells, rows
from segtui.workbench.screens.profile.column_table import ColumnTable
from segtui.workbench.screens.profile.column_view import ColumnView
from segtui.workbench.screens.profile.profile_state import line, sentence
from widgets.plain.static import Static

if TYPE_CHECKING:
    from segtui.plan.suggestions.suggest import Fix


class ProfileShown(PanePart):
    """Asks for a profile, and draws the columns, the one at the cursor and its alerts."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self.cleaned = False
        self._drawn: object = None
        self._fixes: list[Fix] = []
        self._told: object = None
        """Which column the lists are of, to paint them once."""

    @property
    def table(self) -> ColumnTable:
        """The table of columns."""
        return self.pane.query_one(ColumnTable)

    @property
    def profile(self) -> TableProfile | None:
        """The profile shown: of the source as read, or after cleaning and deriving."""
        if self.cleaned:
            return self.store.prepared.profile if self.store.prepared else None
        return self.store.opened.profile if self.store.opened else None

    # What is known

    def shown(self) -> None:
        """Ask for the profile if it is missing, and show it."""
        self._ask()
        self.draw()

    def _ask(self) -> None:
        store = self.store
        if store.plan is None or self.profile is not None or self._question in store.failed:
            return
        if self.cleaned:
            self.bench.engine.ask(Prepare)
        else:
            self.bench.engine.ask(Read)

    @property
    def _question(self) -> str:
        return "Prepare" if self.cleaned else "Read"

    # Drawing

    def draw(self) -> None:
        """Draw what is known."""
        profile, plan = self.profile, self.store.plan
        there = profile is not None and plan is not None
        self.pane.update_classes({"-there": there, "-failed": self._question in self.store.failed})
        self.pane.query_one("#profile-message", Static).update(sentence(self.bench, cleaned=self.cleaned))
        if profile is not None and plan is not None:
            from segtui.plan.suggestions.suggest import fixes

            found = fixes(profile, plan)
            # After cleaning, steps for columns of the source come too late; how features are made can still be changed.
            self._fixes = [f for f in found if f.step is None] if self.cleaned else found
            fixable = {f.column for f in self._fixes}
            self._show(rows(profile, plan, fixable, ascii=self.bench.ascii), profile)
        self.pane.call_after_refresh(self.pane.settle_focus)
        self.pane.refresh_bindings()

    def _show(self, frame: pl.DataFrame, profile: TableProfile) -> None:
        table = self.table
        known = (self.cleaned, self.store.name)
        if table.frame is not None and self._drawn == known:
            table.replace(frame, key="column")
        else:
            counts = {"empty": empty_cells(profile["rows"]), "distinct": number}
            table.formats = {**counts, "stands": lambda stands: ""}
            table.frame = frame
        self._drawn = known
        self.pane.query_one("#profile-line", Static).update(line(frame, self._rows(profile), cleaned=self.cleaned))
        self.tell_column()

    def _rows(self, profile: TableProfile) -> str:
        """How many rows the profile is of, and of how many where it is of a part."""
        opened = self.store.opened
        if opened is None or self.cleaned or not opened.part:
            return tell_counted("{count:,} row", "{count:,} rows", profile["rows"])
        return (
            tell("{rows:,} of about {of:,} rows", rows=profile["rows"], of=opened.of)
            if opened.of
            else tell_counted("the first {count:,} row", "the first {count:,} rows", profile["rows"])
        )

    @property
    def column(self) -> ColumnFacts | None:
        """The column at the cursor, as the profile has it."""
        name = self.table.row_values().get("column")
        return next((c for c in self.profile["columns"] if c["name"] == name), None) if self.profile else None

    def tell_column(self) -> None:
        """Show the column at the cursor and what is odd about it."""
        column, plan = self.column, self.store.plan
        if column is None or plan is None or self._told == (column["name"], id(column), id(self._fixes)):
            return
        self._told = (column["name"], id(column), id(self._fixes))
        self.pane.query_one(Alerts).show(column, plan, self.fixes_of(column))
        self.pane.query_one(ColumnView).show(column, labels_of(plan).headed(column["name"]))

    def fixes_of(self, column: ColumnFacts) -> list[Fix]:
        """The fixes for a column, the best first."""
        return [f for f in self._fixes if f.column == column["name"]]
