"""What the compute process keeps from one question to the next."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate
from segtui.data.table import ReadReport, Table
from segtui.engine.session.frames import Frames
from segtui.engine.transport.progress_reporter import Teller
from segtui.errors import PlanError
from segtui.features.components import principal_components
from segtui.pipeline.artifacts.candidate_cache import finds
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.build_segments import Segmented, segment
from segtui.pipeline.cached_reader import CachedReader, stamped
from segtui.pipeline.forecast import check_memory
from segtui.pipeline.lru import Recent
from segtui.pipeline.prepare import PreparedRun, prepare
from segtui.pipeline.previous_run import previous_run
from segtui.pipeline.progress import Listener
from segtui.pipeline.recall_search import recall
from segtui.pipeline.resolve_ties import resolve_ties
from segtui.pipeline.run import hashes
from segtui.pipeline.search import SearchResult, check_candidate, search, search_one
from segtui.pipeline.unknown_columns import unknown_names
from segtui.plan.model import Plan
from segtui.plan.stages import LABELLED, PREPARED
from segtui.profiling.profile import Profile, profile

_PREPARED = 2
_SEARCHED = 2
_SEGMENTED = 2
_FINDS = 4


@dataclass(frozen=True)
class Basis:
    """A prepared plan, and what it was prepared from, as text."""

    prepared: PreparedRun
    made_from: str

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file it was read from."""
        return hashes(self.prepared)

    @cached_property
    def components(self) -> tuple[NDArray[np.float64], list[float]]:
        """The rows of the matrix on their first two principal components, and each one's share of the variance."""
        return principal_components(self.prepared.matrix.values)

    @cached_property
    def profile(self) -> Profile:
        """The profile of the cleaned and joined frame."""
        reading = self.prepared.tables[0].reading
        cleaned = ReadReport(reading.path, reading.files, reading.format)
        return profile(Table(self.prepared.frame, self.prepared.id, cleaned))


class Kept:
    """The session's folder, what was read, prepared and searched last, and the frames that the app was given."""

    def __init__(self, session: Path) -> None:
        self.session = session
        for left in session.rglob("*.part"):  # of a compute process that was killed
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        self.files = CachedReader()
        self.frames = Frames(session / "frames")
        self.finds = session / "finds"
        self._prepared: Recent[str, Basis] = Recent(_PREPARED)
        self._searched: Recent[str, SearchResult] = Recent(_SEARCHED)
        self._recalled: Recent[str, SearchResult] = Recent(_SEARCHED)
        self._settled: Recent[str, SearchResult] = Recent(_SEARCHED)
        self._segmented: Recent[str, Segmented] = Recent(_SEGMENTED)

    def prepared(self, plan: Plan, folder: Path, teller: Teller) -> Basis:
        """The plan run up to the matrix; nothing is done again while neither plan nor files change."""
        source = made_from(plan, folder)
        known = self._prepared.get(source)
        if known is None:
            known = Basis(prepare(plan, folder, teller, reader=self.files), source)
            self._prepared.put(source, known)
        elif faults := unknown_names(plan, known.prepared.tables[0].frame.columns if plan.source else None):
            raise PlanError(faults)
        return known

    def searched(self, plan: Plan, basis: Basis, listener: Listener, *, whole: bool = False) -> SearchResult:
        """Every candidate of the plan's grids with its scores; candidates found before are not searched again.

        Those of a run that was recalled lack most labels, which `filled` finds one by one, unless `whole`.
        """
        key = _all_searched(plan, basis)
        known = self._searched.get(key)
        if known is None and not whole and (recalled := self._recalled.get(key)):
            return recalled
        if known is None:
            check_memory(plan, basis.prepared.matrix, None)
            checkpoint = finds(self.finds, plan, basis.hashes)
            known = search(plan, basis.prepared.matrix, checkpoint, listener)
            self._searched.put(key, known)
            self._make_room()
        else:
            check_candidate(plan.select, known.families, known.rows, known.distinct)
        found, select = known, plan.select.model_dump_json()
        return self._settled.get_or(key + select, lambda: resolve_ties(found, plan, basis.prepared.matrix, listener))

    def recalled(self, plan: Plan, basis: Basis, run: RunFiles) -> SearchResult:
        """What the search of a finished run found; it counts as searched for this plan from now on."""
        key = _all_searched(plan, basis)
        return self._recalled.get_or(key, lambda: recall(run, basis.prepared.matrix))

    def filled(self, plan: Plan, basis: Basis, candidate: Candidate) -> Candidate:
        """The candidate with its labels: where only its scores are known, it alone is searched."""
        if candidate.labels.size:
            return candidate
        return search_one(plan, basis.prepared.matrix, candidate.key, finds(self.finds, plan, basis.hashes))

    def unfinished(self, plan: Plan, basis: Basis) -> list[Candidate]:
        """What a search that was cut off has found; nothing where one came to its end, for `searched` has that."""
        key = _all_searched(plan, basis)
        if self._searched.get(key) is not None or self._recalled.get(key) is not None:
            return []
        checkpoint = finds(self.finds, plan, basis.hashes)
        return [] if checkpoint.scores() is not None else checkpoint.candidates()

    def segmented(self, plan: Plan, basis: Basis, candidate: Candidate, folder: Path) -> Segmented:
        """The segments of a candidate, as a run of the plan would make them; its paths are relative to `folder`."""
        candidate = self.filled(plan, basis, candidate)
        rest = plan.model_dump(mode="json", include=set(LABELLED))
        previous = previous_run(plan, folder)
        before = stamped(str(previous.path / "run.json"), folder) if previous else None
        key = json.dumps([basis.made_from, rest, label_digest(candidate), before], sort_keys=True)
        return self._segmented.get_or(key, lambda: segment(plan, basis.prepared, candidate, previous))

    def _make_room(self) -> None:
        """Keep the candidates of the last few matrices."""
        with contextlib.suppress(OSError):
            newest = sorted(self.finds.iterdir(), key=lambda f: f.stat().st_mtime_ns, reverse=True)
            for old in newest[_FINDS:]:
                shutil.rmtree(old)


def made_from(plan: Plan, folder: Path) -> str:
    """All that a matrix depends on: the parts of the plan, and the files as they are now."""
    parts = plan.model_dump(mode="json", include=set(PREPARED))
    paths = [*([plan.source.path] if plan.source else []), *(maker.path for maker in plan.derive)]
    return json.dumps([parts, str(folder.absolute()), [stamped(path, folder) for path in paths]], sort_keys=True)


def _all_searched(plan: Plan, basis: Basis) -> str:
    """All that the candidates and their scores depend on."""
    grids = [(grid.name, grid.model_dump(mode="json")) for grid in plan.grids()]
    return json.dumps([basis.made_from, plan.seed, plan.sample(), grids, plan.select.by == "dbcv"])


def label_digest(candidate: Candidate) -> str:
    """What stands for a candidate's labels and strengths: equal ones have the same."""
    digest = hashlib.sha256(candidate.labels.tobytes())
    digest.update(b"" if candidate.strength is None else candidate.strength.tobytes())
    return digest.hexdigest()
