"""What follows the current candidate on the Cluster screen: its line, the charts, the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from segtui.engine.transport.messages import Describe
from segtui.engine.transport.messages.payloads import LeaderboardRow
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.model import find_algorithm
from segtui.workbench.keys.key_names import key_of
from segtui.workbench.parts.pane import PanePart
from segtui.workbench.screens.cluster.alternatives import alternatives_words, badge_words
from segtui.workbench.screens.cluster.candidate_charts import Charts, in_sight
from segtui.workbench.screens.cluster.leaderboard import Board
from segtui.workbench.screens.cluster.leaderboard_rows import label, standing, title
from segtui.workbench.screens.cluster.leaderboard_view import LeaderboardView
from segtui.workbench.screens.cluster.search_summary import elbow_words
from segtui.workbench.screens.cluster.uncertainty import sure
from widgets.plain.static import Static
from widgets.plain.text import PlainText

if TYPE_CHECKING:
    pass

_PAUSE = 0.3
"""Seconds for which the cursor must rest on a candidate before its segments are requested."""


_TURNS = ("-scatter", "-numbers")
"""The classes of the screen while it shows another chart than that of the parameters."""


class ChartsFollower(PanePart):
    """The charts follow the leaderboard's cursor, and move it."""

    def __init__(self, view: LeaderboardView) -> None:
        super().__init__(view.pane)
        self._view = view

    @property
    def charts(self) -> Charts:
        """The charts."""
        return self.pane.query_one(Charts)

    def follow(self) -> None:
        """Show the charts of the candidate at the cursor, and ask for its segments if they are missing."""
        if not self.pane.query(Board):
            return  # the app is closing
        self.say_info()
        key, plan, store = self._view.here, self.store.plan, self.store
        if key is None or plan is None or key not in store.found:
            self.charts.empty()
            return
        row = store.found[key]
        declared = find_algorithm(row["algorithm"])
        elbow = elbow_words(store.searched) if declared and declared.has_inertia else ""
        self.pane.call_after_refresh(self.settle)
        self.charts.show_parameters(row, store.found.values(), plan.select.by, elbow, store.described)
        self.charts.show_segments(row, store.described.get(key), self._why_no_segments(row))
        curves = (store.assessed.curves if store.assessed else ()) or (store.searched.curves if store.searched else ())
        self.charts.show_numbers(row, curves, store.found.values())
        if key not in store.described and self._describable(row):
            self.bench.later("cluster.describe", self._describe_here, _PAUSE)

    def _describable(self, row: LeaderboardRow) -> bool:
        store = self.store
        return bool(row["clusters"]) and not self.bench.engine.busy("SearchGrids") and "Describe" not in store.failed

    def _describe_here(self) -> None:
        key = self._view.here
        row = self.store.found.get(key or "")
        if key and row and key not in self.store.described and self._describable(row):
            self.bench.engine.ask(Describe, key=key)

    def _why_no_segments(self, row: LeaderboardRow) -> str:
        failed = self.store.failed.get("Describe")
        if not row["clusters"]:
            return _("Nothing to draw: all rows are noise.")
        if failed:
            return failed.what
        if self.bench.engine.busy("SearchGrids"):
            return _("The scatter plot appears when the search is done.")
        return _("computing the segments") + ("..." if self.bench.ascii else "…")

    def say_info(self) -> None:
        """The line on the candidate at the cursor."""
        key = self._view.here
        row = self.store.found.get(key or "")
        text = PlainText()
        if row is not None and self.store.plan is not None:
            by_hand = self.store.plan.select.candidate is not None
            text.append(label(row), "bold").append("  ")
            text.append(standing(row, self.store.chosen, by_hand, self._view.called))
            text.append(f"  {sure(row, ascii=self.bench.ascii)}", "dim")
            searched = self.store.searched is not None and self.store.chosen is not None
            text.append(badge_words(self.store.assessed, key or "", searched=searched))
            if self._view.marked and self._view.marked != key and self._view.marked in self.store.found:
                text.append(
                    "  "
                    + tell(
                        "{compare} compares it with {marked}.",
                        compare=key_of("cluster.compare"),
                        marked=self._view.called(self._view.marked),
                    )
                )
        self.pane.query_one("#cluster-info", Static).update(text)
        known = self.store.described.get(key or "")
        self.pane.query_one("#cluster-beside", Static).update(alternatives_words(known, self._view.called))

    # Moving

    def go(self, key: str) -> None:
        """Put the leaderboard's cursor on a candidate."""
        names = self._view.board.frame.get_column("candidate").to_list() if self._view.board.frame is not None else []
        name = self._view.called(key)
        if name in names and not self._view.board.goto(names.index(name)):
            self.bench.status.say(
                tell(
                    "The filter hides {candidate}: {filter} changes it.",
                    candidate=name,
                    filter=key_of("cluster.filter"),
                )
            )

    def step(self, by: int) -> None:
        """The next candidate or the one before, from wherever the focus is."""
        self._view.board.step(by)

    def turn_to_charts(self) -> None:
        """To the charts and back."""
        focused = self.pane.screen.focused
        if focused is not None and self.charts in focused.ancestors_with_self:
            self.back()
            return
        self.pane.add_class("-pictures")
        self.pane.call_after_refresh(self._to_charts)

    def _to_charts(self) -> None:
        if self.pane.query(Charts):
            self.charts.front.focus()

    def settle(self) -> None:
        """Move the focus if its widget is hidden now."""
        if not self.pane.query(Charts):
            return
        focused = self.pane.screen.focused
        lost = focused is None or (self.pane in focused.ancestors_with_self and not in_sight(focused))
        if not self.pane.in_front or not (lost or focused in (self.pane, self.charts)):
            return
        if self.pane.has_class("-there"):
            self.pane.can_focus = False
            (self.charts.front if self.pane.has_class("-pictures") else self._view.board).focus()
        else:
            self.pane.remove_class("-pictures")
            self.pane.can_focus = True
            self.pane.focus()

    def back(self) -> None:
        """Back to the leaderboard."""
        self.pane.remove_class("-pictures")
        self.pane.call_after_refresh(self._view.board.focus)

    def turn(self) -> None:
        """The chart of the parameters, then the scatter, then how many segments there are."""
        before = next((name for name in _TURNS if self.pane.has_class(name)), "")
        after = {"": _TURNS[0], _TURNS[0]: _TURNS[1], _TURNS[1]: ""}[before]
        self.pane.update_classes({name: name == after for name in _TURNS})
        if self.pane.has_class("-pictures"):
            self.pane.call_after_refresh(self._to_charts)

    def filter(self) -> None:
        """Show all, those that meet the conditions, then one algorithm after the other."""
        found = self.store.found.values()
        if self._view.board.frame is None or not found:
            return
        algorithms = [title(name) for name in dict.fromkeys(row["algorithm"] for row in found)]
        self._view.filter_number = (self._view.filter_number + 1) % (len(algorithms) + 2)
        if self._view.filter_number == 0:
            self._view.board.filter(None)
        elif self._view.filter_number == 1:
            accepted = pl.col("why not").str.len_chars() == 0
            self._view.board.filter(accepted, _("meet the conditions"))
        else:
            name = algorithms[self._view.filter_number - 2]
            self._view.board.filter(pl.col("candidate").str.starts_with(f"{name} "), name)
