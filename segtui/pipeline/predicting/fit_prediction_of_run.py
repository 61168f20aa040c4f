"""One prediction of a plan: fitted, tested on rows that nothing was learned from, and said of the run's customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from segtui.pipeline.predicting.learned_rows import rows_of_column
from segtui.pipeline.predicting.people import PredictedPeople, Probabilities
from segtui.plan.model import Plan
from segtui.prediction.baselines import baselines
from segtui.prediction.fit_folds import fit_folds
from segtui.prediction.fit_prediction import FittedPrediction, fit_prediction
from segtui.prediction.found import FoundPrediction, Paying, Predicted, RowsLearned, RowsTested
from segtui.prediction.importance import Importance, dependences, importances
from segtui.prediction.judge import Judgement, judge, judge_probabilities
from segtui.prediction.leaks import Leak, find_leaks
from segtui.prediction.learner import Floats, Truth
from segtui.prediction.predict import Predict
from segtui.prediction.snapshots.snapshot_rows import LabeledRows

_SHOWN = 5
_ROLES = ("training", "validation", "calibration")
Tick = Callable[[float], None]


def found_in_run(
    order: Predict, plan: Plan, people: PredictedPeople, where: str, tick: Tick
) -> tuple[FoundPrediction, Probabilities]:
    """What a prediction found, and the probabilities of the run's rows.

    `where` is its key in the plan; `tick` hears the share that is done. Raises PlanError and DataError.
    """
    of_label = _by_log if order.of_log else _by_column
    found, now = of_label(order, plan, people, where, tick)
    drawn, customers = people.drawn(order)
    return (replace(found, drawn=drawn, customers=customers) if drawn < customers else found), now


def _by_log(
    order: Predict, plan: Plan, people: PredictedPeople, where: str, tick: Tick
) -> tuple[FoundPrediction, Probabilities]:
    asked = people.asked(order, where)
    rows = asked.rows
    tick(0.2)
    fitted = fit_prediction(
        rows.training,
        rows.validation,
        rows.calibration,
        order.learners(),
        choose_by=order.choose_by,
        method=order.calibrate,
        aside=order.exclude,
        apart=rows.schedule.apart,
        seed=plan.seed,
        where=where,
        tick=lambda share: tick(0.2 + 0.5 * share),
    )
    tick(0.7)
    against = baselines(asked.outcome, rows.test.ids, rows.schedule.test[0])
    judged = judge(fitted.prediction, rows.test, rows.new, against, plan.seed)
    own = [name for name in asked.own if name not in order.exclude]
    leaks = find_leaks(rows.test.frame[own], rows.test.outcome) if own else ()
    now = people.by_log(fitted.prediction, asked, order)
    schedule = rows.schedule
    learned = [
        RowsLearned(role, len(part), part.positives, tuple(map(str, getattr(schedule, role))))  # type: ignore[arg-type]
        for role in (*_ROLES, "test")
        if (part := getattr(rows, role)) is not None
    ]
    assert isinstance(order.label, str)
    said, goes_by = Predicted(order.label, order.days), _goes_by(fitted, rows.test, plan.seed)
    found = _found(order, said, fitted, judged, learned, now, leaks, rows.test, goes_by)
    untimed = tuple(f"derive[{place + 1}]" for place in rows.untimed)
    skipped = tuple((str(day), why) for day, why in rows.skipped)
    test = RowsTested(judged.probability, rows.test.outcome, rows.test.ids, frame=rows.test.frame)
    return replace(found, skipped=skipped, untimed=untimed, as_of=str(asked.day), test=test), now


def _by_column(
    order: Predict, plan: Plan, people: PredictedPeople, where: str, tick: Tick
) -> tuple[FoundPrediction, Probabilities]:
    labels, rows, features = rows_of_column(order, people.rows, where)
    crossed = fit_folds(
        rows,
        order.learners(),
        choose_by=order.choose_by,
        method=order.calibrate,
        aside=order.exclude,
        seed=plan.seed,
        where=where,
        tick=tick,
    )
    judged = judge_probabilities(crossed.probability, crossed.threshold, rows, seed=plan.seed)
    used = [name for name in features.columns if name not in order.exclude]
    leaks = find_leaks(rows.frame[used], rows.outcome)
    now = people.by_column(crossed, labels, features, order)
    said = Predicted("column", 0, order.label.column, labels.yes, labels.no, labels.guessed)  # type: ignore[union-attr]
    learned = [RowsLearned("folds", len(rows), rows.positives)]
    goes_by = _goes_by(crossed.fitted, rows.where(crossed.held), plan.seed)
    found = _found(order, said, crossed.fitted, judged, learned, now, leaks, rows, goes_by)
    return replace(found, test=RowsTested(judged.probability, rows.outcome, rows.ids, labels.rows)), now


def _found(
    order: Predict,
    said: Predicted,
    fitted: FittedPrediction,
    judged: Judgement,
    learned: Sequence[RowsLearned],
    now: Probabilities,
    leaks: Sequence[Leak],
    test: LabeledRows,
    goes_by: tuple[tuple[Importance, ...], pl.DataFrame],
) -> FoundPrediction:
    return FoundPrediction(
        order.name,
        said,
        fitted.prediction.learner,
        fitted.tried,
        order.choose_by,
        order.calibrate,
        tuple(learned),
        judged.all,
        judged.known,
        judged.new,
        judged.baselines,
        judged.deciles,
        judged.reliability,
        judged.curves,
        *goes_by,
        tuple(leaks),
        scored=now.scored,
        unscored=now.unscored,
        mean=now.mean,
        edges=now.edges,
        bands=order.bands or {},
        money=order.money.of_contact() if order.money else None,
        paying=_paying(order, judged.probability, test.outcome, now),
        model=fitted.prediction,
    )


def _paying(order: Predict, tested: Floats, outcome: Truth, now: Probabilities) -> Paying:
    """Whom to contact of the test (n probabilities and outcomes), and of those of the run."""
    if order.money is None:
        return Paying()
    chosen = tested > order.least_paying
    return Paying(int(chosen.sum()), int((outcome & chosen).sum()), now.paying)


def _goes_by(fitted: FittedPrediction, rows: LabeledRows, seed: int) -> tuple[tuple[Importance, ...], pl.DataFrame]:
    """Which features matter on rows that the model was not fitted to, and how the probability changes with the first.

    The latter has feature, value and probability.
    """
    important = importances(fitted.prediction, rows, seed=seed)
    names = [each.feature for each in important[:_SHOWN]]
    found = [
        (one.feature, str(value), float(p))
        for one in dependences(fitted.prediction, rows, names, seed)
        for value, p in zip(one.values, one.probability, strict=True)
    ]
    schema = {"feature": pl.String, "value": pl.String, "probability": pl.Float64}
    return important, pl.DataFrame(found, schema=schema, orient="row")
