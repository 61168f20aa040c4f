"""What the Cluster screen shows of the search: the grids, errors, the leaderboard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.workbench.keys.key_names import with_keys
from segtui.workbench.parts.pane import Pane, PanePart, no_file
from segtui.workbench.screens.cluster.leaderboard import Board
from segtui.workbench.screens.cluster.leaderboard_rows import frame, label, ordered
from segtui.workbench.screens.cluster.leaderboard_rows import look as row_style
from segtui.workbench.screens.cluster.search_summary import forecast_words, outcome_words, plan_words
from segtui.workbench.screens.cluster.uncertainty import Sureness
from widgets.plain.static import Static

if TYPE_CHECKING:
    from segtui.plan.model import Plan
    from widgets.frame.page import RowStyle


class LeaderboardView(PanePart):
    """The plan's part in words, and a row for each candidate."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._keys: dict[str, str] = {}
        self.sureness = Sureness()
        self.marked: str | None = None
        self.filter_number = 0
        self._shown: tuple[object, ...] = ()
        self.outdated = False
        self.was_searched = False
        self.answered = asyncio.Event()
        """Set whenever segments arrive, or something fails."""

    @property
    def board(self) -> Board:
        """The leaderboard."""
        return self.pane.query_one(Board)

    @property
    def here(self) -> str | None:
        """The key of the candidate at the cursor."""
        boards = self.pane.query(Board)  # none while the app is closing
        return self._keys.get(str(boards.first().row_values().get("candidate", ""))) if boards else None

    def called(self, key: str) -> str:
        """A candidate in few words."""
        row = self.store.found.get(key)
        return label(row) if row else key

    # Drawing

    def draw(self) -> None:
        """Show what is known."""
        self.say_plan()
        self._say_error()
        self._show_board()

    def say_plan(self) -> None:
        """The grids, how long the search takes, and its result."""
        plan = self.store.plan
        said = self.pane.query_one("#cluster-plan", Static)
        if plan is None:
            said.update(no_file(self.bench))
            return
        text = plan_words(plan, self.pane.size.width - 2 if self.pane.screen.has_class("-short") else None)
        text.append("\n")
        text.append_text(forecast_words(self.store, self.bench.engine.busy("Forecast"), ascii=self.bench.ascii))
        outcome = outcome_words(self.store, searching=self.bench.engine.busy("SearchGrids"), outdated=self.outdated)
        said.update(text.append("   ").append_text(outcome))

    def _say_error(self) -> None:
        failed = self.store.failed
        what = next((failed[kind].what for kind in ("SearchGrids", "Forecast", "Prepare") if kind in failed), "")
        self.pane.set_class(bool(what), "-failed")
        self.pane.query_one("#cluster-error", Static).update(what)

    def _show_board(self) -> None:
        plan, board = self.store.plan, self.board
        rows = ordered(self.store.found, plan.select.by) if plan else []
        self.pane.set_class(bool(rows), "-there")
        self._say_nothing(plan)
        if not rows:
            self.pane.caption("")
            return
        made, self._keys = frame(rows), {label(row): row["key"] for row in rows}
        self.sureness.learn(rows)
        known = (self.store.name, self.store.folder)
        if board.frame is None or self._shown != known:
            self._shown, self.filter_number = known, 0
            board.frame = made
        elif not made.equals(board.frame):
            first = board.cursor[0] == 0
            board.replace(made, key="candidate")
            if first:  # until the user moves the cursor, it follows the best candidate
                board.move_cursor(0, board.cursor[1])
        else:
            board.restyle()
        accepted = sum(not row["rejected_because"] and not row["preliminary"] for row in rows)
        self.pane.caption(
            tell("{count:,} candidates, {accepted:,} meet the conditions", count=len(rows), accepted=accepted)
            if self.store.searched
            else ""
        )

    def _say_nothing(self, plan: Plan | None) -> None:
        said = _("The plan has changed since the last search.") if self.outdated else _("No search yet.")
        if self.bench.engine.busy("SearchGrids"):
            said = _("The first candidates will appear in a moment.")
        elif self.pane.has_class("-failed"):
            said = with_keys(
                "{cluster.edit} changes the grid, {show.clean} the cleaning, {show.features} the features."
            )
        else:
            said += " " + with_keys(
                "{cluster.search} searches, {cluster.edit} changes the grid, {cluster.conditions} the conditions."
            )
        self.pane.query_one("#cluster-nothing", Static).update(said if plan is not None else "")

    def look(self, row: dict[str, object]) -> RowStyle | None:
        """What sets a candidate apart."""
        known = self.store.found.get(self._keys.get(str(row["candidate"]), ""))
        return row_style(known, self.store.chosen, self.marked) if known else None
