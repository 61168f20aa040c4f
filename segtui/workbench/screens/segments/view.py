"""What the Segments screen shows: which segments, a sentence where there are none, the list and what follows it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from segtui.engine.transport.messages import Describe, Described, Prepare
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.cluster.rows import label
from segtui.workbench.screens.cluster.uncertainty import silhouette
from segtui.workbench.screens.segments.actions import whose_words
from segtui.workbench.screens.segments.card import CardView
from segtui.workbench.screens.segments.name_ownership import misfits, stray
from segtui.workbench.screens.segments.segment_list import SegmentList
from segtui.workbench.screens.segments.text import no_segments
from segtui.workbench.screens.segments.view_names import FIGURES, ROWS, Shown
from segtui.workbench.screens.segments.views import Views
from widgets.plain.static import Static
from widgets.plain.text import Text


class SegmentsDrawn(Pane):
    """The segments by size, and beside the list one view of them."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._turned = FIGURES
        self._other: str | None = None

    def compose(self) -> ComposeResult:
        """A sentence where there are no segments; else the list with a card, and the views."""
        yield Static(id="segments-message", markup=False)
        yield Static(id="segments-stray", markup=False)
        with Container(id="segments-body"):
            with Vertical(id="segments-left"):
                yield Static(id="segments-head")
                listed = SegmentList(ascii=self.bench.ascii)
                yield listed
                yield CardView(id="segments-card-beside")
            yield Views(listed.style_of, ascii=self.bench.ascii)

    @property
    def listed(self) -> SegmentList:
        """The list of segments."""
        return self.query_one(SegmentList)

    @property
    def views(self) -> Views:
        """The views beside it."""
        return self.query_one(Views)

    # What is known

    def _described(self) -> Described | None:
        """The segments to show; those of the names before, while the new names are on their way."""
        store = self.store
        if store.chosen is None or not self._found:
            return None
        old = self._shown.described if self._shown and self._shown.described.key == store.chosen else None
        waiting = old if "Describe" not in store.failed else None
        return store.described.get(store.chosen) or waiting

    @property
    def _found(self) -> bool:
        """Whether a search is done, or was stopped when it had found the candidate that is chosen."""
        store = self.store
        return store.searched is not None or (store.chosen in store.found and not self.bench.busy("Search"))

    @property
    def _lacking(self) -> bool:
        """Whether there is a candidate whose segments are not known, though nothing speaks against that."""
        store = self.store
        if not self._found or store.chosen is None or "Describe" in store.failed:
            return False
        row = store.found.get(store.chosen)
        return store.chosen not in store.described and (row is None or bool(row["clusters"]))

    def _ask(self) -> None:
        store, bench = self.store, self.bench
        if not self._found or store.chosen is None or "Describe" in store.failed:
            return
        if self._lacking:
            bench.ask(Describe, key=store.chosen)
        elif self._other is not None and self._other not in store.described:
            bench.ask(Describe, key=self._other)
        if self.views.view == ROWS and store.prepared is None and "Prepare" not in store.failed:
            bench.ask(Prepare)

    # Drawing

    def _draw(self) -> None:
        described, plan = self._described(), self.store.plan
        there = described is not None and plan is not None
        changed = there != self.has_class("-there")
        self.set_class(there, "-there")
        if described is None or plan is None:
            self._shown = None
            message = self.query_one("#segments-message", Static)
            message.update(no_segments(self.bench, found=self._found))
            message.set_class(bool({"Describe", "Search"} & set(self.store.failed)), "error")
            self.caption("")
        else:
            self._show(
                Shown(
                    described,
                    plan.segments.notes or {},
                    plan.segments.names or {},
                    self.store.prepared,
                    self.store.described.get(self._other or ""),
                )
            )
        if changed:
            self.call_after_refresh(self._settle)

    def _show(self, shown: Shown) -> None:
        self._say_stray(shown.described)
        before, self._shown = self._shown, shown
        if before == shown:
            return
        if before and before.described.key != shown.described.key:
            self._other = None
            self.leave_aside()
        self.query_one("#segments-head", Static).update(self._head(shown.described))
        self.listed.show(shown.described.cards, shown.notes)
        self.views.show(shown)
        self._follow()
        self.caption(f"{sum(c['segment'] >= 0 for c in shown.described.cards)} segments")

    def _say_stray(self, described: Described) -> None:
        """Tell of names and notes that were meant for other segments, or for none that there are."""
        plan = self.store.plan
        assert plan is not None
        said = whose_words(stray(self.store, described), misfits(plan, described))
        self.set_class(bool(said), "-stray")
        self.query_one("#segments-stray", Static).update(
            f"{said} {key_of('segments.names')} asks what to do with them." if said else ""
        )

    def _head(self, described: Described) -> Text:
        scores, rows = described.scores, sum(c["rows"] for c in described.cards)
        score, margin = scores["silhouette"], scores["silhouette_half_width"]
        said = [] if score is None else [f"silhouette {silhouette(score, margin, ascii=self.bench.ascii)}"]
        return Text.assemble((label(described.scores), "bold"), "  ", ", ".join([*said, f"{rows:,} rows"]))

    def leave_aside(self) -> None:
        """Leave what was of the segments before: their rows, their cross-tab."""

    def _follow(self) -> None:
        """Show what belongs to the segment at the cursor."""
        shown, segment = self._shown, self.listed.segment
        if shown is None or segment is None:
            return
        self.views.follow(segment)
        card = self.query_one("#segments-card-beside", CardView)
        style = self.listed.style_of(segment)
        card.show(shown.card(segment), shown.notes.get(segment, ""), style, ascii=self.bench.ascii)

    def _settle(self) -> None:
        """Give the focus to the list when it comes, and away when it goes."""
        focused = self.screen.focused
        gone = focused is not None and self in focused.ancestors_with_self and not focused.focusable
        if self.in_front and (focused is None or gone or focused is self):
            self.bench.refocus()
