"""Answers on finished runs: what the search of one found, and who moved between the segments of two."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from segtui.engine.handlers.search_grids import searched_as
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Compare, Compared, Recall, Searched
from segtui.engine.transport.messages.payloads import MigrationCell, SegmentPairFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import SegtuiError
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.finished_runs.compare_runs import compare as compare_runs
from segtui.segments.lineage.renumber_segments import fates


def recall(question: Recall, cache: SessionCache, reporter: ProgressReporter) -> Searched:
    """The leaderboard of a run whose plan this is.

    Where its data is gone or has changed since, from the run's own files; raises SegtuiError where they don't have it.
    """
    plan = cache.plan(question.plan)
    with steady_run(Path(question.run)) as run:
        try:
            basis = cache.prepared(plan, Path(question.folder), reporter)
            return searched_as(question.ticket, cache.recalled(plan, basis, run), plan, basis.prepared.matrix)
        except SegtuiError as error:
            kept = cache.keep(plan, run, error)
    matrix = kept.segments.matrix if kept.segments else None
    return searched_as(question.ticket, kept.searched, plan, matrix, kept.why)


def compare(question: Compare, cache: SessionCache, reporter: ProgressReporter) -> Compared:
    """The migration matrix of two runs' folders, and what became of their segments."""
    reporter.stage("comparing the runs")
    with steady_run(Path(question.old)) as old, steady_run(Path(question.new)) as new:
        found = compare_runs(old, new)
    return Compared(
        question.ticket,
        str(found.old.path),
        str(found.new.path),
        cast("list[MigrationCell]", found.migration.to_dicts()),
        found.counts,
        found.adjusted_rand,
        fates(found.matched, found.old.names, found.new.names),
        cast("list[SegmentPairFacts]", found.beside.facts()),
        dict(found.beside.outcomes),
    )
