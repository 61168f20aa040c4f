"""What follows the current candidate on the Cluster screen: the line on it, the charts, the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from textual import on

from segtui.engine.transport.messages import Describe
from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.plan.model import find_algorithm
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.screens.cluster.charts import Charts, in_sight
from segtui.workbench.screens.cluster.leaderboard import Board
from segtui.workbench.screens.cluster.rows import label, standing, title
from segtui.workbench.screens.cluster.text import elbow_words
from segtui.workbench.screens.cluster.uncertainty import sure
from segtui.workbench.screens.cluster.view import LeaderPane
from widgets.plain.static import Static
from widgets.plain.text import Text

if TYPE_CHECKING:
    pass

_PAUSE = 0.3
"""Seconds that the cursor rests on a candidate before its segments are asked for."""


class Following(LeaderPane):
    """The charts follow the leaderboard's cursor, and move it."""

    def _follow(self) -> None:
        """Show what belongs to the candidate at the cursor, and ask for its segments if they are not there."""
        if not self.query(Board):
            return  # the app is closing
        self._say_info()
        key, plan, store = self.here, self.store.plan, self.store
        if key is None or plan is None or key not in store.found:
            self.charts.empty()
            return
        row = store.found[key]
        declared = find_algorithm(row["algorithm"])
        elbow = elbow_words(store.searched) if declared and declared.has_inertia else ""
        self.call_after_refresh(self._settle)
        self.charts.show_parameters(row, store.found.values(), plan.select.by, elbow, store.described)
        self.charts.show_segments(row, store.described.get(key), self._why_no_segments(row))
        if key not in store.described and self._describable(row):
            self.bench.later("cluster.describe", self._describe_here, _PAUSE)

    def _describable(self, row: LeaderboardRow) -> bool:
        store = self.store
        return bool(row["clusters"]) and not self.bench.busy("Search") and "Describe" not in store.failed

    def _describe_here(self) -> None:
        key = self.here
        row = self.store.found.get(key or "")
        if key and row and key not in self.store.described and self._describable(row):
            self.bench.ask(Describe, key=key)

    def _why_no_segments(self, row: LeaderboardRow) -> str:
        failed = self.store.failed.get("Describe")
        if not row["clusters"]:
            return "Nothing to draw: all rows are noise."
        if failed:
            return failed.what
        if self.bench.busy("Search"):
            return "The scatter plot appears when the search is done."
        return "computing the segments" + ("..." if self.bench.ascii else "…")

    def _say_info(self) -> None:
        key = self.here
        row = self.store.found.get(key or "")
        text = Text()
        if row is not None and self.store.plan is not None:
            by_hand = self.store.plan.select.candidate is not None
            text.append(label(row), "bold").append("  ")
            text.append(standing(row, self.store.chosen, by_hand, self.called))
            text.append(f"  {sure(row, ascii=self.bench.ascii)}", "dim")
            if self._marked and self._marked != key and self._marked in self.store.found:
                text.append(f"  {key_of('cluster.compare')} compares it with {self.called(self._marked)}.")
        self.query_one("#cluster-info", Static).update(text)

    def called(self, key: str) -> str:
        """A candidate in few words."""
        row = self.store.found.get(key)
        return label(row) if row else key

    # Moving

    @on(Board.CursorMoved, "#cluster-board")
    def _moved(self) -> None:
        self._say_info()
        self.store.failed.pop("Describe", None)
        self.bench.later("cluster.follow", self._follow, 0.05)

    def on_charts_wanted(self, event: Charts.Wanted) -> None:
        """A chart was moved: the leaderboard follows."""
        if event.key is None:
            self.bench.status.say(event.what)
        elif event.key != self.here:
            self._go(event.key)

    def _go(self, key: str) -> None:
        names = self.board.frame.get_column("candidate").to_list() if self.board.frame is not None else []
        name = self.called(key)
        if name in names and not self.board.goto(names.index(name)):
            self.bench.status.say(f"The filter hides {name}: {key_of('cluster.filter')} changes it.")

    def action_step(self, by: int) -> None:
        """The next candidate or the one before, from wherever the focus is."""
        self.board.step(by)

    def action_charts(self) -> None:
        """To the charts and back."""
        focused = self.screen.focused
        if focused is not None and self.charts in focused.ancestors_with_self:
            self.action_back()
            return
        self.add_class("-pictures")
        self.call_after_refresh(self._to_charts)

    def _to_charts(self) -> None:
        if self.query(Charts):
            self.charts.front.focus()

    def _settle(self) -> None:
        """What had the focus has made room for something else."""
        if not self.query(Charts):
            return
        focused = self.screen.focused
        lost = focused is None or (self in focused.ancestors_with_self and not in_sight(focused))
        if not self.in_front or not (lost or focused in (self, self.charts)):
            return
        if self.has_class("-there"):
            self.can_focus = False
            (self.charts.front if self.has_class("-pictures") else self.board).focus()
        else:
            self.remove_class("-pictures")
            self.can_focus = True
            self.focus()

    def action_back(self) -> None:
        """Back to the leaderboard."""
        self.remove_class("-pictures")
        self.call_after_refresh(self.board.focus)

    def action_turn(self) -> None:
        """The chart of the parameters, or the scatter."""
        self.toggle_class("-scatter")
        if self.has_class("-pictures"):
            self.call_after_refresh(self._to_charts)

    def action_filter(self) -> None:
        """All, those that meet the conditions, then one algorithm after the other."""
        found = self.store.found.values()
        if self.board.frame is None or not found:
            return
        algorithms = [title(name) for name in dict.fromkeys(row["algorithm"] for row in found)]
        self._filter = (self._filter + 1) % (len(algorithms) + 2)
        if self._filter == 0:
            self.board.filter(None)
        elif self._filter == 1:
            accepted = pl.col("why not").str.len_chars() == 0
            self.board.filter(accepted, "meet the conditions")
        else:
            name = algorithms[self._filter - 2]
            self.board.filter(pl.col("candidate").str.starts_with(f"{name} "), name)

    async def action_segments(self) -> None:
        """Show the segments."""
        await self.bench.show("segments")
