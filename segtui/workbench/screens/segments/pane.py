"""The Segments screen: the chosen candidate's segments, what sets each apart, its name, its note, its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.widgets import Static

from segtui.engine.messages import Described, Failed, Message, Prepared, Searched
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.cluster.rows import label, ordered
from segtui.workbench.screens.data.counts import SideTable
from segtui.workbench.screens.segments.beside import Other
from segtui.workbench.screens.segments.card import CardView, written
from segtui.workbench.screens.segments.doing import annotate, rename
from segtui.workbench.screens.segments.list import SegmentList
from segtui.workbench.screens.segments.views import BESIDE, CARD, FIGURES, ROWS, TURNS, Shown, Views

if TYPE_CHECKING:
    from textual.widget import Widget


class SegmentsPane(Pane):
    """The segments by size, and beside the list one view of them."""

    key = "segments"
    title = "Segments"
    HELP = """\
The segments of the chosen candidate by size; j and k go through them, and what is beside follows. v turns to the next
view: the figures of every feature (h and l move along them, m means or medians; the shade is the effect size, how many
standard deviations above or below all), the card, the scatter, the silhouettes. w or Enter shows a segment's rows,
b how many rows it shares with another candidate's segments; Escape leads back. e renames a segment and t keeps a note
on it, both in the plan, so that segments.csv and the report have them. y copies the card. Tab moves into the view."""
    FIND = "a segment"
    FOCUS = "#segments-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "turn", "view", id="segments.turn", tooltip="Figures, card, scatter, silhouettes"),
        Binding("e", "rename", "rename", id="segments.rename", tooltip="Give the segment another name"),
        Binding("t", "note", "note", id="segments.note", tooltip="Keep a note on the segment in the plan"),
        Binding("w,enter", "rows", "rows", id="segments.rows", tooltip="The rows of the segment"),
        Binding("b", "beside", "cross-tab", id="segments.beside", tooltip="Against another candidate's segments"),
        Binding("m", "measure", "median", id="segments.measure", tooltip="Means, or medians"),
        Binding("y", "copy", "copy", id="segments.copy", tooltip="Copy the segment's card"),
        Binding(
            "left_square_bracket", "step(-1)", "Before", id="segments.before", show=False, tooltip="The one before"
        ),
        Binding("right_square_bracket", "step(1)", "next", id="segments.next", show=False, tooltip="The next segment"),
        Binding("escape", "back", "back", id="segments.back", show=False, tooltip="Back to the segments"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Shown | None = None
        self._turned = FIGURES
        self._other: str | None = None

    def compose(self) -> ComposeResult:
        """A sentence where there are no segments; else the list with a card, and the views."""
        yield Static(id="segments-message", markup=False)
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

    def shown(self) -> None:
        """Ask for the segments if they are not there, and draw; what failed before is tried again."""
        self.store.failed.pop("Describe", None)
        self._ask()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """The segments may be others now, or be called otherwise."""
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The segments of a candidate, or what leads to them."""
        if self.in_front and isinstance(message, Described | Searched | Prepared):
            self._ask()
            self._draw()

    def busy_changed(self) -> None:
        """A search begins or ends, or all is stopped."""
        if self.in_front:
            self._draw()
            if not self.bench.busy() and self._lacking:
                self.query_one("#segments-message", Static).update("The segments are not worked out: 6 begins again.")

    def failed(self, kind: str, message: Failed) -> bool:
        """Why there are no segments is told in place."""
        if kind == "Describe" and self._other is not None and self._described() is not None:
            self._other = None
            self.action_back()
            return False
        self._draw()
        return kind in ("Describe", "Search") and not self.has_class("-there")

    def find(self, text: str) -> None:
        """Go to the next segment whose name has this text."""
        cards = self._shown.described.cards if self._shown else []
        numbers = [c["segment"] for c in cards]
        at = numbers.index(self.listed.segment) if self.listed.segment in numbers else -1
        around = [*cards[at + 1 :], *cards[: at + 1]]
        found = next((c for c in around if text.casefold() in str(c["name"]).casefold()), None)
        if found is None:
            self.bench.status.say(f'No segment\'s name has "{text}".')
        else:
            self.listed.go(found["segment"])

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
            bench.ask_describe(store.chosen)
        elif self._other is not None and self._other not in store.described:
            bench.ask_describe(self._other)
        if self.views.view == ROWS and store.prepared is None and "Prepare" not in store.failed:
            bench.ask_prepare()

    # Drawing

    def _draw(self) -> None:
        described, plan = self._described(), self.store.plan
        there = described is not None and plan is not None
        changed = there != self.has_class("-there")
        self.set_class(there, "-there")
        if described is None or plan is None:
            self._shown = None
            self.query_one("#segments-message", Static).update(self._sentence())
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
        before, self._shown = self._shown, shown
        if before == shown:
            return
        if before and before.described.key != shown.described.key:
            self._other = None
            self._leave_aside()
        self.query_one("#segments-head", Static).update(self._head(shown.described))
        self.listed.show(shown.described.cards, shown.notes)
        self.views.show(shown)
        self._follow()
        self.caption(f"{sum(c['segment'] >= 0 for c in shown.described.cards)} segments")

    def _head(self, described: Described) -> Text:
        score, rows = described.scores["silhouette"], sum(c["rows"] for c in described.cards)
        said = [] if score is None else [f"silhouette {score:.3f}"]
        return Text.assemble((label(described.scores), "bold"), "  ", ", ".join([*said, f"{rows:,} rows"]))

    def _sentence(self) -> Text:
        store, bench = self.store, self.bench
        dots = "..." if bench.ascii else "…"
        failed = store.failed.get("Describe") or store.failed.get("Search")
        if store.plan is None:
            return Text("No file is open. o opens one, 1 shows those that are near.")
        if bench.busy("Search"):
            return Text(f"The search is under way{dots} 5 shows what it finds.")
        if failed:
            return Text.assemble((failed.what, "bold"), "\n\n5 shows the candidates, and w there the conditions.")
        if not self._found:
            return Text("There are no segments yet: 5 then g searches for them.")
        row = store.found.get(store.chosen or "")
        if store.chosen is None and store.searched is not None:
            said = f"No candidate met the conditions. Closest: {store.searched.closest}"
            return Text.assemble((said, "bold"), "\n\n5 shows the candidates: c takes one, w changes the conditions.")
        if row is not None and not row["clusters"]:
            return Text(f"{label(row)} has no segments: all rows are noise. 5 shows the others.")
        return Text(f"working out the segments{dots}")

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

    # Moving

    def on_segment_list_moved(self, event: SegmentList.Moved) -> None:
        """What is beside follows."""
        self._follow()

    def on_segment_list_sideways(self, event: SegmentList.Sideways) -> None:
        """Along the features."""
        self.views.sideways(event.by)

    def on_views_wanted(self, event: Views.Wanted) -> None:
        """A picture was moved: the list follows."""
        self.listed.go(event.segment)

    def on_views_opened(self, event: Views.Opened) -> None:
        """Enter in the figures."""
        self.action_rows()

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Back from the rows."""
        self.action_back()

    def on_resize(self, event: Resize) -> None:
        """Where there is room the card has a place of its own."""
        self._turn(self.views.view)

    def action_step(self, by: int) -> None:
        """The next segment or the one before, from wherever the focus is."""
        self.listed.step(by)

    # Views

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that do nothing now are not shown."""
        if action == "back" or not self.is_mounted:
            return True
        return self.has_class("-there") and (action != "measure" or self.views.view == FIGURES)

    @property
    def _turns(self) -> tuple[str, ...]:
        """The views that v goes through; the card is not among them where it is always there."""
        return TURNS if self.screen.has_class("-narrow") else tuple(view for view in TURNS if view != CARD)

    def action_turn(self) -> None:
        """The next view."""
        turns, now = self._turns, self.views.view
        self._turn(turns[(turns.index(now) + 1) % len(turns)] if now in turns else self._turned)

    def _turn(self, view: str) -> None:
        """Show a view; the focus stays in it if it was there."""
        views = self.views
        if view == CARD and CARD not in self._turns:
            view = FIGURES
        inside = views in (self.screen.focused.ancestors if self.screen.focused else ())
        if view in TURNS:
            self._turned = view
        self.set_class(view in (ROWS, BESIDE), "-aside")
        if view != views.view:
            views.turn(view)
            if inside or view in (ROWS, BESIDE):
                self.call_after_refresh(self._into)
        self.refresh_bindings()

    def _into(self) -> None:
        front: Widget = self.views.front if self.views.front.focusable else self.listed
        front.focus()

    def _leave_aside(self) -> None:
        if self.views.view in (ROWS, BESIDE):
            self.action_back()

    def action_back(self) -> None:
        """Back to the list, and from the rows or the cross-tab to the view before."""
        self._other = None
        self._turn(self._turned)
        self.call_after_refresh(self.listed.focus)

    def action_measure(self) -> None:
        """Means, or medians."""
        views = self.views
        views.measure = "median" if views.measure == "mean" else "mean"
        views.turn(views.view)

    def action_rows(self) -> None:
        """The rows of the segment at hand."""
        if self._shown is None:
            return
        self._turn(ROWS)
        self._ask()

    def action_beside(self) -> None:
        """Choose a candidate, and see what its segments share with these."""
        store = self.store
        others = [r for r in ordered(store.found, "silhouette") if r["clusters"] and r["key"] != store.chosen]
        if others:
            self.bench.push_screen(Other(others), self._beside)
        else:
            self.bench.status.say("There is no other candidate with segments.")

    def _beside(self, key: str | None) -> None:
        if key is None:
            return
        self._other = key
        self._turn(BESIDE)
        self.shown()

    # What one does here

    def action_rename(self) -> None:
        """Give the segment at hand another name."""
        if self._shown is not None and (segment := self.listed.segment) is not None:
            asking = rename(self.bench, self._shown.described, segment)
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_note(self) -> None:
        """Keep a note on the segment at hand."""
        if self._shown is not None and (segment := self.listed.segment) is not None:
            self.run_worker(annotate(self.bench, segment), group="segments.ask", exclusive=True)

    def action_copy(self) -> None:
        """Copy the card."""
        shown, segment = self._shown, self.listed.segment
        if shown is not None and segment is not None:
            self.bench.copy(written(shown.card(segment), shown.notes.get(segment, "")), "the card")
