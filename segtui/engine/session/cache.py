"""The cache of the compute process."""

from __future__ import annotations

import json
import shutil
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from segtui.data.addresses import is_address, shown_table
from segtui.data.databases.change_stamps import has_changed
from segtui.data.reading.source_paths import absolute
from segtui.engine.session.frames import Frames
from segtui.engine.session.session_tables import DrawnSample, SessionTables
from segtui.engine.session.sights import Sights
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.pipeline.lru import Recent
from segtui.pipeline.preparing.table_reader import CachedTableReader
from segtui.plan.load import parse
from segtui.plan.model import Plan
from segtui.plan.paths_of_plan import with_lakes

if TYPE_CHECKING:
    from segtui.clustering.algorithm import Candidate
    from segtui.data.table import Table
    from segtui.engine.transport.messages.message import PlanRequest
    from segtui.pipeline.artifacts.checkpoint import Checkpoint
    from segtui.pipeline.artifacts.run_reader import RunFiles
    from segtui.pipeline.finished_runs.kept_run import KeptRun, Recalled
    from segtui.pipeline.predicting.preview import PredictionPreview
    from segtui.pipeline.progress import Listener
    from segtui.pipeline.report.choice.alternatives import Beside
    from segtui.pipeline.searching.leaders.assess import Assessment
    from segtui.pipeline.searching.search import SearchResult
    from segtui.pipeline.segmenting.build_segments import Segmented
    from segtui.pipeline.workflow import Basis, Workflow
    from segtui.segments.choosing.choose import Selection

_RESULTS = 2
"""How many of each stage are kept."""
_PREVIEWS = 16


