"""Answers what a finished run's search found, without searching."""

from __future__ import annotations

from pathlib import Path

from segtui.engine.handlers.search_grids import searched_as
from segtui.engine.session.cache import Kept
from segtui.engine.transport.messages import Recall, Searched
from segtui.engine.transport.progress_reporter import Teller
from segtui.pipeline.artifacts.held_run import steady_run
from segtui.plan.load import parse


def recall(question: Recall, kept: Kept, teller: Teller) -> Searched:
    """The leaderboard of a run whose plan this is; raises UsageError where the data has changed since."""
    plan = parse(question.plan)
    basis = kept.prepared(plan, Path(question.folder), teller)
    with steady_run(Path(question.run)) as run:
        return searched_as(question.ticket, kept.recalled(plan, basis, run), plan)
