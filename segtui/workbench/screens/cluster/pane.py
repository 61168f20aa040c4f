"""The Cluster screen: the grids, their forecast, the leaderboard, and the charts that follow it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from segtui.engine.transport.messages import (
    Assess,
    Assessed,
    Described,
    Failed,
    Forecast,
    Forecasted,
    Found,
    Message,
    RulesChecked,
    Searched,
    SearchGrids,
)
from segtui.language.sentences import tell
from segtui.language.translation import _
from segtui.plan.stages import Parts
from segtui.workbench.keys.key_names import key_of, with_keys
from segtui.workbench.parts.pane import Pane
from segtui.workbench.screens.cluster.alternatives import Way, beside, keeps_stability, none_beside
from segtui.workbench.screens.cluster.candidate_charts import Charts
from segtui.workbench.screens.cluster.current_candidate import ChartsFollower
from segtui.workbench.screens.cluster.leaderboard import Board
from segtui.workbench.screens.cluster.leaderboard_rows import formats
from segtui.workbench.screens.cluster.leaderboard_view import LeaderboardView
from segtui.workbench.screens.cluster.pane_keys import CLUSTER_KEYS
from segtui.workbench.screens.cluster.resample_while_idle import AT_REST, resample_while_idle
from segtui.workbench.screens.cluster.search_changes import (
    choose,
    compare,
    edit_conditions,
    edit_grids,
    edit_rules,
    rules_form,
)
from widgets.plain.static import Static

_EVERY = 0.5
"""Seconds between two drawings of a leaderboard that is filling."""
_OURS = ("Forecast", "SearchGrids", "Prepare")


class ClusterPane(Pane):
    """The grids to search, the candidates found, and the one chosen."""

    key = "cluster"
    title = "Cluster"
    HELP = """\
{cluster.search} searches the grids; candidates appear as they are found, and {app.cancel} stops and keeps what was
found. {cluster.edit} changes the grids, {cluster.rules} segments by rules that are a candidate beside them,
{cluster.conditions} the conditions for useful candidates. The leaderboard has the most telling index first; the help
of its own says what each means. A silhouette's margin is half of its 95 % interval, if estimated from a sample; a
Dunn index with a sign before it is an upper bound. A star marks the chosen candidate, = one that groups the rows like
another, a cross one that fails a condition. {cluster.choose} chooses the candidate at the cursor; on the one that you
chose it goes back to the automatic choice. {cluster.compare} marks one, and on another compares the two. {board.sort}
sorts by the column at the cursor, {cluster.filter} filters. The charts follow the cursor and move it:
{cluster.charts} goes there and back, {cluster.turn} turns to the scatter, then to how many. {cluster.coarser} and
{cluster.finer} go to the next best candidates with fewer and with more segments, which the line below the leaderboard
compares with the current one. While nothing else is computed, the best candidates are resampled one after the other,
to see how far their segments are found again; {cluster.assess} does it for all at once. {cluster.segments} shows the
segments."""
    FIND = "a candidate"
    FOCUS = "#cluster-board"
    BINDINGS: ClassVar[list[BindingType]] = CLUSTER_KEYS

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = LeaderboardView(self)
        self.follower = ChartsFollower(self.view)
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The grids in words, errors, the leaderboard with a line about the current candidate, the charts."""
        yield Static(id="cluster-plan")
        yield Static(id="cluster-error", classes="error", markup=False)
        with Horizontal(id="cluster-body"):
            with Vertical(id="cluster-left"):
                yield Board(
                    id="cluster-board",
                    ascii=self.bench.ascii,
                    frozen=2,
                    row_style=self.view.look,
                    formats=formats(self.view.sureness, ascii=self.bench.ascii),
                )
                yield Static(id="cluster-nothing", markup=False)
            yield Charts(ascii=self.bench.ascii)
        with Vertical(id="cluster-below"):
            yield Static(id="cluster-info")
            yield Static(id="cluster-beside")

    # What is known

    def shown(self) -> None:
        """Ask for the forecast if it is missing, and draw."""
        self._ask()
        self._draw()

    def plan_changed(self, parts: Parts) -> None:
        """The leaderboard may be of an older plan now, or be ranked again."""
        store = self.store
        self.view.outdated = (self.view.outdated or self.view.was_searched) and not store.found
        if "source" in parts and not store.opened:
            self.view.marked = None
        ranks_anew = "select" in parts and parts <= {"select", "segments"}
        if ranks_anew and store.found and store.searched is None and self.view.was_searched:
            self.bench.engine.ask(SearchGrids)  # no new search: the candidates are ranked by the new conditions
        self.view.was_searched = bool(store.found) and self.view.was_searched
        if self.in_front:
            self.shown()

    def heard(self, message: Message) -> None:
        """A forecast, candidates, or the segments of one."""
        if isinstance(message, (Found, Searched)):
            self.view.outdated = False
            self.view.was_searched = isinstance(message, Searched)
        if isinstance(message, (Described, Failed)):
            self.view.answered.set()
        if isinstance(message, RulesChecked) and (form := rules_form(self.bench)):
            form.checked(message)
        if not self.in_front:
            return
        if isinstance(message, Found):
            self._soon()
        elif isinstance(message, (Forecasted, Searched, Assessed)):
            self._ask()
            self._draw()
        elif isinstance(message, Described):
            self.follower.follow()

    def busy_changed(self) -> None:
        """A search begins or ends."""
        self.bench.later("cluster.resample", partial(resample_while_idle, self.bench), AT_REST)
        if self.in_front and self.query(Board):
            self.view.say_plan()
            self.follower.say_info()
            if not self.bench.engine.busy() and self.store.searched is None:
                self.follower.follow()  # what was found before the search was stopped has its charts now

    def failed(self, kind: str, message: Failed) -> bool:
        """Show a failed forecast, search or description in place."""
        if kind == "CheckRules" and (form := rules_form(self.bench)):
            form.failed(message.what, at_fault=any(f["key"].startswith("search.rules") for f in message.faults))
            return True
        self._draw()
        return kind in (*_OURS, "Describe")

    def find(self, text: str) -> None:
        """Find a candidate by its name or figures."""
        self.view.board.find(text)

    def _ask(self) -> None:
        store, bench = self.store, self.bench
        known = store.plan is None or store.forecasted is not None or store.failed.keys() & {"Forecast", "SearchGrids"}
        if not known and not bench.engine.busy("SearchGrids"):
            bench.engine.ask(Forecast)
        if store.assessed is None and "Assess" not in store.failed and keeps_stability(store):
            bench.engine.ask(Assess)

    # Drawing

    def _soon(self) -> None:
        """Draw, but not more often than an SSH connection can take."""
        if self._waiting is None:
            self._waiting = self.set_timer(_EVERY, self._draw)

    def _draw(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if not self.query(Board):
            return  # the app is closing
        self.view.draw()
        self.call_after_refresh(self.follower.settle)
        self.follower.follow()

    # Moving

    @on(Board.CursorMoved, "#cluster-board")
    def _moved(self) -> None:
        self.follower.say_info()
        self.store.failed.pop("Describe", None)
        self.bench.later("cluster.follow", self.follower.follow, 0.05)

    def on_charts_wanted(self, event: Charts.Wanted) -> None:
        """Let the leaderboard follow the chart."""
        if event.key is None:
            self.bench.status.say(event.what)
        elif event.key != self.view.here:
            self.follower.go(event.key)

    def action_step(self, by: int) -> None:
        """The next candidate or the one before, from wherever the focus is."""
        self.view.board.step(by)

    def action_beside(self, way: Way) -> None:
        """To the next candidate with fewer segments than the current one, or more."""
        key = beside(self.store.described.get(self.view.here or ""), way)
        if key is None:
            self.bench.status.say(none_beside(way))
        else:
            self.follower.go(key)

    def action_assess(self) -> None:
        """Resample the chosen candidate and the next best."""
        if self.store.searched is None or self.store.chosen is None:
            self.bench.status.say(with_keys("No candidate to resample yet: {cluster.search} searches."))
        elif self.store.assessed is None or self.store.assessed.left:
            self.bench.engine.ask(Assess)
        else:
            self.bench.status.say(_("The best candidates have been resampled."))

    def action_charts(self) -> None:
        """To the charts and back."""
        self.follower.turn_to_charts()

    def action_back(self) -> None:
        """Back to the leaderboard."""
        self.follower.back()

    def action_turn(self) -> None:
        """The chart of the parameters, then the scatter, then how many segments there are."""
        self.follower.turn()

    def action_filter(self) -> None:
        """Show all, those that meet the conditions, then one algorithm after the other."""
        self.follower.filter()

    async def action_segments(self) -> None:
        """Show the segments."""
        await self.bench.panes.show("segments")

    # Doing

    def action_search(self) -> None:
        """Search the grids."""
        if self.store.plan is None:
            self.bench.status.say(_("No file is open."))
        elif self.bench.engine.busy("SearchGrids"):
            self.bench.status.say(with_keys("The search is running; {app.cancel} stops it."))
        else:
            self.bench.engine.ask(SearchGrids)
            self._draw()

    def action_choose(self) -> None:
        """Choose the current candidate; on the one chosen by hand, go back to the automatic choice."""
        choose(self.view, self.view.here)

    @on(Board.RowSelected, "#cluster-board")
    @on(Charts.Chosen)
    def _chosen(self) -> None:
        self.action_choose()

    def action_edit(self) -> None:
        """Change what is searched."""
        if self.store.plan is not None:
            self.run_worker(edit_grids(self.bench), group="cluster.form.ask", exclusive=True)

    def action_conditions(self) -> None:
        """Change the conditions for useful candidates."""
        if self.store.plan is not None:
            self.run_worker(edit_conditions(self.bench), group="cluster.form.ask", exclusive=True)

    def action_rules(self) -> None:
        """Change the segments by rules."""
        if self.store.plan is not None:
            self.run_worker(edit_rules(self.bench), group="cluster.form.ask", exclusive=True)

    # Comparing

    def action_compare(self) -> None:
        """Mark the current candidate, remove the mark, or compare with the marked one."""
        key = self.view.here
        if key is None:
            return
        if self.view.marked not in self.store.found or self.view.marked is None:
            self.view.marked = key
            keys = {"candidate": self.view.called(key), "compare": key_of("cluster.compare")}
            self.bench.status.say(
                tell("{candidate} is marked: {compare} on another candidate compares the two.", **keys)
            )
        elif self.view.marked == key:
            self.view.marked = None
            self.bench.status.say(_("Mark removed."))
        else:
            self.run_worker(compare(self.view, self.view.marked, key), group="cluster.compare", exclusive=True)
        self.view.board.restyle()
        self.follower.say_info()