class SessionCache:
    """The session's folder, what was read, prepared and searched last, and the frames that the app was given.

    What only later questions need is imported when they come: the first rows must not wait for it.
    """

    def __init__(self, session: Path) -> None:
        self.session = session
        for left in session.rglob("*.part"):  # of a compute process that was killed
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        self.files = CachedTableReader()
        self.tables = SessionTables(self.files)
        self.sights = Sights(self.files)
        self.frames = Frames(session / "frames")
        self._candidates = session / "finds"
        self._plans: Recent[str, Plan] = Recent(_RESULTS)
        self._recalled: Recent[str, Recalled] = Recent(_RESULTS)
        self._kept: tuple[str, KeptRun] | None = None
        self.previewed: Recent[str, PredictionPreview] = Recent(_PREVIEWS)
        """What predictions would learn from, by all that it depends on."""
        self.pace = 1.0
        """How long learning a prediction took last, by how long it was forecast."""

    def plan(self, question: PlanRequest) -> Plan:
        """The plan of a question, parsed once for as long as the same is asked about; raises what `parse` raises."""
        text, folder = question.plan, question.folder
        return self._plans.get_or(f"{folder}\n{text}", lambda: with_lakes(parse(text), Path(folder)))

    @cached_property
    def workflow(self) -> Workflow:
        """Takes a plan through its stages, and keeps the last results of each."""
        from segtui.engine.session.learned_predictions import LearnedPredictions
        from segtui.pipeline.workflow import StageCache, Workflow

        predicted = LearnedPredictions(self.session / "predictions")
        return Workflow(self.tables, StageCache(_RESULTS, predicted), self._checkpoint)

    def prepared(self, plan: Plan, folder: Path, listener: Listener) -> Basis:
        """The plan run up to the matrix; nothing is repeated while neither plan nor files change."""
        self.look_at(plan, folder, listener)
        return self.workflow.prepare(plan, folder, listener)

    def look_at(self, plan: Plan, folder: Path, listener: Listener) -> DrawnSample | None:
        """The sample that is looked at of a table that a run of the plan works through in parts; else None.

        Raises what `SessionTables.look_at` raises.
        """
        return self.tables.look_at(plan, folder, listener)

    def table(self, plan: Plan, folder: Path) -> Table:
        """The plan's source as the Data screen looks at it."""
        assert plan.source is not None
        return self.sights.of(plan.source, folder, in_parts=self.tables.is_in_parts(plan, folder)).table

    def tell_changes(self, plan: Plan, folder: Path, listener: Listener) -> None:
        """A note for each table of a server that has changed since it was read: what was read stays in use."""
        for path in dict.fromkeys(table.path for table in plan.tables()):
            if is_address(path) and has_changed(absolute(path, folder)):
                told = say(
                    "{table} has changed since it was read: open it again to see its rows", table=shown_table(path)
                )
                listener.note(told)

    def searched(self, plan: Plan, basis: Basis, listener: Listener, *, whole: bool = False) -> SearchResult:
        """Every candidate of the plan's grids with its scores; candidates found before are not searched again.

        Those of a run that was recalled lack most labels, which `filled` finds one by one, unless `whole`.
        """
        from segtui.pipeline.workflow import search_key

        if not whole and (kept := self.kept(plan)):
            raise UsageError(kept.why, fix=say("search again on the Cluster screen"))
        key = search_key(plan, basis)
        if not whole and self.workflow.cache.searched.get(key) is None and (recalled := self._recalled.get(key)):
            return recalled.searched
        return self.workflow.search(plan, basis, listener, self._checkpoint)

    def recalled(self, plan: Plan, basis: Basis, run: RunFiles) -> SearchResult:
        """The search results of a finished run; they count as the search of this plan from now on.

        So do its predictions.
        """
        from segtui.pipeline.finished_runs.kept_run import recalled
        from segtui.pipeline.finished_runs.recalled_predictions import recalled_predictions
        from segtui.pipeline.predicting.prediction_keys import prediction_key
        from segtui.pipeline.workflow import search_key

        found = self._recalled.get_or(search_key(plan, basis), lambda: recalled(run, basis.prepared.matrix))
        if plan.predict == run.plan.predict:
            for number, learned in recalled_predictions(run, basis, found.predictions).items():
                self.workflow.cache.predicted.put(prediction_key(plan, basis.files, number), learned)
            self._recalled.put(search_key(plan, self.predicted(plan, basis)), found)
        return found.searched

    def beside(self, plan: Plan, basis: Basis, candidate: str) -> Beside:
        """The next coarser and the next finer candidate beside the choice of a recalled run, as it keeps them."""
        from segtui.pipeline.workflow import search_key

        known = self._recalled.get(search_key(plan, basis))
        return known.beside if known is not None and known.chosen == candidate else (None, None)

    def keep(self, plan: Plan, run: RunFiles, why: str) -> KeptRun:
        """The run as its own files have it, and why it is shown so; it stands for this plan from now on."""
        from segtui.pipeline.finished_runs.kept_run import kept_run

        found = kept_run(run, why)
        self._kept = (_searched_parts(plan), found)
        return found

    def kept(self, plan: Plan) -> KeptRun | None:
        """The run that stands for this plan: its data can't be used, or is larger than memory."""
        known = self._kept
        return known[1] if known and known[0] == _searched_parts(plan) else None

    def forget_kept(self) -> None:
        """A search has found something newer."""
        self._kept = None

    def assessed(
        self, plan: Plan, basis: Basis, listener: Listener, first: int | None = None
    ) -> tuple[Selection, Assessment | None]:
        """The choice, whose leading candidates know how far they are found again, and the assessment.

        With `first`, only this many of them. What a recalled run says of its choice is not computed again, and
        without the assessment; nor is anything searched again for the `first` ones.
        """
        from segtui.pipeline.workflow import search_key
        from segtui.segments.choosing.choose import choose_candidate

        choice = choose_candidate(self.searched(plan, basis, listener).scored, plan.select)
        here = self.workflow.cache.searched.get(search_key(plan, basis)) is not None
        if (choice.chosen is not None and choice.chosen.scored.stability is not None) or not (here or first is None):
            return choice, None
        choice = choose_candidate(self.searched(plan, basis, listener, whole=True).scored, plan.select)
        found = self.workflow.assess(plan, basis, choice, listener, self._checkpoint, first)
        return found.told(choice), found

    def filled(self, plan: Plan, basis: Basis, candidate: Candidate) -> Candidate:
        """The candidate with its labels; if only its scores are known, it alone is searched."""
        from segtui.pipeline.searching.search import search_one

        if candidate.labels.size:
            return candidate
        return search_one(plan, basis.prepared.matrix, candidate.key, self._checkpoint(plan, basis))

    def unfinished(self, plan: Plan, basis: Basis) -> list[Candidate]:
        """The results of an interrupted search; empty if one finished, because `searched` has those."""
        from segtui.pipeline.workflow import search_key

        key = search_key(plan, basis)
        if self.workflow.cache.searched.get(key) is not None or self._recalled.get(key) is not None:
            return []
        checkpoint = self._checkpoint(plan, basis)
        return [] if checkpoint.scores() is not None else checkpoint.candidates()

    def predicted(self, plan: Plan, basis: Basis) -> Basis:
        """The same with the predictions of the plan that are learned; their columns stand in its frame."""
        return self.workflow.with_known_predictions(plan, basis)

    def segmented(self, plan: Plan, basis: Basis, candidate: Candidate, folder: Path) -> Segmented:
        """The segments of a candidate, as a run of the plan would make them; its paths are relative to `folder`."""
        from segtui.pipeline.segmenting.previous_run import previous_run

        candidate = self.filled(plan, basis, candidate)
        return self.workflow.segment(plan, basis, candidate, previous_run(plan, folder))

    def _checkpoint(self, plan: Plan, basis: Basis) -> Checkpoint:
        from segtui.pipeline.artifacts.checkpoint import cached_candidates

        return cached_candidates(self._candidates, plan, basis.hashes, basis.kinds)


def _searched_parts(plan: Plan) -> str:
    """What a search depends on of the plan alone."""
    from segtui.plan.parts import values_of
    from segtui.plan.stages import SEARCHED

    return json.dumps(values_of(plan, SEARCHED), sort_keys=True)
