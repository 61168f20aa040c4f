"""A plan taken through its stages, by `segtui run` and by a session of the workbench alike."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from segtui.clustering.algorithm import Candidate
from segtui.data.addresses import STANDARD_INPUT
from segtui.data.source import Source
from segtui.data.table import ReadReport, Table
from segtui.delivery.export.suppression.match import ListTally
from segtui.errors import PlanError
from segtui.pipeline.artifacts import manifest
from segtui.pipeline.artifacts.checkpoint import Checkpoint
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.lru import Recent
from segtui.pipeline.predicting.prediction_keys import KeptPredictions, bands_in, predicted_in, prediction_key
from segtui.pipeline.preparing.prepare import PreparedRun, prepare, unknown_names
from segtui.pipeline.preparing.table_reader import TableReader, stamped
from segtui.pipeline.progress import Listener
from segtui.pipeline.searching.forecast import check_memory
from segtui.pipeline.searching.leaders.assess import Assessment, assess, leaders
from segtui.pipeline.searching.leaders.resolve_ties import resolve_ties
from segtui.pipeline.searching.search import SearchResult, check_candidate, search
from segtui.pipeline.segmenting.build_segments import Concluded, Segmented, build_segments, segment
from segtui.plan.model import Plan
from segtui.plan.parts import values_of
from segtui.plan.stages import LABELLED, PREPARED, SEARCHED, Parts
from segtui.plan.telling import told_as
from segtui.profiling.profile import Profile, profile
from segtui.segments.choosing.choose import Selection

if TYPE_CHECKING:
    from segtui.pipeline.predicting.predict_plan import Learned


@dataclass(frozen=True)
class Basis:
    """A prepared plan, and what it was prepared from as text, empty where no cache asks for it.

    `given` is what came by standard input, `followed` what the cohort tables were made from, `files` what was read.
    """

    prepared: PreparedRun
    made_from: str
    given: bytes = b""
    followed: str = ""
    files: str = ""

    @property
    def kinds(self) -> str:
        """The columns of the prepared rows with their types: a table may have the same cells in other ones."""
        return "\n".join(f"# {name!r}: {kind}" for name, kind in self.prepared.frame.schema.items())

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every file that was read, by its path; "-" is standard input.

        An address has its reader's fingerprint.
        """
        found: dict[str, str] = {}
        readings = [table.reading for table in (*self.prepared.tables, *self.prepared.order_tables)]
        for reading in readings:
            found |= {file: manifest.sha256(Path(file)) for file in reading.files} | reading.fingerprints
        if any(reading.path == STANDARD_INPUT for reading in readings):
            found[STANDARD_INPUT] = manifest.sha256_of(self.given)
        return found

    @cached_property
    def components(self) -> tuple[NDArray[np.float64], list[float]]:
        """The rows of the matrix on their first two principal components, and each one's share of the variance."""
        from segtui.features.scaled_matrix.components import principal_components

        return principal_components(self.prepared.matrix.values)

    @cached_property
    def profile(self) -> Profile:
        """The profile of the cleaned and joined frame."""
        reading = self.prepared.tables[0].reading
        cleaned = ReadReport(reading.path, reading.files, reading.format)
        return profile(Table(self.prepared.frame, self.prepared.id, cleaned))


OpenCandidates = Callable[[Plan, Basis], Checkpoint]
"""Opens the candidates that were found for a plan so far."""


Outcome = tuple[Basis, SearchResult, Concluded]
"""What the stages of a run found."""


class StageCache:
    """The last `size` results of each stage, by the keys in `segtui.plan.stages`; without room nothing is kept.

    `predicted` keeps what predictions found.
    """

    def __init__(self, size: int = 0, predicted: KeptPredictions | None = None) -> None:
        self.size = size
        self.predicted: KeptPredictions = Recent(0) if predicted is None else predicted
        self.prepared: Recent[str, Basis] = Recent(size)
        self.searched: Recent[str, SearchResult] = Recent(size)
        self.resolved: Recent[str, SearchResult] = Recent(size)
        self.segmented: Recent[str, Segmented] = Recent(size)
        self.assessed: Recent[str, Assessment] = Recent(size)


