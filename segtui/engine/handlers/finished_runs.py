"""Answers on finished runs: what the search of one found, and who moved between the segments of two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from segtui.engine.handlers.search_grids import searched_as
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Compare, Compared, Recall, Searched
from segtui.engine.transport.messages.payloads import MigrationCell, SegmentPairFacts
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import SegtuiError
from segtui.language.sentences import say
from segtui.language.translation import to_translate
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.pipeline.artifacts.run_reader import RunFiles
from segtui.pipeline.finished_runs.compare_runs import compare as compare_runs
from segtui.plan.model import Plan
from segtui.segments.lineage.renumber_segments import fates

_OF_ALL_ROWS = to_translate(
    "The run's own figures of its {rows:,} rows. Maps, silhouettes and members look at the {sample:,} that it keeps."
)


def recall(question: Recall, cache: SessionCache, reporter: ProgressReporter) -> Searched:
    """The leaderboard of a run whose plan this is.

    Where its data is gone or has changed since, from the run's own files; raises SegtuiError where they don't have it.
    """
    plan = cache.plan(question)
    with steady_run(Path(question.run)) as run:
        if run.has_segments and run.is_in_parts:
            return _in_parts(question.ticket, plan, run, cache)
        try:
            basis = cache.prepared(plan, Path(question.folder), reporter)
            return searched_as(question.ticket, cache.recalled(plan, basis, run), plan, basis.prepared.matrix)
        except SegtuiError as error:
            why = ": ".join(part for part in (error.where, error.what) if part)
            kept = cache.keep(
                plan, run, say("This is what the run holds, because its data can't be used: {why}.", why=why)
            )
    matrix = kept.segments.matrix if kept.segments else None
    return searched_as(question.ticket, kept.searched, plan, matrix, kept.why)


def _in_parts(ticket: int, plan: Plan, run: RunFiles, cache: SessionCache) -> Searched:
    """What a run has found whose rows were worked through in parts, from its own files."""
    rows, drawn = int(run.model["rows"]), run.rows().height
    kept = cache.keep(plan, run, say(_OF_ALL_ROWS, rows=rows, sample=drawn))
    found = searched_as(ticket, kept.searched, plan, kept.segments.matrix if kept.segments else None, kept.why)
    return replace(found, drawn=drawn, of=rows)


def compare(question: Compare, cache: SessionCache, reporter: ProgressReporter) -> Compared:
    """The migration matrix of two runs' folders, and what became of their segments."""
    reporter.stage(say("comparing the runs"))
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
