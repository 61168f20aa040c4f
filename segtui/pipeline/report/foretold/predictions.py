"""What report.md says of predictions: what comes, how sure that is, and what contacting people would bring."""

from __future__ import annotations

from collections.abc import Sequence

from segtui.language.column_labels import called
from segtui.language.figures import day, localised, number, percent
from segtui.language.translation import _, plural, to_translate
from segtui.pipeline.report.foretold.by_segment import money_figure, segment_tables
from segtui.pipeline.report.markdown import escaped, figure, listed, table
from segtui.pipeline.segmenting.build_segments import Segmented
from segtui.prediction.found import FoundPrediction
from segtui.prediction.learner import find_learner
from segtui.prediction.metrics.scores import FigureWithInterval, PredictionScores

_IMPORTANT = 5
_OFF = 0.1
_FIGURES = {
    "average_precision": to_translate("average precision"),
    "roc_auc": "ROC-AUC",
    "log_loss": to_translate("log loss"),
}
Figures = tuple[list[str], list[list[str]]]
"""The head of a table, and its rows."""
_BASELINES = {
    "bg_nbd": to_translate("the BG/NBD model of purchases"),
    "recency": to_translate("how long ago customers were there last"),
}


def predictions_part(predictions: Sequence[FoundPrediction], segmented: Segmented | None) -> list[str]:
    """A section with a part for each prediction; nothing without one."""
    if not predictions:
        return []
    lines = ["## " + _("What they will do next"), ""]
    for found in predictions:
        lines += ["### " + escaped(found.name), "", escaped(" ".join(expected(found))), ""]
        for head, rows in (score_rows(found), tenth_rows(found)):
            lines += table(head, rows, numbers=range(1, len(head)))
        lines += [part for sentence in beside(found) for part in (escaped(sentence), "")]
        for each in segment_tables(found, segmented):
            lines += [escaped(each.caption) + ":", "", *table(each.head, each.rows, numbers=range(1, len(each.head)))]
            lines += [escaped(each.below), ""] if each.below else []
    return lines


def expected(found: FoundPrediction) -> list[str]:
    """What is predicted, for whom, and by what it was learned."""
    said, facts = found.predicted, {"mean": percent(found.mean), "rows": number(found.scored)}
    if said.predicts == "column":
        text = _("{column} = {yes} is expected of {mean} of {rows} rows, by models that did not learn from the row.")
        first = text.format(column=said.column, yes=said.yes, **facts)
    else:
        facts |= {"days": number(said.horizon), "day": day(found.as_of)}
        texts = {
            "purchase": _("{mean} of {rows} customers are expected to come within {days} days from {day} on."),
            "churn": _("{mean} of {rows} customers are expected not to come within {days} days from {day} on."),
        }
        first = texts[said.predicts].format(**facts)
    return [first, *_drawn(found), *_chosen(found), *_against(found), *_off(found)]


def _drawn(found: FoundPrediction) -> list[str]:
    """Of how many customers it was learned, where not of all."""
    if not found.drawn:
        return []
    text = _("It was learned from {drawn} of {customers} customers, drawn at random.")
    return [text.format(drawn=number(found.drawn), customers=number(found.customers))]


def _chosen(found: FoundPrediction) -> list[str]:
    learner = learner_words(found.learner)
    if len(found.tried) < 2:
        return [_("The model is {learner}.").format(learner=learner)]
    others = listed(
        [
            _("{learner} {figure}").format(
                learner=learner_words(each.learner), figure=figure(getattr(each, found.chosen_by))
            )
            for each in found.tried
        ]
    )
    text = _("Chosen on rows for that alone: {learner} ({figure}: {others}).")
    return [text.format(learner=learner, figure=_(_FIGURES[found.chosen_by]), others=others)]


def _against(found: FoundPrediction) -> list[str]:
    """Whether it is better than what needs no features."""
    sentences, weak = [], {each.name for each in found.unbeaten}
    for each in found.baselines:
        text = (
            _("It is not better beyond chance than {baseline} (ROC-AUC {mine} against {theirs}).")
            if each.name in weak
            else _("It is better than {baseline} (ROC-AUC {mine} against {theirs}).")
        )
        mine, theirs = figure(found.all.roc_auc.value), figure(each.roc_auc)
        sentences.append(text.format(baseline=_(_BASELINES[each.name]), mine=mine, theirs=theirs))
    return sentences