class Workflow:
    """The order of the stages: prepare, search, resolve ties, segment, assess.

    A stage that the cache has is not done again. `segtui run` goes through them once, with a cache that stays empty.
    `candidates` is where a session keeps them; a run without a session keeps its own.
    """

    def __init__(
        self,
        reader: TableReader | None = None,
        cache: StageCache | None = None,
        candidates: OpenCandidates | None = None,
    ) -> None:
        self.reader = reader or TableReader()
        self.cache = cache or StageCache()
        self.candidates = candidates

    def prepare(self, plan: Plan, folder: Path, listener: Listener, given: bytes = b"") -> Basis:
        """Read, clean, derive and make the matrix; paths are relative to `folder`, `given` came by standard input.

        Raises what `segtui.pipeline.preparing.prepare.prepare` raises.
        """
        files = files_of(plan, folder) + self.reader.view(plan.source) if self.cache.size else ""
        source = _parts(plan, PREPARED) + files if self.cache.size else ""
        followed = followed_from(plan, folder) if self.cache.size else ""
        known = self.cache.prepared.get(source + followed)
        if known is None:
            prepared = prepare(plan, folder, listener, io.BytesIO(given), self.reader)
            known = self.cache.prepared.put(source + followed, Basis(prepared, source, given, followed, files))
        else:
            columns = known.prepared.tables[0].frame.columns if plan.source else None
            if faults := unknown_names(plan, columns, dict(enumerate(known.prepared.derived, 1))):
                raise PlanError(faults)
        return known

    def predict(self, plan: Plan, basis: Basis, listener: Listener) -> Basis:
        """The same with what the plan's predictions found, whose columns stand in its frame.

        Raises what `predict_plan` raises.
        """
        if not plan.predict:
            return basis
        from segtui.pipeline.predicting.predict_plan import predict_plan

        learn = partial(self.learn, plan, basis, listener)
        return replace(basis, prepared=predict_plan(plan, basis.prepared, listener, learn))

    def learn(self, plan: Plan, basis: Basis, listener: Listener, number: int) -> Learned:
        """What the plan's prediction of this number finds, from 1, with the rows of its test; raises the same."""
        from segtui.pipeline.predicting.predict_plan import learned

        key, kept = prediction_key(plan, basis.files, number), self.cache.predicted
        known = kept.get(key)
        return known if known and known[0].test else kept.put(key, learned(plan, basis.prepared, number, listener))

    def with_known_predictions(self, plan: Plan, basis: Basis) -> Basis:
        """The same with those of the plan's predictions that the cache has."""
        keys = {number: prediction_key(plan, basis.files, number) for number in range(1, len(plan.predict) + 1)}
        known = {number: found for number, key in keys.items() if (found := self.cache.predicted.get(key))}
        if not known or basis.prepared.predictions:
            return basis
        from segtui.pipeline.predicting.predict_plan import with_predictions

        return replace(basis, prepared=with_predictions(plan, basis.prepared, known))

    def rows(self, plan: Plan, basis: Basis) -> AllRows:
        """All rows of a prepared plan, for its exports."""
        return AllRows.in_memory(plan, basis.prepared)

    def search(
        self,
        plan: Plan,
        basis: Basis,
        listener: Listener,
        candidates: OpenCandidates,
        memory: int | None = None,
    ) -> SearchResult:
        """Every candidate of the plan's grids with its scores, ties between the best resolved.

        `candidates` opens what was found before, and keeps what is found. `memory` is the most bytes that the search
        may take, None for what is free. Raises what `check_memory` and `search` raise.
        """
        matrix, key = basis.prepared.matrix, search_key(plan, basis)
        found = self.cache.searched.get(key)
        if found is None:
            checkpoint = candidates(plan, basis)
            check_memory(plan, matrix, memory)
            found = self.cache.searched.put(key, search(plan, matrix, checkpoint, listener))
        else:
            check_candidate(plan.select, found.families, found.rows, found.distinct)
        searched, selection = found, _parts(plan, SEARCHED & {"select"})
        return self.cache.resolved.get_or(key + selection, lambda: resolve_ties(searched, plan, matrix, listener))

    def segment(self, plan: Plan, basis: Basis, candidate: Candidate, previous: RunFiles | None) -> Segmented:
        """The segments of a candidate, with the numbers and names of the `previous` run's."""
        before = stamped(Source(path=str(previous.path / "run.json")), Path()) if previous and self.cache.size else None
        parts = [_parts(plan, LABELLED), predicted_in(plan, basis.prepared)]
        key = json.dumps([basis.made_from, basis.followed, parts, label_digest(candidate), before])
        with told_as(plan, basis.prepared.derived):
            return self.cache.segmented.get_or(key, lambda: segment(plan, basis.prepared, candidate, previous))

    def assess(
        self,
        plan: Plan,
        basis: Basis,
        choice: Selection,
        listener: Listener,
        candidates: OpenCandidates,
        first: int | None = None,
    ) -> Assessment:
        """How far the chosen candidate and the next best, or only the `first` of them, are found again.

        Their labels must be known.
        """
        leading = [label_digest(one) for one in leaders(plan, choice)]
        key = search_key(plan, basis) + json.dumps([_parts(plan, frozenset({"stability"})), leading, first])
        matrix = basis.prepared.matrix
        return self.cache.assessed.get_or(
            key, lambda: assess(plan, matrix, choice, candidates(plan, basis), listener, first)
        )

    def conclude(
        self,
        plan: Plan,
        basis: Basis,
        searched: SearchResult,
        listener: Listener,
        previous: RunFiles | None,
        candidates: OpenCandidates,
    ) -> Concluded:
        """Choose a candidate, make its segments, and see how far they are found again."""
        found = build_segments(
            plan, basis.prepared.matrix, searched, listener, lambda chosen: self.segment(plan, basis, chosen, previous)
        )
        assessed = self.assess(plan, basis, found.choice, listener, candidates)
        return found.with_assessment(assessed, plan.select.clusters[1])

    def write(
        self, place: Path, plan: Plan, folders: tuple[Path, Path], found: Outcome, lists: Sequence[ListTally]
    ) -> Outcome:
        """Write everything but run.json into `place`; what was found, as a summary of the run tells it.

        `folders` are the plan's and the one where the run will stand.
        """
        from segtui.pipeline.write_run import write_files  # the workbench writes runs only now and then

        basis, searched, concluded = found
        write_files(place, plan, folders, basis.prepared, searched, concluded, lists)
        return found


