"""The stages of a run whose rows are worked through in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from segtui.clustering.algorithm import Candidate
from segtui.clustering.subsample import draw
from segtui.delivery.export.eligibility.related_rows import Beside
from segtui.delivery.export.suppression.match import ListTally
from segtui.features.scaled_matrix.matrix import Floats, Matrix
from segtui.libraries.parts.totals import Bracket
from segtui.libraries.parts.workers import Workers
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.exports.all_rows import AllRows
from segtui.pipeline.partitioned.predicting.people_in_parts import PeopleInParts
from segtui.pipeline.partitioned.preparing.preparation import PreparedParts, prepare_parts, refuse_unsuited
from segtui.pipeline.partitioned.preparing.scaled_parts import as_spilled
from segtui.pipeline.partitioned.preparing.seen_rows import RuleView, view_of
from segtui.pipeline.partitioned.preparing.source_parts import SAMPLE
from segtui.pipeline.partitioned.searching.all_rows_scores import of_all_rows
from segtui.pipeline.partitioned.searching.measure_candidates import found_on, measure_candidates
from segtui.pipeline.partitioned.searching.settle_candidates import Settling
from segtui.pipeline.partitioned.searching.stability_of_parts import stability_of_parts
from segtui.pipeline.partitioned.segmenting.exported_rows import data_rows
from segtui.pipeline.partitioned.segmenting.place_rows import Placed, Placing, place_rows
from segtui.pipeline.partitioned.segmenting.told_rows import as_sized, with_all_rows
from segtui.pipeline.partitioned.segmenting.value_of_rows import with_curve
from segtui.pipeline.partitioned.segmenting.write_segments import (
    CountedMeasure,
    SegmentTotals,
    Task,
    amounts_file,
    brackets_of,
    comparison_of,
    count_again,
    medians_of,
    write_segments,
)
from segtui.pipeline.predicting.predict_plan import learned, predict_plan
from segtui.pipeline.preparing.table_reader import TableReader
from segtui.pipeline.progress import Listener
from segtui.pipeline.report.facts import ReportFacts, row_facts
from segtui.pipeline.resolve_plan import resolve_plan
from segtui.pipeline.scoring.fitted_model import write_learned
from segtui.pipeline.scoring.version_files import note_all_rows
from segtui.pipeline.searching.forecast import check_memory
from segtui.pipeline.searching.leaders.assess import Assessment, assess, leaders
from segtui.pipeline.searching.leaders.resolve_ties import resolve_ties
from segtui.pipeline.searching.search import SearchResult, search
from segtui.pipeline.segmenting.build_segments import Segmented, segment, worth_of
from segtui.pipeline.segmenting.previous_run import all_rows, clustered, clustered_now
from segtui.pipeline.workflow import Basis, OpenCandidates, Outcome, Workflow
from segtui.pipeline.write_run import write_model, write_reports, write_tables
from segtui.plan.dump import dump
from segtui.plan.execution import Execution
from segtui.plan.model import Plan, Search
from segtui.segments.choosing.choose import Selection
from segtui.segments.cohorts.triangle import cohort_table
from segtui.segments.describing.effect_sizes import codes
from segtui.segments.lineage.moves import moves
from segtui.segments.lineage.people import PeopleOfBoth
from segtui.segments.lineage.renumber_segments import Lineage
from segtui.segments.measures import measures
from segtui.segments.naming.monetary_columns import Worth

SEARCHED = 50_000
"""Rows that the algorithms see, where the plan does not say."""


def with_sample(plan: Plan) -> Plan:
    """The plan with the number of rows that its algorithms see."""
    if plan.sample() is not None:
        return plan
    found = plan.search if plan.search and plan.search.algorithms() else None
    rules = plan.search.rules if plan.search else None
    searched = found or Search.everything().model_copy(update={"rules": rules})
    return plan.model_copy(update={"search": searched.model_copy(update={"sample": SEARCHED})})


class PartsWorkflow(Workflow):
    """The order of the stages over parts: see `Workflow`.

    A sample is searched, scored, named and described. Cleaning and scales come from all rows; K-means and mixtures
    settle on all of them; sizes, centroids, comparison and segments.csv are those of all rows. `folder` takes what is
    kept on the disk during the run.
    """

    def __init__(self, workers: Workers, folder: Path, reader: TableReader | None = None) -> None:
        super().__init__(reader)
        self.workers, self.folder = workers, folder
        self._parts: PreparedParts | None = None
        self._placed: dict[str, Placed] = {}
        self._previous: RunFiles | None = None

    @property
    def parts(self) -> PreparedParts:
        """The prepared parts; they must have been prepared before."""
        assert self._parts is not None
        return self._parts

    def prepare(self, plan: Plan, folder: Path, listener: Listener, given: bytes = b"") -> Basis:
        """Read, clean, derive and scale all rows; the basis is a sample of them."""
        refuse_unsuited(plan)
        self._parts = prepare_parts(plan, folder, self.folder, self.workers, listener, self.reader)
        return Basis(self._parts.prepared, "", given)

    def predict(self, plan: Plan, basis: Basis, listener: Listener) -> Basis:
        """The same with what the plan's predictions found, learned from a share of the customers, for all rows."""
        if not plan.predict:
            return basis
        most = max(SAMPLE, plan.sample() or 0)
        prepared, tick = basis.prepared, lambda share: listener.advance(share, 1.0)
        people = PeopleInParts(plan, self.parts, self.workers, self.folder / "predicted", most, tick)
        prepared = predict_plan(plan, prepared, listener, lambda n: learned(plan, prepared, n, listener, people))
        prepared = replace(prepared, tables=tuple(table.without_parts() for table in prepared.tables))
        joined = replace(self.parts.joined, predicted=tuple(people.predicted))
        self._parts = replace(self.parts, prepared=prepared, joined=joined)
        return replace(basis, prepared=prepared)

    def rows(self, plan: Plan, basis: Basis) -> AllRows:
        """All rows of a prepared plan, part after part."""
        parts, joined = self.parts.parts, self.parts.joined
        source = data_rows(self.parts.source) if self.parts.source else None
        made = Beside(lambda: map(joined.frame, parts), joined.id, "none")
        return AllRows(source, made, (*basis.prepared.frame.columns, *(source.columns if source else ())))

    def search(
        self,
        plan: Plan,
        basis: Basis,
        listener: Listener,
        candidates: OpenCandidates,
        memory: int | None = None,
    ) -> SearchResult:
        """Every candidate, found and scored on the sample; K-means and mixtures settle on all rows."""
        matrix, checkpoint = basis.prepared.matrix, candidates(plan, basis)
        check_memory(plan, matrix, memory)

        settling = Settling(self.workers, self.parts.spilled, matrix.values, checkpoint, listener)
        searched = search(plan, matrix, checkpoint, listener, settling.settled, self.parts.rule_notes(plan))
        searched = resolve_ties(searched, plan, matrix, listener)
        if len(matrix.values) >= self.parts.spilled.rows:
            return searched
        place, known = self.folder / "candidates", settling.centers
        seen = min(plan.sample() or len(matrix.values), len(matrix.values))
        scored = found_on(searched.scored, known, seen, self.parts.spilled.rows)
        measured = measure_candidates(self.workers, self.parts, plan, scored, known, place, listener)
        told = of_all_rows(measured.scored, measured.clusters, matrix.values, self.parts.spilled.rows, plan.seed)
        return replace(searched, scored=told)

    def assess(
        self,
        plan: Plan,
        basis: Basis,
        choice: Selection,
        listener: Listener,
        candidates: OpenCandidates,
        first: int | None = None,
    ) -> Assessment:
        """How far the leading candidates are found again: K-means and mixtures in all rows, others in the sample."""
        matrix, spilled, known = basis.prepared.matrix, self.parts.spilled, None
        checkpoint = candidates(plan, basis)
        if len(matrix.values) < spilled.rows:
            leading, place = leaders(plan, choice)[:first], self.folder / "resamples"
            known = stability_of_parts(self.workers, spilled, plan, matrix, leading, checkpoint, place, listener)
        return assess(plan, matrix, choice, checkpoint, listener, first, known)

    def segment(self, plan: Plan, basis: Basis, candidate: Candidate, previous: RunFiles | None) -> Segmented:
        """The segments of a candidate in the sample, numbered by their sizes among all rows."""
        self._previous = previous
        placing, view = self._rule(plan, basis.prepared.matrix, candidate)
        placed = place_rows(self.workers, self.parts.rows, placing, view, self.folder / "placed")
        self._placed[candidate.key] = placed
        sizes = {int(c): int(n) for c, n in zip(placing.clusters, placed.counts, strict=True)}
        return segment(plan, basis.prepared, candidate, previous, sizes)

    def write(
        self, place: Path, plan: Plan, folders: tuple[Path, Path], found: Outcome, lists: Sequence[ListTally]
    ) -> Outcome:
        """Write everything but run.json; what was found, with the figures of all rows."""
        basis, searched, concluded = found
        prepared, spilled = basis.prepared, self.parts.spilled
        if concluded.segmented and concluded.choice.chosen:
            candidate = concluded.choice.chosen.scored.candidate
            described, table = self._segments(place, plan, concluded.segmented, candidate)
            segmented = with_all_rows(concluded.segmented, described, table, prepared.outcomes, prepared.predictions)
            segmented = self._unequal(segmented)
            concluded = replace(concluded, segmented=segmented)
            write_model(place / "model", prepared.matrix, concluded, segmented, self._means(candidate, segmented))
            note_all_rows(place / "model", spilled.rows, *spilled.moments())
            run = RunFiles(place, plan, {"chosen": True})
            segmented = self._by_segment(segmented, run)
            if segmented.lineage and self._previous:
                segmented = replace(segmented, lineage=self._lineage(segmented.lineage, run, self._previous))
            concluded = replace(concluded, segmented=segmented)
        engine = Execution(parts=True, rows=(plan.engine or Execution()).rows)
        carried = resolve_plan(plan, prepared, searched, concluded, folders).model_copy(update={"engine": engine})
        (place / "plan.toml").write_text(dump(carried), encoding="utf-8")
        rows = row_facts(carried, prepared, concluded)
        told, said = as_sized(prepared, concluded, spilled.cleaned, spilled.rows, spilled.left_out)
        write_reports(place, ReportFacts(carried, told, searched, said, tuple(lists), rows))
        write_tables(place, prepared, concluded)
        if concluded.segmented and concluded.choice.chosen:
            candidate, segmented = concluded.choice.chosen.scored.candidate, concluded.segmented
            write_learned(place / "model", plan, prepared, candidate, segmented, self.parts.joined.cleaned.steps)
        return Basis(told, basis.made_from, basis.given), searched, said

    def _rule(self, plan: Plan, matrix: Matrix, candidate: Candidate) -> tuple[Placing, RuleView]:
        """The rule of a candidate of the sample, and how it sees rows."""
        view = view_of(plan, matrix, candidate, self.parts.joined, self.parts.scale)
        read = None
        if view.gower is not None:
            read = matrix.gower_rows if matrix.components else as_spilled(matrix.values) * view.gower
        sample = draw(matrix.values, plan.sample(), plan.seed)
        seen = np.isin(np.arange(len(matrix.values)), sample.rows) if sample else None
        return Placing.of(candidate, matrix.values, read, seen), view

    def _segments(
        self, place: Path, plan: Plan, segmented: Segmented, candidate: Candidate
    ) -> tuple[SegmentTotals, pl.DataFrame]:
        prepared, names = self.parts.prepared, dict(segmented.names)
        rows = prepared.frame[prepared.matrix.kept]
        used = {c.source for c in prepared.matrix.used}
        named_by = [c for c in codes(rows) if c not in used and c != prepared.id]
        judged = [outcome.column for outcome in prepared.outcomes]
        ordered = rows[[*judged, *(name for name in rows.columns if name not in judged)]]
        asked = tuple(CountedMeasure.of(one) for one in measures(ordered, id=prepared.id, codes=named_by))
        placed = self._placed[candidate.key]
        if placed.noise and -1 not in names:
            names[-1] = "Noise"
        brackets = brackets_of(rows, segmented.labels, asked, names)
        clusters = sorted(segmented.mapping)
        numbers = tuple(segmented.mapping[c] for c in clusters)
        folder = self.folder / "segments"
        folder.mkdir(parents=True, exist_ok=True)
        task = Task(plan, self.parts.joined, self.parts.scale, candidate, numbers, names, asked, brackets, str(folder))
        task = replace(task, outcomes=prepared.outcomes, worth=worth_of(plan, rows))
        both = list(zip(self.parts.parts, placed.parts, strict=True))
        described = write_segments(self.workers, both, task, place / "segments.csv")
        medians = medians_of(described, brackets)
        if missed := {key: Bracket() for key, value in medians.items() if value is None}:
            again = count_again(self.workers, both, replace(task, brackets=missed, writes=False))
            medians |= medians_of(again, missed)
        return described, comparison_of(described, asked, medians, names)

    def _unequal(self, segmented: Segmented) -> Segmented:
        """The segments with the curve of what all rows are worth."""
        if segmented.value is None or segmented.value.curve is None:
            return segmented
        rows, folder = self.parts.prepared.frame[self.parts.prepared.matrix.kept], str(self.folder / "segments")
        files = [amounts_file(folder, part.number) for part in self.parts.parts]
        sample = Worth(segmented.value.column, segmented.value.columns).amounts(rows).to_numpy()
        return replace(segmented, value=with_curve(segmented.value, files, sample))

    def _by_segment(self, segmented: Segmented, run: RunFiles) -> Segmented:
        """The segments with the cohort tables of all rows."""
        followed = self.parts.prepared.followed
        if not any(orders.cohort.split for orders in followed):
            return segmented
        ids, labels = run.members().collect().get_columns()
        tables = tuple(cohort_table(orders, ids, labels.to_numpy()) for orders in followed)
        return replace(segmented, cohorts=tables)

    def _lineage(self, found: Lineage, run: RunFiles, previous: RunFiles) -> Lineage:
        """The lineage with the people of all rows, not of the sample alone."""
        rows = clustered_now(self.parts.prepared, np.empty(0, np.int32))
        everyone = PeopleOfBoth(clustered(previous), replace(rows, everyone=all_rows(run)))
        return replace(found, people=moves(everyone))

    def _means(self, candidate: Candidate, segmented: Segmented) -> dict[int, Floats]:
        """The mean of each segment over all rows."""
        placed, clusters = self._placed[candidate.key], sorted(segmented.mapping)
        return {segmented.mapping[c]: placed.centroids[at] for at, c in enumerate(clusters)}
