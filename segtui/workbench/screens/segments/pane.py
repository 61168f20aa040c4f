"""The Segments screen: the chosen candidate's segments, what sets each apart, names, notes and rows."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.events import Resize

from segtui.engine.transport.messages import (
    Assessed,
    Compared,
    Crosstabbed,
    Described,
    Failed,
    Message,
    PredictionLearned,
    Prepared,
    Searched,
)
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.data.frequencies import SideTable
from segtui.workbench.screens.live.live_view import open_live
from segtui.workbench.screens.predict.predict_view import PredictView
from segtui.workbench.screens.predict.shown_predictions import ShownPredictions
from segtui.workbench.screens.segments.cohort_editing import edit_cohorts
from segtui.workbench.screens.segments.migration import Migration, migrate
from segtui.workbench.screens.segments.name_outcomes import name_outcomes, name_value
from segtui.workbench.screens.segments.name_ownership import stray
from segtui.workbench.screens.segments.names_and_notes import annotate, rename, settle
from segtui.workbench.screens.segments.no_segments import WHY_NONE
from segtui.workbench.screens.segments.pane_keys import SEGMENTS_KEYS
from segtui.workbench.screens.segments.segment_card import CardView, card_text
from segtui.workbench.screens.segments.segment_list import SegmentList
from segtui.workbench.screens.segments.shown_segments import SegmentsView
from segtui.workbench.screens.segments.view_names import COHORTS, CROSSTAB, FIGURES
from segtui.workbench.screens.segments.view_navigation import ViewNavigation
from segtui.workbench.screens.segments.views import Views
from widgets.plain.static import Static

_DRAWN = Assessed | Described | Searched | Prepared | Crosstabbed | PredictionLearned


class SegmentsPane(Pane):
    """The segments by size, with one view of them beside the list."""

    key = "segments"
    title = "Segments"
    HELP = """\