def made_from(plan: Plan, folder: Path) -> str:
    """Everything that a matrix depends on: parts of the plan, and the current files."""
    return _parts(plan, PREPARED) + files_of(plan, folder)


def files_of(plan: Plan, folder: Path) -> str:
    """The current state of every file that a matrix is made of."""
    return json.dumps([str(folder.absolute()), [stamped(table, folder) for table in plan.customer_tables()]])


def followed_from(plan: Plan, folder: Path) -> str:
    """Everything that the cohort tables depend on besides; empty without any."""
    now = [stamped(one.table(), folder) for one in plan.cohort]
    return json.dumps([_parts(plan, frozenset({"cohort"})), now]) if now else ""


def search_key(plan: Plan, basis: Basis) -> str:
    """All that the candidates and their scores depend on; a plan without [search] has the default grids."""
    grids = [(grid.name, grid.model_dump(mode="json")) for grid in plan.grids()]
    return json.dumps([basis.made_from, plan.seed, plan.sample(), grids, bands_in(plan, basis.prepared)])


def label_digest(candidate: Candidate) -> str:
    """A key of a candidate's labels and strengths, the same for equal ones."""
    digest = hashlib.sha256(candidate.labels.tobytes())
    digest.update(b"" if candidate.strength is None else candidate.strength.tobytes())
    return digest.hexdigest()


def _parts(plan: Plan, parts: Parts) -> str:
    return json.dumps(values_of(plan, parts), sort_keys=True)
