"""What the Segments screen shows: which segments, a sentence where there are none, the list and what follows it."""

from __future__ import annotations

from collections.abc import Callable

from segtui.engine.transport.messages import Assess, Crosstabbed, Crosstabulate, Describe, Described, Prepare
from segtui.language.sentences import tell, tell_counted
from segtui.language.translation import _
from segtui.plan.telling import labels_of
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.pane import Pane, PanePart
from segtui.workbench.screens.cluster.alternatives import keeps_stability
from segtui.workbench.screens.cluster.leaderboard_rows import label
from segtui.workbench.screens.cluster.search_summary import certainty_words
from segtui.workbench.screens.cluster.uncertainty import silhouette
from segtui.workbench.screens.segments.name_ownership import misfits, stray
from segtui.workbench.screens.segments.names_and_notes import whose_words
from segtui.workbench.screens.segments.no_segments import WHY_NONE, no_segments
from segtui.workbench.screens.segments.segment_card import CardView
from segtui.workbench.screens.segments.segment_list import SegmentList
from segtui.workbench.screens.segments.view_names import ROWS, STABILITY, ShownSegments
from segtui.workbench.screens.segments.views import Views
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.plain.visible import visible


class SegmentsView(PanePart):
    """The segments by size and one view of them.

    `leave_aside` closes views of other segments, `settle` leaves a view that has nothing to show.
    """

    def __init__(self, pane: Pane, leave_aside: Callable[[], None], settle: Callable[[], None]) -> None:
        super().__init__(pane)
        self._leave_aside, self._settle = leave_aside, settle
        self.current: ShownSegments | None = None
        self.other: str | None = None
        self.column: str | None = None
        """The column that is cross-tabulated."""

    @property
    def listed(self) -> SegmentList:
        """The list of segments."""
        return self.pane.query_one(SegmentList)

    @property
    def views(self) -> Views:
        """The views beside it."""
        return self.pane.query_one(Views)

    # What is known

    def show(self) -> None:
        """Ask for the segments if they are missing, and draw; failed requests are repeated."""
        self.store.failed.pop("Describe", None)
        self.ask()
        self.draw()

    def described(self) -> Described | None:
        """The segments to show; with the old names until the new ones arrive."""
        store = self.store
        if store.chosen is None or not self._found:
            return None
        old = self.current.described if self.current and self.current.described.key == store.chosen else None
        waiting = old if "Describe" not in store.failed else None
        return store.described.get(store.chosen) or waiting

    def crosstab(self) -> Crosstabbed | None:
        """The segments against the values of the column, if they are known."""
        found = self.store.results.latest(Crosstabbed)
        return found if found and (found.key, found.column) == (self.store.chosen, self.column) else None

    @property
    def _found(self) -> bool:
        """Whether a search is done, or was stopped when it had found the candidate that is chosen."""
        store = self.store
        return store.searched is not None or (store.chosen in store.found and not self.bench.engine.busy("SearchGrids"))

    @property
    def lacking(self) -> bool:
        """Whether there is a candidate whose segments are unknown but can be requested."""
        store = self.store
        if not self._found or store.chosen is None or "Describe" in store.failed:
            return False
        row = store.found.get(store.chosen)
        return store.chosen not in store.described and (row is None or bool(row["clusters"]))

    def ask(self) -> None:
        """Ask for what is not known."""
        store, bench = self.store, self.bench
        if not self._found or store.chosen is None or "Describe" in store.failed:
            return
        if self.lacking:
            bench.engine.ask(Describe, key=store.chosen)
        elif self.other is not None and self.other not in store.described:
            bench.engine.ask(Describe, key=self.other)
        elif self.column is not None and self.crosstab() is None and "Crosstabulate" not in store.failed:
            bench.engine.ask(Crosstabulate, key=store.chosen, column=self.column)
        if (
            (store.assessed is None or store.assessed.left)
            and "Assess" not in store.failed
            and (self.views.view == STABILITY or (store.assessed is None and keeps_stability(store)))
        ):
            bench.engine.ask(Assess)
        kept = (described := self.described()) is not None and described.frame is not None
        if self.views.view == ROWS and not kept and store.prepared is None and "Prepare" not in store.failed:
            bench.engine.ask(Prepare)

    # Drawing

    def draw(self) -> None:
        """Draw what is known."""
        described, plan = self.described(), self.store.plan
        there = described is not None and plan is not None
        changed = there != self.pane.has_class("-there")
        self.pane.set_class(there, "-there")
        if described is None or plan is None:
            self.current = None
            message = self.pane.query_one("#segments-message", Static)
            message.update(no_segments(self.bench, found=self._found))
            message.set_class(bool(set(WHY_NONE) & set(self.store.failed)), "error")
            self.pane.caption("")
        else:
            self._show(
                ShownSegments(
                    described,
                    plan.segments.notes or {},
                    plan.segments.names or {},
                    self.store.prepared,
                    self.store.described.get(self.other or ""),
                    plan.segments.outcome is None,
                    self.crosstab(),
                    self.store.assessed,
                    labels_of(plan),
                )
            )
        if changed:
            self.pane.call_after_refresh(self.pane.settle_focus)

    def _show(self, shown: ShownSegments) -> None:
        self._say_stray(shown.described)
        before, self.current = self.current, shown
        if before == shown:
            return
        if before and before.described.key != shown.described.key:
            self.other = self.column = None
            self._leave_aside()
        self.pane.query_one("#segments-head", Static).update(self.head(shown.described))
        self.listed.show(shown.described.cards, shown.notes, shown.stabilities)
        self.views.show(shown)
        self._settle()
        self.follow()
        count = sum(c["segment"] >= 0 for c in shown.described.cards)
        self.pane.caption(tell_counted("{count} segment", "{count} segments", count))

    def _say_stray(self, described: Described) -> None:
        """Report names and notes meant for other segments, or for segments that do not exist."""
        plan = self.store.plan
        assert plan is not None
        said = whose_words(stray(self.store, described), misfits(plan, described))
        asks = f"{said} " + with_keys("{segments.names} asks what to do with them.") if said else ""
        told = " ".join(part for part in (described.caution, asks) if part)
        self.pane.set_class(bool(told), "-stray")
        self.pane.query_one("#segments-stray", Static).update(visible(told))

    def head(self, described: Described) -> PlainText:
        """The line over the list: which candidate, its silhouette, its rows."""
        scores, rows = described.scores, sum(c["rows"] for c in described.cards)
        score, margin = scores["silhouette"], scores["silhouette_half_width"]
        said = (
            []
            if score is None
            else [tell("silhouette {value}", value=silhouette(score, margin, ascii=self.bench.ascii))]
        )
        again = self.store.assessed.stability.get(described.key) if self.store.assessed else None
        words = certainty_words(described.structure, again)
        return PlainText.assemble(
            (label(described.scores), "bold"),
            "  ",
            ", ".join([*said, tell_counted("{count:,} row", "{count:,} rows", rows)]),
            _("; ") if words else "",
            *words,
        )

    def follow(self) -> None:
        """Show what belongs to the segment at the cursor."""
        shown, segment = self.current, self.listed.segment
        if shown is None or segment is None:
            return
        self.views.follow(segment)
        card = self.pane.query_one("#segments-card-beside", CardView)
        style = self.listed.style_of(segment)
        card.show(
            shown.card(segment),
            shown.notes.get(segment, ""),
            style,
            shown.facts(segment),
            ascii=self.bench.ascii,
        )
