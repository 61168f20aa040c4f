"""Answers how segments.csv begins, as it would be written now."""

from __future__ import annotations

import io
from pathlib import Path

from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import Failed, Sample, Sampled
from segtui.engine.transport.progress_reporter import ProgressReporter
from segtui.export.write_csv import write_csv
from segtui.segments.choosing.choose import choose, spoken

_NOTHING_CHOSEN = 1
_ROWS = 200


def sample(question: Sample, cache: SessionCache, reporter: ProgressReporter) -> Sampled | Failed:
    """The first rows of the file for the candidate that the plan chooses."""
    plan = cache.plan(question.plan)
    basis = cache.prepared(plan, Path(question.folder), reporter)
    searched = cache.searched(plan, basis, reporter)
    choice = choose(searched.scored, plan.select)
    if choice.chosen is None:
        what = f"no candidate met the conditions. Closest: {choice.closest}"
        return Failed(question.ticket, what, _NOTHING_CHOSEN)
    candidate = choice.chosen.scored.candidate
    table = cache.segmented(plan, basis, candidate, Path(question.folder)).table
    text = io.BytesIO()
    write_csv(table.head(_ROWS), text)
    return Sampled(question.ticket, text.getvalue().decode(), table.height, table.columns, spoken(candidate))
