"""The Segments screen: the chosen candidate's segments, what sets each apart, its name, its note, its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from segtui.engine.transport.messages import Compared, Described, Failed, Message, Prepared, Searched
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.segments.actions import annotate, rename, settle
from segtui.workbench.screens.segments.card import written
from segtui.workbench.screens.segments.migration import Migration, migrate
from segtui.workbench.screens.segments.name_ownership import stray
from segtui.workbench.screens.segments.navigation import Turning
from widgets.plain.static import Static

if TYPE_CHECKING:
    pass


class SegmentsPane(Turning):
    """The segments by size, and beside the list one view of them."""

    key = "segments"
    title = "Segments"
    HELP = """\
The segments of the chosen candidate by size; up and down go through them, and what is beside follows. {segments.turn}
turns to the next view: the figures of every feature (left and right move along them, {segments.measure} means or
medians; the shade is the effect size, how many standard deviations above or below all), the card, the scatter, the
silhouettes. {segments.rows} shows a segment's rows, {segments.beside} how many rows it shares with another candidate's
segments, {segments.previous} who moved since an earlier run; {segments.back} goes back. {segments.rename} renames a
segment and {segments.note} keeps a note on it, both in the plan by number, so that segments.csv and the report have
them; {segments.names} asks about names and notes that were given to other segments. {segments.copy} copies the card.
Tab moves into the view."""
    FIND = "a segment"
    FOCUS = "#segments-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "turn", "view", id="segments.turn", tooltip="Figures, card, scatter, silhouettes"),
        Binding("e", "rename", "rename", id="segments.rename", tooltip="Rename the segment"),
        Binding("t", "note", "note", id="segments.note", tooltip="Write a note on the segment in the plan"),
        Binding("w,enter", "rows", "rows", id="segments.rows", tooltip="The rows of the segment"),
        Binding("b", "beside", "cross-tab", id="segments.beside", tooltip="Compare with another candidate"),
        Binding("p", "previous", "moved", id="segments.previous", show=False, tooltip="Who moved since an earlier run"),
        Binding("m", "measure", "median", id="segments.measure", tooltip="Means, or medians"),
        Binding(
            "a",
            "names",
            "names",
            id="segments.names",
            show=False,
            tooltip="Move or drop names and notes of other segments",
        ),
        Binding("y", "copy", "copy", id="segments.copy", tooltip="Copy the segment's card"),
        Binding(
            "left_square_bracket", "step(-1)", "Before", id="segments.before", show=False, tooltip="The one before"
        ),
        Binding("right_square_bracket", "step(1)", "next", id="segments.next", show=False, tooltip="The next segment"),
        Binding("escape", "back", "back", id="segments.back", show=False, tooltip="Back to the segments"),
    ]

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
        if self.in_front and isinstance(message, Compared):
            self.bench.push_screen(Migration(message, ascii=self.bench.ascii))
        if self.in_front and isinstance(message, Described | Searched | Prepared):
            self._ask()
            self._draw()

    def busy_changed(self) -> None:
        """A search begins or ends, or all is stopped."""
        if self.in_front:
            self._draw()
            if not self.bench.busy() and self._lacking:
                self.query_one("#segments-message", Static).update(
                    f"The segments have not been computed: {key_of('show.segments')} tries again."
                )

    def failed(self, kind: str, message: Failed) -> bool:
        """Why there are no segments is shown in place."""
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

    # What one does here

    def action_rename(self) -> None:
        """Give the current segment another name."""
        if self._shown is not None and (segment := self.listed.segment) is not None:
            asking = rename(self.bench, self._shown.described, segment)
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_note(self) -> None:
        """Keep a note on the current segment."""
        if self._shown is not None and (segment := self.listed.segment) is not None:
            self.run_worker(annotate(self.bench, self._shown.described, segment), group="segments.ask", exclusive=True)

    def action_names(self) -> None:
        """Say what becomes of names and notes that belong to other segments."""
        if self._shown is not None:
            described = self._shown.described
            asking = settle(self.bench, described, stray(self.store, described))
            self.run_worker(asking, group="segments.ask", exclusive=True)

    def action_previous(self) -> None:
        """Show who moved from the segments of an earlier run to those of the one that is open or was written."""
        self.run_worker(migrate(self.bench), group="segments.ask", exclusive=True)

    def action_copy(self) -> None:
        """Copy the card."""
        shown, segment = self._shown, self.listed.segment
        if shown is not None and segment is not None:
            self.bench.copy(written(shown.card(segment), shown.notes.get(segment, "")), "the card")
