"""What the Cluster screen shows of the search: the grids, what went wrong, the leaderboard that fills."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.no_file import no_file
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.cluster.charts import Charts
from segtui.workbench.screens.cluster.leaderboard import Board
from segtui.workbench.screens.cluster.rows import formats, frame, label, look, ordered
from segtui.workbench.screens.cluster.text import forecast_words, outcome_words, plan_words
from segtui.workbench.screens.cluster.uncertainty import Sureness
from widgets.plain.static import Static

if TYPE_CHECKING:
    from segtui.plan.model import Plan
    from widgets.frame.page import RowStyle

_WAYS = "{cluster.edit} changes the grid, {show.clean} the cleaning, {show.features} the features."

_EVERY = 0.5
"""Seconds between two drawings of a leaderboard that fills."""


class LeaderPane(Pane):
    """The plan's part in words, and a row for each candidate."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: dict[str, str] = {}
        self._sureness = Sureness()
        self._marked: str | None = None
        self._filter = 0
        self._shown: tuple[object, ...] = ()
        self._outdated = False
        self._was_searched = False
        self._waiting: Timer | None = None
        self.answered = asyncio.Event()
        """Set whenever segments have come, or something failed."""

    def compose(self) -> ComposeResult:
        """The plan's part in words, what went wrong, the leaderboard with a line on the current one, the charts."""
        yield Static(id="cluster-plan")
        yield Static(id="cluster-error", classes="error", markup=False)
        with Horizontal(id="cluster-body"):
            with Vertical(id="cluster-left"):
                yield Board(
                    id="cluster-board",
                    ascii=self.bench.ascii,
                    frozen=2,
                    row_style=self._look,
                    formats=formats(self._sureness, ascii=self.bench.ascii),
                )
                yield Static(id="cluster-nothing", markup=False)
            yield Charts(ascii=self.bench.ascii)
        yield Static(id="cluster-info")

    @property
    def board(self) -> Board:
        """The leaderboard."""
        return self.query_one(Board)

    @property
    def charts(self) -> Charts:
        """The charts."""
        return self.query_one(Charts)

    @property
    def here(self) -> str | None:
        """The key of the candidate at the cursor."""
        boards = self.query(Board)  # none while the app is closing
        return self._keys.get(str(boards.first().row_values().get("candidate", ""))) if boards else None

    # Drawing

    def _soon(self) -> None:
        """Draw, but not more often than a line over SSH can take."""
        if self._waiting is None:
            self._waiting = self.set_timer(_EVERY, self._draw)

    def _draw(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if not self.query(Board):
            return  # the app is closing
        self._say_plan()
        self._say_error()
        self._show_board()
        self._follow()

    def _say_plan(self) -> None:
        plan = self.store.plan
        said = self.query_one("#cluster-plan", Static)
        if plan is None:
            said.update(no_file(self.bench))
            return
        brief = self.screen.has_class("-short")
        text = plan_words(plan, brief=brief)
        text.append("\n")
        text.append_text(forecast_words(self.store, self.bench.busy("Forecast"), ascii=self.bench.ascii))
        outcome = outcome_words(self.store, searching=self.bench.busy("Search"), outdated=self._outdated)
        said.update(text.append("   ").append_text(outcome))

    def _say_error(self) -> None:
        failed = self.store.failed
        what = next((failed[kind].what for kind in ("Search", "Forecast", "Prepare") if kind in failed), "")
        self.set_class(bool(what), "-failed")
        self.query_one("#cluster-error", Static).update(what)

    def _show_board(self) -> None:
        plan, board = self.store.plan, self.board
        rows = ordered(self.store.found, plan.select.by) if plan else []
        self.set_class(bool(rows), "-there")
        self.call_after_refresh(self._settle)
        self._say_nothing(plan)
        if not rows:
            self.caption("")
            return
        made, self._keys = frame(rows), {label(row): row["key"] for row in rows}
        self._sureness.learn(rows)
        known = (self.store.name, self.store.folder)
        if board.frame is None or self._shown != known:
            self._shown, self._filter = known, 0
            board.frame = made
        elif not made.equals(board.frame):
            first = board.cursor[0] == 0
            board.replace(made, key="candidate")
            if first:  # who has not moved sees the best so far
                board.move_cursor(0, board.cursor[1])
        else:
            board.restyle()
        accepted = sum(not row["rejected_because"] and not row["preliminary"] for row in rows)
        self.caption(f"{len(rows):,} candidates, {accepted:,} meet the conditions" if self.store.searched else "")

    def _say_nothing(self, plan: Plan | None) -> None:
        said = "The plan has changed since the last search." if self._outdated else "No search yet."
        if self.bench.busy("Search"):
            said = "The first candidates will appear in a moment."
        elif self.has_class("-failed"):
            said = with_keys(
                "{cluster.edit} changes the grid, {show.clean} the cleaning, {show.features} the features."
            )
        else:
            said += with_keys(
                " {cluster.search} searches, {cluster.edit} changes the grid, {cluster.conditions} the conditions."
            )
        self.query_one("#cluster-nothing", Static).update(said if plan is not None else "")

    def _look(self, row: dict[str, object]) -> RowStyle | None:
        known = self.store.found.get(self._keys.get(str(row["candidate"]), ""))
        return look(known, self.store.chosen, self._marked) if known else None

    def _follow(self) -> None:
        """Show what belongs to the candidate at the cursor."""

    def _settle(self) -> None:
        """Give the focus to what has come."""
