"""The Cluster screen: the grids, what they will need, the leaderboard that fills, and the charts that follow it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Static

from segtui.engine.messages import Described, Failed, Forecasted, Found, Message, Searched
from segtui.workbench.answers import Parts
from segtui.workbench.pane import Pane
from segtui.workbench.screens.cluster.board import Board
from segtui.workbench.screens.cluster.charts import Charts, in_sight
from segtui.workbench.screens.cluster.doing import choose, compare, edit_conditions, edit_grids
from segtui.workbench.screens.cluster.rows import formats, frame, label, look, ordered, standing, title
from segtui.workbench.screens.cluster.words import elbow_words, forecast_words, outcome_words, plan_words

if TYPE_CHECKING:
    from segtui.plan.model import Plan
    from widgets.frame.page import RowStyle

Known = Mapping[str, Any]
_OURS = ("Forecast", "Search", "Prepare")
_EVERY = 0.5
"""Seconds between two drawings of a leaderboard that fills."""
_PAUSE = 0.3
"""Seconds that the cursor rests on a candidate before its segments are asked for."""


class ClusterPane(Pane):
    """What is searched, what was found, and which of it is taken."""

    key = "cluster"
    title = "Cluster"
    HELP = """\
g searches the grids; candidates appear as they are found, x stops, and what was found stays. e changes the grids,
w the conditions that a useful segmentation meets. The leaderboard: k segments, silh. silhouette, Dunn, C-H
Calinski-Harabasz (more is better), D-B Davies-Bouldin (less is), least the smallest segment's share.
The star is the chosen one, = puts the same rows together as another, a cross marks those that miss a condition.
c or Enter chooses the candidate at hand; on the one chosen by you it gives the choice back to the conditions.
m marks one, and on another compares the two. s sorts by the column at the cursor, f filters.
The charts follow the cursor and move it: v goes there and back, t turns to the scatter. n shows the segments."""
    FIND = "a candidate"
    FOCUS = "#cluster-board"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "search", "search", id="cluster.search", tooltip="Search the grids", priority=True),
        Binding(
            "c", "choose", "choose", id="cluster.choose", tooltip="Take the candidate at hand; again: give it back"
        ),
        Binding("v", "charts", "charts", id="cluster.charts", tooltip="To the charts and back"),
        Binding("t", "turn", "turn chart", id="cluster.turn", tooltip="The chart of the parameters, or the scatter"),
        Binding("m", "compare", "compare", id="cluster.compare", tooltip="Mark this one; on another: compare them"),
        Binding("e", "edit", "grid", id="cluster.edit", tooltip="Change what is searched"),
        Binding("w", "conditions", "conditions", id="cluster.conditions", tooltip="Change what makes one useful"),
        Binding(
            "f", "filter", "filter", id="cluster.filter", tooltip="All, those that meet the conditions, or one kind"
        ),
        Binding("n", "segments", "segments", id="cluster.segments", tooltip="Show the segments"),
        Binding("comma", "step(-1)", "before", id="cluster.before", show=False, tooltip="The candidate before"),
        Binding("full_stop", "step(1)", "next", id="cluster.next", show=False, tooltip="The next candidate"),
        Binding("escape", "back", "back", id="cluster.back", show=False, tooltip="Back to the leaderboard"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: dict[str, str] = {}
        self._marked: str | None = None
        self._filter = 0
        self._shown: tuple[object, ...] = ()
        self._outdated = False
        self._was_searched = False
        self._waiting: Timer | None = None
        self.answered = asyncio.Event()
        """Set whenever segments have come, or something failed."""

    def compose(self) -> ComposeResult:
        """The plan's part in words, what went wrong, the leaderboard with a line on the one at hand, the charts."""
        yield Static(id="cluster-plan")
        yield Static(id="cluster-error", classes="error", markup=False)
        with Horizontal(id="cluster-body"):
            with Vertical(id="cluster-left"):
                yield Board(
                    id="cluster-board",
                    ascii=self.bench.ascii,
                    frozen=2,
                    row_style=self._look,
                    formats=formats(ascii=self.bench.ascii),
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

    # What is known

    def shown(self) -> None:
        """Ask for the forecast if it is not there, and draw."""
        self._ask()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """The leaderboard may be of an older plan now, or be ranked anew."""
        store = self.store
        self._outdated = (self._outdated or self._was_searched) and not store.found
        if "source" in parts and not store.opened:
            self._marked = None
        if parts == {"select"} and store.found and store.searched is None and self._was_searched:
            self.bench.ask_search()  # nothing is searched anew: what was found is ranked by the new conditions
        self._was_searched = bool(store.found) and self._was_searched
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """A forecast, candidates, or the segments of one."""
        if isinstance(message, (Found, Searched)):
            self._outdated = False
            self._was_searched = isinstance(message, Searched)
        if isinstance(message, (Described, Failed)):
            self.answered.set()
        if not self.in_front:
            return
        if isinstance(message, Found):
            self._soon()
        elif isinstance(message, (Forecasted, Searched)):
            self._ask()
            self._draw()
        elif isinstance(message, Described):
            self._follow()

    def busy_changed(self) -> None:
        """A search begins or ends."""
        if self.in_front and self.query(Board):
            self._say_plan()
            self._say_info()
            if not self.bench.busy() and self.store.searched is None:
                self._follow()  # what was found before the search was stopped has its charts now

    def failed(self, kind: str, message: Failed) -> bool:
        """What could not be forecast, searched or described is told in place."""
        self._draw()
        return kind in (*_OURS, "Describe")

    def find(self, text: str) -> None:
        """Find a candidate by its name or figures."""
        self.board.find(text)

    def _ask(self) -> None:
        store, bench = self.store, self.bench
        known = store.plan is None or store.forecasted is not None or store.failed.keys() & {"Forecast", "Search"}
        if not known and not bench.busy("Search"):
            bench.ask_forecast()

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
            said.update("No file is open. o opens one, 1 shows those that are near.")
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
            board.redress()
        accepted = sum(not row["rejected_because"] and not row["preliminary"] for row in rows)
        self.caption(f"{len(rows):,} candidates, {accepted:,} meet the conditions" if self.store.searched else "")

    def _say_nothing(self, plan: Plan | None) -> None:
        said = "The plan has changed since the last search." if self._outdated else "Nothing is searched yet."
        if self.bench.busy("Search"):
            said = "The first candidates come in a moment."
        elif self.has_class("-failed"):
            said = "e changes the grid, 3 the cleaning, 4 the features."
        else:
            said += " g searches, e changes the grid, w the conditions."
        self.query_one("#cluster-nothing", Static).update(said if plan is not None else "")

    def _look(self, row: dict[str, object]) -> RowStyle | None:
        known = self.store.found.get(self._keys.get(str(row["candidate"]), ""))
        return look(known, self.store.chosen, self._marked) if known else None

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
        elbow = elbow_words(store.searched) if row["algorithm"] == "kmeans" else ""
        self.call_after_refresh(self._settle)
        self.charts.show_parameters(row, store.found.values(), plan.select.by, elbow, store.described)
        self.charts.show_segments(row, store.described.get(key), self._why_no_segments(row))
        if key not in store.described and self._describable(row):
            self.bench.later("cluster.describe", self._describe_here, _PAUSE)

    def _describable(self, row: Known) -> bool:
        store = self.store
        return bool(row["clusters"]) and not self.bench.busy("Search") and "Describe" not in store.failed

    def _describe_here(self) -> None:
        key = self.here
        row = self.store.found.get(key or "")
        if key and row and key not in self.store.described and self._describable(row):
            self.bench.ask_describe(key)

    def _why_no_segments(self, row: Known) -> str:
        failed = self.store.failed.get("Describe")
        if not row["clusters"]:
            return "There is nothing to draw: all rows are noise."
        if failed:
            return failed.what
        if self.bench.busy("Search"):
            return "The scatter comes when the search is done."
        return "working out the segments" + ("..." if self.bench.ascii else "…")

    def _say_info(self) -> None:
        key = self.here
        row = self.store.found.get(key or "")
        text = Text()
        if row is not None and self.store.plan is not None:
            by_hand = self.store.plan.select.candidate is not None
            text.append(label(row), "bold").append("  ")
            text.append(standing(row, self.store.chosen, by_hand, self.called))
            if self._marked and self._marked != key and self._marked in self.store.found:
                text.append(f"  m compares it with {self.called(self._marked)}.")
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
        if name in names and not self.board.go(names.index(name)):
            self.bench.status.say(f"The filter hides {name}: f changes it.")

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

    # Doing

    def action_search(self) -> None:
        """Search the grids."""
        if self.store.plan is None:
            self.bench.status.say("No file is open.")
        elif self.bench.busy("Search"):
            self.bench.status.say("The search is under way; x stops it.")
        else:
            self.bench.ask_search()
            self._draw()

    def action_choose(self) -> None:
        """Take the candidate at hand; the chosen one by hand is given back to the conditions."""
        choose(self.bench, self.here)

    @on(Board.RowSelected, "#cluster-board")
    @on(Charts.Chosen)
    def _chosen(self) -> None:
        self.action_choose()

    def action_edit(self) -> None:
        """Change what is searched."""
        if self.store.plan is not None:
            self.run_worker(edit_grids(self.bench), group="cluster.form", exclusive=True)

    def action_conditions(self) -> None:
        """Change what makes a candidate useful."""
        if self.store.plan is not None:
            self.run_worker(edit_conditions(self.bench), group="cluster.form", exclusive=True)

    # Comparing

    def action_compare(self) -> None:
        """Mark the candidate at hand, let the mark go, or compare with the marked one."""
        key = self.here
        if key is None:
            return
        if self._marked not in self.store.found or self._marked is None:
            self._marked = key
            self.bench.status.say(f"{self.called(key)} is marked: m on another compares the two.")
        elif self._marked == key:
            self._marked = None
            self.bench.status.say("The mark is gone.")
        else:
            self.run_worker(compare(self, self._marked, key), group="cluster.compare", exclusive=True)
        self.board.redress()
        self._say_info()
