"""Carries out the predictions of a plan: their columns stand beside the prepared rows, and are never clustered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from segtui.language.sentences import say, say_counted
from segtui.language.translation import to_translate
from segtui.pipeline.predicting.fit_prediction_of_run import found_in_run
from segtui.pipeline.predicting.learned_rows import LearningRows
from segtui.pipeline.predicting.people import PeopleInMemory, PredictedPeople
from segtui.pipeline.preparing.prepare import PreparedRun
from segtui.pipeline.preparing.read_tables import TellingNotes
from segtui.pipeline.progress import Listener
from segtui.plan.model import Plan
from segtui.prediction.found import FoundPrediction
from segtui.prediction.learner import Floats
from segtui.prediction.predict_columns import predicted_columns
from segtui.profiling.outcome_columns import Outcome

Learned = tuple[FoundPrediction, Floats]
"""What a prediction found, and the probability (n) of each row, NaN where there is none."""


def predict_plan(plan: Plan, prepared: PreparedRun, listener: Listener, learn: Callable[[int], Learned]) -> PreparedRun:
    """The prepared run with what its predictions found, and their columns in its frame.

    `learn` gives what the one of a number, from 1, found: see `learned`. Each prediction is an outcome of the segments:
    a mean probability. None learns from another's columns. Raises PlanError and DataError, which name the prediction.
    """
    notes, found = TellingNotes(listener, prepared.notes), {}
    for number in range(1, len(plan.predict) + 1):
        found[number] = learn(number)
        one, _ = found[number]
        listener.note(headline(one))
        notes.tell(cautions(one))
    return replace(with_predictions(plan, prepared, found), notes=tuple(notes.notes))


def learned(
    plan: Plan, prepared: PreparedRun, number: int, listener: Listener, people: PredictedPeople | None = None
) -> Learned:
    """What the prediction of this number, from 1, finds for people, by default the prepared rows.

    Raises what `found_in_run` raises.
    """
    people = people or PeopleInMemory(plan, LearningRows.of(plan, prepared))
    order = plan.predict[number - 1]
    listener.stage(say("predicting {name}", name=order.name))
    tick = lambda share: listener.advance(share, 1.0)  # noqa: E731
    found, now = found_in_run(order, plan, people, f"predict[{number}]", tick)
    return found, now.rows


def with_predictions(plan: Plan, prepared: PreparedRun, learned: Mapping[int, Learned]) -> PreparedRun:
    """The prepared run with those of the plan's predictions that are learned, by number, and without the others."""
    frame, outcomes = prepared.frame, list(prepared.outcomes)
    for number, (one, probability) in learned.items():
        order = plan.predict[number - 1]
        if order.use_as != "none":
            frame = frame.hstack(predicted_columns(order.name, probability, one.edges, order.bands))
            outcomes += [Outcome(one.name, "rate", is_predicted=True)] if one.scored else []
    return replace(
        prepared,
        frame=frame,
        matrix=replace(prepared.matrix, frame=frame),
        outcomes=tuple(outcomes),
        predictions=tuple(one for one, _ in learned.values()),
    )


def headline(found: FoundPrediction) -> str:
    """The prediction in a line: its model, how well it ranks, and how true it is on the rows of the test."""
    told = found.all
    return say(
        "{name}: {learner}, ROC-AUC {auc:.3f} ({low:.3f} to {high:.3f}), mean probability {mean:percent} against a "
        "rate of {rate:percent} among {rows:,} rows of the test",
        name=found.name,
        learner=found.learner,
        auc=told.roc_auc.value,
        low=told.roc_auc.low,
        high=told.roc_auc.high,
        mean=told.mean_probability.value,
        rate=told.rate.value,
        rows=told.rows,
    )


def cautions(found: FoundPrediction) -> list[str]:
    """What those who use a prediction should know."""
    return [*_of_learning(found), *_of_test(found), *_of_rows(found)]


def _of_learning(found: FoundPrediction) -> list[str]:
    """From whom it was learned, and what."""
    notes: list[str] = []
    name = found.name
    if found.drawn:
        notes.append(
            say(
                "{name} is learned from {drawn:,} of {customers:,} customers drawn at random; every row has its "
                "probability by that model.",
                name=name,
                drawn=found.drawn,
                customers=found.customers,
            )
        )
    if found.predicted.guessed:
        said = found.predicted
        notes.append(
            say(
                "{name} predicts {column} = {yes}, the rarer value; label.yes names the other one.",
                name=name,
                column=said.column,
                yes=said.yes,
            )
        )
    for leak in found.leaks:
        notes.append(
            say(
                "{name}: {column} alone has a ROC-AUC of {auc:.3f}, as if it were known only afterwards; if so, name "
                "it in exclude.",
                name=name,
                column=leak.column,
                auc=leak.roc_auc,
            )
        )
    return notes


def _of_test(found: FoundPrediction) -> list[str]:
    """Where the test speaks against it."""
    notes: list[str] = []
    name = found.name
    if found.all.is_off:
        told = found.all
        notes.append(
            say(
                "{name} is not true on average: {mean:percent} were expected in the test and {rate:percent} came, more "
                "apart than by chance. Trust the order, not the values; other seasons may be the reason.",
                name=name,
                mean=told.mean_probability.value,
                rate=told.rate.value,
            )
        )
    for each in found.unbeaten:
        notes.append(say(_NOT_BEATEN[each.name], name=name, theirs=each.roc_auc, mine=found.all.roc_auc.value))
    return notes


def _of_rows(found: FoundPrediction) -> list[str]:
    """What it does not see, and whom it does not reach."""
    notes: list[str] = []
    name = found.name
    if found.untimed:
        where = ", ".join(found.untimed)
        notes.append(
            say(
                "{name} does not learn from {where}: that table does not say when its rows came.",
                name=name,
                where=where,
            )
        )
    if found.skipped:
        notes.append(
            say_counted(
                "{name} leaves out {count} snapshot that is too early: {why}.",
                "{name} leaves out {count} snapshots that are too early: {why}.",
                len(found.skipped),
                name=name,
                why=found.skipped[-1][1],
            )
        )
    if found.unscored:
        notes.append(
            say_counted(
                "{count:,} row has no {name}: such customers are not in what it was learned from.",
                "{count:,} rows have no {name}: such customers are not in what it was learned from.",
                found.unscored,
                name=name,
            )
        )
    return notes


_NOT_BEATEN = {
    "bg_nbd": to_translate(
        "{name} is not beyond chance better than the BG/NBD model of purchases (ROC-AUC {mine:.3f} against "
        "{theirs:.3f})."
    ),
    "recency": to_translate(
        "{name} is not beyond chance better than how long ago customers were there last (ROC-AUC {mine:.3f} against "
        "{theirs:.3f})."
    ),
}
