"""Which columns say who somebody is, and which pairs of rows of a match step somebody may want to decide about."""

from __future__ import annotations

from pathlib import Path

from segtui.cleaning.steps.match import Match
from segtui.delivery.export.people.detect import compared_as
from segtui.engine.handlers.prepare_table import before_last_step, up_to_step
from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import PairsFound, PeopleRecognized, RecognizePeople, ReviewPairs
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import UsageError
from segtui.language.sentences import say
from segtui.libraries.columns import cols
from segtui.pipeline.workflow import made_from

_LOOKED_AT = 2_000


def review_pairs(question: ReviewPairs, cache: SessionCache, reporter: ProgressReporter) -> PairsFound:
    """The pairs of the step, side by side, with what speaks for each."""
    plan, folder = up_to_step(cache.plan(question), question.step), Path(question.folder)
    before, step = before_last_step(plan, folder, cache, reporter), plan.steps()[-1]
    if not isinstance(step, Match):
        raise UsageError(
            say("step {step} does not look for people", step=question.step), where=f"clean[{question.step}]"
        )
    reporter.stage(say("comparing rows"))
    frame = step.review(before.frame, id=before.id)
    place = cache.frames.place("pairs", made_from(plan, folder), lambda: frame)
    return PairsFound(question.ticket, question.step, place, frame.get_column("pair").n_unique(), step.probability)


def recognize_people(question: RecognizePeople, cache: SessionCache, reporter: ProgressReporter) -> PeopleRecognized:
    """Names, addresses, phones, postcodes and dates of birth among the columns of the source, none without one."""
    plan = cache.plan(question)
    if plan.source is None:
        return PeopleRecognized(question.ticket, {})
    table = cache.table(plan, Path(question.folder))
    rows = table.frame.select(cols([name for name in table.frame.columns if name != table.id]))
    return PeopleRecognized(question.ticket, dict(compared_as(rows.head(_LOOKED_AT))))