def _off(found: FoundPrediction) -> list[str]:
    """By how much probabilities were too high or too low in the test, where that is more than chance and a tenth."""
    gap, rate = found.all.gap, found.all.rate.value
    if gap.low <= 0 <= gap.high or abs(gap.value) < _OFF * rate:
        return []
    text = (
        _("Caution: in the test probabilities were too high, by {points} points on average ({low} to {high}).")
        if gap.value > 0
        else _("Caution: in the test probabilities were too low, by {points} points on average ({low} to {high}).")
    )
    ends = sorted(abs(end) for end in (gap.low, gap.high))
    points, low, high = (localised(f"{100 * value:.1f}") for value in (abs(gap.value), *ends))
    return [text.format(points=points, low=low, high=high)]


def beside(found: FoundPrediction) -> list[str]:
    """What to know of the figures: how they are meant, whom a contact pays for, and what it goes by."""
    note = _(
        "Intervals of 95 % by drawing customers. Where the mean probability is near the rate, it is true on average."
    )
    return [note, *_money(found), *_goes_by(found)]


def score_rows(found: FoundPrediction) -> Figures:
    """The test's figures, for all, for customers known before and for new ones."""
    every = _("all rows, each by models that did not learn from it") if found.new is None else _("all")
    parts = [(every, found.all), (_("known before"), found.known), (_("new to the model"), found.new)]
    head = [_("test"), _("customers"), _("rate"), _("mean probability"), "ROC-AUC", _("average precision"), "Brier"]
    return head, [_row(name, told) for name, told in parts if told is not None]


def _row(name: str, told: PredictionScores) -> list[str]:
    return [
        name,
        number(told.rows),
        percent(told.rate.value),
        percent(told.mean_probability.value),
        _between(told.roc_auc),
        _between(told.average_precision),
        figure(told.brier.value, digits=4),
    ]


def _between(found: FigureWithInterval) -> str:
    values = {"value": figure(found.value), "low": figure(found.low), "high": figure(found.high)}
    return _("{value} ({low} to {high})").format(**values)


def tenth_rows(found: FoundPrediction) -> Figures:
    """Of the test, what each tenth holds, the likeliest first."""
    money = found.money
    head = [_("tenth"), _("customers"), _("mean probability"), _("rate"), _("lift"), _("found so far")]
    head += [_("profit")] if money else []
    rows = []
    for row in found.deciles.iter_rows(named=True):
        cells = [str(row["decile"]), number(round(row["rows"])), percent(row["mean_probability"]), percent(row["rate"])]
        cells += [localised(f"{row['lift']:.1f}"), percent(row["gain"])]
        cells += [money_figure(money.brought(row["rows"], row["positives"]))] if money else []
        rows.append(cells)
    return head, rows


def _money(found: FoundPrediction) -> list[str]:
    """From which probability a contact pays, and what that would have brought in the test."""
    money = found.money
    if money is None:
        return []
    paying, profit = found.paying, money.brought(found.paying.rows, found.paying.positives)
    everyone = money.brought(found.all.rows, found.all.positives)
    text = _(
        "A contact pays from a probability of {threshold} on. In the test these were {rows} customers, who would have "
        "brought {profit} after costs; contacting everyone would have brought {everyone}. Now these are {now} of {all}."
    )
    said = text.format(
        threshold=percent(money.threshold),
        rows=number(paying.rows),
        profit=money_figure(profit),
        everyone=money_figure(everyone),
        now=number(paying.now),
        all=number(found.scored),
    )
    return [said]


def _goes_by(found: FoundPrediction) -> list[str]:
    """The features that matter most."""
    most = [each for each in found.importances[:_IMPORTANT] if each.mean > each.spread]
    if not most:
        return []
    names = [
        _("{feature} ({fall} ± {spread})").format(
            feature=called(each.feature), fall=figure(each.mean), spread=figure(each.spread)
        )
        for each in most
    ]
    text = plural(
        "It goes by {names}: so much ROC-AUC is lost where its values are dealt out at random.",
        "It goes most by {names}: so much ROC-AUC is lost where one's values are dealt out at random.",
        len(most),
    )
    return [text.format(names=listed(names))]


def learner_words(name: str) -> str:
    """What people call a model."""
    declared = find_learner(name)
    return _(declared.title) if declared else name
