"""Pairs of rows that may be one person, side by side, decided by one key each; the plan holds the decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from segtui.language.sentences import tell
from segtui.language.translation import _, to_translate
from segtui.libraries.columns import read_arrow
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.figures import part
from segtui.workbench.screens.clean.pair_cells import PairCells
from segtui.workbench.screens.clean.pair_decisions import Pair
from widgets.frame.messages import CursorMoved, RowSelected
from widgets.plain.static import Static
from widgets.plain.text import PlainText
from widgets.plain.visible import visible

if TYPE_CHECKING:
    from segtui.engine.transport.messages import PairsFound

_NONE = to_translate("No pair is near the threshold of {threshold:g}: those above are merged, those below are not.")


class PairReview(Vertical, can_focus=True):
    """One pair at a time; posts PairReview.Decided and PairReview.Left. `decisions` are those of the plan."""

    HELP_TITLE = "One person or two"
    HELP = """\
Pairs whose probability is near the step's threshold, the nearest first, and those that are decided. Below the columns
that are compared stand those that are not. The weight, in bits, says how much a column speaks for one person (+) or
against it (-): one more doubles the odds. The plan holds the decisions, as ids; the same key again takes one back, and
one that contradicts others is refused."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "decide('same')", "one person", id="review.yes", tooltip="Both rows are one person"),
        Binding("n", "decide('different')", "two people", id="review.no", tooltip="The rows are two people"),
        Binding("s", "skip", "skip", id="review.skip", tooltip="Go to the next pair that is not decided"),
        Binding("right,l", "move(1)", "next", id="review.next", show=False, tooltip="Next pair"),
        Binding("left,h", "move(-1)", "before", id="review.before", show=False, tooltip="Previous pair"),
        Binding("escape", "leave", "back", id="review.back", tooltip="Back to the steps"),
    ]

    class Decided(Message):
        """What the pair of ids is: "same" or "different"."""

        def __init__(self, pair: Pair, decision: str) -> None:
            super().__init__()
            self.pair, self.decision = pair, decision

    class Left(Message):
        """Back to the steps."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__(id="clean-review")
        self._ascii = ascii
        self._lines = pl.DataFrame()
        self._pairs: list[Pair] = []
        self._at = 0
        self.decisions: dict[frozenset[str], str] = {}

    def compose(self) -> ComposeResult:
        """How far one is, what is known of the pair, both rows, and the cell at the cursor in full."""
        yield Static(id="review-title", classes="heading", markup=False)
        yield Static(id="review-line", markup=False)
        yield PairCells(ascii=self._ascii)
        yield Static(id="review-cell", markup=False)

    @property
    def cells(self) -> PairCells:
        """Both rows."""
        return self.query_one(PairCells)

    def wait(self) -> None:
        """Nothing is known yet."""
        self._lines, self._pairs = pl.DataFrame(), []
        self._say(_("one person or two"), PlainText(_("comparing rows") + ("..." if self._ascii else "…"), "dim"))

    def fail(self, what: str) -> None:
        """The step can't be run on the data."""
        self._say(
            _("one person or two"), PlainText.assemble((f"! {what}", "bold"), "  " + with_keys("{review.back} back"))
        )

    def show(self, found: PairsFound, decisions: Mapping[frozenset[str], str]) -> None:
        """Show the first pair that is not decided."""
        self._lines = read_arrow(found.frame)
        self._pairs = list(self._lines.unique("pair", maintain_order=True).select("id", "other").iter_rows())
        self.decisions, self._at = dict(decisions), 0
        if not self._pairs:
            told = tell(_NONE, threshold=found.threshold)
            self._say(_("one person or two"), PlainText(told + "  " + with_keys("{review.back} back")))
            return
        self.cells.display = True
        self.cells.focus()
        self._at = self._next_open(0)
        self._draw()

    def decided(self, decisions: Mapping[frozenset[str], str], *, mine: bool) -> None:
        """Other decisions stand in the plan: go on if it is `mine`, else to the pair about which they changed."""
        before, self.decisions = self.decisions, dict(decisions)
        if not self._pairs:
            return
        changed = [i for i, pair in enumerate(self._pairs) if before.get(frozenset(pair)) != self._decision(i)]
        self._at = self._next_open(self._at) if mine else (changed or [self._at])[0]
        self._draw()

    def refuse(self, why: str) -> None:
        """The decision contradicts others: the plan does not take it."""
        self.query_one("#review-line", Static).update(PlainText(tell("! Not decided: {why}.", why=why), "bold"))

    def action_decide(self, decision: str) -> None:
        """Decide about this pair."""
        if self._pairs:
            self.post_message(self.Decided(self._pairs[self._at], decision))

    def action_skip(self) -> None:
        """To the next pair that is not decided."""
        if self._pairs:
            self._at = self._next_open(self._at + 1)
            self._draw()

    def action_move(self, by: int) -> None:
        """To another pair."""
        if self._pairs:
            self._at = (self._at + by) % len(self._pairs)
            self._draw()

    def action_leave(self) -> None:
        """Back to the steps."""
        self.post_message(self.Left())

    def on_frame_table_row_selected(self, event: RowSelected) -> None:
        """A double click chooses nothing here."""
        event.stop()

    def on_frame_table_cursor_moved(self, event: CursorMoved) -> None:
        """Show both cells in full."""
        event.stop()
        self._tell_cell()

    def _decision(self, place: int) -> str | None:
        return self.decisions.get(frozenset(self._pairs[place]))

    def _next_open(self, start: int) -> int:
        """The next pair from a place on that is not decided, round the end; the place where all are."""
        n = len(self._pairs)
        return next((i % n for i in range(start, start + n) if self._decision(i % n) is None), min(start, n - 1))

    def _here(self) -> pl.DataFrame:
        return self._lines.filter(pl.col("pair") == self._at)

    def _draw(self) -> None:
        here, (one, other) = self._here(), self._pairs[self._at]
        known = sum(self._decision(i) is not None for i in range(len(self._pairs)))
        of = len(self._pairs)
        title = tell(
            "pair {at} of {of}: {one} and {other}", at=self._at + 1, of=of, one=visible(one), other=visible(other)
        )
        self.query_one("#review-title", Static).update(
            f"{title}   " + tell("{known} of {of} decided", known=known, of=of)
        )
        self.query_one("#review-line", Static).update(self._told(here.row(0, named=True)))
        self.cells.show(here, (one, other), self.size.width)
        self._tell_cell()

    def _told(self, pair: Mapping[str, Any]) -> PlainText:
        """What the plan says of the pair, how probable it is, and what the step made of it."""
        known = {"same": _("You say: one person."), "different": _("You say: two people.")}
        chance = pair["probability"]
        shown = tell("over {share}", share=part(0.999)) if chance > 0.9995 else part(chance)
        merged = to_translate("One person with a probability of {share}: the step merges them.")
        apart = to_translate("One person with a probability of {share}: the step leaves them apart.")
        decision = known.get(self._decision(self._at) or "", _("Not decided."))
        return PlainText.assemble(
            (decision, "bold"),
            " " + tell(merged if pair["merged"] else apart, share=shown),
        )

    def _tell_cell(self) -> None:
        here, row = self._here() if self._pairs else self._lines, self.cells.row
        if row is None or row >= here.height:
            return
        cell = here.row(row, named=True)
        texts = [visible(cell[side]) if cell[side] is not None else _("(empty)") for side in ("left", "right")]
        self.query_one("#review-cell", Static).update("\n".join(texts))

    def _say(self, title: str, line: PlainText) -> None:
        self.query_one("#review-title", Static).update(title)
        self.query_one("#review-line", Static).update(line)
        self.query_one("#review-cell", Static).update("")
        self.cells.display = False
        self.focus()
