"""The sheets of the predictions: their tests, tenths and features, and what they say of each segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segtui.language.column_labels import called
from segtui.language.translation import _
from segtui.pipeline.report.foretold.predictions import learner_words
from segtui.pipeline.report.small_groups import FEWEST
from segtui.pipeline.report.workbook.sheet import NativeChart, Share, Sheet, Value
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.prediction.found import FoundPrediction

Rows = tuple[tuple[Value, ...], ...]


def prediction_sheets(predictions: Sequence[FoundPrediction], segmented: Segmented | None) -> Iterator[Sheet]:
    """Four for all predictions together: how good they are, their tenths, their features, and their segments."""
    if not predictions:
        return
    yield _tests(predictions)
    yield _tenths(predictions)
    features = _features(predictions)
    if features.rows:
        yield features
    if segmented is not None and (segments := _segments(predictions, segmented)).rows:
        yield segments


def _tests(predictions: Sequence[FoundPrediction]) -> Sheet:
    """A row for all customers of the test, those known before and new ones."""
    head = [_("prediction"), _("model"), _("test"), _("customers"), _("rate"), _("mean probability")]
    head += [
        "ROC-AUC",
        _("from (95 %)"),
        _("to (95 %)"),
        _("average precision"),
        _("from (95 %)"),
        _("to (95 %)"),
        "Brier",
    ]
    rows: list[tuple[Value, ...]] = []
    for found in predictions:
        for name, told in ((_("all"), found.all), (_("known before"), found.known), (_("new to the model"), found.new)):
            if told is not None:
                auc, precision = told.roc_auc, told.average_precision
                counts = (told.rows, Share(told.rate.value), Share(told.mean_probability.value))
                figures = (auc.value, auc.low, auc.high, precision.value, precision.low, precision.high)
                rows.append((found.name, learner_words(found.learner), name, *counts, *figures, told.brier.value))
    return Sheet(_("Predictions"), tuple(head), tuple(rows))


def _tenths(predictions: Sequence[FoundPrediction]) -> Sheet:
    """What each tenth of the test holds, the likeliest first; how many of those with the outcome are found, drawn."""
    head = [_("prediction"), _("tenth"), _("customers"), _("mean probability"), _("rate"), _("lift"), _("found so far")]
    paid = any(found.money for found in predictions)
    rows: list[tuple[Value, ...]] = []
    charts: list[NativeChart] = []
    for found in predictions:
        first = len(rows)
        for row in found.deciles.iter_rows(named=True):
            cells = (row["decile"], round(row["rows"]), Share(row["mean_probability"]), Share(row["rate"]), row["lift"])
            profit = found.money.brought(row["rows"], row["positives"]) if found.money else None
            rows.append((found.name, *cells, Share(row["gain"]), *((profit,) if paid else ())))
        title = _("How many {name} finds").format(name=found.name)
        said = ", ".join(f"{row[1]} {row[6]:.1%}" for row in rows[first:] if isinstance(row[6], float))
        charts.append(NativeChart(title, (6,), first, len(rows) - 1, f"{title}: {said}", lines=True, names=1))
    return Sheet(_("Tenths"), (*head, *((_("profit"),) if paid else ())), tuple(rows), charts=tuple(charts))


def _features(predictions: Sequence[FoundPrediction]) -> Sheet:
    """How much ROC-AUC is lost without each feature."""
    head = (_("prediction"), _("feature"), _("ROC-AUC lost without it"), _("spread"))
    rows = [
        (found.name, called(each.feature), each.mean, each.spread)
        for found in predictions
        for each in found.importances
    ]
    return Sheet(_("Features of predictions"), head, tuple(rows))


def _segments(predictions: Sequence[FoundPrediction], segmented: Segmented) -> Sheet:
    """What each prediction says of each segment, and what came of its customers in the test."""
    head = [_("prediction"), _("segment"), _("customers"), _("mean probability")]
    paid = any(found.money for found in predictions)
    head += [_("profit of contacting all"), _("contacts that pay"), _("profit of these")] if paid else []
    head += [_("customers in the test"), _("their rate"), _("their mean probability"), "ROC-AUC"]
    rows: list[tuple[Value, ...]] = []
    for one in segmented.forecasts:
        if one.rows < FEWEST:
            continue
        money: tuple[Value, ...] = (None, None, None) if paid else ()
        if one.contact:
            best = None if 0 < one.contact.contacted < FEWEST else one.contact.best
            money = (one.contact.all, one.contact.contacted, best)
        test: tuple[Value, ...] = (None, None, None, None)
        if one.tested >= FEWEST:
            auc = one.roc_auc.value if one.roc_auc else None
            test = (one.tested, Share(one.positives / one.tested), Share(one.said), auc)
        rows.append((one.prediction, segmented.names[one.segment], one.rows, Share(one.mean), *money, *test))
    return Sheet(_("Predicted segments"), tuple(head), tuple(rows))
