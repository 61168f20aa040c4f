"""Answers what the predictions of a plan found or would learn from, and learns one."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from segtui.engine.session.cache import SessionCache
from segtui.engine.transport.messages import LearnPrediction, PredictionLearned, PredictionsShown, ShowPredictions
from segtui.engine.transport.messages.payloads import (
    IntervalFacts,
    LearnedRowsFacts,
    MoneyFacts,
    PredictionFacts,
    PredictionFigures,
    ScoredFacts,
)
from segtui.engine.transport.screen_language import on_screen
from segtui.engine.transport.streams import ProgressReporter
from segtui.errors import SegtuiError, UsageError
from segtui.language.sentences import in_language, say
from segtui.pipeline.predicting.predict_plan import cautions
from segtui.pipeline.predicting.prediction_keys import prediction_key
from segtui.pipeline.predicting.preview import PredictionPreview, preview_prediction
from segtui.pipeline.report.foretold.predictions import beside, expected, learner_words
from segtui.pipeline.workflow import Basis
from segtui.plan.model import Plan
from segtui.prediction.found import FoundPrediction, RowsLearned
from segtui.prediction.metrics.scores import FIGURES, FigureWithInterval, PredictionScores

_SHOWN = 20


def show_predictions(question: ShowPredictions, cache: SessionCache, reporter: ProgressReporter) -> PredictionsShown:
    """Those that are learned with their figures, the others with what they would learn from, or why they can't."""
    plan = cache.plan(question)
    if (kept := cache.kept(plan)) is not None:
        by_name = {one.name: one for one in kept.predictions}
        found = [by_name[order.name] for order in plan.predict if order.name in by_name]
        return PredictionsShown(question.ticket, [_found_facts(one) for one in found], kept.why)
    if not plan.predict:
        return PredictionsShown(question.ticket, [])
    basis = cache.prepared(plan, Path(question.folder), reporter)
    return PredictionsShown(
        question.ticket, [_facts(plan, basis, number, cache) for number in range(1, len(plan.predict) + 1)]
    )


def learn_prediction(question: LearnPrediction, cache: SessionCache, reporter: ProgressReporter) -> PredictionLearned:
    """It stands in the segments' cards, in previews and in the run that is written, without being learned again."""
    plan = cache.plan(question)
    if not 1 <= question.number <= len(plan.predict):
        raise UsageError(say("the plan has no such prediction"), where=f"predict[{question.number}]")
    basis = cache.prepared(plan, Path(question.folder), reporter)
    preview, began = cache.previewed.get(prediction_key(plan, basis.files, question.number)), time.monotonic()
    cache.workflow.learn(plan, basis, reporter, question.number)
    if preview is not None:
        cache.pace = min(max((time.monotonic() - began) / max(preview.seconds, 0.1), 0.2), 20.0)
    is_candidate = plan.predict[question.number - 1].use_as == "segments"
    return PredictionLearned(question.ticket, question.number, is_candidate)


def _facts(plan: Plan, basis: Basis, number: int, cache: SessionCache) -> PredictionFacts:
    key, order = prediction_key(plan, basis.files, number), plan.predict[number - 1]
    if (learned := cache.workflow.cache.predicted.get(key)) is not None:
        return _found_facts(learned[0])
    try:
        preview = cache.previewed.get_or(
            key, lambda: preview_prediction(order, plan, basis.prepared, f"predict[{number}]")
        )
    except SegtuiError as error:
        return _refused(order.name, error)
    return _preview_facts(order.name, preview, cache.pace)


def _preview_facts(name: str, preview: PredictionPreview, pace: float) -> PredictionFacts:
    return {
        "name": name,
        "learned": _rows_facts(preview.learned),
        "rows": preview.rows,
        "seconds": preview.seconds * pace,
        "refused": preview.refused.describe() if preview.refused else "",
        "figures": None,
    }


def _refused(name: str, error: SegtuiError) -> PredictionFacts:
    return {"name": name, "learned": [], "rows": 0, "seconds": None, "refused": error.describe(), "figures": None}


def _found_facts(found: FoundPrediction) -> PredictionFacts:
    return {
        "name": found.name,
        "learned": _rows_facts(found.rows),
        "rows": found.scored,
        "seconds": None,
        "refused": "",
        "figures": _figures(found),
    }


def _rows_facts(rows: Sequence[RowsLearned]) -> list[LearnedRowsFacts]:
    return [
        {"role": each.role, "rows": each.rows, "positives": each.positives, "days": list(each.days)} for each in rows
    ]


def _figures(found: FoundPrediction) -> PredictionFigures:
    """What it found, in the language of the screens."""
    with on_screen():
        return {
            "learner": learner_words(found.learner),
            "chosen_by": found.chosen_by,
            "tried": [
                {"learner": learner_words(each.learner), "figure": getattr(each, found.chosen_by)}
                for each in found.tried
            ],
            "scored": _scored(found),
            "threshold": found.all.threshold,
            "deciles": _table(found.deciles),
            "reliability": _table(found.reliability),
            "curves": _table(found.curves),
            "importances": [
                {"feature": each.feature, "mean": each.mean, "spread": each.spread}
                for each in found.importances[:_SHOWN]
            ],
            "money": _money(found),
            "mean": _finite(found.mean),
            "rows": found.scored,
            "sentences": [*expected(found), *beside(found)],
            "notes": [in_language(note) for note in cautions(found)],
        }


def _scored(found: FoundPrediction) -> list[ScoredFacts]:
    parts = (("all", found.all), ("known", found.known), ("new", found.new))
    facts: list[ScoredFacts] = [_scores_facts(of, told) for of, told in parts if told is not None]
    for each in found.baselines:
        values = {name: _only(getattr(each, name)) for name in ("roc_auc", "average_precision")}
        facts.append({"of": each.name, "rows": found.all.rows, "figures": values})
    return facts


def _scores_facts(of: str, told: PredictionScores) -> ScoredFacts:
    return {"of": of, "rows": told.rows, "figures": {name: _interval(getattr(told, name)) for name in FIGURES}}


def _interval(figure: FigureWithInterval) -> IntervalFacts:
    return {"value": _finite(figure.value), "low": _finite(figure.low), "high": _finite(figure.high)}


def _only(value: float) -> IntervalFacts:
    return {"value": _finite(value), "low": None, "high": None}


def _money(found: FoundPrediction) -> MoneyFacts | None:
    if (money := found.money) is None:
        return None
    profits = [money.brought(row["rows"], row["positives"]) for row in found.deciles.iter_rows(named=True)]
    return {"contact": money.contact, "margin": money.margin, "threshold": money.threshold, "profits": profits}


def _table(frame: pl.DataFrame) -> dict[str, list[float]]:
    return {name: frame[name].cast(pl.Float64).to_list() for name in frame.columns}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