The segments of the chosen candidate by size; up and down go through them, and the view beside them follows.
{segments.turn} shows the next view: the outcomes (the rate or mean of each segment against all others;
{segments.outcome} names them), the value (what each segment brings; {segments.value} names its column), the figures
of every feature (left and right move along them, {segments.measure} switches between means and medians; the shade is
the effect size, in standard deviations above or below all rows), the cohorts of the plan ({segments.cohorts} adds and
changes them), the card, the scatter, the silhouettes, and how far each segment is found again on resamples, with a
badge. {segments.rows} shows a segment's rows, {segments.crosstab} how the segments go with the values of any column,
{segments.beside} how many rows they share with another candidate's segments, {segments.previous} who moved since an
earlier run; {segments.back} goes back. {segments.rename} renames a segment and {segments.note} adds a note to it;
both are kept in the plan by number, and appear in segments.csv and the report. {segments.names} asks what to do with
names and notes that were given to other segments. {segments.copy} copies the card, {segments.predict} shows what
customers will do next, {segments.live} how the run follows its stream. Tab moves into the view."""
    FIND = "a segment"
    FOCUS = "#segments-list"
    BINDINGS: ClassVar[list[BindingType]] = SEGMENTS_KEYS

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = SegmentsView(self, self._leave_aside, self._settle)
        self.navigation = ViewNavigation(self.view)
        self.predictions = ShownPredictions(self)

    def compose(self) -> ComposeResult:
        """A sentence if there are no segments; else the list with a card, and the views."""
        yield Static(id="segments-message", markup=False)
        yield Static(id="segments-stray", markup=False)
        with Container(id="segments-body"):
            with Vertical(id="segments-left"):
                yield Static(id="segments-head")
                listed = SegmentList(ascii=self.bench.ascii)
                yield listed
                yield CardView(id="segments-card-beside")
            yield Views(listed.style_of, ascii=self.bench.ascii)
        yield PredictView(ascii=self.bench.ascii)

    def _leave_aside(self) -> None:
        self.navigation.leave_aside()

    def _settle(self) -> None:
        self.navigation.settle()

    # What is known

    def shown(self) -> None:
        """Ask for the segments if they are missing, and draw; failed requests are repeated."""
        self.view.show()
        self.predictions.shown()

    def plan_changed(self, parts: Parts) -> None:
        """The segments or their names may be different now."""
        self.predictions.plan_changed(parts)
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """The segments of a candidate, or what leads to them."""
        self.predictions.heard(message)
        if self.in_front and isinstance(message, Compared):
            self.bench.push_screen(Migration(message, ascii=self.bench.ascii))
        if self.in_front and isinstance(message, _DRAWN):
            self.view.ask()
            self.view.draw()

    def busy_changed(self) -> None:
        """A search begins or ends, or all is stopped."""
        self.predictions.busy_changed()
        if self.in_front:
            self.view.draw()
            if not self.bench.engine.busy() and self.view.lacking:
                self.query_one("#segments-message", Static).update(
                    tell(
                        "The segments have not been computed: {segments} tries again.", segments=key_of("show.segments")
                    )
                )

    def failed(self, kind: str, message: Failed) -> bool:
        """Why there are no segments, or no predictions, is shown in place."""
        if self.predictions.failed(kind, message):
            return True
        if kind == "Describe" and self.view.other is not None and self.view.described() is not None:
            self.view.other = None
            self.navigation.back()
            return False
        if kind == "Crosstabulate":
            self.navigation.back()
            return False
        self.view.draw()
        return kind in WHY_NONE and not self.has_class("-there")

    def find(self, text: str) -> None:
        """Go to the next segment whose name has this text."""
        cards = self.view.current.described.cards if self.view.current else []
        numbers = [c["segment"] for c in cards]
        at = numbers.index(self.view.listed.segment) if self.view.listed.segment in numbers else -1
        around = [*cards[at + 1 :], *cards[: at + 1]]
        found = next((c for c in around if text.casefold() in str(c["name"]).casefold()), None)
        if found is None:
            self.bench.status.say(tell('No segment\'s name has "{text}".', text=text))
        else:
            self.view.listed.go(found["segment"])

    async def action_live(self) -> None:
        """Show how the run follows its stream."""
        await open_live(self.bench)

    # Predictions

    def action_predict(self) -> None:
        """Show what customers will do next."""
        self.predictions.open()

    def on_predict_view_asked(self, event: PredictView.Asked) -> None:
        """Do what is asked in the Predict view."""
        self.predictions.do(event.what)

    def on_predict_view_left(self, event: PredictView.Left) -> None:
        """Back to the segments."""
        self.predictions.close()

    # Moving

    def on_segment_list_moved(self, event: SegmentList.Moved) -> None:
        """What is beside follows."""
        self.view.follow()

    def on_segment_list_sideways(self, event: SegmentList.Sideways) -> None:
        """Along the features."""
        self.view.views.sideways(event.by)

    def on_views_wanted(self, event: Views.Wanted) -> None:
        """Let the list follow the picture."""
        self.view.listed.go(event.segment)

    def on_views_opened(self, event: Views.Opened) -> None:
        """Enter in the figures."""
        self.navigation.show_rows()

    def on_side_table_left(self, event: SideTable.Left) -> None:
        """Back from the rows."""
        self.navigation.back()

    def on_resize(self, event: Resize) -> None:
        """Show the card in its own place if there is room."""
        self.navigation.settle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide keys that do nothing now."""
        if not self.is_mounted:
            return True
        if action == "live":
            return True
        if action in ("back", "predict") or self.predictions.is_open:
            return not self.predictions.is_open
        where = {"measure": (FIGURES, COHORTS, CROSSTAB), "hide": (CROSSTAB,)}.get(action)
        return self.has_class("-there") and (where is None or self.view.views.view in where)

    def action_step(self, by: int) -> None:
        """The next segment or the one before, from wherever the focus is."""
        self.view.listed.step(by)

    def action_turn(self) -> None:
        """The next view."""
        self.navigation.next_view()

    def action_back(self) -> None:
        """Back to the list, and from the rows or the cross-tab to the view before."""
        self.navigation.back()

    def action_measure(self) -> None:
        """Switch between means and medians, or between the figures of the cross-tab."""
        self.navigation.switch_measure()

    def action_rows(self) -> None:
        """The rows of the segment at the cursor."""
        self.navigation.show_rows()

    def action_crosstab(self) -> None:
        """How the segments go with the values of a column."""
        self.navigation.choose_column()

    def action_hide(self) -> None:
        """Hide the cells of few rows in the cross-tab, or show them."""
        self.navigation.hide_small()

    def action_beside(self) -> None:
        """What the segments share with those of another candidate."""
        self.navigation.choose_other()

    # What one does here

    def action_rename(self) -> None:
        """Give the current segment another name."""
        if self.view.current is not None and (segment := self.view.listed.segment) is not None:
            asking = rename(self.bench, self.view.current.described, segment)
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_note(self) -> None:
        """Keep a note on the current segment."""
        if self.view.current is not None and (segment := self.view.listed.segment) is not None:
            self.run_worker(
                annotate(self.bench, self.view.current.described, segment), group="segments.ask", exclusive=True
            )

    def action_names(self) -> None:
        """Ask what to do with names and notes that belong to other segments."""
        if self.view.current is not None:
            described = self.view.current.described
            asking = settle(self.bench, described, stray(self.store, described))
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_outcome(self) -> None:
        """Ask which columns are outcomes."""
        if self.view.current is not None:
            asking = name_outcomes(self.bench, self.view.current.described)
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_value(self) -> None:
        """Ask which column holds amounts."""
        if self.view.current is not None:
            asking = name_value(self.bench, self.view.current.described)
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_cohorts(self) -> None:
        """Ask for the cohort tables of the plan."""
        self.run_worker(edit_cohorts(self.bench), group="segments.ask", exclusive=True)

    def action_previous(self) -> None:
        """Show who moved from the segments of an earlier run to those of the open or written one."""
        self.run_worker(migrate(self.bench), group="segments.ask", exclusive=True)

    def action_copy(self) -> None:
        """Copy the card."""
        shown, segment = self.view.current, self.view.listed.segment
        if shown is not None and segment is not None:
            self.bench.copy(
                card_text(shown.card(segment), shown.notes.get(segment, ""), shown.facts(segment)), _("the card")
            )
