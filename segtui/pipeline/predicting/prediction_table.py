"""predictions.csv: every figure of a run's predictions, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from segtui.prediction.by_segment import SegmentForecast
from segtui.prediction.found import FoundPrediction
from segtui.prediction.metrics.scores import FIGURES, PredictionScores

Line = tuple[str, str, str, str, float, float | None, float | None]

_TRIED = ("average_precision", "roc_auc", "log_loss")
_OF_DECILES = ("rows", "positives", "mean_probability", "rate", "lift", "gain")


def prediction_table(predictions: Sequence[FoundPrediction], forecasts: Sequence[SegmentForecast] = ()) -> pl.DataFrame:
    """One row per figure: prediction, model, rows, figure, part, value, and its interval of 95 %, low and high.

    `rows` are those it is of: validation, test, of the test known_customers or new_customers, or the run. `part` is the
    decile, the bin (from the lowest probability), the feature or the number of the segment that it is of; else empty.
    """
    head = ("prediction", "model", "rows", "figure", "part")
    schema = {**dict.fromkeys(head, pl.String), **dict.fromkeys(("value", "low", "high"), pl.Float64)}
    lines = [(found.name, *line) for found in predictions for line in _lines(found, forecasts)]
    return pl.DataFrame(lines, schema=schema, orient="row").with_columns(
        pl.col("value", "low", "high").fill_nan(None), pl.col("part").replace("", None)
    )


def _lines(found: FoundPrediction, forecasts: Sequence[SegmentForecast]) -> Iterator[Line]:
    for each in found.tried:
        for name in _TRIED:
            yield each.learner, "validation", name, "", getattr(each, name), None, None
    for rows, told in (("test", found.all), ("known_customers", found.known), ("new_customers", found.new)):
        if told is not None:
            yield from _of_scores(found.learner, rows, told)
    for baseline in found.baselines:
        for name in ("roc_auc", "average_precision"):
            yield baseline.name, "test", name, "", getattr(baseline, name), None, None
            gained = getattr(baseline, f"{name}_gained")
            yield found.learner, "test", f"{name}_gained", baseline.name, gained.value, gained.low, gained.high
    yield from _of_tables(found)
    for important in found.importances:
        spread = important.spread
        low, high = important.mean - spread, important.mean + spread
        yield found.learner, "test", "importance", important.feature, important.mean, low, high
    for forecast in forecasts:
        if forecast.prediction == found.name:
            yield from _of_segment(found.learner, forecast)


def _of_segment(learner: str, one: SegmentForecast) -> Iterator[Line]:
    part = str(one.segment)
    now: dict[str, float] = {"rows": one.rows, "mean_probability": one.mean}
    if one.contact:
        now |= {"profit": one.contact.all, "contacts_that_pay": one.contact.contacted, "best_profit": one.contact.best}
    for name, value in now.items():
        yield learner, "run", f"segment_{name}", part, float(value), None, None
    tested: dict[str, float] = {"rows": one.tested, "positives": one.positives, "mean_probability": one.said}
    if one.contact and one.contact.tested is not None:
        tested["profit"] = one.contact.tested
    for name, value in tested.items() if one.tested else ():
        yield learner, "test", f"segment_{name}", part, float(value), None, None
    if (auc := one.roc_auc) is not None:
        yield learner, "test", "segment_roc_auc", part, auc.value, auc.low, auc.high


def _of_scores(learner: str, rows: str, told: PredictionScores) -> Iterator[Line]:
    for count in ("rows", "positives", "threshold"):
        yield learner, rows, count, "", float(getattr(told, count)), None, None
    for name in FIGURES:
        figure = getattr(told, name)
        yield learner, rows, name, "", figure.value, figure.low, figure.high


def _of_tables(found: FoundPrediction) -> Iterator[Line]:
    money = found.money
    if money:
        yield found.learner, "test", "paying_threshold", "", money.threshold, None, None
    for row in found.deciles.iter_rows(named=True):
        for name in _OF_DECILES:
            yield found.learner, "test", f"decile_{name}", str(row["decile"]), float(row[name]), None, None
        if money:
            profit = money.brought(row["rows"], row["positives"])
            yield found.learner, "test", "decile_profit", str(row["decile"]), profit, None, None
    for number, row in enumerate(found.reliability.iter_rows(named=True), start=1):
        yield found.learner, "test", "bin_rows", str(number), float(row["rows"]), None, None
        yield found.learner, "test", "bin_mean_probability", str(number), row["mean_probability"], None, None
        yield found.learner, "test", "bin_rate", str(number), row["rate"], row["low"], row["high"]
