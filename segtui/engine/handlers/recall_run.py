"""Answers what a finished run's search found, without searching."""

from __future__ import annotations

from pathlib import Path

from segtui.engine.handlers.search_grids import searched_as
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Recall, Searched
from segtui.engine.transport.progress_reporter import ProgressReporter
from segtui.pipeline.artifacts.held_run import steady_run


def recall(question: Recall, cache: SessionCache, reporter: ProgressReporter) -> Searched:
    """The leaderboard of a run whose plan this is; raises UsageError where the data has changed since."""
    plan = cache.plan(question.plan)
    basis = cache.prepared(plan, Path(question.folder), reporter)
    with steady_run(Path(question.run)) as run:
        return searched_as(question.ticket, cache.recalled(plan, basis, run), plan)
